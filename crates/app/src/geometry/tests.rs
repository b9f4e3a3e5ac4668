use super::*;
use crate::network::Network;

const WIDE: Frame = Frame {
    width: 660.0,
    height: 360.0,
    downwards: false,
};

fn narrow(network: &Network) -> Frame {
    Frame {
        width: 358.0,
        height: height_downwards(&network.layout),
        downwards: true,
    }
}

fn drawings() -> Vec<(std::rc::Rc<Network>, Drawing)> {
    Network::all()
        .into_iter()
        .flat_map(|network| {
            [
                WIDE,
                Frame {
                    width: 1_100.0,
                    height: 560.0,
                    downwards: false,
                },
                narrow(&network),
            ]
            .map(|frame| {
                let drawing = draw(
                    &network.graph,
                    &network.layout,
                    &network.unit_marks(),
                    frame,
                );
                (network.clone(), drawing)
            })
        })
        .collect()
}

#[test]
fn nodes_stand_inside_and_apart() {
    for (network, drawing) in drawings() {
        for (index, node) in drawing.nodes.iter().enumerate() {
            let (x, y) = (node.centre.x, node.centre.y);
            assert!(
                x - node.width / 2.0 >= 0.0
                    && y - node.height / 2.0 >= 0.0
                    && x + node.width / 2.0 <= drawing.frame.width
                    && y + node.height / 2.0 <= drawing.frame.height,
                "{} {}: {node:?}",
                network.id,
                network.name(index)
            );
            assert!(node.width >= 24.0 && node.height >= 24.0);
            for other in &drawing.nodes[index + 1..] {
                let apart = (x - other.centre.x).abs() >= (node.width + other.width) / 2.0
                    || (y - other.centre.y).abs() >= (node.height + other.height) / 2.0;
                assert!(apart, "{}: {node:?} {other:?}", network.id);
            }
        }
    }
}

#[test]
fn hyperconnections_join_their_nodes_and_cross_no_other() {
    for (network, drawing) in drawings() {
        let edges = network.graph.edges();
        assert_eq!(drawing.links.len(), edges.len());
        for (edge, link) in edges.iter().zip(&drawing.links) {
            let name = format!(
                "{} {} → {} in {:?}",
                network.id,
                network.name(edge.from),
                network.name(edge.to),
                drawing.frame
            );
            assert!(
                drawing.nodes[edge.from].contains(link.curve.points[0], 2.0),
                "{name}"
            );
            assert!(
                drawing.nodes[edge.to].contains(link.curve.points[3], HEAD + 3.0),
                "{name}"
            );
            for point in link.curve.samples() {
                for (index, node) in drawing.nodes.iter().enumerate() {
                    if index != edge.from && index != edge.to {
                        assert!(
                            !node.contains(point, 0.0),
                            "{name} crosses {}",
                            network.name(index)
                        );
                    }
                }
                assert!(
                    point.x >= 0.0
                        && point.y >= 0.0
                        && point.x <= drawing.frame.width
                        && point.y <= drawing.frame.height,
                    "{name} leaves the frame"
                );
            }
        }
    }
}

#[test]
fn arrows_walk_by_place() {
    let network = Network::new(deepfog_topology::presets::find("four-cameras").unwrap()).unwrap();
    let drawing = draw(&network.graph, &network.layout, &network.unit_marks(), WIDE);
    let at = |name: &str| network.graph.index(&name.into()).unwrap();
    for (from, direction, to) in [
        ("camera1", Direction::Right, Some("e1")),
        ("e1", Direction::Left, Some("camera1")),
        ("camera1", Direction::Down, Some("camera2")),
        ("camera1", Direction::Up, None),
        ("camera1", Direction::Left, None),
        ("f2", Direction::Right, Some("f1")),
        ("f1", Direction::Right, Some("cloud")),
        ("cloud", Direction::Right, None),
        ("f3", Direction::Down, Some("f4")),
    ] {
        assert_eq!(
            neighbour(&drawing.nodes, at(from), direction),
            to.map(at),
            "{from} {direction:?}"
        );
    }
    assert_eq!(neighbour(&drawing.nodes, 99, Direction::Up), None);
}

#[test]
fn every_tier_is_named_once() {
    for (_, drawing) in drawings() {
        let tiers: Vec<Tier> = drawing.tiers.iter().map(|mark| mark.tier).collect();
        assert_eq!(tiers, Tier::ALL);
        assert_eq!(drawing.tiers[0].separator, None);
        assert!(
            drawing.tiers[1..]
                .iter()
                .all(|mark| mark.separator.is_some())
        );
    }
}
