//! The networks that the tests draw.

mod automatic;
mod camera;
mod editing;
mod free;
mod walking;

use deepfog_topology::layout::{self, Layout};
use deepfog_topology::{Graph, Link, Node, Preset, Tier, Topology, presets};

use super::*;

/// A network ready to be drawn.
struct Case {
    name: String,
    graph: Graph,
    layout: Layout,
    units: Vec<usize>,
}

impl Case {
    fn of(name: String, topology: &Topology) -> Self {
        let graph = Graph::new(topology).unwrap();
        let units = graph
            .ids()
            .iter()
            .map(|id| {
                let node = topology.node(id).unwrap();
                node.units.len() + usize::from(node.tier == Tier::Cloud)
            })
            .collect();
        Self {
            name,
            layout: layout::lay_out(&graph),
            graph,
            units,
        }
    }

    fn draw(&self, frame: Frame) -> Drawing {
        draw(&self.graph, &self.layout, &self.units, frame)
    }

    fn placed(&self, centres: &[Point]) -> Drawing {
        Drawing::placed(&self.graph, &self.layout, centres, &self.units)
    }

    fn index(&self, name: &str) -> usize {
        self.graph.index(&name.into()).unwrap()
    }
}

fn all_presets() -> Vec<Case> {
    presets::all()
        .into_iter()
        .map(|Preset { id, topology, .. }| Case::of(id.to_owned(), &topology))
        .collect()
}

fn preset(id: &str) -> Case {
    Case::of(id.to_owned(), &presets::find(id).unwrap().topology)
}

/// A seeded generator for property tests (Steele, Lea and Flood's SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.below(1 << 20) as f32 / (1 << 20) as f32
    }

    fn point(&mut self, reach: f32) -> Point {
        Point {
            x: self.between(-reach, reach),
            y: self.between(-reach, reach),
        }
    }
}

/// A network with that many nodes and hyperconnections, each of which reaches over at most `reach` columns of
/// `columns`.
fn random(seed: u64, nodes: usize, links: usize, columns: usize, reach: usize) -> Case {
    let mut random = Random(seed);
    let mut topology = presets::find("smallest").unwrap().topology;
    let column = |node: usize| node * columns / nodes;
    topology.nodes = (0..nodes)
        .map(|node| Node {
            id: format!("n{node}").as_str().into(),
            tier: match column(node) {
                _ if node + 1 == nodes => Tier::Cloud,
                0 => Tier::Source,
                1 => Tier::Edge,
                _ => Tier::Fog,
            },
            sense: None,
            units: Vec::new(),
            position: None,
        })
        .collect();
    let mut pairs: Vec<(usize, usize)> = (0..nodes)
        .flat_map(|from| (from + 1..nodes).map(move |to| (from, to)))
        .filter(|&(from, to)| (1..=reach).contains(&(column(to) - column(from))))
        .collect();
    while pairs.len() > links {
        let out = random.below(pairs.len());
        pairs.swap_remove(out);
    }
    topology.links = pairs
        .into_iter()
        .map(|(from, to)| Link {
            from: topology.nodes[from].id.clone(),
            to: topology.nodes[to].id.clone(),
        })
        .collect();
    Case::of(
        format!("{nodes} nodes, {links} links, seed {seed}"),
        &topology,
    )
}

/// The largest network that a document can hold.
fn largest(seed: u64) -> Case {
    let case = random(seed, 64, 512, 7, 3);
    assert_eq!((case.graph.len(), case.graph.edges().len()), (64, 512));
    case
}

fn wide(width: f32, height: f32) -> Frame {
    Frame {
        width,
        height,
        downwards: false,
    }
}

fn narrow(case: &Case, width: f32) -> Frame {
    Frame {
        width,
        height: height_downwards(&case.layout),
        downwards: true,
    }
}

fn assert_apart(name: &str, drawing: &Drawing) {
    for (at, node) in drawing.nodes.iter().enumerate() {
        assert!(node.width >= 24.0 && node.height >= 24.0, "{name}");
        for other in &drawing.nodes[at + 1..] {
            assert!(!node.crowds(other, 0.0), "{name}: {node:?} {other:?}");
        }
    }
}

/// Every hyperconnection joins its nodes; how many of them cross another node.
fn crossing_nodes(name: &str, case: &Case, drawing: &Drawing) -> usize {
    let edges = case.graph.edges();
    assert_eq!(drawing.links.len(), edges.len());
    let mut crossing = 0;
    for (edge, link) in edges.iter().zip(&drawing.links) {
        let name = format!("{name}: {:?}", (edge.from, edge.to));
        let ends = [link.curve.points[0], link.curve.points[3]];
        assert!(drawing.nodes[edge.from].contains(ends[0], 2.0), "{name}");
        assert!(
            drawing.nodes[edge.to].contains(ends[1], candidates::HEAD + 3.0),
            "{name}"
        );
        let crosses = link.curve.samples(curve::SAMPLES).any(|point| {
            drawing.nodes.iter().enumerate().any(|(index, node)| {
                index != edge.from && index != edge.to && node.contains(point, 0.0)
            })
        });
        crossing += usize::from(crosses);
    }
    crossing
}
