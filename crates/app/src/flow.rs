//! What the drawing shows as live: which hyperconnections count, and which of them lead to the cloud.

use deepfog_resilience::Pattern;
use deepfog_topology::{LinkKind, Scheme};

use crate::network::Network;

/// What a node does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeState {
    /// It is up and gives an output.
    Delivering,
    /// It is up, but no input counts: its output is exactly 0.
    Silent,
    /// It is down.
    Down,
}

/// What a hyperconnection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It counts, and what its receiver makes of it reaches the cloud: part of a live path.
    Carrying,
    /// Its sender delivers, but it is of no use: the receiver is down, or nothing leads on from there, or a
    /// skip waits because the nodes that it jumps over deliver.
    Idle,
    /// Its sender gives nothing.
    Dead,
    /// It is not part of the network under this scheme.
    Absent,
}

/// What flows under one scheme and one failure pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// State of each node, by its index in the graph.
    pub nodes: Vec<NodeState>,
    /// State of each hyperconnection, in the order of the graph's edges.
    pub links: Vec<LinkState>,
    /// For each hyperconnection, whether it is a skip that waits only because a node that it jumps over
    /// delivers (ResiliNet).
    pub waiting: Vec<bool>,
    /// Whether the cloud gets anything; otherwise the scheme can only guess.
    pub answered: bool,
    /// Whether what a node gives reaches the cloud over counting hyperconnections, by its index in the graph.
    pub heard: Vec<bool>,
}

impl Flow {
    /// Runs the gates and follows what counts back from the cloud.
    pub fn new(network: &Network, scheme: Scheme, pattern: Pattern) -> Self {
        let graph = &network.graph;
        let delivery = network.deliver(scheme, pattern);
        let nodes: Vec<NodeState> = (0..graph.len())
            .map(|node| {
                if network.is_down(node, pattern) {
                    NodeState::Down
                } else if delivery.delivers[node] {
                    NodeState::Delivering
                } else {
                    NodeState::Silent
                }
            })
            .collect();

        let mut next_input = vec![0_usize; graph.len()];
        let mut counts = Vec::with_capacity(graph.edges().len());
        let mut waiting = Vec::with_capacity(graph.edges().len());
        for edge in graph.edges() {
            if edge.kind == LinkKind::Skip && !scheme.has_skips() {
                counts.push(None);
                waiting.push(false);
                continue;
            }
            // Edges come in the order of (from, to) names, so those of one receiver in its inputs' order.
            let input = next_input[edge.to];
            next_input[edge.to] += 1;
            counts.push(Some(delivery.counts[edge.to][input]));
            waiting.push(
                delivery.delivers[edge.from]
                    && network
                        .gates(scheme)
                        .waits_for(edge.to, input)
                        .iter()
                        .any(|&other| delivery.delivers[other]),
            );
        }

        let mut heard = vec![false; graph.len()];
        if let Some(cloud) = graph.cloud() {
            heard[cloud] = delivery.delivers[cloud];
        }
        // Receivers have larger indices than senders: from the last node back, each is known before its senders.
        for node in (0..graph.len()).rev() {
            if !heard[node] || !delivery.delivers[node] {
                continue;
            }
            for (edge, counts) in graph.edges().iter().zip(&counts) {
                if edge.to == node && *counts == Some(true) {
                    heard[edge.from] = true;
                }
            }
        }

        let links = graph
            .edges()
            .iter()
            .zip(&counts)
            .map(|(edge, counts)| match counts {
                None => LinkState::Absent,
                Some(true) if heard[edge.to] && delivery.delivers[edge.to] => LinkState::Carrying,
                Some(_) if delivery.delivers[edge.from] => LinkState::Idle,
                Some(_) => LinkState::Dead,
            })
            .collect();
        Self {
            nodes,
            links,
            waiting,
            answered: delivery.answered,
            heard,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(preset: &str, scheme: Scheme, down: &[&str]) -> Vec<(String, LinkState)> {
        let network = network(preset);
        let pattern = network.patterns.with_down(down.iter().copied()).unwrap();
        let flow = Flow::new(&network, scheme, pattern);
        let graph = &network.graph;
        graph
            .edges()
            .iter()
            .zip(&flow.links)
            .map(|(edge, state)| {
                let ids = graph.ids();
                (format!("{}→{}", ids[edge.from], ids[edge.to]), *state)
            })
            .collect()
    }

    fn network(preset: &str) -> std::rc::Rc<Network> {
        Network::of_preset(preset).unwrap()
    }

    #[test]
    fn what_carries_on_the_sensor_chain() {
        use LinkState::{Absent, Carrying, Dead, Idle};
        for (scheme, down, expected) in [
            (
                Scheme::ResilinetPlus,
                vec!["f2"],
                [
                    ("e→f1", Carrying),
                    ("e→f2", Idle),
                    ("f1→cloud", Carrying),
                    ("f2→cloud", Dead),
                    ("f2→f1", Dead),
                    ("watch→e", Carrying),
                    ("watch→f2", Idle),
                ],
            ),
            (
                Scheme::Vanilla,
                vec!["f2"],
                [
                    ("e→f1", Absent),
                    ("e→f2", Idle),
                    ("f1→cloud", Dead),
                    ("f2→cloud", Absent),
                    ("f2→f1", Dead),
                    ("watch→e", Idle),
                    ("watch→f2", Absent),
                ],
            ),
            (
                Scheme::Resilinet,
                vec![],
                [
                    ("e→f1", Idle),
                    ("e→f2", Carrying),
                    ("f1→cloud", Carrying),
                    ("f2→cloud", Idle),
                    ("f2→f1", Carrying),
                    ("watch→e", Carrying),
                    ("watch→f2", Idle),
                ],
            ),
            (
                Scheme::DeepFogGuard,
                vec!["e"],
                [
                    ("e→f1", Dead),
                    ("e→f2", Dead),
                    ("f1→cloud", Carrying),
                    ("f2→cloud", Carrying),
                    ("f2→f1", Carrying),
                    ("watch→e", Idle),
                    ("watch→f2", Carrying),
                ],
            ),
        ] {
            let found = links("sensor-chain", scheme, &down);
            let expected: Vec<(String, LinkState)> = expected
                .into_iter()
                .map(|(name, state)| (name.to_owned(), state))
                .collect();
            assert_eq!(found, expected, "{scheme:?} {down:?}");
        }
    }

    #[test]
    fn a_waiting_skip_is_told_from_one_of_no_use() {
        let network = network("sensor-chain");
        let flow = Flow::new(&network, Scheme::Resilinet, Pattern::NONE_DOWN);
        let waiting: Vec<&str> = network
            .graph
            .edges()
            .iter()
            .zip(&flow.waiting)
            .filter(|(_, waits)| **waits)
            .map(|(edge, _)| network.name(edge.from).as_str())
            .collect();
        assert_eq!(waiting, ["e", "f2", "watch"]);
        let flow = Flow::new(&network, Scheme::ResilinetPlus, Pattern::NONE_DOWN);
        assert!(!flow.waiting.contains(&true));
    }

    #[test]
    fn something_carries_exactly_when_the_cloud_answers() {
        for network in Network::all() {
            for scheme in Scheme::ALL {
                for pattern in network.patterns.all() {
                    let flow = Flow::new(&network, scheme, pattern);
                    assert_eq!(
                        flow.links.contains(&LinkState::Carrying),
                        flow.answered,
                        "{} {scheme:?} {pattern:?}",
                        network.preset.unwrap()
                    );
                }
            }
        }
    }
}
