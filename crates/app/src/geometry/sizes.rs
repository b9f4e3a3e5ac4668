//! How large nodes are drawn.

use deepfog_topology::Graph;
use deepfog_topology::layout::Layout;

use super::plane::{NodeBox, Point};

/// Height of a node that has room: its name above its units.
pub(super) const HEIGHT: f32 = 58.0;
/// The least height, for its name and small marks.
pub(super) const LEAST_HEIGHT: f32 = 34.0;
/// The least width to which nodes are squeezed.
pub(super) const LEAST_WIDTH: f32 = 52.0;
/// The width of a node with a short name and few units.
pub(super) const WIDTH: f32 = 72.0;
/// However long its name, however many its units.
const MOST_WIDTH: f32 = 150.0;

/// What is kept free between nodes where there is little room, so that curves can pass.
#[derive(Clone, Copy)]
pub(super) struct Gaps {
    /// Between nodes one above the other.
    pub above: f32,
    /// Between nodes beside each other.
    pub beside: f32,
}

impl Gaps {
    /// More where many hyperconnections have to pass.
    pub fn of(dense: bool) -> Self {
        if dense {
            Self {
                above: 22.0,
                beside: 18.0,
            }
        } else {
            Self {
                above: 16.0,
                beside: 8.0,
            }
        }
    }
}

/// Advance of a letter of a node's name.
const LETTER: f32 = 7.0;

/// Width that a node needs for its name and its units.
fn width_of(name: &str, units: usize) -> f32 {
    let text = name.chars().count() as f32 * LETTER + 16.0;
    let bars = units as f32 * 12.0 + 20.0;
    text.max(bars).clamp(WIDTH, MOST_WIDTH)
}

impl NodeBox {
    /// How many letters of its name there is room for.
    pub fn letters(&self) -> usize {
        ((self.width - 10.0) / LETTER).max(1.0) as usize
    }
}

/// Width of each node by itself. `units` gives the number of unit marks of each node.
pub(super) fn widths(graph: &Graph, units: &[usize]) -> Vec<f32> {
    (0..graph.len())
        .map(|node| {
            let units = units.get(node).copied().unwrap_or(0);
            width_of(graph.ids()[node].as_str(), units)
        })
        .collect()
}

/// Widths as they are where all nodes of a column are as wide as the widest of them.
pub(super) fn even_widths(graph: &Graph, layout: &Layout, units: &[usize]) -> Vec<f32> {
    let widths = widths(graph, units);
    let column = |node: usize| layout.places.get(&graph.ids()[node]).map(|at| at.column);
    let mut widest = vec![0.0_f32; layout.columns.len()];
    for (node, &width) in widths.iter().enumerate() {
        if let Some(widest) = column(node).and_then(|column| widest.get_mut(column)) {
            *widest = widest.max(width);
        }
    }
    (0..graph.len())
        .map(|node| {
            column(node)
                .and_then(|column| widest.get(column).copied())
                .unwrap_or(widths[node])
        })
        .collect()
}

/// Nodes around their centres, less large where they would overlap: so a drawing that was laid out by itself and is
/// then pinned keeps its nodes apart. Two nodes on nearly one place do overlap.
pub(super) fn boxes(centres: &[Point], widths: &[f32], gaps: Gaps) -> Vec<NodeBox> {
    let full: Vec<NodeBox> = centres
        .iter()
        .zip(widths)
        .map(|(&centre, &width)| NodeBox {
            centre,
            width,
            height: HEIGHT,
        })
        .collect();
    let mut squeezed = full.clone();
    for (at, one) in full.iter().enumerate() {
        for (before, other) in full[..at].iter().enumerate() {
            let x = (one.centre.x - other.centre.x).abs();
            let y = (one.centre.y - other.centre.y).abs();
            let both = (one.width + other.width) / 2.0;
            if x >= both + gaps.beside || y >= HEIGHT + gaps.above {
                continue;
            }
            // Along the axis on which there is more room for what is there.
            let (width, height) = if y / HEIGHT >= x / both {
                (f32::INFINITY, (y - gaps.above).max(LEAST_HEIGHT))
            } else {
                ((x - gaps.beside).max(LEAST_WIDTH), f32::INFINITY)
            };
            for node in [at, before] {
                squeezed[node].width = squeezed[node].width.min(width);
                squeezed[node].height = squeezed[node].height.min(height);
            }
        }
    }
    squeezed
}
