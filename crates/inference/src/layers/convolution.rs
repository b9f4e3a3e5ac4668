//! Convolutions: a sample is laid out once, and its values read from there; bias and ReLU are part of the last step.

mod columns;
mod direct;
mod geometry;
mod operator;
mod planes;
mod products;
#[cfg(test)]
mod tests;

use tract_onnx::prelude::{DatumType, TractResult, TypedModel, TypedNode};
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PaddingSpec};
use tract_onnx::tract_core::ops::nn::DataFormat;

use geometry::Geometry;
use operator::Convolution;

use super::{Own, constant, relu};

/// The convolution that a node is, with the ReLU after it.
pub(super) fn own(model: &TypedModel, node: &TypedNode) -> TractResult<Option<Own>> {
    let Some(geometry) = geometry(model, node)? else {
        return Ok(None);
    };
    let &[input, weights, bias] = &node.inputs[..] else {
        return Ok(None);
    };
    let (Some(weights), Some(bias)) = (constant(model, weights), constant(model, bias)) else {
        return Ok(None);
    };
    let relu = relu(model, node);
    let convolution = Convolution::new(geometry, &weights, &bias, relu.is_some())?;
    Ok(convolution.map(|convolution| Own {
        operator: Box::new(convolution),
        input,
        last: relu.unwrap_or(node.id),
    }))
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
        dilation: plane(&pool.dilations(), 1),
        before: plane(before, 0),
    }))
}
