//! The plan of a distributed DNN: what stands on every node, in which shapes, joined by which adapters.

use deepfog_resilience::Delivery;
use deepfog_topology::rules::{self, Place};
use deepfog_topology::{
    Diagnostic, Graph, LinkKind, NodeId, Scheme, Sense, Severity, Task, Tier, Topology,
};
use serde::{Deserialize, Serialize};

use crate::check::tell;
use crate::outline::{Outline, Sketch};
use crate::shape;
use crate::weights::weights;

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

    /// Multiply-adds of one sample: those of the adapters of all its inputs and of its layers.
    pub fn multiply_adds(&self) -> u64 {
        let adapters = (0..self.inputs.len()).map(|input| self.adapter_multiply_adds(input));
        let layers = (0..self.layers.len()).map(|at| self.layer_multiply_adds(at));
        adapters.chain(layers).fold(0, u64::saturating_add)
    }

    /// Multiply-adds of one sample in the adapter of one input; none for an identity, or where there is no such input.
    pub fn adapter_multiply_adds(&self, input: usize) -> u64 {
        match self.inputs.get(input).map(|input| &input.adapter) {
            None | Some(Adapter::Identity) => 0,
            Some(Adapter::Convolution { inputs, .. } | Adapter::Dense { inputs, .. }) => {
                shape::volume(&self.input_shape).saturating_mul(*inputs as u64)
            }
        }
    }

    /// Multiply-adds of one sample in one layer; none where there is no such layer. Pooling and averaging multiply nothing.
    pub fn layer_multiply_adds(&self, at: usize) -> u64 {
        let Some((layer, output)) = self.layers.get(at).zip(self.layer_shapes.get(at)) else {
            return 0;
        };
        let each = match *layer {
            Layer::Dense { inputs, .. } => inputs,
            Layer::Conv1d { inputs, kernel, .. } => inputs * kernel,
            Layer::Conv2d { inputs, kernel, .. } => inputs * kernel * kernel,
            Layer::MaxPool { .. } | Layer::GlobalAverage => 0,
        };
        shape::volume(output).saturating_mul(each as u64)
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

    /// Per node whether it has to be run for an answer: it delivers, and to the cloud over inputs that count.
    pub fn needed(&self, delivery: &Delivery) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        needed[self.cloud()] = delivery.answered;
        for at in (0..self.nodes.len()).rev() {
            if !needed[at] {
                continue;
            }
            for (input, &counts) in self.nodes[at].inputs.iter().zip(&delivery.counts[at]) {
                needed[input.from] |= counts;
            }
        }
        needed
    }

    /// Number of learned parameters in all.
    pub fn parameter_count(&self) -> usize {
        self.nodes.iter().map(PlannedNode::parameter_count).sum()
    }
}

/// Plans the DNN that a topology and a scheme stand for. `seed` matters for random hyperconnection weights only.
///
/// # Errors
/// Everything that stops this scheme's network from running, all at once: the errors of [`rules::check`], and for a sound
/// document the shapes that cannot meet, as far as they can be told in spite of the other errors.
pub fn plan(topology: &Topology, scheme: Scheme, seed: u64) -> Result<Plan, Vec<Diagnostic>> {
    plan_for(topology, Task::find(&topology.task), scheme, seed)
}

/// The same for a task that need not be builtin; the topology must name it.
///
/// # Errors
/// As [`plan`]; another task than the topology names is one that is not known.
pub fn plan_of(
    topology: &Topology,
    task: &Task,
    scheme: Scheme,
    seed: u64,
) -> Result<Plan, Vec<Diagnostic>> {
    plan_for(topology, Some(task.clone()), scheme, seed)
}

fn plan_for(
    topology: &Topology,
    task: Option<Task>,
    scheme: Scheme,
    seed: u64,
) -> Result<Plan, Vec<Diagnostic>> {
    let mut errors: Vec<Diagnostic> = rules::check_for(topology, task.as_ref())
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    if !errors.is_empty() && !rules::structure_for(topology, task.as_ref()).is_empty() {
        return Err(errors);
    }
    let document = |message: String| Diagnostic::new(Severity::Error, Place::Document, message);
    let graph =
        Graph::new(topology).map_err(|error| vec![document(format!("{error}. Remove it."))])?;
    let task = task.ok_or_else(|| {
        vec![document(format!(
            "The task \"{}\" is not known. Choose one that is.",
            topology.task
        ))]
    })?;
    let outline = Outline::new(topology, &graph, &task, scheme);
    errors.extend(outline.misfits.iter().map(|misfit| tell(misfit, &graph)));
    let weights = weights(topology, &graph, scheme, seed);
    let mut nodes: Vec<PlannedNode> = Vec::with_capacity(graph.len());
    for (index, sketch) in outline.nodes.into_iter().enumerate() {
        let sense = topology
            .node(&graph.ids()[index])
            .and_then(|node| node.sense.clone());
        if let Some(node) = planned(sketch, &graph, index, sense, &nodes, &weights) {
            nodes.push(node);
        } else {
            // Some rule or some shape has told why; this is for the case that none has.
            if errors.is_empty() {
                let id = graph.ids()[index].clone();
                let message = format!("{id} has no input to compute on. Connect a node to it.");
                errors.push(Diagnostic::new(Severity::Error, Place::Node(id), message));
            }
            return Err(errors);
        }
    }
    if errors.is_empty() {
        Ok(Plan {
            scheme,
            task,
            nodes,
            graph,
        })
    } else {
        Err(errors)
    }
}

/// The plan of a node of which everything is known; `None` where something is not.
fn planned(
    sketch: Sketch,
    graph: &Graph,
    index: usize,
    sense: Option<Sense>,
    before: &[PlannedNode],
    weights: &[f32],
) -> Option<PlannedNode> {
    let inputs = sketch
        .inputs
        .iter()
        .map(|input| {
            let edge = graph.edges()[input.edge];
            Some(PlannedInput {
                from: edge.from,
                kind: edge.kind,
                shape: before[edge.from].output_shape.clone(),
                adapter: input.adapter?,
                weight: weights[input.edge],
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(PlannedNode {
        id: graph.ids()[index].clone(),
        tier: graph.tier(index),
        sense,
        input_shape: sketch.input?,
        inputs,
        layers: sketch.layers,
        layer_shapes: sketch.layer_shapes,
        output_shape: sketch.output?,
    })
}
