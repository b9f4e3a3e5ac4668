//! Walks by keys.

use super::*;

#[test]
fn arrows_walk_by_place() {
    let case = preset("four-cameras");
    let drawing = case.draw(wide(660.0, 360.0));
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
            neighbour(&drawing.nodes, case.index(from), direction),
            to.map(|name| case.index(name)),
            "{from} {direction:?}"
        );
    }
    assert_eq!(neighbour(&drawing.nodes, 99, Direction::Up), None);
}

#[test]
fn hyperconnections_are_walked_from_top_to_bottom() {
    let case = preset("four-cameras");
    let drawn = case.draw(wide(660.0, 360.0));
    let name = |node: usize| case.graph.ids()[node].as_str();
    for (node, receivers, senders) in [
        ("camera1", vec!["e1"], vec![]),
        ("e4", vec!["f2", "f4"], vec!["camera4"]),
        (
            "f2",
            vec!["f1", "cloud"],
            vec!["e1", "e2", "f3", "e3", "f4", "e4"],
        ),
        ("cloud", vec![], vec!["f2", "f1"]),
    ] {
        let index = case.index(node);
        let edges = case.graph.edges();
        let found: Vec<&str> = outgoing(&case.graph, &drawn, index)
            .into_iter()
            .map(|at| name(edges[at].to))
            .collect();
        assert_eq!(found, receivers, "from {node}");
        let found: Vec<&str> = incoming(&case.graph, &drawn, index)
            .into_iter()
            .map(|at| name(edges[at].from))
            .collect();
        assert_eq!(found, senders, "to {node}");
        for step in 0..9 {
            for (forward, expected) in [(true, &receivers), (false, &senders)] {
                assert_eq!(
                    along(&case.graph, &drawn, index, forward, step).map(name),
                    expected
                        .get(step.checked_rem(expected.len()).unwrap_or(0))
                        .copied()
                );
            }
        }
    }
    // Moved below the others, it comes last.
    let moved = drawn.moved(
        &case.graph,
        &[(case.index("e1"), Point { x: 200.0, y: 900.0 })],
    );
    let senders = incoming(&case.graph, &moved, case.index("f2"));
    let last = case.graph.edges()[senders[senders.len() - 1]].from;
    assert_eq!(name(last), "e1");
    assert!(outgoing(&case.graph, &drawn, 99).is_empty());
}
