//! Convolution and its ReLU as one matrix product per group of samples, with their own gradient.
//!
//! The framework's convolution takes one product per sample and, for the gradient of the weights, one per
//! input channel over the whole batch; at this project's sizes most of the time goes into arranging them. Here
//! the windows of several samples form one matrix, in the forward and in the backward pass.

use burn_autodiff::Autodiff;
use burn_autodiff::NodeId;
use burn_autodiff::checkpoint::base::Checkpointer;
use burn_autodiff::checkpoint::strategy::CheckpointStrategy;
use burn_autodiff::grads::Gradients;
use burn_autodiff::ops::{Backward, Ops, OpsKind};
use burn_flex::{Flex, FlexTensor};
use burn_tensor::backend::Backend;
use burn_tensor::ops::{FloatTensor, FloatTensorOps};
use burn_tensor::{Tensor, TensorData, TensorPrimitive};

use crate::rectifier;

/// How many columns one matrix of windows has at least, where there are that many: enough for an efficient
/// product, few enough to stay in the processor's cache.
const COLUMNS: usize = 1024;

/// Sizes of a convolution over (channels, height, width), padded by `(kernel - 1) / 2`. A signal has height 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Geometry {
    pub(crate) channels: usize,
    pub(crate) size: [usize; 2],
    pub(crate) kernel: [usize; 2],
    pub(crate) stride: [usize; 2],
}

impl Geometry {
    /// Height and width of the output: `floor((n - 1) / stride) + 1`.
    fn output(&self) -> [usize; 2] {
        [0, 1].map(|axis| (self.size[axis].max(1) - 1) / self.stride[axis] + 1)
    }

    /// Output positions of one sample.
    fn positions(&self) -> usize {
        self.output().iter().product()
    }

    /// Values of one sample's input.
    fn volume(&self) -> usize {
        self.channels * self.size[0] * self.size[1]
    }

    /// Values under one window, and a one for the bias.
    fn rows(&self) -> usize {
        self.channels * self.kernel[0] * self.kernel[1] + 1
    }

    /// Samples whose windows form one matrix.
    fn group(&self) -> usize {
        COLUMNS.div_ceil(self.positions().max(1))
    }

    /// For a kernel's offset along an axis: the outputs whose window stays inside, and the input of the first.
    fn inside(&self, axis: usize, offset: usize) -> (std::ops::Range<usize>, usize) {
        let pad = (self.kernel[axis] - 1) / 2;
        let stride = self.stride[axis];
        let first = pad.saturating_sub(offset).div_ceil(stride);
        let limit = (self.size[axis] + pad).saturating_sub(offset);
        let end = limit.div_ceil(stride).min(self.output()[axis]);
        (
            first..end.max(first),
            (first * stride + offset).saturating_sub(pad),
        )
    }

    /// Every run of windows along the width, in the order of the matrix's rows.
    fn runs(&self) -> Vec<Run> {
        let [height, width] = self.size;
        let mut runs = Vec::new();
        let mut row = 0;
        for channel in 0..self.channels {
            for down in 0..self.kernel[0] {
                let (lines, first_line) = self.inside(0, down);
                for right in 0..self.kernel[1] {
                    let (columns, first_column) = self.inside(1, right);
                    for (nth, line) in lines.clone().enumerate() {
                        let from_line = channel * height + first_line + nth * self.stride[0];
                        if !columns.is_empty() {
                            runs.push(Run {
                                row,
                                column: line * self.output()[1] + columns.start,
                                input: from_line * width + first_column,
                                count: columns.len(),
                            });
                        }
                    }
                    row += 1;
                }
            }
        }
        runs
    }

    /// The windows of some samples as a matrix: a row per value under the window and a last row of ones, a
    /// column per sample and position.
    fn windows(&self, runs: &[Run], samples: &[f32]) -> Vec<f32> {
        let (positions, stride) = (self.positions(), self.stride[1]);
        let columns = samples.len() / self.volume() * positions;
        let mut matrix = vec![0.0; self.rows() * columns];
        for run in runs {
            let first = run.row * columns + run.column;
            for (at, sample) in samples.chunks_exact(self.volume()).enumerate() {
                let start = first + at * positions;
                let target = &mut matrix[start..start + run.count];
                let source = &sample[run.input..=run.input + (run.count - 1) * stride];
                if stride == 1 {
                    target.copy_from_slice(source);
                } else {
                    for (value, from) in target.iter_mut().zip(source.iter().step_by(stride)) {
                        *value = *from;
                    }
                }
            }
        }
        let ones = (self.rows() - 1) * columns;
        matrix[ones..].fill(1.0);
        matrix
    }

    /// Adds a matrix in the form of [`Geometry::windows`] back to the inputs that its values came from.
    fn scatter(&self, runs: &[Run], matrix: &[f32], samples: &mut [f32]) {
        let (positions, stride) = (self.positions(), self.stride[1]);
        let columns = samples.len() / self.volume() * positions;
        for run in runs {
            let first = run.row * columns + run.column;
            for (at, sample) in samples.chunks_exact_mut(self.volume()).enumerate() {
                let start = first + at * positions;
                let source = &matrix[start..start + run.count];
                let target = &mut sample[run.input..=run.input + (run.count - 1) * stride];
                if stride == 1 {
                    for (value, add) in target.iter_mut().zip(source) {
                        *value += add;
                    }
                } else {
                    for (value, add) in target.iter_mut().step_by(stride).zip(source) {
                        *value += add;
                    }
                }
            }
        }
    }
}

/// Neighbouring windows of one line that take the same place under the kernel.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Row of the matrix.
    row: usize,
    /// First column, within the sample's own.
    column: usize,
    /// First value of the sample; the next ones are a stride apart.
    input: usize,
    /// Number of windows; at least 1.
    count: usize,
}

/// A backend that convolves.
pub(crate) trait Convolve: Backend {
    /// `value`: (samples, channels·height·width); `weight`: (outputs, channels·kernel + 1), the bias last.
    /// Gives (samples, outputs·positions), after a ReLU where it is `rectified`.
    fn convolve(
        value: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Geometry,
        rectified: bool,
    ) -> FloatTensor<Self>;
}

/// The convolution of [`Convolve::convolve`].
pub(crate) fn convolve<B: Convolve>(
    value: Tensor<B, 2>,
    weight: Tensor<B, 2>,
    geometry: Geometry,
    rectified: bool,
) -> Tensor<B, 2> {
    Tensor::from_primitive(TensorPrimitive::Float(B::convolve(
        value.into_primitive().tensor(),
        weight.into_primitive().tensor(),
        geometry,
        rectified,
    )))
}

fn matrix(values: Vec<f32>, rows: usize) -> FlexTensor {
    let columns = values.len() / rows.max(1);
    FlexTensor::from_data(TensorData::new(values, [rows, columns]))
}

/// A contiguous tensor's numbers. Everything here is f32 and was made contiguous.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or(&[])
}

impl Convolve for Flex {
    fn convolve(
        value: FlexTensor,
        weight: FlexTensor,
        geometry: Geometry,
        rectified: bool,
    ) -> FlexTensor {
        let (value, weight) = (value.to_contiguous(), weight.to_contiguous());
        let input = numbers(&value);
        let samples = input.len() / geometry.volume();
        let outputs = numbers(&weight).len() / geometry.rows();
        let positions = geometry.positions();
        let runs = geometry.runs();
        let mut result = Vec::with_capacity(samples * outputs * positions);
        for part in input.chunks(geometry.group() * geometry.volume()) {
            let windows = matrix(geometry.windows(&runs, part), geometry.rows());
            let product = Flex::float_matmul(weight.clone(), windows).to_contiguous();
            // From (outputs, samples · positions) to (samples, outputs · positions).
            let (product, count) = (numbers(&product), part.len() / geometry.volume());
            for sample in 0..count {
                for output in 0..outputs {
                    let start = (output * count + sample) * positions;
                    result.extend_from_slice(&product[start..start + positions]);
                }
            }
        }
        if rectified {
            rectifier::rectify(&mut result);
        }
        FlexTensor::from_data(TensorData::new(result, [samples, outputs * positions]))
    }
}

/// Gradients of the inputs, where wanted, and of the weight. `output`: what a rectified convolution gave.
fn backward(
    value: &FlexTensor,
    weight: &FlexTensor,
    gradient: &FlexTensor,
    output: Option<&FlexTensor>,
    geometry: Geometry,
    wants_input: bool,
) -> (Option<FlexTensor>, FlexTensor) {
    let (value, weight) = (value.to_contiguous(), weight.to_contiguous());
    let gradient = gradient.to_contiguous();
    let passed = output
        .map(|output| rectifier::passed(numbers(&gradient), numbers(&output.to_contiguous())));
    let upstream = passed.as_deref().unwrap_or_else(|| numbers(&gradient));
    let input = numbers(&value);
    let (volume, rows, positions) = (geometry.volume(), geometry.rows(), geometry.positions());
    let outputs = numbers(&weight).len() / rows;
    let mut of_input = vec![0.0; if wants_input { input.len() } else { 0 }];
    let mut of_weight = vec![0.0; outputs * rows];
    let runs = geometry.runs();
    let transposed = Flex::float_swap_dims(weight.clone(), 0, 1);
    for (nth, part) in input.chunks(geometry.group() * volume).enumerate() {
        let count = part.len() / volume;
        let first = nth * geometry.group();
        let own = &upstream[first * outputs * positions..(first + count) * outputs * positions];
        // From (samples, outputs · positions) to (outputs, samples · positions).
        let mut arranged = Vec::with_capacity(own.len());
        for output in 0..outputs {
            for sample in 0..count {
                let start = (sample * outputs + output) * positions;
                arranged.extend_from_slice(&own[start..start + positions]);
            }
        }
        let arranged = matrix(arranged, outputs);
        let windows = matrix(geometry.windows(&runs, part), rows);
        let product = Flex::float_matmul(arranged.clone(), Flex::float_swap_dims(windows, 0, 1));
        let product = product.to_contiguous();
        for (sum, add) in of_weight.iter_mut().zip(numbers(&product)) {
            *sum += add;
        }
        if wants_input {
            let spread = Flex::float_matmul(transposed.clone(), arranged).to_contiguous();
            let start = first * volume;
            geometry.scatter(
                &runs,
                numbers(&spread),
                &mut of_input[start..start + part.len()],
            );
        }
    }
    let samples = input.len() / volume;
    (
        wants_input.then(|| FlexTensor::from_data(TensorData::new(of_input, [samples, volume]))),
        matrix(of_weight, outputs),
    )
}

/// The step of the backward pass.
#[derive(Debug)]
struct Convolution;

impl Backward<Flex, 2> for Convolution {
    type State = (NodeId, NodeId, Option<FlexTensor>, Geometry);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        grads: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let [of_value, of_weight] = ops.parents;
        let (value, weight, output, geometry) = ops.state;
        let gradient = grads.consume::<Flex>(&ops.node);
        let value = checkpointer.retrieve_node_output::<FlexTensor>(value);
        let weight = checkpointer.retrieve_node_output::<FlexTensor>(weight);
        let (input, learned) = backward(
            &value,
            &weight,
            &gradient,
            output.as_ref(),
            geometry,
            of_value.is_some(),
        );
        if let (Some(node), Some(input)) = (of_value, input) {
            grads.register::<Flex>(node.id, input);
        }
        if let Some(node) = of_weight {
            grads.register::<Flex>(node.id, learned);
        }
    }
}

impl<C: CheckpointStrategy> Convolve for Autodiff<Flex, C> {
    fn convolve(
        value: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        geometry: Geometry,
        rectified: bool,
    ) -> FloatTensor<Self> {
        let nodes = [value.node.clone(), weight.node.clone()];
        match Convolution.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let (of_value, of_weight) = (prep.checkpoint(&value), prep.checkpoint(&weight));
                let output = Flex::convolve(value.primitive, weight.primitive, geometry, rectified);
                let kept = rectified.then(|| output.clone());
                prep.finish((of_value, of_weight, kept, geometry), output)
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::convolve(
                value.primitive,
                weight.primitive,
                geometry,
                rectified,
            )),
        }
    }
}
