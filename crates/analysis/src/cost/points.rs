//! What each network is worth and what it costs: every scheme, with every set of its skips cut.

use deepfog_notation::words::list;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;

use super::flows::{Expected, Flows};
use super::front::cuts;
use crate::subject::{Subject, link_name};

/// A network with some of its skips cut, without being trained anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The scheme.
    pub scheme: Scheme,
    /// The skips that are cut, as a bit mask over [`Subject::skips`].
    pub cut: u64,
    /// Its expected accuracy.
    pub accuracy: f64,
    /// Its expected costs.
    pub cost: Expected,
}

/// What is known of one scheme.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The scheme.
    pub scheme: Scheme,
    /// Accuracy under every pattern of nodes, and of skips after them where `has_cuts`.
    pub accuracy: &'a [f64],
    /// The flows of the same patterns.
    pub flows: &'a Flows,
    /// Their costs.
    pub costs: &'a [(f64, f64)],
    /// Whether the patterns have bits for skips.
    pub has_cuts: bool,
}

/// The points of one scheme. `nodes` holds the probability of each node to be up; cut skips stay cut.
pub fn points(known: &Known, nodes: &[f64], skips: usize) -> Vec<Point> {
    let probabilities = probabilities(nodes);
    let sets = if known.has_cuts && known.scheme.has_skips() {
        cuts(skips)
    } else {
        vec![0]
    };
    let point = |cut: u64| {
        let first = usize::try_from(cut).ok()? << nodes.len();
        let accuracy = known.accuracy.get(first..first + probabilities.len())?;
        let sum = accuracy
            .iter()
            .zip(&probabilities)
            .map(|(value, weight)| value * weight);
        Some(Point {
            scheme: known.scheme,
            cut,
            accuracy: sum.sum(),
            cost: known
                .flows
                .expected(known.costs, Pattern(first as u64), &probabilities)?,
        })
    };
    sets.into_iter().filter_map(point).collect()
}

/// The probability of each pattern of nodes, by its bit mask: node by node the list doubles.
pub fn probabilities(nodes: &[f64]) -> Vec<f64> {
    let mut found = vec![1.0];
    for up in nodes {
        let down: Vec<f64> = found.iter().map(|before| before * (1.0 - up)).collect();
        found.iter_mut().for_each(|before| *before *= up);
        found.extend(down);
    }
    found
}

/// The name of a network: `ResiliNet without e → f1`.
pub fn name(subject: &Subject, scheme: Scheme, cut: u64) -> String {
    let skips = subject.skips().iter().enumerate();
    let names: Vec<String> = skips
        .filter(|(at, _)| cut >> at & 1 == 1)
        .map(|(_, link)| link_name(link))
        .collect();
    if names.is_empty() {
        scheme.name().to_owned()
    } else {
        format!("{} without {}", scheme.name(), list(&names))
    }
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::{Reliabilities, expected_accuracy};

    use super::*;
    use crate::cost::{Prices, Wiring};
    use crate::kind::Kind;
    use crate::subject::tests::shipped;

    #[test]
    fn every_set_of_skips_is_a_point() {
        let chain = shipped("sensor-chain");
        let patterns = chain.patterns(Kind::NodesAndSkips);
        let accuracy: Vec<f64> = (0..64_u64)
            .map(|mask| 1.0 - mask.count_ones() as f64 / 8.0)
            .collect();
        let nodes = [0.9, 0.8, 0.7];
        for (scheme, has_cuts, count) in [
            (Scheme::ResilinetPlus, true, 8),
            (Scheme::ResilinetPlus, false, 1),
            (Scheme::Vanilla, true, 1),
        ] {
            let wiring = Wiring::new(&chain, scheme).unwrap();
            let flows = Flows::new(&wiring, patterns);
            let costs = flows.costs(&wiring, &wiring.times(&Prices::default(), None));
            let known = Known {
                scheme,
                accuracy: &accuracy,
                flows: &flows,
                costs: &costs,
                has_cuts,
            };
            let found = points(&known, &nodes, 3);
            assert_eq!(found.len(), count, "{scheme:?}");
            let reliabilities = Reliabilities::new(nodes.to_vec());
            for point in &found {
                let first = (point.cut as usize) << 3;
                let expected = expected_accuracy(&reliabilities, &accuracy[first..first + 8]);
                assert!((point.accuracy - expected.unwrap()).abs() < 1e-12);
                assert!(point.cost.answered <= 1.0 && point.cost.bytes > 2_400.0);
            }
            // A skip that is cut carries nothing.
            if count == 8 {
                assert!(found[7].cost.bytes < found[0].cost.bytes);
                assert!(found[7].cost.answered < found[0].cost.answered);
            }
        }
    }

    #[test]
    fn networks_have_names() {
        let chain = shipped("sensor-chain");
        for (cut, expected) in [
            (0, "ResiliNet"),
            (0b010, "ResiliNet without e → f1"),
            (0b101, "ResiliNet without watch → f2 and f2 → cloud"),
        ] {
            assert_eq!(name(&chain, Scheme::Resilinet, cut), expected);
        }
        assert_eq!(probabilities(&[]), [1.0]);
        assert_eq!(probabilities(&[0.75, 0.5]), [0.375, 0.125, 0.375, 0.125]);
    }
}
