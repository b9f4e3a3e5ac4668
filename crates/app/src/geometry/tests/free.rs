//! Networks whose nodes a person has moved.

use super::*;

fn centres(drawing: &Drawing) -> Vec<Point> {
    drawing.nodes.iter().map(|node| node.centre).collect()
}

#[test]
fn pinning_a_drawing_leaves_its_nodes_where_they_are_and_apart() {
    let mut cases = all_presets();
    cases.extend((0..3).map(largest));
    for case in cases {
        for frame in [
            wide(660.0, 360.0),
            wide(1_100.0, 560.0),
            narrow(&case, 358.0),
        ] {
            let drawn = case.draw(frame);
            let pinned = case.placed(&centres(&drawn));
            let name = format!("{} in {frame:?}", case.name);
            assert_apart(&name, &pinned);
            assert_eq!(centres(&drawn), centres(&pinned), "{name}");
            assert_eq!(pinned.frame.downwards, frame.downwards, "{name}");
            assert_eq!(pinned.tiers.len(), drawn.tiers.len(), "{name}");
            if case.graph.edges().len() < 60 {
                assert_eq!(crossing_nodes(&name, &case, &pinned), 0, "{name}");
            }
        }
    }
}

#[test]
fn hyperconnections_go_around_nodes_in_any_arrangement() {
    let mut random = Random(5);
    let (mut drawn, mut crossing) = (0, 0);
    for case in all_presets() {
        for _ in 0..12 {
            let mut taken: Vec<NodeBox> = Vec::new();
            let centres: Vec<Point> = (0..case.graph.len())
                .map(|_| {
                    let centre = free_place(&taken, random.point(420.0));
                    taken.push(NodeBox {
                        centre,
                        width: 110.0,
                        height: 60.0,
                    });
                    centre
                })
                .collect();
            let drawing = case.placed(&centres);
            drawn += drawing.links.len();
            crossing += crossing_nodes(&case.name, &case, &drawing);
        }
    }
    assert!(crossing * 200 <= drawn, "{crossing} of {drawn}");
}

#[test]
fn tiers_are_named_where_they_follow_each_other() {
    let case = preset("smallest");
    let at = |places: [(f32, f32); 4]| places.map(|(x, y)| Point { x, y });
    for (name, places, tiers, downwards) in [
        (
            "to the right",
            at([(0.0, 0.0), (200.0, 90.0), (400.0, -50.0), (600.0, 0.0)]),
            4,
            false,
        ),
        (
            "downwards",
            at([(0.0, 0.0), (10.0, 90.0), (-40.0, 180.0), (5.0, 300.0)]),
            4,
            true,
        ),
        (
            "from right to left",
            at([(600.0, 0.0), (400.0, 0.0), (200.0, 0.0), (0.0, 0.0)]),
            0,
            false,
        ),
        (
            "two beside each other",
            at([(0.0, 0.0), (200.0, 0.0), (210.0, 10.0), (600.0, 0.0)]),
            0,
            false,
        ),
    ] {
        let drawing = case.placed(&places);
        assert_eq!(drawing.tiers.len(), tiers, "{name}");
        assert_eq!(drawing.frame.downwards, downwards, "{name}");
        let bounds = drawing.bounds();
        for mark in &drawing.tiers {
            assert!(bounds.contains(mark.label), "{name}");
        }
        for (before, mark) in drawing.tiers.iter().zip(drawing.tiers.iter().skip(1)) {
            let (from, to) = mark.separator.unwrap();
            assert!(if downwards {
                from.y == to.y && before.label.y < mark.label.y
            } else {
                from.x == to.x && before.label.x < from.x && from.x < mark.label.x
            });
        }
    }
}

#[test]
fn a_moved_node_takes_its_hyperconnections_along_and_leaves_the_others() {
    let mut random = Random(11);
    let mut cases = all_presets();
    cases.extend((0..2).map(largest));
    for case in cases {
        let start = case.draw(wide(1_100.0, 560.0));
        let drawing = case.placed(&centres(&start));
        let quick = case.graph.edges().len() > 60;
        for _ in 0..10 {
            let first = random.below(case.graph.len());
            let second = random.below(case.graph.len());
            let moved: Vec<(usize, Point)> = [first, second]
                .into_iter()
                .map(|node| (node, drawing.nodes[node].centre + random.point(300.0)))
                .collect();
            let after = drawing.moved(&case.graph, &moved);
            let touched = |node: usize| moved.iter().any(|(other, _)| *other == node);
            let mut places = centres(&drawing);
            for &(node, centre) in &moved {
                places[node] = centre;
            }
            assert_eq!(centres(&after), places);
            let afresh = case.placed(&places);
            for (at, edge) in case.graph.edges().iter().enumerate() {
                if touched(edge.from) || touched(edge.to) {
                    // The same curve as when all is drawn afresh, unless nodes have become smaller where they crowd.
                    if quick
                        && after.nodes == afresh.nodes
                        && after.frame.downwards == afresh.frame.downwards
                    {
                        assert_eq!(after.links[at], afresh.links[at], "{} {at}", case.name);
                    }
                } else {
                    assert!(after.links[at].is(&drawing.links[at]), "{} {at}", case.name);
                }
            }
            crossing_nodes(&case.name, &case, &after);
            assert_eq!(after.tiers.len(), afresh.tiers.len());
            assert!(after.bounds().covers(&after.nodes[first].rect()));
        }
    }
}

#[test]
fn a_move_of_nothing_or_of_another_graph_changes_no_line() {
    let case = preset("four-cameras");
    let drawing = case.placed(&centres(&case.draw(wide(660.0, 360.0))));
    assert_eq!(drawing.moved(&case.graph, &[]), drawing);
    let nowhere = Point {
        x: f32::NAN,
        y: 0.0,
    };
    assert_eq!(
        drawing.moved(&case.graph, &[(0, nowhere), (99, Point::default())]),
        drawing
    );
    assert_eq!(
        drawing.moved(&preset("smallest").graph, &[(0, Point::default())]),
        drawing
    );
}

#[test]
fn hostile_positions_are_drawn() {
    let case = preset("smallest");
    for at in [0.0, 1e5, -1e5, f32::NAN, f32::INFINITY] {
        let drawing = case.placed(&[Point { x: at, y: at }; 4]);
        assert_eq!((drawing.nodes.len(), drawing.links.len()), (4, 5));
        let bounds = drawing.bounds();
        assert!(bounds.width.is_finite() && bounds.x.is_finite());
        assert_eq!(case.placed(&[]).links.len(), 5);
    }
}

#[test]
fn nodes_without_a_position_find_one() {
    let case = preset("four-cameras");
    let frame = wide(660.0, 360.0);
    let draw = |positions: &[Option<Point>]| {
        arrange(&case.graph, &case.layout, positions, &case.units, frame)
    };
    let automatic = case.draw(frame);
    assert_eq!(draw(&[]), automatic);
    let mut positions: Vec<Option<Point>> = centres(&automatic).into_iter().map(Some).collect();
    assert_eq!(draw(&positions), case.placed(&centres(&automatic)));
    // One node stands where another would be laid out.
    positions[0] = positions[3];
    positions[3] = None;
    positions[7] = None;
    let drawing = draw(&positions);
    assert_apart("two without a position", &drawing);
    assert_eq!(Some(drawing.nodes[0].centre), positions[0]);
}
