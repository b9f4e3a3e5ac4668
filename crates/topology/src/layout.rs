//! Places nodes for drawing: columns from sensor to answer, rows with few crossings.

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

/// Rounds of ordering columns by the mean row of their neighbours (Sugiyama's barycentre heuristic).
const ROUNDS: usize = 8;

/// Lays a graph out: within a tier, a node stands one column after the latest node of its tier that
/// feeds it; within a column, nodes are ordered by the mean row of their neighbours.
pub fn lay_out(graph: &Graph) -> Layout {
    let count = graph.len();
    // Depth inside the tier, along hyperconnections whose both ends are of this tier.
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

    let mut members: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for node in 0..count {
        members[column_of[node]].push(node);
    }
    let rows = members.iter().map(Vec::len).max().unwrap_or(0);
    let mut row = vec![0.0_f32; count];
    for column in &members {
        assign_rows(column, rows, &mut row);
    }
    for round in 0..ROUNDS {
        let forward = round % 2 == 0;
        let mut sequence: Vec<usize> = (0..members.len()).collect();
        if !forward {
            sequence.reverse();
        }
        for column in sequence {
            let mean = |node: usize| {
                let neighbours: Vec<f32> = graph
                    .edges()
                    .iter()
                    .filter_map(|edge| match (edge.from == node, edge.to == node) {
                        (false, true) if forward => Some(row[edge.from]),
                        (true, false) if !forward => Some(row[edge.to]),
                        _ => None,
                    })
                    .collect();
                if neighbours.is_empty() {
                    row[node]
                } else {
                    neighbours.iter().sum::<f32>() / neighbours.len() as f32
                }
            };
            let mut keyed: Vec<(f32, usize)> = members[column]
                .iter()
                .map(|&node| (mean(node), node))
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            members[column] = keyed.into_iter().map(|(_, node)| node).collect();
            assign_rows(&members[column], rows, &mut row);
        }
    }

    let places = (0..count)
        .map(|node| {
            let place = Place {
                column: column_of[node],
                row: row[node],
                tier: graph.tier(node),
            };
            (graph.ids()[node].clone(), place)
        })
        .collect();
    Layout {
        places,
        columns,
        rows,
    }
}

fn assign_rows(column: &[usize], rows: usize, row: &mut [f32]) {
    let offset = (rows - column.len().min(rows)) as f32 / 2.0;
    for (at, &node) in column.iter().enumerate() {
        row[node] = at as f32 + offset;
    }
}
