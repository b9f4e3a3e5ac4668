//! Drawing whole networks: kinds of hyperconnections, copies, and where nodes stand.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod draw;

use deepfog_topology::edit::{Clip, ClipError, apply, blank, suggested_skips};
use deepfog_topology::rules::check;
use deepfog_topology::{
    Edit, Graph, LinkKind, Sense, Severity, Tier, Topology, Unit, WeightRule, presets,
};
use draw::*;

/// Every hyperconnection with its kind.
fn kinds(topology: &Topology) -> Vec<(String, LinkKind)> {
    let graph = Graph::new(topology).unwrap();
    graph
        .edges()
        .iter()
        .map(|edge| {
            let name = format!("{}→{}", graph.ids()[edge.from], graph.ids()[edge.to]);
            (name, edge.kind)
        })
        .collect()
}

const CAMERA_SKIPS: [(&str, &str); 7] = [
    ("e1", "f2"),
    ("e2", "f2"),
    ("e3", "f2"),
    ("e4", "f2"),
    ("f3", "f1"),
    ("f4", "f1"),
    ("f2", "cloud"),
];

/// The papers' camera network without its skips, drawn from the cloud backwards: every new node feeds one that is there.
fn cameras() -> Topology {
    let mut edits = vec![
        add(Tier::Cloud, &[]),
        add(Tier::Fog, &[before("cloud")]),
        add(Tier::Fog, &[before("f1")]),
        add(Tier::Fog, &[before("f2")]),
        add(Tier::Fog, &[before("f2")]),
        add(Tier::Edge, &[before("f3")]),
    ];
    edits.extend((2..=4).map(|_| add(Tier::Edge, &[before("f4")])));
    for (at, edge) in ["e1", "e1", "e2", "e3", "e3", "e4"].into_iter().enumerate() {
        edits.push(add(Tier::Source, &[before(edge)]));
        edits.push(rename("s1", &format!("camera{}", at + 1)));
    }
    drawn(blank("fashion-mnist".into(), "Six-view camera"), &edits)
}

#[test]
fn the_papers_camera_network_can_be_drawn() {
    let mut topology = cameras();
    for (from, to) in CAMERA_SKIPS {
        let applied = apply(&topology, &connect(from, to)).unwrap();
        assert_eq!(applied.name, format!("Add skip {from} → {to}"));
        assert_eq!(applied.note, None);
        topology = applied.topology;
    }
    assert_eq!(check(&topology), []);
    assert_eq!(kinds(&topology), kinds(&presets::six_view_camera()));
}

/// deepFogGuard's rule suggests the papers' skips, and those from the cameras, which the papers' network has not.
#[test]
fn skips_are_suggested_by_the_rule() {
    let cameras = cameras();
    let names = |node: Option<&str>| -> Vec<String> {
        let mut names: Vec<String> = suggested_skips(&cameras, node.map(Into::into).as_ref())
            .into_iter()
            .map(|link| format!("{}→{}", link.from, link.to))
            .collect();
        names.sort();
        names
    };
    let expected = [
        "camera1→f3",
        "camera2→f3",
        "camera3→f4",
        "camera4→f4",
        "camera5→f4",
        "camera6→f4",
        "e1→f2",
        "e2→f2",
        "e3→f2",
        "e4→f2",
        "f2→cloud",
        "f3→f1",
        "f4→f1",
    ];
    assert_eq!(names(None), expected);
    assert_eq!(names(Some("f2")), ["f2→cloud"]);
    assert_eq!(names(Some("cloud")), Vec::<String>::new());
    // Skips do not lead to further ones.
    let suggested = apply(&cameras, &suggest(None)).unwrap();
    assert_eq!(suggested.name, "Suggest 13 skip hyperconnections");
    assert_eq!(suggested_skips(&suggested.topology, None), []);
}

#[test]
fn an_edit_tells_when_a_hyperconnection_becomes_a_skip_or_stops_being_one() {
    let base = drawn(base(), &[suggest(None)]);
    let more = drawn(base.clone(), &[connect("s1", "cloud")]);
    let cut = drawn(base.clone(), &[delete(&[], &[("f1", "cloud")])]);
    let cases: [(&Topology, Edit, Option<&str>); 5] = [
        (&base, connect("e2", "f1"), None),
        (&base, rename("f1", "gateway"), None),
        (
            &base,
            delete(&[], &[("f1", "cloud")]),
            Some("e1 → cloud is no longer a skip hyperconnection: no other path leads there."),
        ),
        (
            &cut,
            connect("f1", "cloud"),
            Some("e1 → cloud is now a skip hyperconnection: e1 → f1 → cloud leads there too."),
        ),
        (
            &more,
            delete(&["e1"], &[("f1", "cloud")]),
            Some(
                "s1 → cloud and s1 → f1 are no longer skip hyperconnections: no other paths lead there.",
            ),
        ),
    ];
    for (topology, edit, expected) in cases {
        let note = apply(topology, &edit).unwrap().note;
        assert_eq!(note.as_deref(), expected, "{edit:?}");
    }
}

#[test]
fn copies_get_names_links_and_reliabilities() {
    let base = drawn(
        base(),
        &[
            reliability("Poor", "e1", 0.5),
            rename("f1", "gateway"),
            weight("e1", "gateway", 2.0),
        ],
    );
    let copy = apply(
        &base,
        &duplicate(&["e1", "gateway", "cloud", "s1"], [0.0; 2]),
    )
    .unwrap();
    assert_eq!(copy.touched, ids(&["s2", "e3", "gateway2", "cloud2"]));
    let copy = copy.topology;
    for (from, to) in [("s2", "e3"), ("e3", "gateway2"), ("gateway2", "cloud2")] {
        assert!(copy.links.contains(&link(from, to)), "{from} → {to}");
    }
    assert_eq!(copy.links.len(), 6);
    assert_eq!(copy.setting("Poor").unwrap().of(&"e3".into()), 0.5);
    assert_eq!(copy.setting("Normal").unwrap().of(&"gateway2".into()), 0.96);
    let WeightRule::Given { weights } = &copy.weights else {
        panic!("{:?}", copy.weights);
    };
    assert!(
        weights
            .iter()
            .any(|given| given.is_of(&link("e3", "gateway2")) && given.weight == 2.0)
    );
    assert!(
        check(&copy)
            .iter()
            .any(|found| found.message.contains("two clouds") && found.severity == Severity::Error)
    );
    // A name that is free is kept, and no other copy takes it.
    let clip = Clip::of(&copy, &ids(&["e1", "e3"]));
    let pasted = apply(
        &base,
        &Edit::Paste {
            clip,
            offset: [0.0; 2],
        },
    )
    .unwrap();
    assert_eq!(pasted.touched, ids(&["e4", "e3"]));
}

#[test]
fn a_clip_fits_itself_to_another_task() {
    let clip = Clip::of(&base(), &ids(&["s1", "e1"]));
    let clip = Clip::parse(&clip.write()).unwrap();
    let pasted = drawn(
        blank("fashion-mnist".into(), ""),
        &[Edit::Paste {
            clip,
            offset: [0.0; 2],
        }],
    );
    assert!(matches!(pasted.nodes[0].sense, Some(Sense::Region { .. })));
    assert!(matches!(pasted.nodes[1].units[..], [Unit::Conv2d { .. }]));
}

#[test]
fn what_is_no_clip_is_refused() {
    assert!(matches!(Clip::parse(""), Err(ClipError::Malformed(_))));
    assert!(matches!(
        Clip::parse("{\"nodes\":1}"),
        Err(ClipError::Malformed(_))
    ));
    let large = " ".repeat(256 * 1024 + 1);
    assert!(matches!(
        Clip::parse(&large),
        Err(ClipError::TooLarge { bytes: 262_145 })
    ));
}

fn places(topology: &Topology) -> Vec<Option<[f32; 2]>> {
    topology.nodes.iter().map(|node| node.position).collect()
}

/// The base, arranged: s1, e1, f1, cloud from left to right, e2 below e1.
fn arranged() -> Topology {
    let positions = [
        ("s1", [0.0, 0.0]),
        ("e1", [200.0, 10.0]),
        ("f1", [400.0, 20.0]),
        ("cloud", [600.0, 30.0]),
        ("e2", [260.0, 40.0]),
    ];
    drawn(base(), &[put(&positions, &["e1"])])
}

#[test]
fn a_new_node_finds_a_free_place_in_a_drawing_that_was_arranged() {
    let cases: [(Edit, [f32; 2]); 6] = [
        // Below the lowest of its tier.
        (add(Tier::Edge, &[]), [260.0, 140.0]),
        (add(Tier::Cloud, &[]), [600.0, 130.0]),
        // Beside what it is joined to, where there is room.
        (add(Tier::Fog, &[after("e2")]), [450.0, 140.0]),
        (add(Tier::Source, &[before("e2")]), [70.0, 140.0]),
        (
            add(Tier::Fog, &[after("e1"), before("cloud")]),
            [400.0, -80.0],
        ),
        (
            Edit::AddNode {
                tier: Tier::Fog,
                position: Some([1.23, -4.56]),
                joined: Vec::new(),
            },
            [1.2, -4.6],
        ),
    ];
    for (edit, expected) in cases {
        let topology = drawn(arranged(), std::slice::from_ref(&edit));
        assert_eq!(places(&topology)[5], Some(expected), "{edit:?}");
    }
    // Nobody arranged this one: the layout places the node.
    assert_eq!(places(&drawn(base(), &[add(Tier::Edge, &[])])), [None; 6]);
}

#[test]
fn copies_stand_beside_their_originals() {
    let offset = [10.0, 20.0];
    let copied = drawn(arranged(), &[duplicate(&["f1", "e1"], offset)]);
    assert_eq!(
        places(&copied)[5..],
        [Some([210.0, 30.0]), Some([410.0, 40.0])]
    );
    // Into a drawing that nobody arranged they come without positions.
    let clip = Clip::of(&arranged(), &ids(&["e1"]));
    assert_eq!(
        places(&drawn(base(), &[Edit::Paste { clip, offset }])),
        [None; 6]
    );
    // Into an arranged one each gets a place of its own.
    let clip = Clip::of(&base(), &ids(&["e1", "e2"]));
    let pasted = drawn(arranged(), &[Edit::Paste { clip, offset }]);
    assert_eq!(
        places(&pasted)[5..],
        [Some([260.0, 140.0]), Some([260.0, 240.0])]
    );
}

#[test]
fn aligned_nodes_stand_in_the_columns_of_their_tiers() {
    let align = |positions: &[(&str, [f32; 2])]| Edit::AlignToTiers {
        positions: positions
            .iter()
            .map(|&(id, place)| (id.into(), place))
            .collect(),
    };
    // e2 would cover e1: it moves down.
    let aligned = drawn(arranged(), &[align(&[])]);
    let expected = [
        [0.0, 0.0],
        [200.0, 10.0],
        [400.0, 20.0],
        [600.0, 30.0],
        [200.0, 110.0],
    ];
    assert_eq!(places(&aligned), expected.map(Some));
    assert!(apply(&aligned, &align(&[])).is_err());
    // A fog node that feeds another one stands a column before it; the columns keep their least distance.
    let chained = drawn(
        aligned,
        &[
            set_tier(&["e2"], Tier::Fog),
            connect("e2", "f1"),
            align(&[]),
        ],
    );
    let across: Vec<f32> = places(&chained)
        .iter()
        .map(|place| place.unwrap()[0])
        .collect();
    assert_eq!(across, [0.0, 190.0, 570.0, 760.0, 380.0]);
    // A drawing that nobody arranged is arranged from where it is drawn.
    let drawn_at = [
        ("s1", [5.0, 5.0]),
        ("e1", [90.0, 50.0]),
        ("f1", [80.0, 50.0]),
        ("cloud", [7.0, 1.0]),
        ("e2", [0.0, 200.0]),
    ];
    let fixed = drawn(base(), &[align(&drawn_at)]);
    let expected = [
        [0.0, 5.0],
        [190.0, 50.0],
        [380.0, 50.0],
        [570.0, 1.0],
        [190.0, 200.0],
    ];
    assert_eq!(places(&fixed), expected.map(Some));
    assert_eq!(places(&drawn(fixed, &[Edit::AutoLayout])), [None; 5]);
}
