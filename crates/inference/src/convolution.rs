//! Convolutions as products of matrices, with bias and ReLU.
//!
//! The engine's own convolution gathers the values that the kernel meets one by one through a table of the whole batch, pads and
//! turns its tensors in passes of their own, and has ReLU in another. Small networks spend more time in that than in the products.
//! Here each sample's values are gathered into the form in which the kernel of matrix products reads them, and its result
//! is what the next layer reads.

mod columns;
mod operator;

use std::sync::Arc;

use tract_onnx::prelude::{DatumType, OutletId, Tensor, TractResult, TypedModel, TypedNode};
use tract_onnx::tract_core::internal::TypedModelPatch;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::cast::Cast;
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PaddingSpec};
use tract_onnx::tract_core::ops::math::Max;
use tract_onnx::tract_core::ops::nn::DataFormat;

use columns::Geometry;
use operator::Convolution;

/// Replaces the convolutions of a model whose batch is known; those that are of another kind stay as they are.
pub(crate) fn with_products(mut model: TypedModel) -> TractResult<TypedModel> {
    for at in model.eval_order()? {
        let node = model.node(at);
        let Some(geometry) = geometry(&model, node)? else {
            continue;
        };
        let parameters = (
            constant(&model, node.inputs[1]),
            constant(&model, node.inputs[2]),
        );
        let (Some(weights), Some(bias)) = parameters else {
            continue;
        };
        let relu = relu(&model, node);
        let Some(convolution) = Convolution::new(geometry, &weights, &bias, relu.is_some())? else {
            continue;
        };
        let last = relu.unwrap_or(at);
        let mut patch = TypedModelPatch::default();
        let input = patch.tap_model(&model, node.inputs[0])?;
        let name = format!("{}.product", model.node(last).name);
        let output = patch.wire_node(name, convolution, &[input])?;
        patch.shunt_outside(&model, OutletId::new(last, 0), output[0])?;
        patch.apply(&mut model)?;
    }
    Ok(model)
}

/// Lengths and steps of a convolution over one or two dimensions.
fn geometry(model: &TypedModel, node: &TypedNode) -> TractResult<Option<Geometry>> {
    let Some(conv) = node.op_as::<Conv>() else {
        return Ok(None);
    };
    let pool = &conv.pool_spec;
    let is_fit = pool.data_format == DataFormat::NCHW
        && conv.kernel_fmt == KernelFormat::OIHW
        && conv.group == 1
        && conv.q_params.is_none()
        && pool.dilations().iter().all(|&dilation| dilation == 1)
        && matches!(pool.kernel_shape.len(), 1 | 2);
    let PaddingSpec::Explicit(before, _) = &pool.padding else {
        return Ok(None);
    };
    let input = model.outlet_fact(node.inputs[0])?;
    let shapes = (
        input.shape.as_concrete(),
        node.outputs[0].fact.shape.as_concrete(),
    );
    let (true, DatumType::F32, (Some(input), Some(output))) = (is_fit, input.datum_type, shapes)
    else {
        return Ok(None);
    };
    // A signal is an image of one row.
    let plane = |lengths: &[usize], missing: usize| match *lengths {
        [height, width] => [height, width],
        [width] => [missing, width],
        _ => [missing, missing],
    };
    Ok(Some(Geometry {
        channels: input[1],
        outputs: output[1],
        input: plane(&input[2..], 1),
        output: plane(&output[2..], 1),
        kernel: plane(&pool.kernel_shape, 1),
        stride: plane(&pool.strides(), 1),
        before: plane(before, 0),
    }))
}

/// The value of a constant, also where it is cast to what it is.
fn constant(model: &TypedModel, mut outlet: OutletId) -> Option<Arc<Tensor>> {
    loop {
        if let Some(value) = &model.outlet_fact(outlet).ok()?.konst {
            return Some(Arc::clone(value));
        }
        let node = model.node(outlet.node);
        node.op_as::<Cast>()?;
        outlet = *node.inputs.first()?;
    }
}

/// The node after a convolution, where that is the only one and a ReLU.
fn relu(model: &TypedModel, node: &TypedNode) -> Option<usize> {
    let [next] = &node.outputs[0].successors[..] else {
        return None;
    };
    let is_output = model.outputs.iter().any(|outlet| outlet.node == node.id);
    let next = model.node(next.node);
    let is_maximum = next
        .op_as::<TypedBinOp>()
        .is_some_and(|operator| operator.0.is::<Max>());
    let other = next.inputs.iter().find(|input| input.node != node.id)?;
    let bound = constant(model, *other)?;
    let is_zero = bound
        .cast_to_scalar::<f32>()
        .is_ok_and(|bound| bound == 0.0);
    (!is_output && is_maximum && is_zero).then_some(next.id)
}
