//! Chooses the curve of each hyperconnection.

use deepfog_topology::order;
use deepfog_topology::{Edge, Graph, LinkKind};

use super::axis::Axis;
use super::candidates::{Candidate, Ends};
use super::curve::{Curve, LinkShape, SAMPLES};
use super::plane::{NodeBox, Point, Rect};
use super::ports::ports;
use super::sieve::{self, Sieve};

/// With more hyperconnections than this, each is drawn without regard to the others: there is no room to keep them
/// apart, and every pair would have to be looked at.
pub(super) const FEW: usize = 60;
const _: () = assert!(FEW <= sieve::MOST);
/// With more hyperconnections than this, more room is kept between nodes for those that pass.
pub(super) const DENSE: usize = 30;
/// Distance that a curve keeps from nodes that it does not join.
const CLEARANCE: f32 = 5.0;
/// Nearer than this, two curves look like one.
const NEAR: f32 = 6.0;
/// Cost of a sample that lies in a node.
const CROSSING: f32 = 50.0;
/// Cost of a sample outside.
const OUTSIDE: f32 = 60.0;
/// Cost of a sample on another curve.
const TOUCHING: f32 = 2.0;
/// Cost of a unit of length.
const LENGTH: f32 = 0.12;
/// Cost of running across the drawing's direction where there is room to run along it.
const ACROSS: f32 = 30.0;
/// The least way in which a curve finds room for its arrowhead.
const LEAST_WAY: f32 = 16.0;
/// Distance between samples of a curve whose surroundings are looked at quickly.
const STRIDE: f32 = 16.0;

/// What is needed to draw the hyperconnections of a graph between nodes that have their places.
pub(super) struct Wiring<'a> {
    graph: &'a Graph,
    nodes: &'a [NodeBox],
    /// Direction of each hyperconnection, and another that it can take at a cost.
    axes: Vec<(Axis, Option<Axis>)>,
    ports: Vec<[f32; 2]>,
    /// How far the control points of neighbouring bends lie apart.
    bend: f32,
    /// Where curves may run; anywhere without it.
    inside: Option<Rect>,
    /// The nodes, with the distance that curves keep from them.
    sieve: Sieve,
    /// Where the nodes are.
    area: Rect,
}

/// The curves that have been drawn, for those that are drawn after them.
struct Drawn {
    curves: Vec<Vec<Point>>,
    /// Where something comes near to them.
    sieve: Sieve,
}

impl<'a> Wiring<'a> {
    /// All hyperconnections run along the grid.
    pub fn in_grid(
        graph: &'a Graph,
        nodes: &'a [NodeBox],
        downwards: bool,
        pitch: f32,
        inside: Rect,
    ) -> Self {
        let axes = graph
            .edges()
            .iter()
            .map(|edge| {
                let axis = Axis::towards(downwards, &nodes[edge.from], &nodes[edge.to]);
                (axis, None)
            })
            .collect();
        Self::new(graph, nodes, axes, pitch / 2.0, Some(inside))
    }

    /// Each hyperconnection runs where there is room between its nodes, rather along the drawing's direction.
    pub fn free(graph: &'a Graph, nodes: &'a [NodeBox], downwards: bool) -> Self {
        let axes = graph
            .edges()
            .iter()
            .map(|edge| free_axes(&nodes[edge.from], &nodes[edge.to], downwards))
            .collect();
        Self::new(graph, nodes, axes, 33.0, None)
    }

    fn new(
        graph: &'a Graph,
        nodes: &'a [NodeBox],
        axes: Vec<(Axis, Option<Axis>)>,
        bend: f32,
        inside: Option<Rect>,
    ) -> Self {
        let first: Vec<Axis> = axes.iter().map(|(axis, _)| *axis).collect();
        let area = nodes
            .iter()
            .map(NodeBox::rect)
            .reduce(|all, one| all.union(&one))
            .unwrap_or(Rect {
                x: 0.0,
                y: 0.0,
                width: 0.0,
                height: 0.0,
            });
        let mut sieve = Sieve::new(area);
        for (index, node) in nodes.iter().enumerate() {
            sieve.add(index, &node.rect().grown(CLEARANCE));
        }
        Self {
            sieve,
            area,
            ports: ports(graph, nodes, &first),
            graph,
            nodes,
            axes,
            bend,
            inside,
        }
    }

    /// Draws all hyperconnections. Where they are few, they keep away from each other; `span` says how far one reaches.
    pub fn all(&self, span: impl Fn(&Edge) -> usize) -> Vec<LinkShape> {
        let edges = self.graph.edges();
        if edges.len() > FEW {
            return (0..edges.len()).map(|at| self.quick(at)).collect();
        }
        // Normal hyperconnections first, then skips from the shortest: these find less room.
        let rank = |at: usize| (edges[at].kind == LinkKind::Skip, span(&edges[at]));
        let order = order::ordered(edges.len(), &mut |a, b| rank(a).cmp(&rank(b)));
        let mut drawn = Drawn {
            curves: Vec::with_capacity(edges.len()),
            sieve: Sieve::new(self.area),
        };
        let mut shapes: Vec<Option<LinkShape>> = vec![None; edges.len()];
        for at in order {
            let best = self.best(at, true, |curve, edge, limit| {
                self.careful_cost(curve, edge, &drawn, limit)
            });
            let points: Vec<Point> = best.curve.samples(SAMPLES).collect();
            let reach = Rect::around(points.iter().copied()).unwrap_or_else(|| best.curve.hull());
            drawn.sieve.add(drawn.curves.len(), &reach.grown(NEAR));
            drawn.curves.push(points);
            shapes[at] = Some(best.finish());
        }
        // Each has had its turn.
        shapes.into_iter().flatten().collect()
    }

    /// Draws one hyperconnection without regard to the others.
    pub fn quick(&self, at: usize) -> LinkShape {
        self.best(at, false, |curve, edge, limit| {
            self.quick_cost(curve, edge, limit)
        })
        .finish()
    }

    /// The cheapest way, looked for `finely` or not. `surroundings` says what it costs a curve to run where it runs;
    /// once that is more than the limit that it is given, it may stop.
    fn best(
        &self,
        at: usize,
        finely: bool,
        surroundings: impl Fn(&Curve, &Edge, f32) -> f32,
    ) -> Candidate {
        let edge = &self.graph.edges()[at];
        let (first, other) = self.axes[at];
        let ends = |axis: Axis, ports: [f32; 2]| Ends {
            axis,
            from: &self.nodes[edge.from],
            to: &self.nodes[edge.to],
            ports,
            skip: edge.kind == LinkKind::Skip,
            bend: self.bend,
        };
        let straight = ends(first, self.ports[at]);
        let turned = other.map(|axis| ends(axis, [0.0; 2]));
        let mut best: Option<(f32, Candidate)> = None;
        let mut consider = |candidate: Candidate, extra: f32| {
            let limit = best.map_or(f32::INFINITY, |(cost, _)| cost);
            let base = candidate.cost + extra;
            if base >= limit {
                return;
            }
            let cost = base + surroundings(&candidate.curve, edge, limit - base);
            if cost < limit {
                best = Some((cost, candidate));
            }
        };
        straight
            .candidates(finely)
            .for_each(|way| consider(way, 0.0));
        if let Some(turned) = turned {
            turned
                .candidates(finely)
                .for_each(|way| consider(way, ACROSS));
        }
        // Only coordinates that are no numbers leave none.
        best.map_or_else(|| straight.plain(), |(_, candidate)| candidate)
    }

    fn careful_cost(&self, curve: &Curve, edge: &Edge, drawn: &Drawn, limit: f32) -> f32 {
        let [start, .., end] = curve.points;
        if start.distance(end) * LENGTH > limit {
            return f32::INFINITY;
        }
        let mut cost = curve.length() * LENGTH;
        for (at, point) in curve.samples(SAMPLES).enumerate() {
            if cost > limit {
                return cost;
            }
            cost += self.sample_cost(point, at == 0 || at == SAMPLES, edge);
            for other in drawn.sieve.around(point) {
                let other = &drawn.curves[other];
                if other.iter().any(|near| near.is_near(point, NEAR)) {
                    cost += TOUCHING;
                }
            }
        }
        cost
    }

    fn quick_cost(&self, curve: &Curve, edge: &Edge, limit: f32) -> f32 {
        let length = curve.rough_length();
        let mut cost = length * LENGTH;
        let steps = ((length / STRIDE) as usize).clamp(8, SAMPLES);
        for (at, point) in curve.samples(steps).enumerate() {
            if cost > limit {
                return cost;
            }
            cost += self.sample_cost(point, at == 0 || at == steps, edge);
        }
        cost
    }

    /// What it costs to run through a point; `end` says that it is where the curve begins or ends.
    fn sample_cost(&self, point: Point, end: bool, edge: &Edge) -> f32 {
        let mut cost = 0.0;
        if self.inside.is_some_and(|inside| !inside.contains(point)) {
            cost += OUTSIDE;
        }
        for node in self.sieve.around(point) {
            let own = node == edge.from || node == edge.to;
            // The ends lie on the border of their nodes.
            if own && end {
                continue;
            }
            let margin = if own { -1.0 } else { CLEARANCE };
            if self.nodes[node].contains(point, margin) {
                cost += CROSSING;
            }
        }
        cost
    }
}

/// The direction that a hyperconnection between two nodes takes, and another that it can take too. The drawing's own
/// direction is left only where there is no room along it.
fn free_axes(from: &NodeBox, to: &NodeBox, downwards: bool) -> (Axis, Option<Axis>) {
    let along = Axis::towards(downwards, from, to);
    let across = Axis::towards(!downwards, from, to);
    let (gap_along, gap_across) = (along.gap(from, to), across.gap(from, to));
    let (first, other, gap) = if gap_along >= gap_across.min(LEAST_WAY) {
        (along, across, gap_across)
    } else {
        (across, along, gap_along)
    };
    (first, (gap >= LEAST_WAY).then_some(other))
}
