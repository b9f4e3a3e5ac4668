//! The DNN units on a node.

use super::error::{nothing, refused};
use super::links::find;
use super::{Done, EditError, names};
use crate::model::{NodeId, Topology, Unit};
use crate::rules::MAX_UNITS;

/// See [`super::Edit::AddUnit`].
pub(super) fn add(
    topology: &mut Topology,
    node: &NodeId,
    at: usize,
    unit: Unit,
) -> Result<Done, EditError> {
    let units = units(topology, node)?;
    if units.len() >= MAX_UNITS {
        return Err(refused(format!(
            "{node} holds {MAX_UNITS} units, and there is no room for more. Remove one first."
        )));
    }
    if at > units.len() {
        return Err(refused(format!(
            "{node} holds {}. Put the new one among them or at the end.",
            names::counted(units.len(), "unit")
        )));
    }
    units.insert(at, unit);
    Ok(Done::new(
        format!("{node}: add {}", with_article(unit)),
        vec![node.clone()],
    ))
}

/// See [`super::Edit::RemoveUnit`].
pub(super) fn remove(topology: &mut Topology, node: &NodeId, at: usize) -> Result<Done, EditError> {
    let units = units(topology, node)?;
    if at >= units.len() {
        return Err(missing(node, at, units.len()));
    }
    units.remove(at);
    Ok(Done::new(
        format!("{node}: remove unit {}", at + 1),
        vec![node.clone()],
    ))
}

/// See [`super::Edit::MoveUnit`].
pub(super) fn shift(
    topology: &mut Topology,
    node: &NodeId,
    from: usize,
    to: usize,
) -> Result<Done, EditError> {
    let units = units(topology, node)?;
    for at in [from, to] {
        if at >= units.len() {
            return Err(missing(node, at, units.len()));
        }
    }
    if from == to {
        return Err(nothing(format!(
            "Unit {} of {node} stands there already.",
            at_name(from)
        )));
    }
    let unit = units.remove(from);
    units.insert(to, unit);
    Ok(Done::new(
        format!("{node}: move unit {} to place {}", from + 1, to + 1),
        vec![node.clone()],
    ))
}

/// See [`super::Edit::ChangeUnit`].
pub(super) fn change(
    topology: &mut Topology,
    node: &NodeId,
    at: usize,
    unit: Unit,
) -> Result<Done, EditError> {
    let units = units(topology, node)?;
    let count = units.len();
    let Some(place) = units.get_mut(at) else {
        return Err(missing(node, at, count));
    };
    if *place == unit {
        return Err(nothing(format!(
            "Unit {} of {node} is {} already.",
            at + 1,
            unit.describe()
        )));
    }
    *place = unit;
    Ok(Done::new(
        format!("{node}: unit {} to {}", at + 1, unit.describe()),
        vec![node.clone()],
    ))
}

fn units<'a>(topology: &'a mut Topology, node: &NodeId) -> Result<&'a mut Vec<Unit>, EditError> {
    let at = find(topology, node)?;
    Ok(&mut topology.nodes[at].units)
}

fn missing(node: &NodeId, at: usize, count: usize) -> EditError {
    refused(format!(
        "{node} has no unit {}: it holds {}. Choose one that is there.",
        at_name(at),
        names::counted(count, "unit")
    ))
}

/// An index as a person counts.
fn at_name(at: usize) -> usize {
    at.saturating_add(1)
}

fn with_article(unit: Unit) -> &'static str {
    match unit {
        Unit::Dense { .. } => "a dense unit",
        Unit::Conv1d { .. } | Unit::Conv2d { .. } => "a convolution",
        Unit::MaxPool { .. } => "a max pooling",
        Unit::GlobalAverage => "a global average",
    }
}
