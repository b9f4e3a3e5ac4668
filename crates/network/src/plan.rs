//! The plan of a distributed DNN: what stands on every node, in which shapes, joined by which adapters.

use deepfog_topology::rules::{self, Place};
use deepfog_topology::{
    Diagnostic, Graph, InputSpace, LinkKind, NodeId, Scheme, Sense, Severity, Task, Tier, Topology,
    WeightRule,
};
use rand::Rng;
use serde::{Deserialize, Serialize};

use crate::random::{Purpose, stream};
use crate::shape;

/// The map A_jk from a sender's output to the receiver's input shape. It never has a bias: a bias would
/// leak a constant from a failed node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Adapter {
    /// The tensor as it is.
    Identity,
    /// A learned 1×1 convolution with a stride.
    Convolution {
        /// Channels received.
        inputs: usize,
        /// Channels given.
        outputs: usize,
        /// Stride in every dimension.
        stride: usize,
    },
    /// A learned linear map of the flattened tensor.
    Dense {
        /// Values received.
        inputs: usize,
        /// Values given.
        outputs: usize,
    },
}

/// One layer of a node's partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Layer {
    /// Fully connected over the flattened input.
    Dense {
        /// Values received.
        inputs: usize,
        /// Values given.
        outputs: usize,
        /// Whether a ReLU follows; the cloud's last layer gives logits instead.
        relu: bool,
    },
    /// A convolution over time with padding `(kernel - 1) / 2`, then a ReLU.
    Conv1d {
        /// Channels received.
        inputs: usize,
        /// Channels given.
        outputs: usize,
        /// Odd kernel length.
        kernel: usize,
        /// Stride.
        stride: usize,
    },
    /// A convolution over rows and columns with padding `(kernel - 1) / 2`, then a ReLU.
    Conv2d {
        /// Channels received.
        inputs: usize,
        /// Channels given.
        outputs: usize,
        /// Odd kernel side.
        kernel: usize,
        /// Stride.
        stride: usize,
    },
    /// Maximum over windows of `size` placed every `size`.
    MaxPool {
        /// Window side and stride.
        size: usize,
    },
    /// Mean over everything but the channels.
    GlobalAverage,
}

/// One incoming hyperconnection of a node.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedInput {
    /// The sender, as an index into [`Plan::nodes`].
    pub from: usize,
    /// Normal or skip, derived from the drawn graph.
    pub kind: LinkKind,
    /// Shape of the sender's output.
    pub shape: Vec<usize>,
    /// Map to the receiver's input shape.
    pub adapter: Adapter,
    /// Hyperconnection weight w_jk.
    pub weight: f32,
}

/// One node's partition.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedNode {
    /// The node's name.
    pub id: NodeId,
    /// Its tier.
    pub tier: Tier,
    /// What a source senses.
    pub sense: Option<Sense>,
    /// Shape of X_k; for a source the shape of what it senses.
    pub input_shape: Vec<usize>,
    /// Incoming hyperconnections of this scheme, in the order of the senders' names; none for a source.
    pub inputs: Vec<PlannedInput>,
    /// Layers in order. The cloud's ends in the classifying layer.
    pub layers: Vec<Layer>,
    /// Output shape of each layer.
    pub layer_shapes: Vec<Vec<usize>>,
    /// Shape of Y_k.
    pub output_shape: Vec<usize>,
}

impl PlannedNode {
    /// Whether the node computes nothing: a source without units gives what it senses.
    pub fn is_bare_source(&self) -> bool {
        self.tier == Tier::Source && self.layers.is_empty()
    }

    /// Bytes that each of its outgoing hyperconnections carries per sample: the output in f32, before adapters.
    pub fn output_bytes(&self) -> usize {
        4 * self.output_shape.iter().product::<usize>()
    }

    /// Number of learned parameters, adapters of its inputs included.
    pub fn parameter_count(&self) -> usize {
        let adapters: usize = self
            .inputs
            .iter()
            .map(|input| adapter_parameters(&input.adapter))
            .sum();
        let layers: usize = self.layers.iter().map(layer_parameters).sum();
        adapters + layers
    }
}

/// Number of learned parameters of an adapter.
pub fn adapter_parameters(adapter: &Adapter) -> usize {
    crate::parameters::adapter_shape(adapter).map_or(0, |dims| dims.iter().product())
}

/// Number of learned parameters of a layer, bias included.
pub fn layer_parameters(layer: &Layer) -> usize {
    crate::parameters::layer_shape(layer).map_or(0, |dims| dims.iter().product::<usize>() + dims[0])
}

/// A distributed DNN without its learned parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The scheme it is built for.
    pub scheme: Scheme,
    /// What it recognises.
    pub task: Task,
    /// Nodes in topological order: the order of [`Graph::ids`].
    pub nodes: Vec<PlannedNode>,
    /// The drawn graph.
    pub graph: Graph,
}

impl Plan {
    /// Index of the node that answers.
    pub fn cloud(&self) -> usize {
        self.nodes.len() - 1
    }

    /// Number of learned parameters in all.
    pub fn parameter_count(&self) -> usize {
        self.nodes.iter().map(PlannedNode::parameter_count).sum()
    }
}

/// Plans the DNN that a topology and a scheme stand for. `seed` matters for random hyperconnection weights only.
///
/// # Errors
/// Everything that is wrong, all at once: the rules of [`rules::check`], or else the shapes that cannot meet.
pub fn plan(topology: &Topology, scheme: Scheme, seed: u64) -> Result<Plan, Vec<Diagnostic>> {
    let errors: Vec<Diagnostic> = rules::check(topology)
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let document = |message: String| {
        vec![Diagnostic {
            severity: Severity::Error,
            place: Place::Document,
            message,
        }]
    };
    let graph = Graph::new(topology).map_err(|error| document(error.to_string()))?;
    let task = Task::find(&topology.task)
        .ok_or_else(|| document(format!("the task {} is not known", topology.task)))?;
    let weights = weights(topology, &graph, scheme, seed);

    let mut nodes: Vec<PlannedNode> = Vec::with_capacity(graph.len());
    let mut wrong = Vec::new();
    for index in 0..graph.len() {
        match plan_node(topology, &graph, &task, scheme, index, &nodes, &weights) {
            Ok(node) => nodes.push(node),
            Err(fault) => {
                let (message, assumed) = *fault;
                wrong.push(Diagnostic {
                    severity: Severity::Error,
                    place: Place::Node(graph.ids()[index].clone()),
                    message,
                });
                nodes.push(assumed);
            }
        }
    }
    if wrong.is_empty() {
        Ok(Plan {
            scheme,
            task,
            nodes,
            graph,
        })
    } else {
        Err(wrong)
    }
}

/// The node's plan, or what is wrong together with the plan up to there, so that later nodes can be checked too.
fn plan_node(
    topology: &Topology,
    graph: &Graph,
    task: &Task,
    scheme: Scheme,
    index: usize,
    before: &[PlannedNode],
    weights: &[f32],
) -> Result<PlannedNode, Box<(String, PlannedNode)>> {
    let id = &graph.ids()[index];
    let drawn = topology.node(id);
    let units = drawn.map(|node| node.units.as_slice()).unwrap_or_default();
    let mut node = PlannedNode {
        id: id.clone(),
        tier: graph.tier(index),
        sense: drawn.and_then(|node| node.sense.clone()),
        input_shape: Vec::new(),
        inputs: Vec::new(),
        layers: Vec::new(),
        layer_shapes: Vec::new(),
        output_shape: Vec::new(),
    };
    let input_shape = match &node.sense {
        Some(sense) => Ok(sensed_shape(sense, &task.input)),
        None => received_shape(graph, scheme, index, before),
    };
    node.input_shape = match input_shape {
        Ok(shape) => shape,
        Err(message) => {
            node.output_shape = vec![1];
            return Err(Box::new((message, node)));
        }
    };
    node.output_shape = node.input_shape.clone();

    let several = graph.inputs(index, scheme).count() > 1;
    for (at, edge) in graph.edges().iter().enumerate() {
        if edge.to != index || (edge.kind == LinkKind::Skip && !scheme.has_skips()) {
            continue;
        }
        let sender = &before[edge.from];
        let learned_always = several && sender.tier == Tier::Source;
        let adapter = if sender.output_shape == node.input_shape && !learned_always {
            Some(Adapter::Identity)
        } else {
            shape::learned(&sender.output_shape, &node.input_shape)
        };
        let Some(adapter) = adapter else {
            let message = format!(
                "The hyperconnection {} → {id} would need too large an adapter, from {} to {}. Make one of them smaller.",
                sender.id,
                shape::text(&sender.output_shape),
                shape::text(&node.input_shape)
            );
            return Err(Box::new((message, node)));
        };
        node.inputs.push(PlannedInput {
            from: edge.from,
            kind: edge.kind,
            shape: sender.output_shape.clone(),
            adapter,
            weight: weights[at],
        });
    }

    for (at, unit) in units.iter().enumerate() {
        match shape::lay(unit, &node.output_shape) {
            Ok((layer, output)) => {
                node.layers.push(layer);
                node.layer_shapes.push(output.clone());
                node.output_shape = output;
            }
            Err(why) => {
                let message = format!("Unit {} of {id}: {why}. Change or remove the unit.", at + 1);
                return Err(Box::new((message, node)));
            }
        }
    }
    if node.tier == Tier::Cloud {
        let inputs = node.output_shape.iter().product();
        let outputs = task.classes.len();
        node.layers.push(Layer::Dense {
            inputs,
            outputs,
            relu: false,
        });
        node.layer_shapes.push(vec![outputs]);
        node.output_shape = vec![outputs];
    }
    let parameters = node.parameter_count();
    if parameters > shape::MAX_VALUES {
        let message = format!(
            "{id} would hold {parameters} parameters, and its inputs' adapters with it, where {} are possible. Make its units or \
             what it receives smaller.",
            shape::MAX_VALUES
        );
        return Err(Box::new((message, node)));
    }
    Ok(node)
}

/// Shape of what a source senses.
fn sensed_shape(sense: &Sense, input: &InputSpace) -> Vec<usize> {
    match (sense, input) {
        (Sense::Channels { channels }, InputSpace::Signal { steps, .. }) => {
            vec![channels.len(), *steps]
        }
        (Sense::Region { region }, input) => {
            vec![input.channel_count(), region.height, region.width]
        }
        (Sense::Channels { .. }, input) => input.shape(),
    }
}

/// Shape of X_k: that of the largest normal input from a compute node (ties: smallest name); fed by
/// sources only, their channels added up and the other dimensions the largest.
fn received_shape(
    graph: &Graph,
    scheme: Scheme,
    index: usize,
    before: &[PlannedNode],
) -> Result<Vec<usize>, String> {
    let normal = || {
        graph
            .inputs(index, scheme)
            .filter(|edge| edge.kind == LinkKind::Normal)
            .map(|edge| &before[edge.from])
    };
    let mut largest: Option<&PlannedNode> = None;
    for sender in normal().filter(|sender| sender.tier != Tier::Source) {
        let size = |node: &PlannedNode| node.output_shape.iter().product::<usize>();
        // Inputs come in the order of names: only a larger one takes the place of an earlier one.
        if largest.is_none_or(|best| size(sender) > size(best)) {
            largest = Some(sender);
        }
    }
    if let Some(sender) = largest {
        return Ok(sender.output_shape.clone());
    }
    let mut shape: Vec<usize> = Vec::new();
    let mut first: Option<&PlannedNode> = None;
    for sender in normal() {
        let Some(earlier) = first else {
            first = Some(sender);
            shape = sender.output_shape.clone();
            continue;
        };
        if sender.output_shape.len() != shape.len() {
            return Err(format!(
                "{} cannot join what {} gives ({}) with what {} gives ({}). Give both sources the same kind of units.",
                graph.ids()[index],
                earlier.id,
                shape::text(&earlier.output_shape),
                sender.id,
                shape::text(&sender.output_shape)
            ));
        }
        for (at, (dim, other)) in shape.iter_mut().zip(&sender.output_shape).enumerate() {
            *dim = if at == 0 {
                *dim + other
            } else {
                (*dim).max(*other)
            };
        }
    }
    if shape.is_empty() || shape::volume(&shape).is_none() {
        return Err(format!(
            "{} has no input to compute on.",
            graph.ids()[index]
        ));
    }
    Ok(shape)
}

/// The weight of every hyperconnection of the drawn graph, in (from, to) order of names.
fn weights(topology: &Topology, graph: &Graph, scheme: Scheme, seed: u64) -> Vec<f32> {
    let reliability = |setting: &str| {
        let setting = topology.setting(setting);
        move |node: usize| match (&setting, graph.tier(node)) {
            (_, Tier::Source) | (None, _) => 1.0,
            (Some(setting), _) => setting.of(&graph.ids()[node]),
        }
    };
    match &topology.weights {
        WeightRule::One => vec![1.0; graph.edges().len()],
        WeightRule::Reliability { setting } => {
            let of = reliability(setting);
            graph
                .edges()
                .iter()
                .map(|edge| of(edge.from) as f32)
                .collect()
        }
        WeightRule::Normalised { setting } => {
            let of = reliability(setting);
            graph
                .edges()
                .iter()
                .map(|edge| {
                    let sum: f64 = graph
                        .inputs(edge.to, scheme)
                        .map(|input| of(input.from))
                        .sum();
                    // All senders unreliable beyond use: nothing to normalise by.
                    if sum > 0.0 {
                        (of(edge.from) / sum) as f32
                    } else {
                        0.0
                    }
                })
                .collect()
        }
        WeightRule::Uniform { high } => {
            let mut generator = stream(seed, Purpose::Weights);
            graph
                .edges()
                .iter()
                .map(|_| (generator.random::<f64>() * high) as f32)
                .collect()
        }
    }
}
