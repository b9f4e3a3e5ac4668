//! Says in plain words what a failure pattern means, computed from the network alone.

use deepfog_notation::words::list;
use deepfog_resilience::Pattern;
use deepfog_topology::order;
use deepfog_topology::{LinkKind, Scheme, Tier};

use crate::flow::{Flow, LinkState};
use crate::network::Network;
use crate::schemes::Schemes;

/// What a failure pattern means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Which nodes are down.
    pub lead: String,
    /// What that does to each scheme.
    pub rest: String,
}

/// What a failure pattern means for these schemes.
pub fn describe(network: &Network, pattern: Pattern, schemes: Schemes) -> Sentence {
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
        consequences(network, pattern, schemes)
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

/// One scheme, and what flows under it.
type SchemeFlow = (Scheme, Flow);

fn consequences(network: &Network, pattern: Pattern, schemes: Schemes) -> String {
    let flows = schemes
        .iter()
        .map(|scheme| (scheme, Flow::new(network, scheme, pattern)));
    let (answering, guessing): (Vec<SchemeFlow>, Vec<SchemeFlow>) =
        flows.partition(|(_, flow)| flow.answered);
    let names: Vec<String> = guessing
        .iter()
        .map(|(scheme, _)| scheme.name().to_owned())
        .collect();
    if answering.is_empty() && names.len() > 1 {
        return "No live path joins a source to the cloud: every scheme can only guess.".to_owned();
    }
    let mut sentences = Vec::new();
    if !names.is_empty() {
        let (has, it) = if names.len() == 1 {
            ("has", "it")
        } else {
            ("have", "they")
        };
        sentences.push(format!(
            "{} {has} no live path left: {it} can only guess.",
            list(&names)
        ));
    }
    let skips = carrying_skips(network, pattern);
    match answering.as_slice() {
        [] => {}
        [(only, _)] if names.is_empty() => {
            sentences.push(format!("{} still answers.", only.name()));
        }
        _ if names.is_empty() => sentences.push("Every scheme still answers.".to_owned()),
        _ if skips.is_empty() => {}
        others => {
            let keep = if skips.len() == 1 { "keeps" } else { "keep" };
            sentences.push(format!(
                "{} {keep} {} answering.",
                skip_names(&skips),
                the_others(others)
            ));
        }
    }
    sentences.extend(lost_sources(network, &answering, &skips, names.is_empty()));
    sentences.join(" ")
}

/// Several schemes in two words, or the one by its name.
fn the_others(schemes: &[SchemeFlow]) -> &'static str {
    match schemes {
        [(only, _)] => only.name(),
        _ => "the others",
    }
}

/// What sources sense and which of the answering schemes no longer hear of it.
fn lost_sources(
    network: &Network,
    answering: &[SchemeFlow],
    skips: &[String],
    all_answer: bool,
) -> Vec<String> {
    let graph = &network.graph;
    let is_lost = |node: usize, flow: &Flow| !flow.heard[node];
    let (mut common, mut only_vanilla) = (Vec::new(), Vec::new());
    for node in (0..graph.len()).filter(|&node| graph.tier(node) == Tier::Source) {
        let name = || network.name(node).to_string();
        match answering {
            [] => {}
            _ if answering.iter().all(|(_, flow)| is_lost(node, flow)) => common.push(name()),
            // Only Vanilla, which comes first, can hear less than the others.
            [(Scheme::Vanilla, flow), ..] if is_lost(node, flow) => only_vanilla.push(name()),
            _ => {}
        }
    }
    let what = |names: &[String]| {
        let verb = if names.len() == 1 { "senses" } else { "sense" };
        format!("What {} {verb}", list(names))
    };
    let mut sentences = Vec::new();
    if !common.is_empty() {
        let no_one = match answering {
            [(only, _)] => format!("does not reach {}", only.name()),
            _ if all_answer => "reaches no scheme".to_owned(),
            _ => "reaches none of them".to_owned(),
        };
        sentences.push(format!("{} {no_one}.", what(&common)));
    }
    if !only_vanilla.is_empty() {
        let mut sentence = format!("{} no longer reaches Vanilla", what(&only_vanilla));
        if !skips.is_empty() {
            let bring = if skips.len() == 1 { "brings" } else { "bring" };
            sentence += &format!(
                "; {} {bring} it to {}",
                uncapital(&skip_names(skips)),
                the_others(&answering[1..])
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

#[cfg(test)]
mod tests {
    use super::*;

    fn say(preset: &str, down: &[&str], schemes: Schemes) -> (String, String) {
        let network = Network::of_preset(preset).unwrap();
        let pattern = network.patterns.with_down(down.iter().copied()).unwrap();
        let Sentence { lead, rest } = describe(&network, pattern, schemes);
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
                say(preset, down, Schemes::ALL),
                (lead.to_owned(), rest.to_owned()),
                "{preset} {down:?}"
            );
        }
    }

    #[test]
    fn of_some_schemes_only_those_are_spoken_of() {
        use Scheme::{DeepFogGuard, ResilinetPlus, Vanilla};
        let cases: [(&str, &[&str], &[Scheme], &str); 7] = [
            (
                "smallest",
                &["f"],
                &[Vanilla],
                "Vanilla has no live path left: it can only guess.",
            ),
            (
                "smallest",
                &["f"],
                &[ResilinetPlus],
                "ResiliNet+ still answers.",
            ),
            (
                "smallest",
                &["f"],
                &[Vanilla, ResilinetPlus],
                "Vanilla has no live path left: it can only guess. The skip e → cloud keeps ResiliNet+ answering.",
            ),
            (
                "smallest",
                &["e", "f"],
                &[ResilinetPlus],
                "ResiliNet+ has no live path left: it can only guess.",
            ),
            (
                "smallest",
                &["e", "f"],
                &[DeepFogGuard, ResilinetPlus],
                "No live path joins a source to the cloud: every scheme can only guess.",
            ),
            (
                "two-sensors",
                &["e1"],
                &[ResilinetPlus],
                "ResiliNet+ still answers. What accelerometer senses does not reach ResiliNet+.",
            ),
            (
                "four-cameras",
                &["f4"],
                &[Vanilla, ResilinetPlus],
                "Every scheme still answers. What camera2, camera3 and camera4 sense no longer reaches Vanilla; the skips e2 → f2, e3 → f2 and e4 → f2 bring it to ResiliNet+.",
            ),
        ];
        for (preset, down, schemes, rest) in cases {
            let said = say(preset, down, schemes.iter().copied().collect());
            assert_eq!(said.1, rest, "{preset} {down:?} {schemes:?}");
        }
    }

    #[test]
    fn without_failures_the_lesson_is_said() {
        for network in Network::all() {
            let sentence = describe(&network, Pattern::NONE_DOWN, Schemes::ALL);
            assert_eq!(sentence.lead, "Every node is up.");
            assert_eq!(sentence.rest, network.lesson);
        }
    }

    #[test]
    fn every_pattern_of_every_preset_has_a_sentence() {
        for network in Network::all() {
            for pattern in network.patterns.all() {
                let Sentence { lead, rest } = describe(&network, pattern, Schemes::ALL);
                assert!(lead.ends_with('.') && rest.ends_with('.'), "{lead} {rest}");
            }
        }
    }
}
