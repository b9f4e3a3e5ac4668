//! The forward pass of a distributed DNN with its gates, as steps.

use deepfog_network::{Adapter, Image, Layer, Layout, Plan, PlannedInput};
use deepfog_resilience::Delivery;

use crate::arena::{Place, Upload};
use crate::assembly::{Assembly, Dense, Learned, Target};
use crate::geometry::{Convolution, Pool};
use crate::kernel::word;

/// What a node that runs leaves behind for the way back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ran {
    /// Inputs that count, by their number.
    pub(crate) inputs: Vec<usize>,
    /// Where X_k lies.
    pub(crate) input: Place,
    /// Where each layer's output lies.
    pub(crate) layers: Vec<Place>,
}

impl Ran {
    /// Where Y_k lies.
    pub(crate) fn output(&self) -> Place {
        self.layers.last().copied().unwrap_or(self.input)
    }
}

/// Where a slot's numbers lie among the parameters that begin at `start`.
pub(crate) fn learned(layout: &Layout, start: Place, slot: usize, biased: bool) -> Learned {
    let place = |slot: usize| start + word(layout.slots[slot].range.start);
    Learned {
        weight: place(slot),
        bias: biased.then(|| place(slot + 1)),
    }
}

/// Adds the steps of the forward pass. Gives per node what it leaves behind; `None` for one that is not run.
pub(crate) fn forward(
    plan: &Plan,
    layout: &Layout,
    delivery: &Delivery,
    needed: &[bool],
    upload: &Upload,
    assembly: &mut Assembly,
) -> Vec<Option<Ran>> {
    let mut ran: Vec<Option<Ran>> = Vec::with_capacity(plan.nodes.len());
    for (at, node) in plan.nodes.iter().enumerate() {
        if !needed[at] {
            ran.push(None);
            continue;
        }
        let counting: Vec<usize> = (0..node.inputs.len())
            .filter(|&input| delivery.counts[at][input])
            .filter(|&input| ran[node.inputs[input].from].is_some())
            .collect();
        let Some(input) = upload
            .of(at)
            .or_else(|| sum(plan, layout, at, &counting, &ran, assembly))
        else {
            ran.push(None);
            continue;
        };
        let mut value = input;
        let mut shape = node.input_shape.as_slice();
        let mut layers = Vec::with_capacity(node.layers.len());
        for (place, layer) in node.layers.iter().enumerate() {
            let slot = layout.nodes[at].layers[place];
            let held = slot.map(|slot| learned(layout, 0, slot, true));
            let output = assembly.take(node.layer_shapes[place].iter().product());
            compute(layer, shape, held, value, output, assembly);
            layers.push(output);
            value = output;
            shape = &node.layer_shapes[place];
        }
        ran.push(Some(Ran {
            inputs: counting,
            input,
            layers,
        }));
    }
    ran
}

/// The input of a compute node that is its sender's output as it is: by the identity, with the weight 1, and nothing beside
/// it. Such an input needs no place of its own.
pub(crate) fn is_passed(plan: &Plan, node: usize, counting: &[usize]) -> bool {
    let [only] = counting else { return false };
    let input = &plan.nodes[node].inputs[*only];
    input.adapter == Adapter::Identity && input.weight == 1.0
}

/// X_k = Σ w_jk · A_jk(Y_j); `None` where nothing counts.
fn sum(
    plan: &Plan,
    layout: &Layout,
    at: usize,
    counting: &[usize],
    ran: &[Option<Ran>],
    assembly: &mut Assembly,
) -> Option<Place> {
    let node = &plan.nodes[at];
    let output = |input: &usize| Some(ran[node.inputs[*input].from].as_ref()?.output());
    if is_passed(plan, at, counting) {
        return output(counting.first()?);
    }
    let values: usize = node.input_shape.iter().product();
    let place = (!counting.is_empty()).then(|| assembly.take(values))?;
    for (nth, input) in counting.iter().enumerate() {
        let planned = &node.inputs[*input];
        let (sent, factor) = (output(input)?, planned.weight);
        let target = Target {
            place,
            added: nth > 0,
        };
        let held = layout.nodes[at].adapters[*input].map(|slot| learned(layout, 0, slot, false));
        adapt(planned, held, sent, target, factor, assembly);
    }
    Some(place)
}

/// What one input adds to a sum: `factor` · A_jk(Y_j).
pub(crate) fn adapt(
    input: &PlannedInput,
    held: Option<Learned>,
    sent: Place,
    target: Target,
    factor: f32,
    assembly: &mut Assembly,
) {
    match (input.adapter, held) {
        (Adapter::Dense { inputs, outputs }, Some(held)) => {
            let map = Dense { inputs, outputs };
            assembly.dense(map, held, sent, target, false, factor);
        }
        (
            Adapter::Convolution {
                outputs, stride, ..
            },
            Some(held),
        ) => {
            let shape = Convolution::new(&input.shape, outputs, 1, stride);
            assembly.convolution(&shape, held, sent, target, false, factor);
        }
        // The identity has no weight, and the layout gives every other adapter one.
        (_, _) => assembly.add(input.shape.iter().product(), sent, target, factor),
    }
}

/// One layer over an input of shape `shape`; without its bias, only its linear part.
pub(crate) fn compute(
    layer: &Layer,
    shape: &[usize],
    held: Option<Learned>,
    input: Place,
    output: Place,
    assembly: &mut Assembly,
) {
    let target = Target {
        place: output,
        added: false,
    };
    match (*layer, held) {
        (
            Layer::Dense {
                inputs,
                outputs,
                relu,
            },
            Some(held),
        ) => {
            let (map, rectified) = (Dense { inputs, outputs }, relu && held.bias.is_some());
            assembly.dense(map, held, input, target, rectified, 1.0);
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
            Some(held),
        ) => {
            let shape = Convolution::new(shape, outputs, kernel, stride);
            let rectified = held.bias.is_some();
            assembly.convolution(&shape, held, input, target, rectified, 1.0);
        }
        (Layer::MaxPool { size }, _) => assembly.pool(&Pool::new(shape, size), input, output),
        (Layer::GlobalAverage, _) => {
            let image = Image::of(shape);
            assembly.average(image.channels, image.positions(), input, output);
        }
        // The layout gives every layer with parameters its slot.
        (_, None) => assembly.add(shape.iter().product(), input, target, 1.0),
    }
}
