//! What can be said of a drawn network's shapes, whatever else is wrong with it: the first step of the plan, of the list of
//! problems and of the costs.

use deepfog_topology::{
    Graph, InputSpace, LinkKind, Node, Scheme, Sense, Task, Tier, Topology, Unit,
};

use crate::plan::{Adapter, Layer};
use crate::shape::{self, MAX_VALUES, Unfit};

/// All nodes of a graph, in its order, under one scheme.
pub(crate) struct Outline {
    pub nodes: Vec<Sketch>,
    /// Shapes that cannot meet, by their nodes.
    pub misfits: Vec<Misfit>,
}

/// What is known of one node.
#[derive(Default)]
pub(crate) struct Sketch {
    /// Shape of X_k; `None` where nothing comes in.
    pub input: Option<Vec<usize>>,
    /// Incoming hyperconnections of the scheme, in the order of the senders' names; none for a source.
    pub inputs: Vec<SketchedInput>,
    /// The layers of the units that fit. The cloud's ends in the classifying layer.
    pub layers: Vec<Layer>,
    /// Output shape of each layer.
    pub layer_shapes: Vec<Vec<usize>>,
    /// Shape of Y_k.
    pub output: Option<Vec<usize>>,
    /// The input's shape is that of the drawing: none of the units before was passed over.
    pub is_input_sure: bool,
    /// The output's shape and the layers are those of the drawing.
    pub is_sure: bool,
    /// Learned parameters of the layers.
    pub layer_parameters: u64,
}

/// One incoming hyperconnection.
pub(crate) struct SketchedInput {
    /// Index into [`Graph::edges`].
    pub edge: usize,
    /// Its adapter; `None` where a shape is not known or it would be too large.
    pub adapter: Option<Adapter>,
    /// The adapter's learned parameters; `None` where a shape is not known.
    pub parameters: Option<u64>,
}

/// Shapes that cannot meet at a node.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Misfit {
    /// The node.
    pub node: usize,
    /// What cannot be.
    pub kind: MisfitKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum MisfitKind {
    /// Two sources that alone feed the node, and whose outputs have different numbers of dimensions.
    Sources {
        earlier: (usize, Vec<usize>),
        later: (usize, Vec<usize>),
    },
    /// More values come in than can be run.
    Input { received: Vec<usize> },
    /// An adapter that is too large.
    Adapter {
        from: usize,
        kind: LinkKind,
        given: Vec<usize>,
        wanted: Vec<usize>,
    },
    /// A unit that cannot stand on what it receives.
    Unit {
        at: usize,
        unit: Unit,
        received: Vec<usize>,
        why: Unfit,
    },
    /// A unit that is too large on what it receives.
    UnitSize { at: usize },
    /// The cloud's classifying layer would be too large.
    ClassifierSize,
    /// More parameters than a node can hold.
    Parameters { count: u64 },
}

impl Outline {
    /// Works out every node. Where a unit does not fit, it is passed over, so that what follows can be told too.
    pub fn new(topology: &Topology, graph: &Graph, task: &Task, scheme: Scheme) -> Self {
        let mut edges = vec![Vec::new(); graph.len()];
        for (at, edge) in graph.edges().iter().enumerate() {
            if scheme.has_skips() || edge.kind == LinkKind::Normal {
                edges[edge.to].push(at);
            }
        }
        let mut outline = Self {
            nodes: Vec::with_capacity(graph.len()),
            misfits: Vec::new(),
        };
        for (index, edges) in edges.iter().enumerate() {
            let drawn = topology.node(&graph.ids()[index]);
            let sketch = outline.sketch(graph, task, index, drawn, edges);
            outline.nodes.push(sketch);
        }
        outline
    }

    fn misfit(&mut self, node: usize, kind: MisfitKind) {
        self.misfits.push(Misfit { node, kind });
    }

    fn sketch(
        &mut self,
        graph: &Graph,
        task: &Task,
        index: usize,
        drawn: Option<&Node>,
        edges: &[usize],
    ) -> Sketch {
        let told = self.misfits.len();
        let tier = graph.tier(index);
        let mut sketch = Sketch::default();
        if tier == Tier::Source {
            let sense = drawn.and_then(|node| node.sense.as_ref());
            sketch.input = sense.and_then(|sense| sensed_shape(sense, &task.input));
            sketch.is_input_sure = true;
        } else {
            (sketch.input, sketch.is_input_sure) = self.received(graph, index, edges);
            sketch.inputs = edges
                .iter()
                .map(|&edge| self.adapt(graph, edge, sketch.input.as_deref(), edges.len() > 1))
                .collect();
        }
        let Some(input) = &sketch.input else {
            return sketch;
        };
        sketch.is_sure = sketch.is_input_sure;

        let mut shape = input.clone();
        let units = drawn.map(|node| node.units.as_slice()).unwrap_or_default();
        for (at, unit) in units.iter().enumerate() {
            let laid = match shape::lay(unit, &shape) {
                Ok(laid) => laid,
                Err(why) => {
                    sketch.is_sure = false;
                    let (unit, received) = (*unit, shape.clone());
                    let kind = MisfitKind::Unit {
                        at,
                        unit,
                        received,
                        why,
                    };
                    self.misfit(index, kind);
                    continue;
                }
            };
            if laid.is_too_large {
                self.misfit(index, MisfitKind::UnitSize { at });
            }
            shape.clone_from(&laid.output);
            sketch.lay(laid);
        }
        if tier == Tier::Cloud {
            // The classifying layer: a dense one whose outputs are logits.
            let width = task.classes.len();
            if let Ok(mut laid) = shape::lay(&Unit::Dense { width }, &shape) {
                if laid.is_too_large {
                    self.misfit(index, MisfitKind::ClassifierSize);
                }
                if let Layer::Dense { relu, .. } = &mut laid.layer {
                    *relu = false;
                }
                shape.clone_from(&laid.output);
                sketch.lay(laid);
            }
        }
        sketch.output = Some(shape);

        let count = sketch.parameters();
        let is_told = self.misfits[told..]
            .iter()
            .any(|misfit| misfit.kind.is_size());
        if count > MAX_VALUES && !is_told {
            self.misfit(index, MisfitKind::Parameters { count });
        }
        sketch
    }

    /// Shape of X_k: that of the largest normal input from a compute node (ties: smallest name); fed by
    /// sources only, their channels added up and the other dimensions the largest. A sender of which nothing is known
    /// gives nothing. With it: whether it is the drawing's.
    fn received(
        &mut self,
        graph: &Graph,
        index: usize,
        edges: &[usize],
    ) -> (Option<Vec<usize>>, bool) {
        let normal = edges
            .iter()
            .map(|&edge| graph.edges()[edge])
            .filter(|edge| edge.kind == LinkKind::Normal)
            .map(|edge| edge.from);
        // Senders come in the order of names.
        let mut largest: Option<(u64, usize)> = None;
        let mut sources: Vec<usize> = Vec::new();
        for sender in normal {
            let Some(shape) = &self.nodes[sender].output else {
                continue;
            };
            if graph.tier(sender) == Tier::Source {
                sources.push(sender);
            } else if largest.is_none_or(|(best, _)| shape::volume(shape) > best) {
                largest = Some((shape::volume(shape), sender));
            }
        }
        if let Some((_, sender)) = largest {
            let sender = &self.nodes[sender];
            return (sender.output.clone(), sender.is_sure);
        }
        match self.joined(&sources) {
            Ok(None) => (None, true),
            Ok(Some(shape)) => {
                if shape::volume(&shape) > MAX_VALUES {
                    let received = shape.clone();
                    self.misfit(index, MisfitKind::Input { received });
                }
                let is_sure = sources.iter().all(|&source| self.nodes[source].is_sure);
                (Some(shape), is_sure)
            }
            Err(kind) => {
                self.misfit(index, kind);
                (None, true)
            }
        }
    }

    /// What sources that alone feed a node give together.
    fn joined(&self, sources: &[usize]) -> Result<Option<Vec<usize>>, MisfitKind> {
        let mut shapes = sources
            .iter()
            .filter_map(|&source| Some((source, self.nodes[source].output.as_ref()?)));
        let Some((first, shape)) = shapes.next() else {
            return Ok(None);
        };
        let earlier = shape.clone();
        let mut shape = shape.clone();
        for (later, other) in shapes {
            if other.len() != shape.len() {
                return Err(MisfitKind::Sources {
                    earlier: (first, earlier),
                    later: (later, other.clone()),
                });
            }
            for (at, (dim, other)) in shape.iter_mut().zip(other).enumerate() {
                *dim = if at == 0 {
                    dim.saturating_add(*other)
                } else {
                    (*dim).max(*other)
                };
            }
        }
        Ok(Some(shape))
    }

    /// The adapter of a hyperconnection to a node that receives this shape, from `several` senders or one.
    fn adapt(
        &mut self,
        graph: &Graph,
        at: usize,
        wanted: Option<&[usize]>,
        several: bool,
    ) -> SketchedInput {
        let edge = graph.edges()[at];
        let mut input = SketchedInput {
            edge: at,
            adapter: None,
            parameters: None,
        };
        let (Some(given), Some(wanted)) = (&self.nodes[edge.from].output, wanted) else {
            return input;
        };
        let always_learned = several && graph.tier(edge.from) == Tier::Source;
        if given == wanted && !always_learned {
            input.adapter = Some(Adapter::Identity);
            input.parameters = Some(0);
            return input;
        }
        let (adapter, parameters) = shape::learned(given, wanted);
        input.adapter = adapter;
        input.parameters = Some(parameters);
        if adapter.is_none() {
            let kind = MisfitKind::Adapter {
                from: edge.from,
                kind: edge.kind,
                given: given.clone(),
                wanted: wanted.to_vec(),
            };
            self.misfit(edge.to, kind);
        }
        input
    }
}

impl Sketch {
    fn lay(&mut self, laid: shape::Laid) {
        self.layer_parameters = self.layer_parameters.saturating_add(laid.parameters);
        self.layers.push(laid.layer);
        self.layer_shapes.push(laid.output);
    }

    /// Learned parameters of the layers and of the adapters that are known.
    pub fn parameters(&self) -> u64 {
        let adapters = self.inputs.iter().filter_map(|input| input.parameters);
        adapters.fold(self.layer_parameters, u64::saturating_add)
    }
}

impl MisfitKind {
    /// Something is too large.
    fn is_size(&self) -> bool {
        match self {
            Self::Sources { .. } | Self::Unit { .. } => false,
            Self::Input { .. }
            | Self::Adapter { .. }
            | Self::UnitSize { .. }
            | Self::ClassifierSize
            | Self::Parameters { .. } => true,
        }
    }
}

/// Shape of what a source senses; `None` for something that no sample of the task has.
fn sensed_shape(sense: &Sense, input: &InputSpace) -> Option<Vec<usize>> {
    let shape = match (sense, input) {
        (Sense::Channels { channels }, InputSpace::Signal { steps, .. }) => {
            vec![channels.len(), *steps]
        }
        (Sense::Region { region }, InputSpace::Image { channels, .. }) => {
            vec![*channels, region.height, region.width]
        }
        _ => return None,
    };
    (!shape.contains(&0)).then_some(shape)
}
