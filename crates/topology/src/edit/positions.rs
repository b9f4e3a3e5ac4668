//! Where nodes stand in a drawing that a person arranged.

use std::collections::HashMap;

use super::error::nothing;
use super::links::find;
use super::{Done, EditError, Join, names};
use crate::graph::Graph;
use crate::layout;
use crate::model::{NodeId, Tier, Topology};
use crate::rules;

/// Distance of columns, in drawing units: a node is at most 150 wide.
const COLUMN: f32 = 190.0;
/// Distance of rows, in drawing units: a node is at most 70 high.
const ROW: f32 = 100.0;
/// The least distance of two rows at which nodes do not touch.
const LEAST_ROW: f32 = 80.0;
/// Parts of a drawing unit that positions keep: finer than can be seen, and short in documents and links.
const PARTS: f32 = 10.0;

/// The position as documents keep it. Adding 0 makes of a negative zero a plain one.
pub(super) fn rounded(position: [f32; 2]) -> [f32; 2] {
    position.map(|x| (x * PARTS).round() / PARTS + 0.0)
}

/// Whether a person arranged the drawing: some node has a position.
pub(super) fn are_fixed(topology: &Topology) -> bool {
    topology.nodes.iter().any(|node| node.position.is_some())
}

/// See [`super::Edit::Move`].
pub(super) fn put(
    topology: &mut Topology,
    places: &[(NodeId, [f32; 2])],
    moved: &[NodeId],
) -> Result<Done, EditError> {
    for id in moved {
        find(topology, id)?;
    }
    let mut changed = Vec::new();
    for (id, position) in places {
        let at = find(topology, id)?;
        let position = Some(rounded(*position));
        if topology.nodes[at].position != position {
            topology.nodes[at].position = position;
            changed.push(id.clone());
        }
    }
    if changed.is_empty() {
        return Err(nothing("The nodes stand there already."));
    }
    let moved = if moved.is_empty() {
        changed
    } else {
        moved.to_vec()
    };
    Ok(Done::new(format!("Move {}", names::nodes(&moved)), moved))
}

/// See [`super::Edit::AutoLayout`].
pub(super) fn forget(topology: &mut Topology) -> Result<Done, EditError> {
    if !are_fixed(topology) {
        return Err(nothing("All nodes are laid out automatically already."));
    }
    for node in &mut topology.nodes {
        node.position = None;
    }
    Ok(Done::new("Lay out automatically", Vec::new()))
}

/// See [`super::Edit::AlignToTiers`]. The columns are evenly spaced over the width of the drawing before. Where two nodes
/// of a column would cover each other, the lower one moves down.
pub(super) fn align(
    topology: &mut Topology,
    places: &[(NodeId, [f32; 2])],
) -> Result<Done, EditError> {
    let Ok(graph) = Graph::new(topology) else {
        return Err(EditError::Unsound(rules::structure(topology)));
    };
    let mut before: HashMap<&NodeId, [f32; 2]> = topology
        .nodes
        .iter()
        .filter_map(|node| Some((&node.id, node.position?)))
        .collect();
    for (id, position) in places {
        find(topology, id)?;
        before.insert(id, *position);
    }
    let layout = layout::lay_out(&graph);
    let across = |pick: fn(f32, f32) -> f32, axis: usize| {
        before
            .values()
            .map(|position| position[axis])
            .reduce(pick)
            .unwrap_or(0.0)
    };
    let (left, right, top) = (
        across(f32::min, 0),
        across(f32::max, 0),
        across(f32::min, 1),
    );
    let gaps = layout.columns.len().saturating_sub(1).max(1) as f32;
    // Rounded, so that aligning twice is aligning once.
    let [left, pitch] = rounded([left, COLUMN.max((right - left) / gaps)]);

    let mut columns: Vec<Vec<(f32, usize)>> = vec![Vec::new(); layout.columns.len()];
    for (at, node) in topology.nodes.iter().enumerate() {
        let Some(place) = layout.places.get(&node.id) else {
            continue;
        };
        // A node that was never placed takes the row of the layout.
        let y = before
            .get(&node.id)
            .map_or(top + place.row * ROW, |position| position[1]);
        columns[place.column].push((y, at));
    }
    let mut changed = false;
    for (column, mut members) in columns.into_iter().enumerate() {
        crate::order::sort(&mut members, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut least = f32::NEG_INFINITY;
        for (y, at) in members {
            let y = if y < least + LEAST_ROW - ROW {
                least
            } else {
                y
            };
            least = y + ROW;
            let position = Some(rounded([left + column as f32 * pitch, y]));
            changed |= topology.nodes[at].position != position;
            topology.nodes[at].position = position;
        }
    }
    if !changed {
        return Err(nothing(
            "All nodes stand in the columns of their tiers already.",
        ));
    }
    Ok(Done::new("Align to tiers", Vec::new()))
}

/// A free place for a new node: beside what it is joined to, or else below the nodes of its tier, or between the tiers
/// before and after it.
pub(super) fn free_place(topology: &Topology, tier: Tier, joined: &[Join]) -> [f32; 2] {
    let [x, y] = wanted_place(topology, tier, joined);
    let free = |y: f32| {
        topology
            .nodes
            .iter()
            .filter_map(|node| node.position)
            .all(|[other_x, other_y]| (other_x - x).abs() >= COLUMN || (other_y - y).abs() >= ROW)
    };
    // Every node blocks two rows at most, so one of these is free.
    let rows = 2 * topology.nodes.len() + 1;
    (0..=rows)
        .flat_map(|step| {
            let away = step as f32 * ROW;
            [y + away, y - away]
        })
        .find(|&y| free(y))
        .map_or([x, y], |y| rounded([x, y]))
}

fn wanted_place(topology: &Topology, tier: Tier, joined: &[Join]) -> [f32; 2] {
    let place = |id: &NodeId| topology.node(id).and_then(|node| node.position);
    let senders: Vec<[f32; 2]> = joined
        .iter()
        .filter_map(|join| match join {
            Join::From(id) => place(id),
            Join::To(_) => None,
        })
        .collect();
    let receivers: Vec<[f32; 2]> = joined
        .iter()
        .filter_map(|join| match join {
            Join::To(id) => place(id),
            Join::From(_) => None,
        })
        .collect();
    let after = rightmost(&senders);
    let before = leftmost(&receivers);
    match (after, before) {
        (Some([right, _]), Some([left, _])) => {
            let all: Vec<[f32; 2]> = senders.into_iter().chain(receivers).collect();
            return [f32::midpoint(right, left), middle(&all)];
        }
        (Some([right, _]), None) => return [right + COLUMN, middle(&senders)],
        (None, Some([left, _])) => return [left - COLUMN, middle(&receivers)],
        (None, None) => {}
    }
    let of = |wanted: fn(Tier, Tier) -> bool| -> Vec<[f32; 2]> {
        topology
            .nodes
            .iter()
            .filter(|node| wanted(node.tier, tier))
            .filter_map(|node| node.position)
            .collect()
    };
    let same = of(|other, tier| other == tier);
    if let Some([x, y]) = same.iter().copied().max_by(|a, b| a[1].total_cmp(&b[1])) {
        return [x, y + ROW];
    }
    if let Some([x, y]) = rightmost(&of(|other, tier| other < tier)) {
        return [x + COLUMN, y];
    }
    match leftmost(&of(|other, tier| other > tier)) {
        Some([x, y]) => [x - COLUMN, y],
        None => [0.0, 0.0],
    }
}

fn rightmost(places: &[[f32; 2]]) -> Option<[f32; 2]> {
    places.iter().copied().max_by(|a, b| a[0].total_cmp(&b[0]))
}

fn leftmost(places: &[[f32; 2]]) -> Option<[f32; 2]> {
    places.iter().copied().min_by(|a, b| a[0].total_cmp(&b[0]))
}

/// The mean height of places; there is at least one.
fn middle(places: &[[f32; 2]]) -> f32 {
    places.iter().map(|place| place[1]).sum::<f32>() / places.len().max(1) as f32
}
