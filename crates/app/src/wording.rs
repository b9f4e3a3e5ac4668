//! The sentences of the page that depend on more than the failure pattern.

use deepfog_notation::number;
use deepfog_notation::words::list;
use deepfog_protocol::{Fault, FaultKind, Item, SampleFacts};
use deepfog_topology::{LinkKind, Scheme};

use crate::flow::{Flow, LinkState, NodeState};
use crate::network::Network;
use crate::state::{Engine, State};

/// What failed, in sentences: of each kind of failure the first, and what else met the same; empty when
/// nothing did.
pub fn faults(state: &State) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Engine::Failed(why) = &state.engine {
        sentences.push(format!(
            "The worker that runs the networks has stopped or could not be started. {why}"
        ));
    }
    for kind in [FaultKind::Download, FaultKind::Corrupt, FaultKind::Run] {
        let of_kind: Vec<&(Item, Fault)> = state
            .loaded
            .faults
            .iter()
            .filter(|(_, fault)| fault.kind == kind)
            .collect();
        let Some(((_, first), others)) = of_kind.split_first() else {
            continue;
        };
        // What the worker says names the file or the network.
        sentences.push(format!("{}.", first.message.trim_end_matches('.')));
        if !others.is_empty() {
            let what: Vec<String> = others.iter().map(|(item, _)| item_name(item)).collect();
            sentences.push(format!("The same befell {}.", list(&what)));
        }
    }
    sentences
}

fn item_name(item: &Item) -> String {
    match item {
        Item::Bundle(scheme) => format!("the network of {}", scheme.name()),
        Item::Pack => "the sample pack".to_owned(),
        Item::Answer => "this sample".to_owned(),
        Item::Sweep(scheme) => format!("the failure patterns of {}", scheme.name()),
    }
}

/// A node's accessible name: its tier, its health, and where it sends to.
pub fn node(network: &Network, flow: &Flow, node: usize) -> String {
    let health = match flow.nodes[node] {
        NodeState::Down => "down",
        NodeState::Silent => "up, but silent: no input arrives",
        NodeState::Delivering => "up",
    };
    let targets = |kind: LinkKind| -> Vec<String> {
        network
            .graph
            .edges()
            .iter()
            .zip(&flow.links)
            .filter(|(edge, state)| {
                edge.from == node && edge.kind == kind && **state != LinkState::Absent
            })
            .map(|(edge, _)| network.name(edge.to).to_string())
            .collect()
    };
    // What is written on the node comes first, as it stands there: who speaks to the page says what is seen.
    let (name, tier) = (network.name(node), network.graph.tier(node).name());
    let mut text = if flow.nodes[node] == NodeState::Down {
        format!("{name} down, {tier}.")
    } else {
        format!("{name}, {tier}, {health}.")
    };
    let (normal, skips) = (targets(LinkKind::Normal), targets(LinkKind::Skip));
    match (normal.is_empty(), skips.is_empty()) {
        (true, true) => {}
        (false, true) => text += &format!(" Sends to {}.", list(&normal)),
        (true, false) => text += &format!(" Sends by skip to {}.", list(&skips)),
        (false, false) => {
            text += &format!(" Sends to {}, by skip to {}.", list(&normal), list(&skips));
        }
    }
    text
}

/// A hyperconnection's spoken name: its kind, the tiers that it joins, and what it does.
pub fn spoken_link(network: &Network, flow: &Flow, edge: usize) -> String {
    let drawn = network.graph.edges()[edge];
    let kind = match drawn.kind {
        LinkKind::Normal => "Hyperconnection",
        LinkKind::Skip => "Skip hyperconnection",
    };
    let end = |node: usize| {
        format!(
            "{}, {}",
            network.name(node),
            network.graph.tier(node).name()
        )
    };
    let health = match flow.links[edge] {
        LinkState::Carrying => "part of a live path",
        LinkState::Idle if flow.waiting[edge] => "waits while the nodes that it jumps over deliver",
        LinkState::Idle => "not part of a live path",
        LinkState::Dead => "dead: nothing comes",
        LinkState::Absent => "not part of this scheme",
    };
    format!(
        "{kind} from {} to {}: {health}.",
        end(drawn.from),
        end(drawn.to)
    )
}

/// A hyperconnection's label: bytes per sample, and what it does when that is not plain to see.
pub fn link(network: &Network, flow: &Flow, scheme: Scheme, edge: usize) -> String {
    let drawn = network.graph.edges()[edge];
    let costs = network.costs(Scheme::ResilinetPlus);
    let bytes = costs
        .nodes
        .get(drawn.from)
        .and_then(|node| node.output_bytes)
        .map_or("size unknown".to_owned(), number::bytes);
    let mut text = if drawn.kind == LinkKind::Skip {
        format!(
            "skip {} → {} · {bytes}",
            network.name(drawn.from),
            network.name(drawn.to),
        )
    } else {
        bytes
    };
    if flow.links[edge] == LinkState::Absent {
        text += &format!(" · not in {}", scheme.name());
    } else if flow.waiting[edge] {
        text += " · waits";
    }
    text
}

/// Where a sample comes from: `person 7, held out of training`.
pub fn origin(facts: SampleFacts, people: bool) -> String {
    if people {
        format!("person {}, held out of training", facts.group)
    } else {
        format!(
            "test image {}, held out of training",
            number::count(u64::from(facts.group))
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_resilience::Pattern;
    use std::rc::Rc;

    fn network(id: &str) -> Rc<Network> {
        Network::of_preset(id).unwrap()
    }

    #[test]
    fn nodes_in_words() {
        let network = network("sensor-chain");
        let pattern = network.patterns.with_down(["e"]).unwrap();
        for (scheme, name, text) in [
            (Scheme::Vanilla, "e", "e down, edge. Sends to f2."),
            (
                Scheme::Vanilla,
                "f2",
                "f2, fog, up, but silent: no input arrives. Sends to f1.",
            ),
            (
                Scheme::ResilinetPlus,
                "f2",
                "f2, fog, up. Sends to f1, by skip to cloud.",
            ),
            (Scheme::ResilinetPlus, "cloud", "cloud, cloud, up."),
            (
                Scheme::ResilinetPlus,
                "watch",
                "watch, source, up. Sends to e, by skip to f2.",
            ),
        ] {
            let flow = Flow::new(&network, scheme, pattern);
            let at = network.graph.index(&name.into()).unwrap();
            assert_eq!(node(&network, &flow, at), text);
        }
    }

    #[test]
    fn hyperconnections_in_words() {
        let network = network("sensor-chain");
        let skip = network
            .graph
            .edges()
            .iter()
            .position(|edge| edge.kind == LinkKind::Skip)
            .unwrap();
        for (scheme, text) in [
            (Scheme::Vanilla, "skip e → f1 · 512 B · not in Vanilla"),
            (Scheme::Resilinet, "skip e → f1 · 512 B · waits"),
            (Scheme::ResilinetPlus, "skip e → f1 · 512 B"),
        ] {
            let flow = Flow::new(&network, scheme, Pattern::NONE_DOWN);
            assert_eq!(
                link(&network, &flow, scheme, skip).replace('\u{202f}', " "),
                text
            );
        }
    }

    #[test]
    fn faults_of_one_kind_are_one_sentence() {
        let mut state = State::new(Rc::new(Network::all())).unwrap();
        assert!(faults(&state).is_empty());
        let fault = |kind, message: &str| Fault {
            kind,
            message: message.to_owned(),
        };
        state.loaded.faults = vec![
            (
                Item::Bundle(Scheme::Vanilla),
                fault(
                    FaultKind::Download,
                    "a/manifest.json could not be downloaded: 404.",
                ),
            ),
            (
                Item::Answer,
                fault(FaultKind::Run, "Vanilla could not answer: no"),
            ),
            (
                Item::Pack,
                fault(
                    FaultKind::Download,
                    "b/pack.json could not be downloaded: 404.",
                ),
            ),
        ];
        state.engine = Engine::Failed("It is gone.".to_owned());
        assert_eq!(
            faults(&state),
            [
                "The worker that runs the networks has stopped or could not be started. It is gone.",
                "a/manifest.json could not be downloaded: 404.",
                "The same befell the sample pack.",
                "Vanilla could not answer: no.",
            ]
        );
    }

    #[test]
    fn origins_in_words() {
        let facts = SampleFacts { label: 0, group: 7 };
        assert_eq!(origin(facts, true), "person 7, held out of training");
        assert_eq!(origin(facts, false), "test image 7, held out of training");
    }
}
