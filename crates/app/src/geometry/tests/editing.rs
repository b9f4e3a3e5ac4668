//! What is found, lined up and made room for.

use super::*;

fn node(x: f32, y: f32) -> NodeBox {
    NodeBox {
        centre: Point { x, y },
        width: 80.0,
        height: 40.0,
    }
}

fn point(x: f32, y: f32) -> Point {
    Point { x, y }
}

#[test]
fn nodes_are_found_by_rectangle_and_by_point() {
    let nodes = [node(0.0, 0.0), node(200.0, 0.0), node(0.0, 100.0)];
    for (a, b, found) in [
        (point(-200.0, -200.0), point(300.0, 300.0), vec![0, 1, 2]),
        (point(300.0, 300.0), point(-200.0, -200.0), vec![0, 1, 2]),
        (point(30.0, 10.0), point(170.0, -10.0), vec![0, 1]),
        (point(60.0, 40.0), point(150.0, 60.0), vec![]),
        (point(0.0, 0.0), point(0.0, 0.0), vec![0]),
    ] {
        assert_eq!(nodes_in(&nodes, a, b), found, "{a:?} {b:?}");
    }
    for (at, radius, found) in [
        (point(0.0, 0.0), 0.0, Some(0)),
        (point(45.0, 0.0), 4.0, None),
        (point(45.0, 0.0), 6.0, Some(0)),
        (point(110.0, 0.0), 100.0, Some(1)),
        (point(0.0, 55.0), 60.0, Some(2)),
        (point(43.0, 24.0), 5.0, Some(0)),
        (point(43.0, 24.0), 4.9, None),
    ] {
        assert_eq!(node_at(&nodes, at, radius), found, "{at:?} {radius}");
    }
    assert_eq!(
        node_at(&[node(0.0, 0.0), node(10.0, 0.0)], point(8.0, 0.0), 0.0),
        Some(1)
    );
    assert_eq!(node_at(&[], point(0.0, 0.0), 9.0), None);
}

#[test]
fn hyperconnections_are_found_where_they_run() {
    let mut cases = all_presets();
    cases.push(random(3, 30, 90, 5, 2));
    for case in cases {
        let drawing = case.draw(wide(900.0, 500.0));
        let mut others = 0;
        for (at, link) in drawing.links.iter().enumerate() {
            let found = link_at(&drawing, link.curve.at(0.5), 1.0).unwrap();
            others += usize::from(found != at);
        }
        // Where two of them cross, either is found.
        assert!(others * 5 <= drawing.links.len(), "{}: {others}", case.name);
        assert_eq!(link_at(&drawing, point(-500.0, -500.0), 20.0), None);
    }
}

#[test]
fn moved_nodes_line_up() {
    let nodes = [node(0.0, 0.0), node(200.0, 0.0), node(400.0, 130.0)];
    for (name, moving, shift, expected, guides) in [
        (
            "nothing near: the grid",
            vec![0],
            point(101.0, 73.0),
            point(100.0, 70.0),
            0,
        ),
        (
            "a middle",
            vec![0],
            point(197.0, 300.0),
            point(200.0, 300.0),
            1,
        ),
        (
            "middles on both axes",
            vec![2],
            point(-198.0, -127.0),
            point(-200.0, -130.0),
            2,
        ),
        (
            "its left edge at no left edge",
            vec![0],
            point(121.0, 300.0),
            point(120.0, 300.0),
            0,
        ),
        (
            "all move, so nothing is in line",
            vec![0, 1, 2],
            point(3.0, 4.0),
            point(0.0, 0.0),
            0,
        ),
        (
            "two nodes together",
            vec![0, 1],
            point(204.0, 300.0),
            point(200.0, 300.0),
            1,
        ),
        ("none", vec![], point(3.0, 4.0), point(3.0, 4.0), 0),
        (
            "one that is not there",
            vec![9],
            point(3.0, 4.0),
            point(3.0, 4.0),
            0,
        ),
    ] {
        let snapped = snap(&nodes, &moving, shift, 10.0, 6.0);
        assert_eq!(
            (snapped.shift, snapped.guides.len()),
            (expected, guides),
            "{name}"
        );
    }
    // An edge, of a node of another size.
    let nodes = [
        node(0.0, 0.0),
        NodeBox {
            width: 120.0,
            ..node(300.0, 90.0)
        },
    ];
    let snapped = snap(&nodes, &[0], point(283.0, 200.0), 0.0, 6.0);
    assert_eq!(snapped.shift, point(280.0, 200.0));
    assert_eq!(
        snapped.guides,
        [Guide {
            from: point(240.0, 58.0),
            to: point(240.0, 232.0)
        }]
    );
}

#[test]
fn a_new_node_overlaps_none() {
    let mut random = Random(6);
    for round in 0..60 {
        let spread = [0.0, 60.0, 300.0, 900.0][round % 4];
        let mut nodes: Vec<NodeBox> = Vec::new();
        for _ in 0..64 {
            let wanted = random.point(spread);
            let centre = free_place(&nodes, wanted);
            let new = NodeBox {
                centre,
                width: random.between(52.0, 104.0),
                height: 58.0,
            };
            assert!(!nodes.iter().any(|node| node.crowds(&new, 0.0)));
            nodes.push(new);
        }
    }
    let alone = point(12.5, -7.0);
    assert_eq!(free_place(&[], alone), alone);
    assert_eq!(free_place(&[node(500.0, 0.0)], alone), alone);
    assert_eq!(free_place(&[], point(f32::NAN, 1.0)), Point::default());
    // So large a node that nothing near is free.
    let huge = NodeBox {
        width: 9_000.0,
        height: 9_000.0,
        ..node(0.0, 0.0)
    };
    assert!(!huge.contains(free_place(&[huge], alone), 40.0));
}

#[test]
fn names_are_cut_to_their_nodes() {
    let long = random(1, 3, 0, 3, 1);
    for (width, letters) in [(72.0, 8), (150.0, 20), (52.0, 6), (2.0, 1)] {
        let place = NodeBox {
            width,
            ..node(0.0, 0.0)
        };
        assert_eq!(place.letters(), letters);
    }
    let drawing = long.draw(wide(660.0, 360.0));
    assert!(drawing.nodes.iter().all(|node| node.letters() >= 8));
}
