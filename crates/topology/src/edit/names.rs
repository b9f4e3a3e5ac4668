//! Names of new nodes and of steps in the history.

use crate::model::{NodeId, Tier, Topology};
use crate::rules::MAX_NAME;

/// The name that the next new node of a tier gets: `s1`, `e1`, `f1` with the smallest free number, or `cloud`, `cloud2`.
pub fn free_name(topology: &Topology, tier: Tier) -> NodeId {
    free_tier_name(tier, |name| {
        topology.nodes.iter().any(|node| node.id.as_str() == name)
    })
}

/// A letter for most tiers, as the papers name their nodes.
fn prefix(tier: Tier) -> &'static str {
    match tier {
        Tier::Source => "s",
        Tier::Edge => "e",
        Tier::Fog => "f",
        Tier::Cloud => "cloud",
    }
}

fn free_tier_name(tier: Tier, taken: impl Fn(&str) -> bool) -> NodeId {
    if tier == Tier::Cloud && !taken(prefix(tier)) {
        return prefix(tier).into();
    }
    let first = if tier == Tier::Cloud { 2 } else { 1 };
    numbered(prefix(tier), first, taken)
}

/// The name for a copy of a node: its own where that is free, the next one of its tier where it has such a name, or
/// else its own with the next number.
pub(super) fn copy_name(original: &NodeId, tier: Tier, taken: impl Fn(&str) -> bool) -> NodeId {
    let name = original.as_str();
    if !taken(name) {
        return original.clone();
    }
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let of_tier = base == prefix(tier) && (tier == Tier::Cloud || base.len() < name.len());
    if of_tier || base.is_empty() {
        return free_tier_name(tier, taken);
    }
    numbered(base, 2, taken)
}

/// The name with the smallest number from `first` on that is free; the name is cut where the number needs the room.
fn numbered(base: &str, first: usize, taken: impl Fn(&str) -> bool) -> NodeId {
    let name = |number: usize| {
        let number = number.to_string();
        let room = MAX_NAME.saturating_sub(number.len());
        let base: String = base.chars().take(room).collect();
        format!("{base}{number}")
    };
    let mut number = first;
    while taken(&name(number)) {
        number += 1;
    }
    NodeId(name(number))
}

/// `e1`, or `3 nodes`.
pub(super) fn nodes(ids: &[NodeId]) -> String {
    match ids {
        [only] => only.to_string(),
        many => format!("{} nodes", many.len()),
    }
}

/// `1 hyperconnection`, or `2 hyperconnections`.
pub(super) fn links(count: usize) -> String {
    counted(count, "hyperconnection")
}

/// A number and what it counts.
pub(super) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
