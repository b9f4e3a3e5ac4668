//! The costs of many failure patterns: what does not depend on reliabilities is computed once.

use std::collections::BTreeMap;

use deepfog_resilience::{Delivery, Pattern, Patterns};

use super::timeline::timeline;
use super::wiring::{Times, Wiring};

/// Where a pattern has no answer.
const NONE: u32 = u32::MAX;

/// All failure patterns of a network by what flows under them. Patterns under which the same inputs count share a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Flows {
    /// Each flow once.
    distinct: Vec<Delivery>,
    /// Per pattern, by its bit mask: its flow, or [`NONE`].
    of: Vec<u32>,
}

/// What the patterns cost on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// Probability that there is an answer.
    pub answered: f64,
    /// Mean milliseconds until it is there, where there is one.
    pub latency: f64,
    /// Mean bytes that travel for it, where there is one.
    pub bytes: f64,
}

impl Flows {
    /// The flows of all patterns; none above 16 bits.
    pub fn new(wiring: &Wiring, patterns: &Patterns) -> Self {
        let mut known: BTreeMap<Vec<u64>, u32> = BTreeMap::new();
        let mut distinct = Vec::new();
        let of = patterns
            .all()
            .map(|pattern| {
                let delivery = wiring.delivery(patterns, pattern);
                if !delivery.answered {
                    return NONE;
                }
                let next = distinct.len() as u32;
                let flow = *known.entry(key(&delivery)).or_insert(next);
                if flow == next {
                    distinct.push(delivery);
                }
                flow
            })
            .collect();
        Self { distinct, of }
    }

    /// Milliseconds and bytes of each flow.
    pub fn costs(&self, wiring: &Wiring, times: &Times) -> Vec<(f64, f64)> {
        let flows = self.distinct.iter();
        flows
            .map(|delivery| {
                let found = timeline(wiring, times, delivery);
                (found.answer.unwrap_or(0.0), found.bytes as f64)
            })
            .collect()
    }

    /// The mean costs of the patterns from `first` on, weighed by probabilities; `None` where there never is an answer.
    pub fn expected(
        &self,
        costs: &[(f64, f64)],
        first: Pattern,
        probabilities: &[f64],
    ) -> Option<Expected> {
        let first = usize::try_from(first.0).ok()?;
        let (mut answered, mut latency, mut bytes) = (0.0, 0.0, 0.0);
        for (flow, probability) in self.of.get(first..)?.iter().zip(probabilities) {
            if let Some(cost) = costs.get(*flow as usize).filter(|_| *flow != NONE) {
                answered += probability;
                latency += probability * cost.0;
                bytes += probability * cost.1;
            }
        }
        (answered > 0.0).then(|| Expected {
            answered,
            latency: latency / answered,
            bytes: bytes / answered,
        })
    }
}

/// Which inputs of delivering nodes count, as bits.
fn key(delivery: &Delivery) -> Vec<u64> {
    let mut key = Vec::new();
    let nodes = delivery.counts.iter().zip(&delivery.delivers);
    let inputs =
        nodes.flat_map(|(counts, delivers)| counts.iter().map(move |counts| *counts && *delivers));
    for (at, counts) in inputs.enumerate() {
        if at % 64 == 0 {
            key.push(0);
        }
        if let Some(word) = key.last_mut() {
            *word |= u64::from(counts) << (at % 64);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::Reliabilities;
    use deepfog_topology::Scheme;

    use super::*;
    use crate::cost::prices::Prices;
    use crate::kind::Kind;
    use crate::subject::tests::shipped;

    #[test]
    fn expectations_are_weighed_sums() {
        let chain = shipped("sensor-chain");
        let patterns = chain.patterns(Kind::NodesAndSkips);
        let reliabilities = Reliabilities::new(vec![0.9, 0.8, 0.7]);
        let probabilities: Vec<f64> = (0..8)
            .map(|mask| reliabilities.probability(Pattern(mask)))
            .collect();
        for scheme in Scheme::ALL {
            let wiring = Wiring::new(&chain, scheme).unwrap();
            let flows = Flows::new(&wiring, patterns);
            assert!(flows.distinct.len() < flows.of.len());
            let times = wiring.times(&Prices::default(), None);
            let costs = flows.costs(&wiring, &times);
            for cut in 0..8_u64 {
                let first = Pattern(cut << 3);
                let (mut answered, mut latency, mut bytes) = (0.0, 0.0, 0.0);
                for (mask, probability) in probabilities.iter().enumerate() {
                    let pattern = Pattern(first.0 | mask as u64);
                    let found = timeline(&wiring, &times, &wiring.delivery(patterns, pattern));
                    if let Some(time) = found.answer {
                        answered += probability;
                        latency += probability * time;
                        bytes += probability * found.bytes as f64;
                    }
                }
                let found = flows.expected(&costs, first, &probabilities).unwrap();
                for (found, expected) in [
                    (found.answered, answered),
                    (found.latency, latency / answered),
                    (found.bytes, bytes / answered),
                ] {
                    assert!(
                        (found - expected).abs() < 1e-9 * expected,
                        "{scheme:?} {cut:b}"
                    );
                }
            }
        }
    }

    #[test]
    fn without_an_answer_there_is_no_cost() {
        let chain = shipped("sensor-chain");
        let wiring = Wiring::new(&chain, Scheme::Vanilla).unwrap();
        let flows = Flows::new(&wiring, chain.patterns(Kind::Nodes));
        let costs = flows.costs(&wiring, &wiring.times(&Prices::default(), None));
        let mut all_down = vec![0.0; 8];
        all_down[7] = 1.0;
        assert_eq!(flows.expected(&costs, Pattern(0), &all_down), None);
        assert_eq!(flows.expected(&costs, Pattern(64), &all_down), None);
    }
}
