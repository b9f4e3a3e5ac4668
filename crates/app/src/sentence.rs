//! Says in plain words what a failure pattern means, computed from the network alone.

use std::collections::BTreeSet;

use deepfog_resilience::Pattern;
use deepfog_topology::order;
use deepfog_topology::{LinkKind, Scheme, Tier};

use crate::flow::{Flow, LinkState};
use crate::network::Network;

/// What a failure pattern means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Which nodes are down.
    pub lead: String,
    /// What that does to each scheme.
    pub rest: String,
}

/// What a failure pattern means for the four schemes.
pub fn describe(network: &Network, pattern: Pattern) -> Sentence {
    let down: Vec<String> = network
        .patterns
        .down_names(pattern)
        .iter()
        .map(ToString::to_string)
        .collect();
    let lead = match down.len() {
        0 if network.graph.is_empty() => "An empty drawing.".to_owned(),
        0 => "Every node is up.".to_owned(),
        1 => format!("{} is down.", down[0]),
        _ => format!("{} are down.", list(&down)),
    };
    let rest = if down.is_empty() && !network.lesson.is_empty() {
        network.lesson.to_owned()
    } else if down.is_empty() {
        prospects(network)
    } else {
        consequences(network, pattern)
    };
    Sentence { lead, rest }
}

/// What can be said of a network that a person drew while every node is up: which single failure would end it.
fn prospects(network: &Network) -> String {
    if network.graph.is_empty() {
        return "It begins with a source, and ends in the cloud.".to_owned();
    }
    if !Flow::new(network, Scheme::ResilinetPlus, Pattern::NONE_DOWN).answered {
        return "No path leads from a source to the cloud yet.".to_owned();
    }
    let names = |scheme: Scheme| -> Vec<String> {
        network
            .single_points(scheme)
            .iter()
            .map(|&node| network.name(node).to_string())
            .collect()
    };
    let (without, with) = (names(Scheme::Vanilla), names(Scheme::ResilinetPlus));
    if without.is_empty() {
        return "No single failure cuts every path to the cloud.".to_owned();
    }
    let verb = if without.len() == 1 { "is" } else { "are" };
    let points = if without.len() == 1 {
        "a single point of failure"
    } else {
        "single points of failure"
    };
    let without_skips = if network.skip_count() == 0 {
        ""
    } else {
        " without the skips"
    };
    let first = format!("{} {verb} {points}{without_skips}", list(&without));
    if network.skip_count() == 0 {
        format!("{first}.")
    } else if with.is_empty() {
        format!("{first}; with them there is none.")
    } else if with == without {
        format!("{first}, and with them too.")
    } else {
        format!("{first}; with them only {}.", list(&with))
    }
}

fn consequences(network: &Network, pattern: Pattern) -> String {
    let flows: Vec<(Scheme, Flow)> = Scheme::ALL
        .into_iter()
        .map(|scheme| (scheme, Flow::new(network, scheme, pattern)))
        .collect();
    let guessing: Vec<String> = flows
        .iter()
        .filter(|(_, flow)| !flow.answered)
        .map(|(scheme, _)| scheme.name().to_owned())
        .collect();
    if guessing.len() == flows.len() {
        return "No live path joins a source to the cloud: every scheme can only guess.".to_owned();
    }
    let mut sentences = Vec::new();
    if !guessing.is_empty() {
        let (has, it) = if guessing.len() == 1 {
            ("has", "it")
        } else {
            ("have", "they")
        };
        sentences.push(format!(
            "{} {has} no live path left: {it} can only guess.",
            list(&guessing)
        ));
    }
    let answering: Vec<&(Scheme, Flow)> = flows.iter().filter(|(_, flow)| flow.answered).collect();
    let skips = carrying_skips(network, pattern);
    if guessing.is_empty() {
        sentences.push("Every scheme still answers.".to_owned());
    } else if !skips.is_empty() {
        let keep = if skips.len() == 1 { "keeps" } else { "keep" };
        sentences.push(format!(
            "{} {keep} the others answering.",
            skip_names(&skips)
        ));
    }
    sentences.extend(lost_sources(
        network,
        &answering,
        &skips,
        guessing.is_empty(),
    ));
    sentences.join(" ")
}

/// What sources sense and which of the answering schemes no longer hear of it.
fn lost_sources(
    network: &Network,
    answering: &[&(Scheme, Flow)],
    skips: &[String],
    all_answer: bool,
) -> Vec<String> {
    let graph = &network.graph;
    let lost = |flow: &Flow| -> BTreeSet<usize> {
        (0..graph.len())
            .filter(|&node| graph.tier(node) == Tier::Source && !flow.heard[node])
            .collect()
    };
    let names = |sources: &BTreeSet<usize>| {
        let names: Vec<String> = sources
            .iter()
            .map(|&node| network.name(node).to_string())
            .collect();
        (list(&names), names.len() == 1)
    };
    let mut sentences = Vec::new();
    let common = answering
        .iter()
        .map(|(_, flow)| lost(flow))
        .reduce(|a, b| a.intersection(&b).copied().collect())
        .unwrap_or_default();
    if !common.is_empty() {
        let (what, one) = names(&common);
        let no_one = if all_answer {
            "no scheme"
        } else {
            "none of them"
        };
        let verb = if one { "senses" } else { "sense" };
        sentences.push(format!("What {what} {verb} reaches {no_one}."));
    }
    // Only Vanilla can hear less than the others.
    let only_vanilla: BTreeSet<usize> = answering
        .iter()
        .filter(|(scheme, _)| *scheme == Scheme::Vanilla)
        .flat_map(|(_, flow)| lost(flow))
        .filter(|node| !common.contains(node))
        .collect();
    if !only_vanilla.is_empty() {
        let (what, one) = names(&only_vanilla);
        let verb = if one { "senses" } else { "sense" };
        let mut sentence = format!("What {what} {verb} no longer reaches Vanilla");
        if !skips.is_empty() {
            let bring = if skips.len() == 1 { "brings" } else { "bring" };
            sentence += &format!(
                "; {} {bring} it to the others",
                uncapital(&skip_names(skips))
            );
        }
        sentences.push(sentence + ".");
    }
    sentences
}

/// The skip hyperconnections that stand in for what failed: those that count under ResiliNet, where a skip
/// counts only when nothing that it jumps over delivers.
fn carrying_skips(network: &Network, pattern: Pattern) -> Vec<String> {
    let flow = Flow::new(network, Scheme::Resilinet, pattern);
    let mut skips: Vec<_> = network
        .graph
        .edges()
        .iter()
        .zip(&flow.links)
        .filter(|(edge, state)| edge.kind == LinkKind::Skip && **state == LinkState::Carrying)
        .map(|(edge, _)| (edge.from, edge.to))
        .collect();
    // In the order in which data pass them.
    order::sort(&mut skips, Ord::cmp);
    skips
        .into_iter()
        .map(|(from, to)| format!("{} → {}", network.name(from), network.name(to)))
        .collect()
}

fn skip_names(skips: &[String]) -> String {
    if skips.len() == 1 {
        format!("The skip {}", skips[0])
    } else {
        format!("The skips {}", list(skips))
    }
}

fn uncapital(text: &str) -> String {
    text.replacen("The ", "the ", 1)
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(preset: &str, down: &[&str]) -> (String, String) {
        let network = Network::of_preset(preset).unwrap();
        let pattern = network.patterns.with_down(down.iter().copied()).unwrap();
        let Sentence { lead, rest } = describe(&network, pattern);
        (lead, rest)
    }

    #[test]
    fn what_is_said() {
        let cases: [(&str, &[&str], &str, &str); 9] = [
            (
                "sensor-chain",
                &["f2"],
                "f2 is down.",
                "Vanilla has no live path left: it can only guess. The skip e → f1 keeps the others answering.",
            ),
            (
                "sensor-chain",
                &["e", "f1"],
                "e and f1 are down.",
                "Vanilla has no live path left: it can only guess. The skips watch → f2 and f2 → cloud keep the others answering.",
            ),
            (
                "sensor-chain",
                &["f1", "f2"],
                "f2 and f1 are down.",
                "No live path joins a source to the cloud: every scheme can only guess.",
            ),
            (
                "sensor-chain",
                &["e", "f1", "f2"],
                "e, f2 and f1 are down.",
                "No live path joins a source to the cloud: every scheme can only guess.",
            ),
            (
                "smallest",
                &["f"],
                "f is down.",
                "Vanilla has no live path left: it can only guess. The skip e → cloud keeps the others answering.",
            ),
            (
                "two-sensors",
                &["e1"],
                "e1 is down.",
                "Every scheme still answers. What accelerometer senses reaches no scheme.",
            ),
            (
                "two-sensors",
                &["e1", "f"],
                "e1 and f are down.",
                "Vanilla has no live path left: it can only guess. The skip e2 → cloud keeps the others answering. What accelerometer senses reaches none of them.",
            ),
            (
                "wide-fog",
                &["f1", "f2"],
                "f1 and f2 are down.",
                "Every scheme still answers.",
            ),
            (
                "four-cameras",
                &["f4"],
                "f4 is down.",
                "Every scheme still answers. What camera2, camera3 and camera4 sense no longer reaches Vanilla; the skips e2 → f2, e3 → f2 and e4 → f2 bring it to the others.",
            ),
        ];
        for (preset, down, lead, rest) in cases {
            assert_eq!(
                say(preset, down),
                (lead.to_owned(), rest.to_owned()),
                "{preset} {down:?}"
            );
        }
    }

    #[test]
    fn without_failures_the_lesson_is_said() {
        for network in Network::all() {
            let sentence = describe(&network, Pattern::NONE_DOWN);
            assert_eq!(sentence.lead, "Every node is up.");
            assert_eq!(sentence.rest, network.lesson);
        }
    }

    #[test]
    fn every_pattern_of_every_preset_has_a_sentence() {
        for network in Network::all() {
            for pattern in network.patterns.all() {
                let Sentence { lead, rest } = describe(&network, pattern);
                assert!(lead.ends_with('.') && rest.ends_with('.'), "{lead} {rest}");
            }
        }
    }
}
