//! Nodes in columns and rows, for a network that no one has moved.

use deepfog_topology::Graph;
use deepfog_topology::layout::Layout;

use super::axis::Axis;
use super::drawing::Frame;
use super::plane::{NodeBox, Rect};
use super::sizes::{self, Gaps, HEIGHT, LEAST_HEIGHT, LEAST_WIDTH};
use super::tiers::TIER_ROOM;

/// Space between the frame and what is drawn.
const MARGIN: f32 = 14.0;
/// Space between the frame and curves.
const BORDER: f32 = 3.0;
/// Space between columns drawn downwards.
const DOWN_GAP: f32 = 44.0;
/// The least space between columns, and that of a network of many hyperconnections.
const LEAST_GAP: f32 = 28.0;
const DENSE_GAP: f32 = 56.0;
/// The least space between rows of a network of few hyperconnections, which rarely need to pass there.
const LEAST_ROW_GAP: f32 = 6.0;
/// Room for arcs beside the rows.
const LANE: f32 = 44.0;

/// The least height at which a network of so many columns can be drawn downwards.
pub fn height_downwards(layout: &Layout) -> f32 {
    let columns = layout.columns.len().max(1) as f32;
    columns * HEIGHT + (columns - 1.0) * DOWN_GAP + 2.0 * MARGIN
}

/// Sizes and places in along and across coordinates.
pub(super) struct Placement {
    /// The frame asked for, or a larger one where nodes would become too small in it.
    pub frame: Frame,
    /// Middle of each column, along.
    pub columns: Vec<f32>,
    /// Extent of each column's nodes, along.
    pub extents: Vec<f32>,
    /// Each node's rectangle.
    pub nodes: Vec<NodeBox>,
    /// Distance between rows, across.
    pub pitch: f32,
}

impl Placement {
    /// Places the nodes; `dense` says that many hyperconnections run between them.
    pub fn new(graph: &Graph, layout: &Layout, units: &[usize], frame: Frame, dense: bool) -> Self {
        let count = layout.columns.len().max(1);
        let rows = layout.rows.max(1) as f32;
        let downwards = frame.downwards;
        let (mut along, mut across) = if downwards {
            (frame.height, frame.width)
        } else {
            (frame.width, frame.height - TIER_ROOM)
        };

        let gaps = Gaps::of(dense);
        let (pitch, node_across) = if downwards {
            let pitch = ((across - 2.0 * MARGIN) / rows).clamp(LEAST_WIDTH + gaps.beside, 140.0);
            (pitch, pitch - gaps.beside)
        } else {
            // A chain has all of its room for arcs beside it.
            let lane = if rows > 1.0 {
                (across * 0.1).min(LANE)
            } else {
                across * 0.3
            };
            let least = if dense { gaps.above } else { LEAST_ROW_GAP };
            let pitch = ((across - 2.0 * lane) / rows).clamp(LEAST_HEIGHT + least, 116.0);
            (pitch, (pitch - gaps.above).clamp(LEAST_HEIGHT, HEIGHT))
        };
        if (rows - 1.0) * pitch + node_across + 2.0 * BORDER > across {
            across = rows * pitch + 2.0 * LANE;
        }

        let even = sizes::even_widths(graph, layout, units);
        let column_of = |node: usize| layout.places.get(&graph.ids()[node]);
        let mut extents = vec![0.0_f32; count];
        for (node, &width) in even.iter().enumerate() {
            if let Some(place) = column_of(node) {
                extents[place.column] = if downwards { HEIGHT } else { width };
            }
        }
        let taken: f32 = extents.iter().sum();
        let gaps = (count.max(2) - 1) as f32;
        let least = if dense { DENSE_GAP } else { LEAST_GAP };
        let gap = ((along - 2.0 * MARGIN - taken) / gaps).clamp(least, 150.0);
        let whole = taken + gap * (count as f32 - 1.0);
        along = along.max(whole + 2.0 * MARGIN);
        let mut columns = Vec::with_capacity(count);
        let mut at = (along - whole) / 2.0;
        for extent in &extents {
            columns.push(at + extent / 2.0);
            at += extent + gap;
        }

        let axis = Axis {
            downwards,
            backwards: false,
        };
        let own = sizes::widths(graph, units);
        let nodes = (0..graph.len())
            .map(|node| {
                let (column, row) = column_of(node).map_or((0, 0.0), |at| (at.column, at.row));
                let middle = across / 2.0 + (row - (rows - 1.0) / 2.0) * pitch;
                let (width, height) = if downwards {
                    (own[node].min(node_across), HEIGHT)
                } else {
                    (even[node], node_across)
                };
                NodeBox {
                    centre: axis.point(columns[column], middle),
                    width,
                    height,
                }
            })
            .collect();
        let (width, height) = if downwards {
            (across, along)
        } else {
            (along, across + TIER_ROOM)
        };
        Self {
            frame: Frame {
                width,
                height,
                downwards,
            },
            columns,
            extents,
            nodes,
            pitch,
        }
    }

    /// Where curves may run.
    pub fn inside(&self) -> Rect {
        let Frame {
            width,
            height,
            downwards,
        } = self.frame;
        let floor = if downwards { BORDER } else { TIER_ROOM };
        Rect {
            x: BORDER,
            y: BORDER,
            width: width - 2.0 * BORDER,
            height: height - BORDER - floor,
        }
    }
}
