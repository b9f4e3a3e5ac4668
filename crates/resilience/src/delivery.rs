//! Which nodes deliver, and which of their inputs count: the gates of the semantics.

use deepfog_topology::{Graph, LinkKind, Scheme, Tier};

/// One input of a node with what its gate depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct GatedInput {
    from: usize,
    /// For a skip under ResiliNet: the senders of normal inputs that descend from `from`. The skip
    /// counts only when none of them delivers.
    waits_for: Vec<usize>,
}

/// The gates of one graph under one scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gates {
    /// Per node: whether it is a source, and its inputs in the order of the senders' names.
    sources: Vec<bool>,
    inputs: Vec<Vec<GatedInput>>,
    cloud: Option<usize>,
}

/// What each node does under one failure pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Per node: it is up and at least one of its inputs counts (a source: it is up).
    pub delivers: Vec<bool>,
    /// Per node, per input in the order of the senders' names: it counts. Also given for nodes that are down.
    pub counts: Vec<Vec<bool>>,
    /// Whether the cloud delivers; otherwise there is no answer and the result is a random guess.
    pub answered: bool,
}

impl Gates {
    /// The gates of a graph under a scheme.
    pub fn new(graph: &Graph, scheme: Scheme) -> Self {
        let mut edges = vec![Vec::new(); graph.len()];
        for edge in graph.edges_of(scheme) {
            edges[edge.to].push(edge);
        }
        let inputs = edges
            .iter()
            .map(|edges| {
                edges
                    .iter()
                    .map(|edge| GatedInput {
                        from: edge.from,
                        waits_for: if scheme.gates_skips() && edge.kind == LinkKind::Skip {
                            edges
                                .iter()
                                .filter(|other| {
                                    other.kind == LinkKind::Normal
                                        && graph.reaches(edge.from, other.from)
                                })
                                .map(|other| other.from)
                                .collect()
                        } else {
                            Vec::new()
                        },
                    })
                    .collect()
            })
            .collect();
        Self {
            sources: (0..graph.len())
                .map(|node| graph.tier(node) == Tier::Source)
                .collect(),
            inputs,
            cloud: graph.cloud(),
        }
    }

    /// The nodes whose delivering stops an input of a node from counting, as indices into the graph; none
    /// where there is no such input.
    pub fn waits_for(&self, node: usize, input: usize) -> &[usize] {
        self.inputs
            .get(node)
            .and_then(|inputs| inputs.get(input))
            .map_or(&[], |input| &input.waits_for)
    }

    /// Runs the gates: `up` says for each node of the graph whether it is up.
    pub fn deliver(&self, up: &[bool]) -> Delivery {
        self.deliver_without(up, &[])
    }

    /// Runs the gates where hyperconnections are down too: `cut` holds their senders and receivers, as indices into the graph.
    ///
    /// A hyperconnection that is down carries nothing, whatever its sender does: its input does not count, and a skip does
    /// not wait for it.
    pub fn deliver_without(&self, up: &[bool], cut: &[(usize, usize)]) -> Delivery {
        let arrives = |from: usize, to: usize| !cut.contains(&(from, to));
        let mut delivers = vec![false; self.inputs.len()];
        let mut counts = Vec::with_capacity(self.inputs.len());
        // Nodes are in topological order: senders come before receivers.
        for (node, inputs) in self.inputs.iter().enumerate() {
            let counting: Vec<bool> = inputs
                .iter()
                .map(|input| {
                    let waits_for = &input.waits_for;
                    delivers[input.from]
                        && arrives(input.from, node)
                        && !waits_for
                            .iter()
                            .any(|&other| delivers[other] && arrives(other, node))
                })
                .collect();
            let alive = up.get(node).copied().unwrap_or(true);
            delivers[node] = alive && (self.sources[node] || counting.contains(&true));
            counts.push(counting);
        }
        Delivery {
            answered: self.cloud.is_some_and(|cloud| delivers[cloud]),
            delivers,
            counts,
        }
    }
}
