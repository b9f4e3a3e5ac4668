//! Networks of any number of nodes that can fail, all of one make.

use deepfog_topology::{Link, Node, Sense, TaskId, Tier, Topology, Unit, WeightRule, document};

/// Nodes side by side in a wide graph.
pub const WIDTH: usize = 4;
/// Channels of every node's output.
const CHANNELS: usize = 8;

/// The two makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Make {
    /// One node after the other, each with a skip over the one before it.
    Chain,
    /// Tiers of [`WIDTH`] nodes, each linked to all nodes of all later tiers: to the next by normal hyperconnections, to
    /// those beyond by skips.
    Wide,
}

impl Make {
    /// Its name in files and tables.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::Wide => "wide",
        }
    }

    /// The network with so many nodes that can fail, on signals of the smartwatch. The number must be a multiple of [`WIDTH`].
    pub fn topology(self, failable: usize) -> Topology {
        let mut drawing = Drawing(Topology {
            version: document::VERSION,
            title: format!("{} of {failable}", self.slug()),
            task: TaskId::SMARTWATCH.into(),
            nodes: Vec::new(),
            links: Vec::new(),
            settings: Vec::new(),
            weights: WeightRule::One,
        });
        match self {
            Self::Chain => drawing.chain(failable),
            Self::Wide => drawing.wide(failable / WIDTH),
        }
        drawing.0
    }
}

/// A topology under construction.
struct Drawing(Topology);

impl Drawing {
    fn chain(&mut self, failable: usize) {
        let mut path = vec!["watch".to_owned()];
        self.source("watch", (0..6).collect());
        for at in 0..failable {
            let name = format!("n{:02}", at + 1);
            self.node(&name, tier(at, failable), stride(at));
            path.push(name);
        }
        path.push(self.cloud());
        for reach in [1, 2] {
            for pair in path.windows(reach + 1) {
                self.link(&pair[0], &pair[reach]);
            }
        }
    }

    fn wide(&mut self, tiers: usize) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in 0..tiers {
            let names = (0..WIDTH).map(|at| format!("n{}{}", row + 1, at + 1));
            let names: Vec<String> = names.collect();
            for name in &names {
                self.node(name, tier(row, tiers), stride(row));
            }
            rows.push(names);
        }
        let first = rows.first().cloned().unwrap_or_default();
        for (at, name) in first.iter().enumerate() {
            let source = format!("s{}", at + 1);
            self.source(&source, vec![at, at + 1, at + 2]);
            self.link(&source, name);
        }
        rows.push(vec![self.cloud()]);
        for (at, senders) in rows.iter().enumerate() {
            for receiver in rows[at + 1..].iter().flatten() {
                for sender in senders {
                    self.link(sender, receiver);
                }
            }
        }
    }

    fn source(&mut self, id: &str, channels: Vec<usize>) {
        self.push(id, Tier::Source, Some(Sense::Channels { channels }), &[]);
    }

    fn node(&mut self, id: &str, tier: Tier, stride: usize) {
        let unit = Unit::Conv1d {
            channels: CHANNELS,
            kernel: 5,
            stride,
        };
        self.push(id, tier, None, &[unit]);
    }

    fn cloud(&mut self) -> String {
        self.push("cloud", Tier::Cloud, None, &[]);
        "cloud".to_owned()
    }

    fn push(&mut self, id: &str, tier: Tier, sense: Option<Sense>, units: &[Unit]) {
        self.0.nodes.push(Node {
            id: id.into(),
            tier,
            sense,
            units: units.to_vec(),
            position: None,
        });
    }

    fn link(&mut self, from: &str, to: &str) {
        self.0.links.push(Link {
            from: from.into(),
            to: to.into(),
        });
    }
}

/// The first half are edge nodes, the rest fog nodes.
fn tier(at: usize, of: usize) -> Tier {
    if 2 * at < of { Tier::Edge } else { Tier::Fog }
}

/// The first two halve the signal.
fn stride(at: usize) -> usize {
    if at < 2 { 2 } else { 1 }
}

#[cfg(test)]
// A test says by a panic what is wrong.
#[allow(clippy::unwrap_used)]
mod tests {
    use deepfog_network::plan;
    use deepfog_resilience::Patterns;
    use deepfog_topology::{LinkKind, Scheme};

    use super::*;

    #[test]
    fn every_network_is_sound_and_as_large_as_asked_for() {
        for failable in [4, 8, 12, 16] {
            // Into each tier from all but the one before it, and into the cloud.
            let tiers = failable / WIDTH;
            let between: usize = (1..tiers).map(|row| WIDTH * WIDTH * (row - 1)).sum();
            let wide_skips = between + WIDTH * (tiers - 1);
            for (make, skips) in [(Make::Chain, failable), (Make::Wide, wide_skips)] {
                let plan = plan(&make.topology(failable), Scheme::ResilinetPlus, 1).unwrap();
                assert_eq!(Patterns::new(&plan.graph).failable_count(), failable);
                let edges = plan.graph.edges().iter();
                let found = edges.filter(|edge| edge.kind == LinkKind::Skip).count();
                assert_eq!(found, skips, "{make:?} {failable}");
            }
        }
    }
}
