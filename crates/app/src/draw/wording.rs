//! The sentences about a drawing.

use deepfog_notation::number;
use deepfog_notation::words::{counted, list};
use deepfog_resilience::Survival;
use deepfog_topology::rules::Place;
use deepfog_topology::{Graph, LinkKind, Severity, TaskId, Unit};

use crate::flow::LinkState;

use super::weights::RuleKind;

/// Nodes that one sentence names at most; more are counted.
const NAMED: usize = 4;

/// Names in a sentence: `e1, f1 and f2`, of many the first few and how many more.
pub fn some(names: &[String]) -> String {
    if names.len() <= NAMED + 1 {
        return list(names);
    }
    let mut shown = names[..NAMED].to_vec();
    shown.push(format!("{} more", names.len() - NAMED));
    list(&shown)
}

/// A hyperconnection as it is named: `e1 → f1`.
pub fn link_name(graph: &Graph, edge: usize) -> Option<String> {
    let edge = graph.edges().get(edge)?;
    Some(format!(
        "{} → {}",
        graph.ids()[edge.from],
        graph.ids()[edge.to]
    ))
}

/// The nodes that a hyperconnection jumps over: those on the other paths from its sender to its receiver. None for a normal
/// one.
pub fn jumped(graph: &Graph, from: usize, to: usize) -> Vec<usize> {
    (0..graph.len())
        .filter(|&node| graph.reaches(from, node) && graph.reaches(node, to))
        .collect()
}

/// What a hyperconnection is, and why, as a sentence.
pub fn kind_of_link(graph: &Graph, edge: usize) -> Option<String> {
    let edge = graph.edges().get(edge)?;
    let name = |node: usize| graph.ids()[node].to_string();
    Some(match edge.kind {
        LinkKind::Normal => format!(
            "Normal hyperconnection: no other path leads from {} to {}.",
            name(edge.from),
            name(edge.to)
        ),
        LinkKind::Skip => {
            let over: Vec<String> = jumped(graph, edge.from, edge.to)
                .into_iter()
                .map(name)
                .collect();
            format!("Skip hyperconnection: it jumps over {}.", some(&over))
        }
    })
}

/// A path survival as a figure: `.9408`, an estimate with its interval: `.9408 ± .0032`.
pub fn survival(survival: &Survival) -> String {
    match survival {
        Survival::Exact(value) => number::survival(*value),
        Survival::Estimate { mean, interval, .. } => {
            let off = (mean - interval.low).max(interval.high - mean);
            format!("{} ± {}", number::survival(*mean), number::survival(off))
        }
    }
}

/// How estimates among path survivals were made, as a sentence; `None` where all are exact.
pub fn estimate_note<'a>(survivals: impl IntoIterator<Item = &'a Survival>) -> Option<String> {
    let drawn = |survival: &Survival| match survival {
        Survival::Exact(_) => None,
        Survival::Estimate { draws, .. } => Some(*draws),
    };
    let draws = survivals.into_iter().find_map(drawn)?;
    Some(format!(
        "Figures with ± are estimated from {} random failure patterns, ± is the 95\u{202f}% interval: this drawing has too many ways to fail to weigh each.",
        number::count(u64::from(draws))
    ))
}

/// Whether a path lives now, without and with the skips, as a sentence.
pub fn path_lives(situation: &str, without: bool, with: bool, has_skips: bool) -> String {
    match (without, with) {
        (true, _) if has_skips => {
            format!("With {situation}, a path lives, also without the skips.")
        }
        (true, _) => format!("With {situation}, a path lives."),
        (false, true) => format!("With {situation}, a path lives only over the skips."),
        (false, false) => format!("With {situation}, no path lives: the cloud could only guess."),
    }
}

/// By how much the probability of a live path falls without a skip: `−.0312`; `none` where it does not.
pub fn fall(fall: f64) -> String {
    if fall == 0.0 {
        "none".to_owned()
    } else if fall < 0.000_05 {
        "< .0001".to_owned()
    } else {
        format!("−{}", number::survival(fall))
    }
}

/// What a problem is about, in a few words, and as its name in attributes.
pub fn place(place: &Place) -> (String, String) {
    match place {
        Place::Document => ("the network".to_owned(), "document".to_owned()),
        Place::Node(id) => (id.to_string(), id.to_string()),
        Place::Link(link) => (
            format!("{} → {}", link.from, link.to),
            format!("{}→{}", link.from, link.to),
        ),
        Place::Setting(name) => (format!("setting {name}"), name.clone()),
    }
}

/// A severity in one word: the same for people and in attributes.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// The heading over the problems.
pub fn problem_count(errors: usize, warnings: usize) -> String {
    match (errors, warnings) {
        (0, 0) => "none".to_owned(),
        (0, _) => counted(warnings, "warning"),
        (_, 0) => counted(errors, "error"),
        _ => format!(
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    }
}

/// What another task changes, as a sentence.
pub fn task_change(present: &TaskId) -> &'static str {
    if present.as_str() == TaskId::SMARTWATCH {
        "Choosing Image makes every source see the whole image and turns convolutions over time into ones over the image."
    } else {
        "Choosing Motion makes every source sense all channels and turns convolutions over the image into ones over time."
    }
}

/// What a rule of hyperconnection weights does, as a sentence.
pub fn weight_rule(kind: RuleKind) -> String {
    match kind {
        RuleKind::One => "Every hyperconnection weighs 1.".to_owned(),
        RuleKind::Reliability => {
            "Each hyperconnection weighs as much as its sender is reliable; a source weighs 1."
                .to_owned()
        }
        RuleKind::Normalised => {
            "The sender's reliability, divided by the sum over all inputs of the receiver."
                .to_owned()
        }
        RuleKind::Uniform(high) => {
            format!("Training draws each weight at random between 0 and {high}.")
        }
        RuleKind::Given => {
            "Choose a hyperconnection in the drawing to change its weight; a new one weighs 1."
                .to_owned()
        }
    }
}

/// What a weight that is typed in changes beside the weight itself, as a sentence; nothing where weights are given already.
pub fn weight_change(kind: RuleKind) -> Option<String> {
    match kind {
        RuleKind::Given => None,
        RuleKind::Uniform(_) => Some(
            "Training draws this weight. Typing one gives all weights one by one: the others become 1."
                .to_owned(),
        ),
        _ => Some(format!(
            "From the rule: {}. Typing another gives all weights one by one.",
            kind.name()
        )),
    }
}

/// What a hyperconnection does now, in a word or two, and as its name in attributes.
pub fn link_state(state: LinkState, waiting: bool) -> (&'static str, &'static str) {
    match state {
        LinkState::Carrying => ("carrying", "carrying"),
        LinkState::Idle if waiting => ("waits", "idle"),
        LinkState::Idle => ("idle", "idle"),
        LinkState::Dead => ("dead", "dead"),
        LinkState::Absent => ("not in Vanilla", "absent"),
    }
}

/// A hyperconnection's kind in one word, also its name in attributes.
pub fn kind(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Normal => "normal",
        LinkKind::Skip => "skip",
    }
}

/// A unit with its place on the node: `unit 2, dense 64`.
pub fn unit(at: usize, unit: &Unit) -> String {
    format!("unit {}, {}", at + 1, unit.describe())
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_resilience::Interval;
    use deepfog_topology::{Link, presets};

    #[test]
    fn names_in_a_sentence() {
        for (count, expected) in [
            (1, "n0"),
            (2, "n0 and n1"),
            (5, "n0, n1, n2, n3 and n4"),
            (6, "n0, n1, n2, n3 and 2 more"),
        ] {
            let names: Vec<String> = (0..count).map(|at| format!("n{at}")).collect();
            assert_eq!(some(&names), expected);
        }
    }

    #[test]
    fn hyperconnections_say_what_they_jump_over() {
        let topology = presets::find("sensor-chain").unwrap().topology;
        let graph = Graph::new(&topology).unwrap();
        for (from, to, expected) in [
            (
                "e",
                "f2",
                "Normal hyperconnection: no other path leads from e to f2.",
            ),
            ("e", "f1", "Skip hyperconnection: it jumps over f2."),
            ("f2", "cloud", "Skip hyperconnection: it jumps over f1."),
        ] {
            let name = format!("{from} → {to}");
            let edge = (0..graph.edges().len())
                .find(|&edge| link_name(&graph, edge).as_deref() == Some(name.as_str()))
                .unwrap();
            assert_eq!(kind_of_link(&graph, edge).as_deref(), Some(expected));
        }
        assert_eq!(kind_of_link(&graph, 99), None);
        assert_eq!(link_name(&graph, 99), None);
    }

    #[test]
    fn survivals_as_figures() {
        let estimate = Survival::Estimate {
            mean: 0.95,
            interval: Interval {
                low: 0.947,
                high: 0.9529,
            },
            draws: 20_480,
        };
        for (value, expected) in [
            (Survival::Exact(0.9408), ".9408"),
            (Survival::Exact(1.0), "1.0000"),
            (estimate, ".9500 ± .0030"),
        ] {
            assert_eq!(survival(&value), expected);
        }
        assert_eq!(estimate_note(&[Survival::Exact(0.5)]), None);
        let note = estimate_note(&[Survival::Exact(0.5), estimate]).unwrap();
        assert!(
            note.contains("20\u{202f}480 random failure patterns"),
            "{note}"
        );
    }

    #[test]
    fn whether_a_path_lives() {
        for (without, with, has_skips, expected) in [
            (
                true,
                true,
                true,
                "With e down, a path lives, also without the skips.",
            ),
            (true, true, false, "With e down, a path lives."),
            (
                false,
                true,
                true,
                "With e down, a path lives only over the skips.",
            ),
            (
                false,
                false,
                true,
                "With e down, no path lives: the cloud could only guess.",
            ),
        ] {
            assert_eq!(path_lives("e down", without, with, has_skips), expected);
        }
    }

    #[test]
    fn prices_and_gains() {
        for (value, expected) in [
            (0.0, "none"),
            (0.000_01, "< .0001"),
            (0.0312, "−.0312"),
            (1.0, "−1.0000"),
        ] {
            assert_eq!(fall(value), expected);
        }
    }

    #[test]
    fn places_and_counts_of_problems() {
        let link = Link {
            from: "e".into(),
            to: "f".into(),
        };
        for (about, words, attribute) in [
            (Place::Document, "the network", "document"),
            (Place::Node("e".into()), "e", "e"),
            (Place::Link(link), "e → f", "e→f"),
            (Place::Setting("Poor".to_owned()), "setting Poor", "Poor"),
        ] {
            assert_eq!(place(&about), (words.to_owned(), attribute.to_owned()));
        }
        for (errors, warnings, expected) in [
            (0, 0, "none"),
            (0, 1, "1 warning"),
            (2, 0, "2 errors"),
            (1, 3, "1 error, 3 warnings"),
        ] {
            assert_eq!(problem_count(errors, warnings), expected);
        }
    }

    #[test]
    fn rules_and_tasks_in_words() {
        assert_eq!(weight_change(RuleKind::Given), None);
        for kind in RuleKind::OFFERED {
            assert!(weight_rule(kind).ends_with('.'), "{kind:?}");
        }
        assert!(task_change(&TaskId::SMARTWATCH.into()).starts_with("Choosing Image"));
        assert!(task_change(&TaskId::FASHION_MNIST.into()).starts_with("Choosing Motion"));
    }
}
