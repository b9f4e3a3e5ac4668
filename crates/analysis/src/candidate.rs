//! What one more skip hyperconnection would buy, and what it would cost.

use deepfog_network::cost::costs;
use deepfog_resilience::gain::{possible_skips, rise, with};
use deepfog_topology::{Graph, Link, ReliabilitySetting, Scheme, order};

use crate::subject::Subject;

/// More of them take a while: they are worked out when a person asks.
pub const AT_ONCE: usize = 48;
/// With more nodes that can fail, path survival takes longer than a slider can wait.
const SMALL: usize = 12;
/// So many are chosen before a person does.
pub const CHOSEN: usize = 3;

/// A skip that could be added. What it costs depends on no reliability.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Between which nodes.
    pub link: Link,
    /// Bytes that it carries per sample.
    pub bytes: Option<u64>,
    /// Parameters that the network has more with it: those of its adapter, and of one that a source that fed its receiver alone needs now.
    pub parameters: Option<u64>,
    graph: Graph,
}

/// All of them, by sender, then receiver, in topological order.
pub fn candidates(subject: &Subject) -> Vec<Candidate> {
    let scheme = Scheme::ResilinetPlus;
    let before = costs(&subject.topology, scheme);
    possible_skips(&subject.graph)
        .into_iter()
        .filter_map(|link| {
            let more = with(&subject.topology, &link);
            let after = costs(&more, scheme);
            let is_known = before.complete && after.complete;
            Some(Candidate {
                bytes: after.link(&link).and_then(|cost| cost.bytes),
                parameters: is_known.then(|| after.parameters.saturating_sub(before.parameters)),
                graph: Graph::new(&more).ok()?,
                link,
            })
        })
        .collect()
}

/// Whether their gains follow a slider.
pub fn is_quick(subject: &Subject, candidates: &[Candidate]) -> bool {
    candidates.len() <= AT_ONCE && subject.graph.failable().len() <= SMALL
}

/// By how much each raises the probability that a path lives; `None` where that can only be estimated.
pub fn gains(
    subject: &Subject,
    candidates: &[Candidate],
    setting: &ReliabilitySetting,
) -> Vec<Option<f64>> {
    let all = candidates.iter();
    all.map(|candidate| rise(&subject.graph, &candidate.graph, setting))
        .collect()
}

/// The candidates from the largest gain on; of equal ones those that carry less first.
pub fn ranked(candidates: &[Candidate], gains: &[Option<f64>]) -> Vec<usize> {
    let gain = |at: usize| gains.get(at).copied().flatten().unwrap_or(0.0);
    let bytes = |at: usize| candidates[at].bytes.unwrap_or(u64::MAX);
    order::ordered(candidates.len(), &mut |a, b| {
        gain(b).total_cmp(&gain(a)).then(bytes(a).cmp(&bytes(b)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::odds::Odds;
    use crate::subject::tests::shipped;

    #[test]
    fn the_chain_could_have_three_more() {
        let chain = shipped("sensor-chain");
        let candidates = candidates(&chain);
        let names: Vec<String> = candidates
            .iter()
            .map(|candidate| crate::subject::link_name(&candidate.link))
            .collect();
        assert_eq!(names, ["watch → f1", "watch → cloud", "e → cloud"]);
        assert!(is_quick(&chain, &candidates));
        // What the watch sends is the same wherever it goes, and each needs a learned adapter.
        assert_eq!(candidates[0].bytes, candidates[1].bytes);
        assert!(candidates[0].bytes > Some(0) && candidates[0].parameters > Some(0));
        let mut odds = Odds::of(&chain, "Hazardous");
        let gain_of = |odds: &Odds| gains(&chain, &candidates, &odds.as_setting(&chain));
        let found = gain_of(&odds);
        // A path from the watch to the cloud lives whatever fails: it gains all that there is to gain.
        assert_eq!(ranked(&candidates, &found)[0], 1);
        assert!(found.iter().all(|gain| gain.unwrap() > 0.0));
        for bit in 0..3 {
            odds.set(bit, 1.0);
        }
        assert_eq!(gain_of(&odds), [Some(0.0); 3]);
    }

    #[test]
    fn a_drawing_without_any_has_none() {
        let smallest = shipped("smallest");
        for candidate in candidates(&smallest) {
            assert!(!smallest.topology.links.contains(&candidate.link));
        }
        assert!(ranked(&[], &[]).is_empty());
    }
}
