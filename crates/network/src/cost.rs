//! What a drawn network costs before it is trained: parameters, and bytes on its hyperconnections.

use deepfog_topology::{Graph, Link, LinkKind, NodeId, Scheme, Task, Topology};

use crate::outline::Outline;
use crate::shape;

/// The costs of a topology under one scheme. Figures that would pass the largest number stop there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costs {
    /// Per node, in topological order: the order of [`Graph::ids`].
    pub nodes: Vec<NodeCost>,
    /// Per hyperconnection of the scheme, in (from, to) order of names.
    pub links: Vec<LinkCost>,
    /// Learned parameters of all nodes, as far as they are known.
    pub parameters: u64,
    /// Bytes that all hyperconnections together carry per sample, as far as they are known.
    pub bytes: u64,
    /// Whether every figure is known.
    pub complete: bool,
}

/// What one node costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeCost {
    /// The node.
    pub id: NodeId,
    /// Learned parameters, with those of its inputs' adapters that are known; `None` where nothing comes in or a unit does
    /// not fit.
    pub parameters: Option<u64>,
    /// Bytes of its output per sample, in f32: what each of its outgoing hyperconnections carries.
    pub output_bytes: Option<u64>,
}

/// What one hyperconnection costs. For a skip, this is what it adds; beside it, a source that alone fed the receiver
/// before may need a learned adapter now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCost {
    /// The sender.
    pub from: NodeId,
    /// The receiver.
    pub to: NodeId,
    /// Normal or skip, derived from the drawn graph.
    pub kind: LinkKind,
    /// Bytes that it carries per sample: the sender's output in f32, before the adapter.
    pub bytes: Option<u64>,
    /// Learned parameters of its adapter.
    pub parameters: Option<u64>,
}

impl Costs {
    /// The costs of that node.
    pub fn node(&self, id: &NodeId) -> Option<&NodeCost> {
        self.nodes.iter().find(|node| node.id == *id)
    }

    /// The costs of that hyperconnection, where it is part of the scheme.
    pub fn link(&self, link: &Link) -> Option<&LinkCost> {
        self.links
            .iter()
            .find(|cost| cost.from == link.from && cost.to == link.to)
    }
}

/// Counts what a topology costs under a scheme, for any document: what is not connected yet or does not fit has no figures,
/// the rest has. Without a graph, for example because of a cycle, nothing has.
pub fn costs(topology: &Topology, scheme: Scheme) -> Costs {
    let (Ok(graph), Some(task)) = (Graph::new(topology), Task::find(&topology.task)) else {
        return unknown(topology);
    };
    let sketches = Outline::new(topology, &graph, &task, scheme).nodes;
    let bytes_of = |node: usize| {
        let sketch = &sketches[node];
        let shape = sketch.output.as_deref().filter(|_| sketch.is_sure)?;
        Some(shape::volume(shape).saturating_mul(4))
    };
    let nodes: Vec<NodeCost> = sketches
        .iter()
        .enumerate()
        .map(|(node, sketch)| NodeCost {
            id: graph.ids()[node].clone(),
            parameters: (sketch.is_sure && sketch.output.is_some()).then(|| sketch.parameters()),
            output_bytes: bytes_of(node),
        })
        .collect();

    let mut adapters = vec![None; graph.edges().len()];
    for sketch in sketches.iter().filter(|sketch| sketch.is_input_sure) {
        for input in &sketch.inputs {
            adapters[input.edge] = input.parameters;
        }
    }
    let links: Vec<LinkCost> = graph
        .edges()
        .iter()
        .zip(adapters)
        .filter(|(edge, _)| scheme.has_skips() || edge.kind == LinkKind::Normal)
        .map(|(edge, parameters)| LinkCost {
            from: graph.ids()[edge.from].clone(),
            to: graph.ids()[edge.to].clone(),
            kind: edge.kind,
            bytes: bytes_of(edge.from),
            parameters: parameters.filter(|_| sketches[edge.from].is_sure),
        })
        .collect();

    let sum = |figures: &mut dyn Iterator<Item = Option<u64>>| {
        figures.flatten().fold(0, u64::saturating_add)
    };
    Costs {
        parameters: sum(&mut nodes.iter().map(|node| node.parameters)),
        bytes: sum(&mut links.iter().map(|link| link.bytes)),
        complete: nodes
            .iter()
            .all(|node| node.parameters.is_some() && node.output_bytes.is_some())
            && links
                .iter()
                .all(|link| link.parameters.is_some() && link.bytes.is_some()),
        nodes,
        links,
    }
}

fn unknown(topology: &Topology) -> Costs {
    let nodes = topology.nodes.iter().map(|node| NodeCost {
        id: node.id.clone(),
        parameters: None,
        output_bytes: None,
    });
    Costs {
        nodes: nodes.collect(),
        links: Vec::new(),
        parameters: 0,
        bytes: 0,
        complete: false,
    }
}
