//! The way back through a distributed DNN, as steps: the gradient of every parameter that had a part in the answer.

use deepfog_network::{Adapter, Image, Layer, Layout, Plan, PlannedNode};

use crate::arena::Place;
use crate::assembly::{Assembly, Dense, Target, Upstream};
use crate::forward::{Ran, is_passed, learned};
use crate::geometry::{Convolution, Pool};

/// The way back of one mini-batch.
pub(crate) struct Backward<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) layout: &'a Layout,
    /// What the forward pass left behind.
    pub(crate) ran: &'a [Option<Ran>],
    /// Where the gradients of the parameters begin.
    pub(crate) gradients: Place,
    pub(crate) assembly: &'a mut Assembly,
}

impl Backward<'_> {
    /// Adds the steps, from the gradient of the logits on.
    pub(crate) fn run(mut self, logits: Place) {
        let learns = self.learns();
        // Per node where the gradient of Y_k gathers.
        let mut gathered: Vec<Option<Place>> = vec![None; self.plan.nodes.len()];
        gathered[self.plan.cloud()] = Some(logits);
        let ran = self.ran;
        for (at, left) in ran.iter().enumerate().rev() {
            if let (Some(left), Some(gradient)) = (left, gathered[at]) {
                self.node(at, left, gradient, &learns, &mut gathered);
            }
        }
    }

    /// Per node whether anything that is learned had a part in its output.
    fn learns(&self) -> Vec<bool> {
        let mut learns: Vec<bool> = Vec::with_capacity(self.ran.len());
        for (at, left) in self.ran.iter().enumerate() {
            let slots = &self.layout.nodes[at];
            learns.push(left.as_ref().is_some_and(|left| {
                slots.layers.iter().any(Option::is_some) || self.input_learns(at, left, &learns)
            }));
        }
        learns
    }

    /// Whether anything that is learned had a part in a node's input.
    fn input_learns(&self, at: usize, left: &Ran, learns: &[bool]) -> bool {
        left.inputs.iter().any(|&input| {
            self.layout.nodes[at].adapters[input].is_some()
                || learns[self.plan.nodes[at].inputs[input].from]
        })
    }

    /// Where the gradient of a node's output goes: what comes first is written, the rest added.
    fn target(&mut self, node: usize, gathered: &mut [Option<Place>]) -> Target {
        let values = self.plan.nodes[node].output_shape.iter().product();
        let added = gathered[node].is_some();
        let place = *gathered[node].get_or_insert_with(|| self.assembly.take(values));
        Target { place, added }
    }

    /// One node: its layers from the last to the first, then its inputs.
    fn node(
        &mut self,
        at: usize,
        left: &Ran,
        mut gradient: Place,
        learns: &[bool],
        gathered: &mut [Option<Place>],
    ) {
        let node = &self.plan.nodes[at];
        let goes_on = self.input_learns(at, left, learns);
        // An input that is its sender's output has no gradient of its own.
        let is_passed = is_passed(self.plan, at, &left.inputs) && !node.layers.is_empty();
        for place in (0..node.layers.len()).rev() {
            let target = if place > 0 {
                let values = node.layer_shapes[place - 1].iter().product();
                Some(self.fresh(values))
            } else if !goes_on {
                None
            } else if is_passed {
                left.inputs
                    .first()
                    .map(|&input| self.target(node.inputs[input].from, gathered))
            } else {
                Some(self.fresh(node.input_shape.iter().product()))
            };
            self.layer(at, place, left, gradient, target);
            let Some(target) = target else { return };
            gradient = target.place;
        }
        if goes_on && !is_passed {
            self.inputs(at, left, gradient, learns, gathered);
        }
    }

    fn fresh(&mut self, values: usize) -> Target {
        Target {
            place: self.assembly.take(values),
            added: false,
        }
    }

    /// One layer: the gradients of what it learned, and of its input where that is wanted.
    fn layer(
        &mut self,
        at: usize,
        place: usize,
        left: &Ran,
        gradient: Place,
        target: Option<Target>,
    ) {
        let node = &self.plan.nodes[at];
        let (input, shape) = input_of(node, left, place);
        let upstream = |rectified| Upstream {
            gradient,
            output: left.layers[place],
            rectified,
        };
        let slot = self.layout.nodes[at].layers[place];
        let own = slot.map(|slot| {
            (
                learned(self.layout, 0, slot, true),
                learned(self.layout, self.gradients, slot, true),
            )
        });
        let assembly = &mut *self.assembly;
        match (node.layers[place], own) {
            (
                Layer::Dense {
                    inputs,
                    outputs,
                    relu,
                },
                Some((held, slopes)),
            ) => {
                let (map, upstream) = (Dense { inputs, outputs }, upstream(relu));
                assembly.dense_to_weight(map, input, upstream, slopes, 1.0);
                if let Some(target) = target {
                    assembly.dense_to_input(map, held.weight, upstream, target, 1.0);
                }
            }
            (
                Layer::Conv1d {
                    outputs,
                    kernel,
                    stride,
                    ..
                }
                | Layer::Conv2d {
                    outputs,
                    kernel,
                    stride,
                    ..
                },
                Some((held, slopes)),
            ) => {
                let shape = Convolution::new(shape, outputs, kernel, stride);
                let upstream = upstream(true);
                assembly.convolution_to_weight(&shape, input, upstream, slopes, 1.0);
                if let Some(target) = target {
                    assembly.convolution_to_input(&shape, held.weight, upstream, target, 1.0);
                }
            }
            (layer, _) => {
                let Some(target) = target else { return };
                match layer {
                    Layer::MaxPool { size } => {
                        assembly.pool_back(&Pool::new(shape, size), input, gradient, target);
                    }
                    Layer::GlobalAverage => {
                        let image = Image::of(shape);
                        let (channels, positions) = (image.channels, image.positions());
                        assembly.average_back(channels, positions, gradient, target);
                    }
                    // The layout gives every layer with parameters its slot.
                    _ => assembly.add(shape.iter().product(), gradient, target, 1.0),
                }
            }
        }
    }

    /// The inputs of a node: the gradients of their adapters, and of their senders' outputs where those are wanted.
    fn inputs(
        &mut self,
        at: usize,
        left: &Ran,
        gradient: Place,
        learns: &[bool],
        gathered: &mut [Option<Place>],
    ) {
        let node = &self.plan.nodes[at];
        // An adapter's output is not rectified.
        let upstream = Upstream {
            gradient,
            output: gradient,
            rectified: false,
        };
        for &input in &left.inputs {
            let planned = &node.inputs[input];
            let Some(sender) = &self.ran[planned.from] else {
                continue;
            };
            let (sent, factor) = (sender.output(), planned.weight);
            let target = learns[planned.from].then(|| self.target(planned.from, gathered));
            let slot = self.layout.nodes[at].adapters[input];
            let own = slot.map(|slot| {
                (
                    learned(self.layout, 0, slot, false),
                    learned(self.layout, self.gradients, slot, false),
                )
            });
            let assembly = &mut *self.assembly;
            match (planned.adapter, own) {
                (Adapter::Dense { inputs, outputs }, Some((held, slopes))) => {
                    let map = Dense { inputs, outputs };
                    assembly.dense_to_weight(map, sent, upstream, slopes, factor);
                    if let Some(target) = target {
                        assembly.dense_to_input(map, held.weight, upstream, target, factor);
                    }
                }
                (
                    Adapter::Convolution {
                        outputs, stride, ..
                    },
                    Some((held, slopes)),
                ) => {
                    let shape = Convolution::new(&planned.shape, outputs, 1, stride);
                    assembly.convolution_to_weight(&shape, sent, upstream, slopes, factor);
                    if let Some(target) = target {
                        assembly.convolution_to_input(
                            &shape,
                            held.weight,
                            upstream,
                            target,
                            factor,
                        );
                    }
                }
                (_, _) => {
                    if let Some(target) = target {
                        let values = node.input_shape.iter().product();
                        assembly.add(values, gradient, target, factor);
                    }
                }
            }
        }
    }
}

/// Where a layer's input lies, and its shape.
fn input_of<'a>(node: &'a PlannedNode, left: &Ran, place: usize) -> (Place, &'a [usize]) {
    match place.checked_sub(1) {
        Some(before) => (left.layers[before], &node.layer_shapes[before]),
        None => (left.input, &node.input_shape),
    }
}
