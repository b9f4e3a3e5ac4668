//! Convolutions of a whole batch at once.
//!
//! The engine runs a convolution of a batch sample by sample, and writes down for each which values the kernel meets where. With the
//! batch as one more dimension of space, in which the kernel is 1 long, a convolution is one matrix product, whose columns are
//! gathered by a table that is made once.

use tract_onnx::prelude::{TractResult, TypedModel};
use tract_onnx::tract_core::internal::{AxisOp, TypedModelPatch};
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PoolSpec};
use tract_onnx::tract_core::ops::nn::DataFormat;

/// The smallest kernel for which the engine makes such a table.
const LEAST: usize = 6;

/// Turns the convolutions of a model whose batch is known into ones over the whole batch.
pub(crate) fn across_batch(mut model: TypedModel) -> TractResult<TypedModel> {
    for at in model.eval_order()? {
        let node = model.node(at);
        let Some(conv) = node.op_as::<Conv>().filter(|conv| is_fit(conv)) else {
            continue;
        };
        let conv = Conv {
            pool_spec: PoolSpec {
                data_format: DataFormat::CHW,
                ..conv.pool_spec.change_geo_axes(&AxisOp::Add(0))?
            },
            ..conv.clone()
        };
        let name = &node.name;
        let mut patch = TypedModelPatch::default();
        let mut wires = patch.taps(&model, &node.inputs)?;
        let channels_first = format!("{name}.channels_first");
        wires[0] = patch.wire_node(channels_first, AxisOp::Move(1, 0), &wires[..1])?[0];
        let kernel = format!("{name}.kernel");
        wires[1] = patch.wire_node(kernel, AxisOp::Add(2), &wires[1..2])?[0];
        let output = patch.wire_node(format!("{name}.across"), conv, &wires)?;
        let output = patch.wire_node(name, AxisOp::Move(0, 1), &output)?;
        patch.shunt_outside(&model, at.into(), output[0])?;
        patch.apply(&mut model)?;
    }
    Ok(model)
}

fn is_fit(conv: &Conv) -> bool {
    conv.pool_spec.data_format == DataFormat::NCHW
        && conv.kernel_fmt == KernelFormat::OIHW
        && conv.group == 1
        && conv.q_params.is_none()
        && conv.pool_spec.kernel_shape.iter().product::<usize>() >= LEAST
}
