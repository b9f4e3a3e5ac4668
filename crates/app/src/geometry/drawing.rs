//! The drawing of a whole network.

use deepfog_topology::Graph;
use deepfog_topology::layout::Layout;

use super::curve::LinkShape;
use super::placement::Placement;
use super::plane::{NodeBox, Point, Rect};
use super::routing::{DENSE, Wiring};
use super::sizes::{self, Gaps};
use super::tiers::{self, TierMark};
use super::vacancy::free_place;

/// The space that there is to draw in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Width in drawing units.
    pub width: f32,
    /// Height in drawing units.
    pub height: f32,
    /// Whether the network runs downwards.
    pub downwards: bool,
}

/// Everything that is drawn of a network, whatever fails in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The space drawn in, from (0, 0): the one asked for, or a larger one where the nodes would become too small in
    /// it. Where nodes stand anywhere: the size of [`Drawing::bounds`].
    pub frame: Frame,
    /// Rectangle of each node, by its index in the graph.
    pub nodes: Vec<NodeBox>,
    /// Curve of each hyperconnection, in the order of the graph's edges.
    pub links: Vec<LinkShape>,
    /// One per tier that has nodes; none where tiers do not follow each other in the drawing.
    pub tiers: Vec<TierMark>,
    /// Whether there is room for a label on every hyperconnection.
    pub roomy: bool,
}

/// Half the width and height of a hyperconnection's label, and of a tier's name.
const LABEL: (f32, f32) = (26.0, 8.0);

/// Draws a network that no one has moved into a frame. `units` gives the number of unit marks of each node.
pub fn draw(graph: &Graph, layout: &Layout, units: &[usize], frame: Frame) -> Drawing {
    let dense = graph.edges().len() > DENSE;
    let placement = Placement::new(graph, layout, units, frame, dense);
    let column = |node: usize| {
        layout
            .places
            .get(&graph.ids()[node])
            .map_or(0, |place| place.column)
    };
    let links = Wiring::in_grid(
        graph,
        &placement.nodes,
        frame.downwards,
        placement.pitch,
        placement.inside(),
    )
    .all(|edge| column(edge.to).abs_diff(column(edge.from)));
    Drawing {
        tiers: tiers::of_columns(layout, &placement),
        frame: placement.frame,
        nodes: placement.nodes,
        links,
        roomy: layout.rows <= 1,
    }
}

/// Draws a network by the positions that its document has, by index in the graph: as [`draw`] where there is none, as
/// [`Drawing::placed`] where nodes have one; those without find a free place near to where the layout has them.
pub fn arrange(
    graph: &Graph,
    layout: &Layout,
    positions: &[Option<Point>],
    units: &[usize],
    frame: Frame,
) -> Drawing {
    let position = |node: usize| positions.get(node).copied().flatten();
    if (0..graph.len()).all(|node| position(node).is_none()) {
        return draw(graph, layout, units, frame);
    }
    if (0..graph.len()).any(|node| position(node).is_none()) {
        let placement = Placement::new(graph, layout, units, frame, graph.edges().len() > DENSE);
        let mut taken: Vec<NodeBox> = placement
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(node, place)| position(node).map(|centre| NodeBox { centre, ..*place }))
            .collect();
        let centres: Vec<Point> = placement
            .nodes
            .iter()
            .enumerate()
            .map(|(node, place)| {
                position(node).unwrap_or_else(|| {
                    let centre = free_place(&taken, place.centre);
                    taken.push(NodeBox { centre, ..*place });
                    centre
                })
            })
            .collect();
        return Drawing::placed(graph, layout, &centres, units);
    }
    let centres: Vec<Point> = (0..graph.len()).filter_map(position).collect();
    Drawing::placed(graph, layout, &centres, units)
}

impl Drawing {
    /// Draws a network whose nodes stand where a person put them: `centres` by index in the graph, in drawing units.
    /// Nodes are as large as in a roomy automatic drawing, and less large where they would overlap. `layout` only
    /// makes the nodes of a column equally wide; `units` gives the number of unit marks of each node.
    pub fn placed(graph: &Graph, layout: &Layout, centres: &[Point], units: &[usize]) -> Drawing {
        let centres: Vec<Point> = (0..graph.len())
            .map(|node| {
                let centre = centres.get(node).copied().unwrap_or_default();
                if centre.is_finite() {
                    centre
                } else {
                    Point::default()
                }
            })
            .collect();
        let gaps = Gaps::of(graph.edges().len() > DENSE);
        let nodes = sizes::boxes(&centres, &sizes::even_widths(graph, layout, units), gaps);
        let downwards = tiers::run_downwards(graph, &nodes).unwrap_or(false);
        let links = Wiring::free(graph, &nodes, downwards).all(|edge| {
            // Whole units are exact enough to order by.
            nodes[edge.from].centre.distance(nodes[edge.to].centre) as usize
        });
        Self::of_parts(graph, nodes, links, downwards, layout.rows <= 1)
    }

    /// The same drawing with some nodes, given by index and new centre, moved elsewhere, while they are dragged: they
    /// keep their sizes, their hyperconnections are drawn without regard to other ones, and all other hyperconnections
    /// are those that they were. `graph` is the one that was drawn; with any other, nothing moves.
    pub fn moved(&self, graph: &Graph, moved: &[(usize, Point)]) -> Drawing {
        if graph.len() != self.nodes.len() || graph.edges().len() != self.links.len() {
            return self.clone();
        }
        let mut nodes = self.nodes.clone();
        let mut touched = vec![false; nodes.len()];
        for &(node, centre) in moved {
            if let Some(place) = nodes.get_mut(node).filter(|_| centre.is_finite()) {
                place.centre = centre;
                touched[node] = true;
            }
        }
        let downwards = tiers::run_downwards(graph, &nodes).unwrap_or(self.frame.downwards);
        let wiring = Wiring::free(graph, &nodes, downwards);
        let links = graph
            .edges()
            .iter()
            .zip(&self.links)
            .enumerate()
            .map(|(at, (edge, shape))| {
                if touched[edge.from] || touched[edge.to] {
                    wiring.quick(at)
                } else {
                    shape.clone()
                }
            })
            .collect();
        Self::of_parts(graph, nodes, links, downwards, self.roomy)
    }

    fn of_parts(
        graph: &Graph,
        nodes: Vec<NodeBox>,
        links: Vec<LinkShape>,
        downwards: bool,
        roomy: bool,
    ) -> Self {
        let mut drawing = Self {
            frame: Frame {
                width: 0.0,
                height: 0.0,
                downwards,
            },
            nodes,
            links,
            tiers: Vec::new(),
            roomy,
        };
        drawing.tiers = tiers::of_places(graph, &drawing.nodes, drawing.bounds());
        let bounds = drawing.bounds();
        drawing.frame.width = bounds.width;
        drawing.frame.height = bounds.height;
        drawing
    }

    /// A rectangle around everything that is drawn: nodes, curves, their labels and the names of tiers, not the lines
    /// between tiers. Without a node: the frame.
    pub fn bounds(&self) -> Rect {
        let links = self.links.iter().map(|link| link.bounds);
        let labels = self.links.iter().map(|link| around_label(link.label));
        let tiers = self.tiers.iter().map(|mark| {
            if self.frame.downwards {
                // Its name begins at the point, and stands on it.
                Rect {
                    x: mark.label.x,
                    y: mark.label.y - 10.0,
                    width: 2.0 * LABEL.0,
                    height: 12.0,
                }
            } else {
                around_label(mark.label)
            }
        });
        self.nodes
            .iter()
            .map(NodeBox::rect)
            .chain(links)
            .chain(labels)
            .chain(tiers)
            .reduce(|all, one| all.union(&one))
            .unwrap_or(Rect {
                x: 0.0,
                y: 0.0,
                width: self.frame.width,
                height: self.frame.height,
            })
    }
}

fn around_label(label: Point) -> Rect {
    Rect {
        x: label.x - LABEL.0,
        y: label.y - LABEL.1,
        width: 2.0 * LABEL.0,
        height: 2.0 * LABEL.1,
    }
}
