//! Places nodes for drawing: columns from sensor to answer, rows with few crossings.
//!
//! The columns are given by the tiers, so only the ordering phase of Sugiyama's method is left to do. The crates
//! that implement the whole method (`rust-sugiyama`, `dagre`) choose the ranks themselves by network simplex, take
//! none that are given, and bring a graph library along: hence the short module [`mod@order`] here.

mod order;

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::model::{NodeId, Tier};

/// Where a node stands in the grid: column 0 holds the sources, the last column the cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Column, from 0; columns never mix tiers.
    pub column: usize,
    /// Row, from 0 at the top; fractions centre short columns against the longest.
    pub row: f32,
    /// The node's tier.
    pub tier: Tier,
}

/// The grid that a graph is drawn in.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Place of each node.
    pub places: BTreeMap<NodeId, Place>,
    /// Tier of each column.
    pub columns: Vec<Tier>,
    /// Number of nodes in the longest column.
    pub rows: usize,
}

/// Lays a graph out: within a tier, a node stands one column after the latest node of its tier that feeds it;
/// within the columns, nodes are ordered so that few hyperconnections cross. A graph without nodes has a layout
/// without columns.
pub fn lay_out(graph: &Graph) -> Layout {
    let (columns, column_of) = columns(graph);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for node in 0..graph.len() {
        members[column_of[node]].push(node);
    }
    let links: Vec<(usize, usize)> = graph.edges().iter().map(|e| (e.from, e.to)).collect();
    let members = order::with_few_crossings(members, &column_of, &links);

    let rows = members.iter().map(Vec::len).max().unwrap_or(0);
    let mut places = BTreeMap::new();
    for (column, nodes) in members.iter().enumerate() {
        let offset = (rows - nodes.len()) as f32 / 2.0;
        for (at, &node) in nodes.iter().enumerate() {
            let place = Place {
                column,
                row: at as f32 + offset,
                tier: graph.tier(node),
            };
            places.insert(graph.ids()[node].clone(), place);
        }
    }
    Layout {
        places,
        columns,
        rows,
    }
}

/// The tier of each column, and the column of each node.
fn columns(graph: &Graph) -> (Vec<Tier>, Vec<usize>) {
    let count = graph.len();
    // Depth inside the tier, along hyperconnections whose both ends are of this tier. Nodes are in topological
    // order, so the depth of a sender is known before that of its receivers.
    let mut depth = vec![0_usize; count];
    for node in 0..count {
        for edge in graph.edges().iter().filter(|edge| edge.to == node) {
            if graph.tier(edge.from) == graph.tier(node) {
                depth[node] = depth[node].max(depth[edge.from] + 1);
            }
        }
    }
    let mut columns = Vec::new();
    let mut column_of = vec![0_usize; count];
    for tier in Tier::ALL {
        let nodes: Vec<usize> = (0..count).filter(|&n| graph.tier(n) == tier).collect();
        let Some(deepest) = nodes.iter().map(|&n| depth[n]).max() else {
            continue;
        };
        for &node in &nodes {
            column_of[node] = columns.len() + depth[node];
        }
        columns.extend(std::iter::repeat_n(tier, deepest + 1));
    }
    (columns, column_of)
}

#[cfg(test)]
mod tests;
