//! Networks that no one has moved.

use super::*;

/// Every preset in panes from a phone to a large screen.
fn drawings() -> Vec<(Case, Drawing)> {
    let mut all = Vec::new();
    for (width, height) in [
        (660.0, 360.0),
        (1_100.0, 560.0),
        (640.0, 300.0),
        (660.0, 240.0),
        (800.0, 300.0),
        (1_280.0, 400.0),
        (700.0, 900.0),
    ] {
        for case in all_presets() {
            let drawing = case.draw(wide(width, height));
            all.push((case, drawing));
        }
    }
    for width in [296.0, 330.0, 358.0, 480.0, 560.0] {
        for case in all_presets() {
            let drawing = case.draw(narrow(&case, width));
            all.push((case, drawing));
        }
    }
    all
}

#[test]
fn nodes_stand_inside_and_apart() {
    for (case, drawing) in drawings() {
        let name = format!("{} in {:?}", case.name, drawing.frame);
        assert_apart(&name, &drawing);
        let frame = Rect {
            x: 0.0,
            y: 0.0,
            width: drawing.frame.width,
            height: drawing.frame.height,
        };
        for node in &drawing.nodes {
            assert!(frame.covers(&node.rect()), "{name}: {node:?}");
        }
    }
}

#[test]
fn presets_keep_the_frame_that_they_are_given() {
    for case in all_presets() {
        for frame in [
            wide(660.0, 360.0),
            wide(640.0, 240.0),
            narrow(&case, 320.0),
            narrow(&case, 500.0),
        ] {
            assert_eq!(case.draw(frame).frame, frame, "{}", case.name);
        }
    }
}

#[test]
fn hyperconnections_join_their_nodes_and_cross_no_other() {
    for (case, drawing) in drawings() {
        let name = format!("{} in {:?}", case.name, drawing.frame);
        assert_eq!(crossing_nodes(&name, &case, &drawing), 0, "{name}");
        let Frame { width, height, .. } = drawing.frame;
        for link in &drawing.links {
            for point in link.curve.samples(curve::SAMPLES) {
                assert!(
                    point.x >= 0.0 && point.y >= 0.0 && point.x <= width && point.y <= height,
                    "{name} leaves the frame"
                );
            }
        }
    }
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

#[test]
fn large_networks_grow_beyond_their_frame_and_stay_readable() {
    for seed in 0..4 {
        let case = largest(seed);
        for frame in [wide(660.0, 360.0), wide(240.0, 100.0), narrow(&case, 330.0)] {
            let drawing = case.draw(frame);
            assert_apart(&case.name, &drawing);
            assert!(
                drawing
                    .nodes
                    .iter()
                    .all(|node| node.width >= 52.0 && node.height >= 34.0)
            );
            assert!(drawing.frame.width >= frame.width && drawing.frame.height >= frame.height);
            assert!(drawing.frame != frame);
            let bounds = drawing.bounds();
            for link in &drawing.links {
                assert!(bounds.covers(&link.bounds));
            }
        }
    }
}

#[test]
fn few_hyperconnections_cross_a_node_where_there_are_many() {
    for (nodes, links, columns, reach, percent) in [
        (24, 60, 6, 2, 5),
        (40, 100, 6, 2, 8),
        (64, 150, 7, 2, 16),
        // There is no room for so many to pass.
        (64, 512, 7, 3, 40),
    ] {
        for seed in 0..3 {
            let case = random(seed, nodes, links, columns, reach);
            let drawing = case.draw(wide(1_000.0, 560.0));
            let crossing = crossing_nodes(&case.name, &case, &drawing);
            assert!(
                crossing * 100 <= links * percent,
                "{}: {crossing} cross a node",
                case.name
            );
        }
    }
}

#[test]
fn any_graph_is_drawn() {
    let none = random(1, 0, 0, 1, 1);
    for frame in [wide(660.0, 360.0), narrow(&none, 330.0)] {
        let drawing = none.draw(frame);
        assert!(drawing.nodes.is_empty() && drawing.links.is_empty() && drawing.tiers.is_empty());
        let bounds = drawing.bounds();
        assert_eq!((bounds.width, bounds.height), (frame.width, frame.height));
    }
    // Only a cloud; nodes without hyperconnections; a frame without any room.
    for (nodes, columns) in [(1, 1), (5, 5), (9, 3)] {
        let case = random(2, nodes, 0, columns, 1);
        for frame in [wide(660.0, 360.0), wide(0.0, 0.0)] {
            assert_apart(&case.name, &case.draw(frame));
        }
    }
}
