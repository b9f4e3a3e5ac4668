//! Edits, written shortly.

// Each test that includes this module uses a part of it.
#![allow(dead_code)]

use deepfog_topology::edit::{Join, apply, blank};
use deepfog_topology::{Edit, Link, NodeId, Sense, Tier, Topology, Unit, WeightRule};

pub const DENSE: Unit = Unit::Dense { width: 64 };

pub fn ids(names: &[&str]) -> Vec<NodeId> {
    names.iter().map(|&name| name.into()).collect()
}

pub fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

pub fn after(name: &str) -> Join {
    Join::From(name.into())
}

pub fn before(name: &str) -> Join {
    Join::To(name.into())
}

pub fn add(tier: Tier, joined: &[Join]) -> Edit {
    Edit::AddNode {
        tier,
        position: None,
        joined: joined.to_vec(),
    }
}

pub fn connect(from: &str, to: &str) -> Edit {
    Edit::Connect {
        from: from.into(),
        to: to.into(),
    }
}

pub fn delete(nodes: &[&str], links: &[(&str, &str)]) -> Edit {
    Edit::Delete {
        nodes: ids(nodes),
        links: links.iter().map(|(from, to)| link(from, to)).collect(),
    }
}

pub fn put(positions: &[(&str, [f32; 2])], moved: &[&str]) -> Edit {
    Edit::Move {
        positions: positions
            .iter()
            .map(|&(id, place)| (id.into(), place))
            .collect(),
        moved: ids(moved),
    }
}

pub fn rename(node: &str, name: &str) -> Edit {
    Edit::Rename {
        node: node.into(),
        name: name.into(),
    }
}

pub fn set_tier(nodes: &[&str], tier: Tier) -> Edit {
    Edit::SetTier {
        nodes: ids(nodes),
        tier,
    }
}

pub fn sense_channels(node: &str, channels: &[usize]) -> Edit {
    Edit::SetSense {
        node: node.into(),
        sense: Sense::Channels {
            channels: channels.to_vec(),
        },
    }
}

pub fn add_unit(node: &str, at: usize, unit: Unit) -> Edit {
    Edit::AddUnit {
        node: node.into(),
        at,
        unit,
    }
}

pub fn remove_unit(node: &str, at: usize) -> Edit {
    Edit::RemoveUnit {
        node: node.into(),
        at,
    }
}

pub fn move_unit(node: &str, from: usize, to: usize) -> Edit {
    Edit::MoveUnit {
        node: node.into(),
        from,
        to,
    }
}

pub fn change_unit(node: &str, at: usize, unit: Unit) -> Edit {
    Edit::ChangeUnit {
        node: node.into(),
        at,
        unit,
    }
}

pub fn reliability(setting: &str, node: &str, value: f64) -> Edit {
    Edit::SetReliability {
        setting: setting.into(),
        node: node.into(),
        value,
    }
}

pub fn weight(from: &str, to: &str, weight: f64) -> Edit {
    Edit::SetWeight {
        link: link(from, to),
        weight,
    }
}

pub fn weigh(rule: WeightRule) -> Edit {
    Edit::SetWeightRule { rule }
}

pub fn title(title: &str) -> Edit {
    Edit::SetTitle {
        title: title.into(),
    }
}

pub fn task(task: &str) -> Edit {
    Edit::SetTask { task: task.into() }
}

pub fn duplicate(nodes: &[&str], offset: [f32; 2]) -> Edit {
    Edit::Duplicate {
        nodes: ids(nodes),
        offset,
    }
}

pub fn suggest(node: Option<&str>) -> Edit {
    Edit::SuggestSkips {
        node: node.map(Into::into),
    }
}

pub fn spread(path: &[&str], count: usize) -> Edit {
    Edit::SpreadLayers {
        path: ids(path),
        unit: DENSE,
        count,
    }
}

pub fn several(name: &str, edits: &[Edit]) -> Edit {
    Edit::Several {
        name: name.into(),
        edits: edits.to_vec(),
    }
}

/// The document after edits that must all be taken.
pub fn drawn(topology: Topology, edits: &[Edit]) -> Topology {
    edits.iter().fold(topology, |topology, edit| {
        apply(&topology, edit)
            .unwrap_or_else(|refusal| panic!("{edit:?}: {refusal}"))
            .topology
    })
}

/// s1 → e1 → f1 → cloud, and a second edge node that is not connected.
pub fn base() -> Topology {
    drawn(
        blank("smartwatch".into(), "Base"),
        &[
            add(Tier::Source, &[]),
            add(Tier::Edge, &[after("s1")]),
            add(Tier::Fog, &[after("e1")]),
            add(Tier::Cloud, &[after("f1")]),
            add(Tier::Edge, &[]),
        ],
    )
}
