//! Random edits: sensible ones, and ones that make no sense.

// Each test that includes this module uses a part of it.
#![allow(dead_code)]

use deepfog_topology::edit::{Clip, Edit, Join};
use deepfog_topology::{
    Link, LinkWeight, Node, NodeId, Region, ReliabilitySetting, Sense, Tier, Topology, Unit,
    WeightRule, edit, presets,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

mod aim;

#[allow(unused_imports)]
pub use aim::aim;

/// Mostly names that [`aim`] makes ones of the document's, some that it may have, some that none has.
pub fn id() -> impl Strategy<Value = NodeId> {
    let names = select(vec!["e1", "f1", "cloud", "camera", "ghost", "", "<b>"]);
    prop_oneof![
        9 => (0..16_usize).prop_map(|at| NodeId(format!("#{at}"))),
        1 => names.prop_map(NodeId::from),
    ]
}

/// A hyperconnection that [`aim`] makes one of the document's, or one between any nodes.
pub fn link() -> impl Strategy<Value = Link> {
    let there = (0..32_usize).prop_map(|at| Link {
        from: NodeId(format!("~{at}")),
        to: NodeId(String::new()),
    });
    prop_oneof![2 => there, 1 => (id(), id()).prop_map(|(from, to)| Link { from, to })]
}

/// Names of nodes that a clip or a damaged document may hold.
pub fn name() -> impl Strategy<Value = NodeId> {
    select(vec![
        "s1",
        "e1",
        "e2",
        "f1",
        "f2",
        "cloud",
        "camera",
        "e",
        "7",
        "a-name-of-exactly-32-characters1",
        "<b>",
    ])
    .prop_map(NodeId::from)
}

pub fn tier() -> impl Strategy<Value = Tier> {
    select(Tier::ALL.to_vec())
}

fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![
        20 => -2000.0_f32..2000.0,
        1 => select(vec![f32::NAN, f32::INFINITY, 1e6, -0.0, 99_999.96, f32::MIN]),
    ]
}

fn position() -> impl Strategy<Value = [f32; 2]> {
    (coordinate(), coordinate()).prop_map(|(x, y)| [x, y])
}

fn positions() -> impl Strategy<Value = Vec<(NodeId, [f32; 2])>> {
    vec((id(), position()), 0..4)
}

/// Numbers as a person may type them.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        10 => 0.0..=1.0_f64,
        3 => -2000.0..2000.0_f64,
        1 => select(vec![f64::NAN, f64::INFINITY, -0.0, 1e-300, 1.0, 0.1 + 0.2]),
    ]
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![20 => 1..9_usize, 1 => select(vec![0, 4096, 4097, usize::MAX])]
}

fn index() -> impl Strategy<Value = usize> {
    prop_oneof![20 => 0..3_usize, 1 => select(vec![64, usize::MAX])]
}

pub fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![
        size().prop_map(|width| Unit::Dense { width }),
        (size(), size(), size()).prop_map(|(channels, kernel, stride)| Unit::Conv1d {
            channels,
            kernel,
            stride
        }),
        (size(), size(), size()).prop_map(|(channels, kernel, stride)| Unit::Conv2d {
            channels,
            kernel,
            stride
        }),
        size().prop_map(|size| Unit::MaxPool { size }),
        Just(Unit::GlobalAverage),
    ]
}

pub fn sense() -> impl Strategy<Value = Sense> {
    prop_oneof![
        vec(0..8_usize, 0..5).prop_map(|channels| Sense::Channels { channels }),
        (size(), size(), size(), size()).prop_map(|(top, left, height, width)| Sense::Region {
            region: Region {
                top,
                left,
                height,
                width
            }
        }),
        Just(Sense::Channels {
            channels: vec![0; 65]
        }),
    ]
}

fn setting() -> impl Strategy<Value = String> {
    select(vec!["Normal", "poor", "HAZARDOUS", "No failure", "Stormy"]).prop_map(str::to_owned)
}

pub fn rule() -> impl Strategy<Value = WeightRule> {
    let given = vec((link(), number()), 0..3).prop_map(|weights| WeightRule::Given {
        weights: weights
            .into_iter()
            .map(|(Link { from, to }, weight)| LinkWeight { from, to, weight })
            .collect(),
    });
    prop_oneof![
        Just(WeightRule::One),
        setting().prop_map(|setting| WeightRule::Reliability { setting }),
        setting().prop_map(|setting| WeightRule::Normalised { setting }),
        number().prop_map(|high| WeightRule::Uniform { high }),
        given,
    ]
}

fn joined() -> impl Strategy<Value = Vec<Join>> {
    let join = prop_oneof![id().prop_map(Join::From), id().prop_map(Join::To)];
    prop_oneof![2 => Just(Vec::new()), 3 => vec(join, 1..3)]
}

/// A clip as the clipboard may hold it: not one that any document gave.
fn clip() -> impl Strategy<Value = Clip> {
    let node = (
        name(),
        tier(),
        proptest::option::of(sense()),
        vec(unit(), 0..2),
        proptest::option::of(position()),
    )
        .prop_map(|(id, tier, sense, units, position)| Node {
            id,
            tier,
            sense,
            units,
            position,
        });
    let settings = (setting(), vec((name(), number()), 0..3)).prop_map(|(name, figures)| {
        vec![ReliabilitySetting {
            name,
            reliability: figures.into_iter().collect(),
        }]
    });
    (vec(node, 0..3), vec((name(), name()), 0..4), settings).prop_map(|(nodes, links, settings)| {
        Clip {
            nodes,
            links: links
                .into_iter()
                .map(|(from, to)| Link { from, to })
                .collect(),
            settings,
        }
    })
}

fn simple_edit() -> impl Strategy<Value = Edit> {
    let nodes = || vec(id(), 0..4);
    let words = select(vec![
        "gateway",
        "e9",
        "sky",
        "camera",
        "",
        "<script>",
        "two\nlines",
        "a name",
    ]);
    let title = prop_oneof![
        "\\PC{0,20}",
        words.prop_map(str::to_owned),
        Just("x".repeat(121))
    ];
    prop_oneof![
        8 => (tier(), proptest::option::weighted(0.2, position()), joined())
            .prop_map(|(tier, position, joined)| Edit::AddNode { tier, position, joined }),
        12 => (id(), id()).prop_map(|(from, to)| Edit::Connect { from, to }),
        3 => (nodes(), vec(link(), 0..3)).prop_map(|(nodes, links)| Edit::Delete { nodes, links }),
        3 => (positions(), nodes()).prop_map(|(positions, moved)| Edit::Move { positions, moved }),
        1 => Just(Edit::AutoLayout),
        2 => positions().prop_map(|positions| Edit::AlignToTiers { positions }),
        4 => (id(), prop_oneof![1 => title.clone(), 3 => "n[0-9]"])
            .prop_map(|(node, name)| Edit::Rename { node, name }),
        3 => (nodes(), tier()).prop_map(|(nodes, tier)| Edit::SetTier { nodes, tier }),
        2 => (id(), sense()).prop_map(|(node, sense)| Edit::SetSense { node, sense }),
        6 => (id(), index(), unit()).prop_map(|(node, at, unit)| Edit::AddUnit { node, at, unit }),
        2 => (id(), index()).prop_map(|(node, at)| Edit::RemoveUnit { node, at }),
        2 => (id(), index(), index())
            .prop_map(|(node, from, to)| Edit::MoveUnit { node, from, to }),
        2 => (id(), index(), unit())
            .prop_map(|(node, at, unit)| Edit::ChangeUnit { node, at, unit }),
        3 => (setting(), id(), number())
            .prop_map(|(setting, node, value)| Edit::SetReliability { setting, node, value }),
        2 => rule().prop_map(|rule| Edit::SetWeightRule { rule }),
        3 => (link(), number()).prop_map(|(link, weight)| Edit::SetWeight { link, weight }),
        1 => title.prop_map(|title| Edit::SetTitle { title }),
        1 => select(vec!["smartwatch", "fashion-mnist", "weather"])
            .prop_map(|task| Edit::SetTask { task: task.into() }),
        2 => (clip(), position()).prop_map(|(clip, offset)| Edit::Paste { clip, offset }),
        3 => (nodes(), position()).prop_map(|(nodes, offset)| Edit::Duplicate { nodes, offset }),
        2 => proptest::option::of(id()).prop_map(|node| Edit::SuggestSkips { node }),
        2 => (vec(id(), 0..4), unit(), prop_oneof![0..12_usize, Just(usize::MAX)])
            .prop_map(|(path, unit, count)| Edit::SpreadLayers { path, unit, count }),
    ]
}

/// Any edit, to be aimed.
pub fn any_edit() -> impl Strategy<Value = Edit> {
    let several = vec(simple_edit(), 0..4).prop_map(|edits| Edit::Several {
        name: "Change several things".to_owned(),
        edits,
    });
    prop_oneof![20 => simple_edit(), 1 => several]
}

/// A document to begin with: empty, or a network that the project ships.
pub fn start() -> impl Strategy<Value = Topology> {
    let mut starts: Vec<Topology> = presets::all()
        .into_iter()
        .map(|preset| preset.topology)
        .collect();
    for task in ["smartwatch", "fashion-mnist"] {
        starts.push(edit::blank(task.into(), "Blank"));
    }
    select(starts)
}
