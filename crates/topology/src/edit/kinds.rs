//! Says when an edit turned a hyperconnection into a skip hyperconnection or back: the kind is derived, so it can change
//! without the hyperconnection being touched.

use std::collections::HashMap;

use super::ways::{Ways, arrows};
use crate::graph::{Graph, LinkKind};
use crate::model::{NodeId, Topology};

/// How many hyperconnections a sentence names.
const NAMED: usize = 3;

/// What became of the kinds of the hyperconnections that both documents have.
pub(super) fn note(before: &Topology, after: &Topology) -> Option<String> {
    if before.links == after.links {
        return None;
    }
    let (before, graph) = (Graph::new(before).ok()?, Graph::new(after).ok()?);
    let kinds: HashMap<(&NodeId, &NodeId), LinkKind> = kinds(&before).collect();
    let mut skips = Vec::new();
    let mut normal = Vec::new();
    for (link, kind) in self::kinds(&graph) {
        match (kinds.get(&link), kind) {
            (Some(LinkKind::Normal), LinkKind::Skip) => skips.push(link),
            (Some(LinkKind::Skip), LinkKind::Normal) => normal.push(link),
            _ => {}
        }
    }
    let sentences: Vec<String> = [to_skips(&skips, after), to_normal(&normal)]
        .into_iter()
        .flatten()
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn kinds(graph: &Graph) -> impl Iterator<Item = ((&NodeId, &NodeId), LinkKind)> {
    let ids = graph.ids();
    graph
        .edges()
        .iter()
        .map(|edge| ((&ids[edge.from], &ids[edge.to]), edge.kind))
}

fn to_skips(links: &[(&NodeId, &NodeId)], after: &Topology) -> Option<String> {
    match links {
        [] => None,
        [(from, to)] => {
            let why = match Ways::new(after).detour(from, to) {
                Some(path) => format!("{} leads there too", arrows(&path)),
                None => "a longer path leads there too".to_owned(),
            };
            Some(format!(
                "{from} → {to} is now a skip hyperconnection: {why}."
            ))
        }
        many => Some(format!(
            "{} are now skip hyperconnections: longer paths lead there too.",
            listed(many)
        )),
    }
}

fn to_normal(links: &[(&NodeId, &NodeId)]) -> Option<String> {
    match links {
        [] => None,
        [(from, to)] => Some(format!(
            "{from} → {to} is no longer a skip hyperconnection: no other path leads there."
        )),
        many => Some(format!(
            "{} are no longer skip hyperconnections: no other paths lead there.",
            listed(many)
        )),
    }
}

/// `a → b, c → d and e → f`, or the first ones and how many more.
fn listed(links: &[(&NodeId, &NodeId)]) -> String {
    let mut names: Vec<String> = links
        .iter()
        .take(NAMED)
        .map(|(from, to)| format!("{from} → {to}"))
        .collect();
    let last = if links.len() > NAMED {
        format!("{} more", links.len() - NAMED)
    } else {
        names.pop().unwrap_or_default()
    };
    format!("{} and {last}", names.join(", "))
}
