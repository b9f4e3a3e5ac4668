//! A dense layer as one operator, with its own gradient.
//!
//! Made of the framework's operators, product, bias and ReLU would each pass over all values, in both directions, and the
//! gradient of the weights would come transposed and be copied into order.

use burn_autodiff::Autodiff;
use burn_autodiff::NodeId;
use burn_autodiff::checkpoint::base::Checkpointer;
use burn_autodiff::checkpoint::strategy::CheckpointStrategy;
use burn_autodiff::grads::Gradients;
use burn_autodiff::ops::{Backward, Ops, OpsKind};
use burn_flex::{Flex, FlexTensor};
use burn_tensor::backend::Backend;
use burn_tensor::ops::{FloatTensor, FloatTensorOps};
use burn_tensor::{Shape, Tensor, TensorData, TensorPrimitive};

use crate::rectifier;

/// A backend with dense layers.
pub(crate) trait Dense: Backend {
    /// `value`: (samples, inputs); `weight`: outputs·inputs numbers, output by output; `bias`: a number per output. Gives
    /// (samples, outputs), after a ReLU where it is `rectified`.
    fn dense(
        value: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        rectified: bool,
    ) -> FloatTensor<Self>;
}

/// The dense layer of [`Dense::dense`].
pub(crate) fn dense<B: Dense>(
    value: Tensor<B, 2>,
    weight: Tensor<B, 1>,
    bias: Tensor<B, 1>,
    rectified: bool,
) -> Tensor<B, 2> {
    Tensor::from_primitive(TensorPrimitive::Float(B::dense(
        value.into_primitive().tensor(),
        weight.into_primitive().tensor(),
        bias.into_primitive().tensor(),
        rectified,
    )))
}

/// A contiguous tensor's numbers. Everything here is f32 and was made contiguous.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().unwrap_or(&[])
}

fn tensor(values: Vec<f32>, shape: impl Into<Shape>) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

/// Weights as (outputs, inputs).
fn rows(weight: FlexTensor, outputs: usize) -> FlexTensor {
    let inputs = numbers(&weight).len() / outputs.max(1);
    Flex::float_reshape(weight, Shape::from([outputs, inputs]))
}

impl Dense for Flex {
    fn dense(
        value: FlexTensor,
        weight: FlexTensor,
        bias: FlexTensor,
        rectified: bool,
    ) -> FlexTensor {
        let (weight, bias) = (weight.to_contiguous(), bias.to_contiguous());
        let outputs = numbers(&bias).len();
        let transposed = Flex::float_swap_dims(rows(weight, outputs), 0, 1);
        let mut product = Flex::float_matmul(value, transposed).to_contiguous();
        let sums = product.storage_mut::<f32>();
        for row in sums.chunks_exact_mut(outputs.max(1)) {
            for (sum, bias) in row.iter_mut().zip(numbers(&bias)) {
                *sum += bias;
            }
        }
        if rectified {
            rectifier::rectify(sums);
        }
        product
    }
}

/// Gradients of a dense layer.
struct Slopes {
    value: Option<FlexTensor>,
    weight: FlexTensor,
    bias: FlexTensor,
}

/// `output`: what a rectified layer gave.
fn slopes(
    value: FlexTensor,
    weight: FlexTensor,
    gradient: &FlexTensor,
    output: Option<&FlexTensor>,
    wants_value: bool,
) -> Slopes {
    let weight = weight.to_contiguous();
    let gradient = gradient.to_contiguous();
    let count = numbers(&weight).len();
    let samples = value.layout().shape()[0];
    let outputs = numbers(&gradient).len() / samples.max(1);
    let upstream = match output {
        Some(output) => tensor(
            rectifier::passed(numbers(&gradient), numbers(&output.to_contiguous())),
            [samples, outputs],
        ),
        None => gradient,
    };
    let mut of_bias = vec![0.0; outputs];
    for row in numbers(&upstream).chunks_exact(outputs.max(1)) {
        for (sum, add) in of_bias.iter_mut().zip(row) {
            *sum += add;
        }
    }
    let transposed = Flex::float_swap_dims(upstream.clone(), 0, 1);
    let of_weight = Flex::float_matmul(transposed, value);
    Slopes {
        value: wants_value.then(|| Flex::float_matmul(upstream, rows(weight, outputs))),
        weight: Flex::float_reshape(of_weight, Shape::from([count])),
        bias: tensor(of_bias, [outputs]),
    }
}

/// The step of the backward pass.
#[derive(Debug)]
struct DenseLayer;

impl Backward<Flex, 3> for DenseLayer {
    type State = (NodeId, NodeId, Option<FlexTensor>);

    fn backward(
        self,
        ops: Ops<Self::State, 3>,
        grads: &mut Gradients,
        checkpointer: &mut Checkpointer,
    ) {
        let [of_value, of_weight, of_bias] = ops.parents;
        let (value, weight, output) = ops.state;
        let gradient = grads.consume::<Flex>(&ops.node);
        let value = checkpointer.retrieve_node_output::<FlexTensor>(value);
        let weight = checkpointer.retrieve_node_output::<FlexTensor>(weight);
        let slopes = slopes(
            value,
            weight,
            &gradient,
            output.as_ref(),
            of_value.is_some(),
        );
        for (node, slope) in [
            (of_value, slopes.value),
            (of_weight, Some(slopes.weight)),
            (of_bias, Some(slopes.bias)),
        ] {
            if let (Some(node), Some(slope)) = (node, slope) {
                grads.register::<Flex>(node.id, slope);
            }
        }
    }
}

impl<C: CheckpointStrategy> Dense for Autodiff<Flex, C> {
    fn dense(
        value: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        rectified: bool,
    ) -> FloatTensor<Self> {
        let nodes = [value.node.clone(), weight.node.clone(), bias.node.clone()];
        match DenseLayer.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let (of_value, of_weight) = (prep.checkpoint(&value), prep.checkpoint(&weight));
                let output =
                    Flex::dense(value.primitive, weight.primitive, bias.primitive, rectified);
                let state = (of_value, of_weight, rectified.then(|| output.clone()));
                prep.finish(state, output)
            }
            OpsKind::UnTracked(prep) => prep.finish(Flex::dense(
                value.primitive,
                weight.primitive,
                bias.primitive,
                rectified,
            )),
        }
    }
}
