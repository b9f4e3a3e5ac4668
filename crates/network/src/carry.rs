//! Which learned parameters fit a changed network.

use crate::parameters::{NodeParameters, Parameters};
use crate::plan::{Plan, PlannedNode};

/// Per node of the new plan the place of the old plan's node with whose parameters it can begin: the one of the same name,
/// where what the node receives and computes is the same: what it senses, its input shape, the sender and adapter of each
/// input, its layers. `None` for every other node, and for one that learns nothing.
///
/// Hyperconnection weights may differ: they are no part of what is learned.
pub fn carried(old: &Plan, new: &Plan) -> Vec<Option<usize>> {
    new.nodes
        .iter()
        .map(|node| {
            let at = old.nodes.iter().position(|other| other.id == node.id)?;
            let fits = node.parameter_count() > 0 && is_same((old, &old.nodes[at]), (new, node));
            fits.then_some(at)
        })
        .collect()
}

/// Per node of the new plan the parameters with which it can begin: those of the old plan's node that [`carried`] names.
///
/// The parameters must be the old plan's (see [`Parameters::check`]).
pub fn carry_over(old: &Plan, parameters: &Parameters, new: &Plan) -> Vec<Option<NodeParameters>> {
    carried(old, new)
        .into_iter()
        .zip(&new.nodes)
        .map(|(at, node)| {
            let held = parameters.nodes.get(at?)?;
            held.check(node).is_ok().then(|| held.clone())
        })
        .collect()
}

/// Whether two nodes of one name receive and compute the same.
fn is_same((old_plan, old): (&Plan, &PlannedNode), (new_plan, new): (&Plan, &PlannedNode)) -> bool {
    old.sense == new.sense
        && old.input_shape == new.input_shape
        && old.layers == new.layers
        && old.inputs.len() == new.inputs.len()
        && old.inputs.iter().zip(&new.inputs).all(|(old, new)| {
            old_plan.nodes[old.from].id == new_plan.nodes[new.from].id
                && old.adapter == new.adapter
                && old.shape == new.shape
        })
}
