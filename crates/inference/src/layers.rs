//! Layers computed by operators of our own, with bias and ReLU.
//!
//! The engine's own convolution gathers the values that the kernel meets one by one through a table of the whole batch, pads and
//! turns its tensors in passes of their own, and has ReLU in another; its product of a matrix with a vector packs the vector first. Small
//! networks spend more time in that than in the sums.

mod convolution;
mod dense;
mod lanes;

use std::sync::Arc;

use tract_onnx::prelude::{OutletId, Tensor, TractResult, TypedModel, TypedNode};
use tract_onnx::tract_core::internal::{TypedModelPatch, TypedOp};
use tract_onnx::tract_core::ops::binary::{BinMiniOp, TypedBinOp};
use tract_onnx::tract_core::ops::math::Max;
use tract_onnx::tract_core::optim::Optimizer;

/// Whether this is WebAssembly with vectors. On the machine itself the engine has kernels of its own for vectors, which are wider.
const IN_WEBASSEMBLY: bool = cfg!(all(target_family = "wasm", target_feature = "simd128"));

/// Whether blocks of so many outputs would hold a great deal that only fills them up: for very many inputs and few outputs it would be
/// many times the layer's own weights.
fn fills_up(outputs: usize, block: usize, inputs: usize) -> bool {
    const MOST: usize = 1 << 20;
    (outputs.next_multiple_of(block) - outputs).saturating_mul(inputs) > MOST
}

/// Replaces the layers of a model whose batch is known; those that are of another kind stay as they are. The model is as it was read:
/// decluttered, a layer is not told from what is before it.
pub(crate) fn with_own(mut model: TypedModel) -> TractResult<TypedModel> {
    // Bias is told as what is to be computed from constants.
    Optimizer::prop_consts().optimize(&mut model)?;
    for at in model.eval_order()? {
        let node = model.node(at);
        let own = match convolution::own(&model, node)? {
            None if IN_WEBASSEMBLY => dense::own(&model, node)?,
            own => own,
        };
        if let Some(own) = own {
            substitute(&mut model, own)?;
        }
    }
    Ok(model)
}

/// An operator that takes the place of one node or of several, one after the other.
struct Own {
    operator: Box<dyn TypedOp>,
    input: OutletId,
    /// The last of the nodes.
    last: usize,
}

fn substitute(model: &mut TypedModel, own: Own) -> TractResult<()> {
    let mut patch = TypedModelPatch::default();
    let input = patch.tap_model(model, own.input)?;
    let name = format!("{}.own", model.node(own.last).name);
    let output = patch.wire_node(name, own.operator, &[input])?;
    patch.shunt_outside(model, OutletId::new(own.last, 0), output[0])?;
    patch.apply(model)
}

/// The value of what is constant.
fn constant(model: &TypedModel, outlet: OutletId) -> Option<Arc<Tensor>> {
    model.outlet_fact(outlet).ok()?.konst.clone()
}

/// The node after another, where that is the only one, combines its output with a constant in this way; and the constant.
fn combined<O: BinMiniOp>(model: &TypedModel, node: &TypedNode) -> Option<(usize, Arc<Tensor>)> {
    let [next] = &node.outputs[0].successors[..] else {
        return None;
    };
    if model.outputs.iter().any(|outlet| outlet.node == node.id) {
        return None;
    }
    let next = model.node(next.node);
    next.op_as::<TypedBinOp>()
        .filter(|operator| operator.0.is::<O>())?;
    let other = next.inputs.iter().find(|input| input.node != node.id)?;
    Some((next.id, constant(model, *other)?))
}

/// The ReLU after a node, where nothing else comes after it.
fn relu(model: &TypedModel, node: &TypedNode) -> Option<usize> {
    let (next, bound) = combined::<Max>(model, node)?;
    let is_zero = bound
        .cast_to_scalar::<f32>()
        .is_ok_and(|bound| bound == 0.0);
    is_zero.then_some(next)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use deepfog_network::onnx::BATCH;
    use tract_onnx::prelude::{Framework, InferenceModelExt, TDim, TypedModel};
    use tract_onnx::tract_core::ops::cnn::Conv;
    use tract_onnx::tract_core::ops::einsum::EinSum;

    use super::{dense, fills_up, with_own};

    /// A shipped partition for one sample.
    fn shipped(name: &str) -> TypedModel {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        let model = tract_onnx::onnx()
            .model_for_path(models.join(name))
            .unwrap();
        let model = model.into_typed().unwrap();
        let batch = (model.symbols.sym(BATCH), TDim::from(1));
        model.set_symbols(&[batch].into_iter().collect()).unwrap()
    }

    #[test]
    fn the_shipped_networks_layers_are_our_own() {
        for (name, convolutions, products) in [
            ("image-chain/resilinet-plus/f.onnx", 2, 0),
            ("image-chain/resilinet-plus/cloud.onnx", 2, 1),
            ("sensor-chain/resilinet-plus/f2.onnx", 0, 3),
            ("two-sensors/resilinet-plus/cloud.onnx", 4, 2),
        ] {
            let before = shipped(name);
            let found = before.nodes().iter().filter(|node| node.op_is::<Conv>());
            assert_eq!(found.count(), convolutions, "{name}");
            let after = with_own(before).unwrap();
            let nodes = after.eval_order().unwrap();
            let nodes: Vec<_> = nodes.into_iter().map(|at| after.node(at)).collect();
            assert!(!nodes.iter().any(|node| node.op_is::<Conv>()), "{name}");
            // In WebAssembly these are replaced too.
            let found: Vec<_> = nodes.iter().filter(|node| node.op_is::<EinSum>()).collect();
            assert_eq!(found.len(), products, "{name}");
            for node in found {
                assert!(
                    dense::own(&after, node).unwrap().is_some(),
                    "{name}: {node}"
                );
            }
        }
    }

    #[test]
    fn blocks_are_not_filled_up_with_very_many_weights() {
        for (outputs, block, inputs, expected) in [
            (7, 32, 128, false),
            (32, 32, 1 << 24, false),
            (1, 32, 1 << 16, true),
            (5, 4, 1 << 20, true),
            (1, 4, usize::MAX, true),
        ] {
            assert_eq!(
                fills_up(outputs, block, inputs),
                expected,
                "{outputs}, {block}, {inputs}"
            );
        }
    }
}
