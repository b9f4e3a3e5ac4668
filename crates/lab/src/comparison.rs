//! Two trained networks side by side.

use std::rc::Rc;

use deepfog_network::{Costs, costs};
use deepfog_notation::words::list;
use deepfog_resilience::{Interval, Pattern, Patterns, Reliabilities, expected_accuracy};
use deepfog_topology::{Graph, NodeId, ReliabilitySetting, Scheme, Topology};

use crate::measure::Measured;

/// One of the two.
#[derive(Clone, Debug)]
pub struct Side {
    /// What a person calls it.
    pub name: String,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its drawing.
    pub topology: Rc<Topology>,
    /// What was measured; `None` while it is not.
    pub measured: Option<Rc<Measured>>,
}

/// An accuracy with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// 0 to 1.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
    /// Samples.
    pub n: u32,
}

/// A figure of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<L, T> {
    /// What it is the figure of.
    pub label: L,
    /// That of A.
    pub a: Option<T>,
    /// That of B.
    pub b: Option<T>,
}

/// What stands side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Accuracy without failures.
    pub plain: Row<(), Accuracy>,
    /// Accuracy of a random guess.
    pub guess: Row<(), f64>,
    /// Expected accuracy under each reliability setting.
    pub expected: Vec<Row<String, f64>>,
    /// Where the reliabilities come from, as a sentence.
    pub reliabilities: String,
    /// Why failure patterns cannot be put side by side, as a sentence.
    pub unmatched: Option<String>,
    /// Names of the nodes that can fail, in the bit order of A.
    pub names: Vec<NodeId>,
    /// Accuracy of every failure pattern, by the bits of A; empty where they cannot be matched or are not measured yet.
    pub patterns: Vec<Row<Pattern, Accuracy>>,
    /// Accuracy lost when a node alone is down.
    pub importance: Vec<Row<NodeId, f64>>,
    /// Learned parameters.
    pub parameters: Row<(), u64>,
    /// Bytes that all hyperconnections together carry per sample.
    pub bytes: Row<(), u64>,
    /// Bytes on each hyperconnection.
    pub links: Vec<Row<(NodeId, NodeId), u64>>,
}

/// Puts two side by side; `None` for a drawing that is no graph. `settings` are the open drawing's, with the names of its
/// nodes that can fail.
pub fn compare(
    a: &Side,
    b: &Side,
    open: Option<(&[NodeId], &[ReliabilitySetting])>,
) -> Option<Comparison> {
    let patterns_of = |side: &Side| Some(Patterns::new(&Graph::new(&side.topology).ok()?));
    let (pa, pb) = (patterns_of(a)?, patterns_of(b)?);
    let unmatched = unmatched(a, b, &pa, &pb);
    let order: Option<Vec<usize>> = unmatched.is_none().then(|| permutation(&pa, &pb)).flatten();
    let own = |side: &Side| side.topology.all_settings();
    let (settings_a, settings_b, reliabilities) = match (open, &order) {
        (Some((names, settings)), Some(_)) if is_same_set(names, pa.names()) => (
            settings.to_vec(),
            settings.to_vec(),
            "Reliabilities are those of the open drawing.",
        ),
        (_, Some(_)) => (own(a), own(a), "Reliabilities are those of A's drawing."),
        (_, None) => (
            own(a),
            own(b),
            "Reliabilities are those of each one's own drawing.",
        ),
    };
    let plain = Row {
        label: (),
        a: accuracy(a, Pattern::NONE_DOWN),
        b: accuracy(b, Pattern::NONE_DOWN),
    };
    let patterns = match &order {
        Some(order) if a.measured.is_some() || b.measured.is_some() => pa
            .all()
            .map(|pattern| Row {
                label: pattern,
                a: accuracy(a, pattern),
                b: accuracy(b, permuted(pattern, order)),
            })
            .collect(),
        _ => Vec::new(),
    };
    let (cost_a, cost_b) = (costs(&a.topology, a.scheme), costs(&b.topology, b.scheme));
    Some(Comparison {
        expected: expected((a, &pa, &settings_a), (b, &pb, &settings_b)),
        reliabilities: reliabilities.to_owned(),
        importance: importance((a, &pa), (b, &pb)),
        guess: Row {
            label: (),
            a: a.measured.as_ref().map(|measured| measured.guess),
            b: b.measured.as_ref().map(|measured| measured.guess),
        },
        plain,
        unmatched,
        names: pa.names().to_vec(),
        patterns,
        parameters: Row {
            label: (),
            a: Some(cost_a.parameters),
            b: Some(cost_b.parameters),
        },
        bytes: Row {
            label: (),
            a: Some(cost_a.bytes),
            b: Some(cost_b.bytes),
        },
        links: links(&cost_a, &cost_b),
    })
}

/// Why the patterns of two networks mean different things.
fn unmatched(a: &Side, b: &Side, pa: &Patterns, pb: &Patterns) -> Option<String> {
    if a.topology.task != b.topology.task {
        return Some(format!(
            "They were measured on different samples, {} and {}: differences mean nothing.",
            a.topology.task, b.topology.task
        ));
    }
    if is_same_set(pa.names(), pb.names()) {
        return None;
    }
    let only = |one: &Patterns, other: &Patterns| -> Vec<NodeId> {
        let names = one.names().iter();
        names
            .filter(|name| !other.names().contains(name))
            .cloned()
            .collect()
    };
    let (only_a, only_b) = (only(pa, pb), only(pb, pa));
    let mut parts = Vec::new();
    for (which, names) in [("A", only_a), ("B", only_b)] {
        if !names.is_empty() {
            parts.push(format!("{} only in {which}", list(&names)));
        }
    }
    Some(format!(
        "Failure patterns cannot be put side by side: other nodes can fail ({}).",
        parts.join(", ")
    ))
}

fn is_same_set(a: &[NodeId], b: &[NodeId]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.contains(name))
}

/// For each bit of A the bit of B.
fn permutation(a: &Patterns, b: &Patterns) -> Option<Vec<usize>> {
    let place = |name| b.names().iter().position(|other| other == name);
    a.names().iter().map(place).collect()
}

fn permuted(pattern: Pattern, order: &[usize]) -> Pattern {
    let bits = order.iter().enumerate();
    bits.filter(|(bit, _)| pattern.is_down(*bit))
        .fold(Pattern::NONE_DOWN, |found, (_, &to)| found.toggled(to))
}

fn accuracy(side: &Side, pattern: Pattern) -> Option<Accuracy> {
    let table = &side.measured.as_ref()?.table;
    Some(Accuracy {
        value: table.accuracy(pattern)?,
        interval: table.interval(pattern)?,
        n: table.n,
    })
}

type Settled<'a> = (&'a Side, &'a Patterns, &'a [ReliabilitySetting]);

/// Settings of the same name stand in one row.
fn expected(a: Settled, b: Settled) -> Vec<Row<String, f64>> {
    let of = |(side, patterns, settings): Settled, name: &str| {
        let setting = settings.iter().find(|setting| setting.name == name)?;
        let table = &side.measured.as_ref()?.table;
        expected_accuracy(&Reliabilities::of(setting, patterns), &table.accuracies())
    };
    let mut names: Vec<&String> = Vec::new();
    for setting in a.2.iter().chain(b.2) {
        // Without failures it is the accuracy that stands above.
        if !names.contains(&&setting.name) && setting.name != deepfog_topology::model::NO_FAILURE {
            names.push(&setting.name);
        }
    }
    names
        .into_iter()
        .map(|name| Row {
            label: name.clone(),
            a: of(a, name),
            b: of(b, name),
        })
        .collect()
}

/// How much accuracy each node's failing alone costs.
fn importance(a: (&Side, &Patterns), b: (&Side, &Patterns)) -> Vec<Row<NodeId, f64>> {
    let lost = |(side, patterns): (&Side, &Patterns), name: &NodeId| {
        let bit = patterns.names().iter().position(|other| other == name)?;
        let table = &side.measured.as_ref()?.table;
        let alone = table.accuracy(Pattern::NONE_DOWN.toggled(bit))?;
        Some(table.accuracy(Pattern::NONE_DOWN)? - alone)
    };
    let more = b.1.names().iter();
    let more = more.filter(|name| !a.1.names().contains(name));
    a.1.names()
        .iter()
        .chain(more)
        .map(|name| Row {
            label: name.clone(),
            a: lost(a, name),
            b: lost(b, name),
        })
        .collect()
}

fn links(a: &Costs, b: &Costs) -> Vec<Row<(NodeId, NodeId), u64>> {
    let bytes = |costs: &Costs, from: &NodeId, to: &NodeId| {
        let link = costs
            .links
            .iter()
            .find(|link| link.from == *from && link.to == *to)?;
        link.bytes
    };
    let mut rows: Vec<Row<(NodeId, NodeId), u64>> = Vec::new();
    for link in a.links.iter().chain(&b.links) {
        let label = (link.from.clone(), link.to.clone());
        if rows.iter().all(|row| row.label != label) {
            rows.push(Row {
                a: bytes(a, &label.0, &label.1),
                b: bytes(b, &label.0, &label.1),
                label,
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests;
