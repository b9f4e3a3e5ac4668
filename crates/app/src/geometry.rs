//! Where nodes, hyperconnections and tiers are drawn.
//!
//! The drawing runs along one axis from sensor to answer: to the right where there is width, downwards on
//! a narrow page. Everything is computed in *along* and *across* coordinates and turned at the end. A
//! hyperconnection takes the best of several curves: one that crosses no other node, stays inside, keeps
//! away from curves drawn before, and is short.

use deepfog_topology::layout::Layout;
use deepfog_topology::{Graph, LinkKind, Tier};

/// A point in drawing units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A node's rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeBox {
    /// Its middle.
    pub centre: Point,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl NodeBox {
    /// Whether a point lies in the rectangle grown by `margin` on every side.
    pub fn contains(&self, point: Point, margin: f32) -> bool {
        (point.x - self.centre.x).abs() < self.width / 2.0 + margin
            && (point.y - self.centre.y).abs() < self.height / 2.0 + margin
    }
}

/// A cubic Bézier curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    /// Start, two control points, end.
    pub points: [Point; 4],
}

impl Curve {
    /// The point at `t` from 0 to 1.
    pub fn at(&self, t: f32) -> Point {
        let s = 1.0 - t;
        let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
        let sum = |part: fn(&Point) -> f32| {
            self.points
                .iter()
                .zip(weights)
                .map(|(point, weight)| part(point) * weight)
                .sum()
        };
        Point {
            x: sum(|point| point.x),
            y: sum(|point| point.y),
        }
    }

    /// The SVG path.
    pub fn path(&self) -> String {
        let [a, b, c, d] = self.points;
        format!(
            "M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}",
            a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y
        )
    }

    fn samples(&self) -> impl Iterator<Item = Point> + '_ {
        (0..=SAMPLES).map(|step| self.at(step as f32 / SAMPLES as f32))
    }

    fn length(&self) -> f32 {
        let points: Vec<Point> = self.samples().collect();
        points
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]))
            .sum()
    }
}

/// A hyperconnection's curve, with its arrowhead.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkShape {
    /// The line; it ends where the arrowhead begins.
    pub curve: Curve,
    /// The arrowhead as an SVG path.
    pub head: String,
    /// Where its label stands: the middle of the curve, pushed outwards.
    pub label: Point,
    /// Free length of the line, which a label must fit beside.
    pub room: f32,
}

/// A tier's name and the line that parts it from the tier before.
#[derive(Clone, Debug, PartialEq)]
pub struct TierMark {
    /// The tier.
    pub tier: Tier,
    /// Where its name stands (its middle when drawn to the right, its start when drawn downwards).
    pub label: Point,
    /// The line before it; none before the first.
    pub separator: Option<(Point, Point)>,
}

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
    /// The space drawn in.
    pub frame: Frame,
    /// Rectangle of each node, by its index in the graph.
    pub nodes: Vec<NodeBox>,
    /// Curve of each hyperconnection, in the order of the graph's edges.
    pub links: Vec<LinkShape>,
    /// One per tier.
    pub tiers: Vec<TierMark>,
    /// Whether there is room for a label on every hyperconnection.
    pub roomy: bool,
}

/// Steps in which a curve is looked at.
const SAMPLES: usize = 32;
/// Length of an arrowhead.
const HEAD: f32 = 8.0;
/// Distance that a curve keeps from nodes that it does not join.
const CLEARANCE: f32 = 5.0;
/// How high an arc's control points stand above its nodes: finely graded where the room may be narrow.
const RISES: [f32; 16] = [
    6.5, 13.0, 19.5, 26.0, 32.5, 39.0, 45.5, 52.0, 78.0, 104.0, 130.0, 156.0, 182.0, 208.0, 234.0,
    260.0,
];
/// Room for tier names, below or beside the drawing.
const TIER_ROOM: f32 = 26.0;
/// Space between the frame and what is drawn.
const MARGIN: f32 = 14.0;

/// The least height at which a network of so many columns can be drawn downwards.
pub fn height_downwards(layout: &Layout) -> f32 {
    let columns = layout.columns.len() as f32;
    columns * DOWN_NODE_HEIGHT + (columns - 1.0) * 44.0 + 2.0 * MARGIN
}

const DOWN_NODE_HEIGHT: f32 = 58.0;

/// Width that a node needs for its name and its units.
fn node_width(name: &str, units: usize) -> f32 {
    let text = name.chars().count() as f32 * 7.0 + 16.0;
    let bars = units as f32 * 12.0 + 20.0;
    text.max(bars).max(72.0)
}

/// Draws a network into a frame. `units` gives the number of unit marks of each node.
pub fn draw(graph: &Graph, layout: &Layout, units: &[usize], frame: Frame) -> Drawing {
    let placement = Placement::new(graph, layout, units, frame);
    let nodes: Vec<NodeBox> = (0..graph.len())
        .map(|node| placement.node_box(node))
        .collect();
    let links = route(graph, layout, &placement, &nodes);
    let roomy = layout.rows <= 1;
    Drawing {
        tiers: tier_marks(layout, &placement),
        frame,
        nodes,
        links,
        roomy,
    }
}

/// Sizes and places in along and across coordinates.
struct Placement {
    frame: Frame,
    /// Middle of each column, along.
    columns: Vec<f32>,
    /// Extent of each column's nodes, along.
    extents: Vec<f32>,
    /// Per node: middle along, middle across, extent along, extent across.
    nodes: Vec<[f32; 4]>,
    /// Distance between rows, across.
    pitch: f32,
}

impl Placement {
    fn new(graph: &Graph, layout: &Layout, units: &[usize], frame: Frame) -> Self {
        let count = layout.columns.len().max(1);
        let rows = layout.rows.max(1) as f32;
        let (along, across) = if frame.downwards {
            (frame.height, frame.width)
        } else {
            (frame.width, frame.height - TIER_ROOM)
        };
        let column_of = |node: usize| layout.places.get(&graph.ids()[node]);
        let widths: Vec<f32> = (0..graph.len())
            .map(|node| {
                let units = units.get(node).copied().unwrap_or(0);
                node_width(graph.ids()[node].as_str(), units)
            })
            .collect();

        // Room for arcs beside the rows: a chain has all of it there.
        let lane = if rows > 1.0 {
            (across * 0.1).min(44.0)
        } else {
            across * 0.3
        };
        let (pitch, node_across) = if frame.downwards {
            let pitch = ((across - 2.0 * MARGIN) / rows).min(140.0);
            (pitch, None)
        } else {
            let pitch = ((across - 2.0 * lane) / rows).clamp(40.0, 116.0);
            (pitch, Some((pitch - 16.0).clamp(34.0, 68.0)))
        };

        let mut extents = vec![0.0_f32; count];
        for (node, &width) in widths.iter().enumerate() {
            if let Some(place) = column_of(node) {
                let extent = if frame.downwards {
                    DOWN_NODE_HEIGHT
                } else {
                    width
                };
                extents[place.column] = extents[place.column].max(extent);
            }
        }
        let taken: f32 = extents.iter().sum();
        let gaps = (count.max(2) - 1) as f32;
        let gap = ((along - 2.0 * MARGIN - taken) / gaps).clamp(18.0, 150.0);
        let whole = taken + gap * (count as f32 - 1.0);
        let mut columns = Vec::with_capacity(count);
        let mut at = (along - whole) / 2.0;
        for extent in &extents {
            columns.push(at + extent / 2.0);
            at += extent + gap;
        }

        let nodes = (0..graph.len())
            .map(|node| {
                let Some(place) = column_of(node) else {
                    return [0.0; 4];
                };
                let middle = across / 2.0 + (place.row - (rows - 1.0) / 2.0) * pitch;
                let node_width = if frame.downwards {
                    widths[node].min(pitch - 8.0)
                } else {
                    extents[place.column]
                };
                let (extent_along, extent_across) = match node_across {
                    Some(height) => (node_width, height),
                    None => (DOWN_NODE_HEIGHT, node_width),
                };
                [columns[place.column], middle, extent_along, extent_across]
            })
            .collect();
        Self {
            frame,
            columns,
            extents,
            nodes,
            pitch,
        }
    }

    fn point(&self, along: f32, across: f32) -> Point {
        if self.frame.downwards {
            Point {
                x: across,
                y: along,
            }
        } else {
            Point {
                x: along,
                y: across,
            }
        }
    }

    fn node_box(&self, node: usize) -> NodeBox {
        let [along, across, extent_along, extent_across] = self.nodes[node];
        let size = self.point(extent_along, extent_across);
        NodeBox {
            centre: self.point(along, across),
            width: size.x,
            height: size.y,
        }
    }
}

fn tier_marks(layout: &Layout, placement: &Placement) -> Vec<TierMark> {
    let mut marks = Vec::new();
    let frame = placement.frame;
    for tier in Tier::ALL {
        let of_tier: Vec<usize> = (0..layout.columns.len())
            .filter(|&column| layout.columns[column] == tier)
            .collect();
        let (Some(&first), Some(&last)) = (of_tier.first(), of_tier.last()) else {
            continue;
        };
        let start = placement.columns[first] - placement.extents[first] / 2.0;
        let separator = first.checked_sub(1).map(|before| {
            let end = placement.columns[before] + placement.extents[before] / 2.0;
            let along = f32::midpoint(end, start);
            if frame.downwards {
                (
                    placement.point(along, 0.0),
                    placement.point(along, frame.width),
                )
            } else {
                (
                    placement.point(along, 0.0),
                    placement.point(along, frame.height),
                )
            }
        });
        let label = if frame.downwards {
            // Beside the separator, or at the top.
            let along = separator.map_or(10.0, |(from, _)| from.y + 13.0);
            placement.point(along, 4.0)
        } else {
            let middle = f32::midpoint(placement.columns[first], placement.columns[last]);
            placement.point(middle, frame.height - 8.0)
        };
        marks.push(TierMark {
            tier,
            label,
            separator,
        });
    }
    marks
}

/// A way to draw a hyperconnection, with what it costs before its surroundings are looked at.
struct Candidate {
    curve: Curve,
    /// Direction in which it arrives.
    arrival: Point,
    /// Direction in which a label is pushed away from it.
    outwards: Point,
    cost: f32,
}

fn route(
    graph: &Graph,
    layout: &Layout,
    placement: &Placement,
    nodes: &[NodeBox],
) -> Vec<LinkShape> {
    let span = |from: usize, to: usize| {
        let column = |node: usize| {
            layout
                .places
                .get(&graph.ids()[node])
                .map_or(0, |place| place.column)
        };
        column(to).abs_diff(column(from))
    };
    // Normal hyperconnections first, then skips from the shortest: these find less room.
    let mut order: Vec<usize> = (0..graph.edges().len()).collect();
    order.sort_by_key(|&at| {
        let edge = &graph.edges()[at];
        (edge.kind == LinkKind::Skip, span(edge.from, edge.to), at)
    });
    let mut drawn: Vec<Vec<Point>> = Vec::new();
    let mut shapes: Vec<Option<LinkShape>> = vec![None; graph.edges().len()];
    for at in order {
        let edge = &graph.edges()[at];
        let ports = ports(graph, placement, at);
        let mut best: Option<(f32, Candidate)> = None;
        for candidate in candidates(placement, edge.from, edge.to, ports, edge.kind) {
            let limit = best.as_ref().map_or(f32::INFINITY, |(cost, _)| *cost);
            let cost = candidate.cost
                + surroundings(
                    &candidate.curve,
                    placement.frame,
                    nodes,
                    edge.from,
                    edge.to,
                    &drawn,
                    limit - candidate.cost,
                );
            if cost < limit {
                best = Some((cost, candidate));
            }
        }
        if let Some((_, candidate)) = best {
            drawn.push(candidate.curve.samples().collect());
            shapes[at] = Some(finish(&candidate));
        }
    }
    // There is always a candidate.
    shapes.into_iter().flatten().collect()
}

/// Offsets across of where a hyperconnection leaves and arrives at the nodes' sides, so that several of
/// them do not run into one point.
fn ports(graph: &Graph, placement: &Placement, at: usize) -> [f32; 2] {
    let edge = &graph.edges()[at];
    let offset = |mut others: Vec<(f32, usize)>, extent: f32| {
        others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let position = others
            .iter()
            .position(|(_, other)| *other == at)
            .unwrap_or(0) as f32;
        let middle = (others.len() as f32 - 1.0) / 2.0;
        let step = (extent * 0.6 / others.len() as f32).min(13.0);
        (position - middle) * step
    };
    let side = |here: fn(&deepfog_topology::Edge) -> usize,
                there: fn(&deepfog_topology::Edge) -> usize| {
        let node = here(edge);
        let others = graph
            .edges()
            .iter()
            .enumerate()
            .filter(|(_, other)| here(other) == node && other.kind == LinkKind::Normal)
            .map(|(index, other)| (placement.nodes[there(other)][1], index))
            .collect();
        offset(others, placement.nodes[node][3])
    };
    if edge.kind == LinkKind::Skip {
        // Between the normal ones and the corner, if a skip goes by the sides at all.
        return [0.0, 0.0];
    }
    [side(|e| e.from, |e| e.to), side(|e| e.to, |e| e.from)]
}

fn candidates(
    placement: &Placement,
    from: usize,
    to: usize,
    ports: [f32; 2],
    kind: LinkKind,
) -> Vec<Candidate> {
    let [a1, c1, along1, across1] = placement.nodes[from];
    let [a2, c2, along2, across2] = placement.nodes[to];
    let skip = kind == LinkKind::Skip;
    let mut all = Vec::new();

    // From side to side, straight or around what stands between.
    let start = (a1 + along1 / 2.0, c1 + ports[0]);
    let end = (a2 - along2 / 2.0 - 1.0, c2 + ports[1]);
    let length = (end.0 - start.0).abs();
    for step in -8_i32..=8 {
        let bend = step as f32 * placement.pitch / 2.0;
        // A skip leaves and arrives beside the normal hyperconnections, on the side to which it bends.
        let sided = |extent: f32| {
            if skip {
                extent * 0.3 * (step as f32).signum()
            } else {
                0.0
            }
        };
        let (from, to) = (
            (start.0, start.1 + sided(across1)),
            (end.0, end.1 + sided(across2)),
        );
        let reach = if step == 0 { 0.5 } else { 0.35 };
        all.push(Candidate {
            curve: Curve {
                points: [
                    placement.point(from.0, from.1),
                    placement.point(from.0 + reach * length, from.1 + bend),
                    placement.point(to.0 - reach * length, to.1 + bend),
                    placement.point(to.0, to.1),
                ],
            },
            arrival: placement.point(1.0, -1.2 * bend / length.max(1.0)),
            outwards: placement.point(0.0, if bend > 0.0 { 1.0 } else { -1.0 }),
            cost: if skip { 12.0 } else { 0.0 } + bend.abs() * 0.1,
        });
    }

    // In an arc from one edge to the other, on either side.
    for side in [-1.0_f32, 1.0] {
        for rise in RISES {
            let leave = (a1 + 0.16 * along1, c1 + side * across1 / 2.0);
            let arrive = (a2 - 0.16 * along2, c2 + side * (across2 / 2.0 + 1.0));
            // Both control points stand on one height, so that the arc is flat at its top.
            let top = if side < 0.0 {
                leave.1.min(arrive.1) - rise
            } else {
                leave.1.max(arrive.1) + rise
            };
            all.push(Candidate {
                curve: Curve {
                    points: [
                        placement.point(leave.0, leave.1),
                        placement.point(leave.0, top),
                        placement.point(arrive.0, top),
                        placement.point(arrive.0, arrive.1),
                    ],
                },
                arrival: placement.point(0.0, -side),
                outwards: placement.point(0.0, side),
                // A flat arc looks like a border of what it passes: only where there is no room for a higher one.
                cost: if skip { 0.0 } else { 40.0 } + 2.0 * (52.0 - rise).max(0.0),
            });
        }
    }
    all
}

/// What it costs a curve to run where it runs; once that is more than `limit`, no more than that is known.
fn surroundings(
    curve: &Curve,
    frame: Frame,
    nodes: &[NodeBox],
    from: usize,
    to: usize,
    drawn: &[Vec<Point>],
    limit: f32,
) -> f32 {
    let mut cost = curve.length() * 0.12;
    let floor = if frame.downwards {
        frame.height
    } else {
        frame.height - TIER_ROOM
    };
    for (at, point) in curve.samples().enumerate() {
        if cost > limit {
            return cost;
        }
        let outside =
            point.x < 3.0 || point.y < 3.0 || point.x > frame.width - 3.0 || point.y > floor;
        if outside {
            cost += 60.0;
        }
        for (index, node) in nodes.iter().enumerate() {
            let own = index == from || index == to;
            // The ends lie on the border of their nodes.
            if own && (at == 0 || at == SAMPLES) {
                continue;
            }
            let margin = if own { -1.0 } else { CLEARANCE };
            if node.contains(point, margin) {
                cost += 50.0;
            }
        }
        for other in drawn {
            if other.iter().any(|near| distance(*near, point) < 6.0) {
                cost += 2.0;
            }
        }
    }
    cost
}

/// Shortens a curve by its arrowhead and places its label.
fn finish(candidate: &Candidate) -> LinkShape {
    let mut curve = candidate.curve;
    let tip = curve.points[3];
    let size = distance(Point { x: 0.0, y: 0.0 }, candidate.arrival).max(1e-3);
    let direction = Point {
        x: candidate.arrival.x / size,
        y: candidate.arrival.y / size,
    };
    let base = Point {
        x: tip.x - HEAD * direction.x,
        y: tip.y - HEAD * direction.y,
    };
    curve.points[3] = base;
    let wing = HEAD * 0.5;
    let head = format!(
        "M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}z",
        tip.x,
        tip.y,
        base.x - wing * direction.y,
        base.y + wing * direction.x,
        base.x + wing * direction.y,
        base.y - wing * direction.x,
    );
    let middle = curve.at(0.5);
    LinkShape {
        room: curve.length(),
        label: Point {
            x: middle.x + 9.0 * candidate.outwards.x,
            y: middle.y + 9.0 * candidate.outwards.y,
        },
        curve,
        head,
    }
}

fn distance(a: Point, b: Point) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// Steps of a walk over the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards smaller x.
    Left,
    /// Towards larger x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards larger y.
    Down,
}

/// The nearest node in a direction from a node, sideways distance counted double; `None` at the border.
pub fn neighbour(nodes: &[NodeBox], from: usize, direction: Direction) -> Option<usize> {
    let here = nodes.get(from)?.centre;
    nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| {
            let (x, y) = (node.centre.x - here.x, node.centre.y - here.y);
            let (ahead, aside) = match direction {
                Direction::Left => (-x, y),
                Direction::Right => (x, y),
                Direction::Up => (-y, x),
                Direction::Down => (y, x),
            };
            (ahead > 1.0).then_some((ahead + 2.0 * aside.abs(), index))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, index)| index)
}

#[cfg(test)]
mod tests;
