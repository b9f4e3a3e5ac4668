//! How much each part matters for the accuracy, and each skip hyperconnection.

use deepfog_resilience::{Outcomes, Reliabilities, birnbaum, shapley};
use deepfog_topology::Scheme;

use crate::evidence::Evidence;
use crate::kind::Kind;

/// How much some parts matter to one scheme: one entry per part, differences of shares.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// The scheme.
    pub scheme: Scheme,
    /// Samples.
    pub n: u32,
    /// Birnbaum's importance.
    pub birnbaum: Vec<f64>,
    /// The Shapley value.
    pub shapley: Vec<f64>,
}

/// How much each part that can fail matters. `shapley_of` is asked for the Shapley values, which need no reliabilities and take longer: they
/// can be kept.
pub fn of_parts(
    evidence: &Evidence,
    reliabilities: &Reliabilities,
    shapley_of: impl FnOnce() -> Vec<f64>,
) -> Option<Importance> {
    let outcomes = evidence.outcomes(reliabilities)?;
    Some(Importance {
        scheme: evidence.scheme,
        n: evidence.table.n,
        birnbaum: birnbaum(&outcomes),
        shapley: shapley_of(),
    })
}

/// The Shapley values of the parts that can fail; empty where nothing is measured.
pub fn shapley_of(evidence: &Evidence, parts: usize) -> Vec<f64> {
    // Which reliabilities does not matter.
    let any = Reliabilities::new(vec![1.0; parts]);
    evidence
        .outcomes(&any)
        .map_or_else(Vec::new, |outcomes| shapley(&outcomes))
}

/// The expected accuracy with each set of skips cut and all others there, under the nodes' reliabilities: by the bit mask of the skips
/// that are cut. `evidence` is of [`Kind::NodesAndSkips`]. `None` where it does not fit.
pub fn with_cut(evidence: &Evidence, nodes: &Reliabilities) -> Option<Vec<f64>> {
    if evidence.kind != Kind::NodesAndSkips {
        return None;
    }
    // The nodes' bits are the low ones: each set of skips has its run of patterns.
    let run = 1_usize.checked_shl(u32::try_from(nodes.values().len()).ok()?)?;
    if evidence.accuracy.is_empty() || !evidence.accuracy.len().is_multiple_of(run) {
        return None;
    }
    evidence
        .accuracy
        .chunks(run)
        .map(|of_set| Some(Outcomes::new(nodes, of_set).ok()?.expected_accuracy()))
        .collect()
}

/// How much each skip matters: Birnbaum's importance is what the expected accuracy falls by when that skip alone is cut and nothing is
/// trained anew; the Shapley value is that of the game v(S) = expected accuracy with exactly the skips of S.
pub fn of_skips(evidence: &Evidence, nodes: &Reliabilities) -> Option<Importance> {
    let game = with_cut(evidence, nodes)?;
    let skips = game.len().trailing_zeros() as usize;
    // All skips are there but for the one that is asked about.
    let there = Reliabilities::new(vec![1.0; skips]);
    let outcomes = Outcomes::new(&there, &game).ok()?;
    Some(Importance {
        scheme: evidence.scheme,
        n: evidence.table.n,
        birnbaum: birnbaum(&outcomes),
        shapley: shapley(&outcomes),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expected::tests::{falling, measured};
    use crate::odds::Odds;
    use crate::subject::tests::shipped;

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn each_node_matters_by_what_it_costs() {
        // A sum over nodes: each matters by its own cost, whatever the others do.
        let evidence = measured(Kind::Nodes, Scheme::Resilinet, &falling());
        let odds = Odds::of(&shipped("sensor-chain"), "Hazardous");
        let reliabilities = odds.reliabilities(Kind::Nodes);
        let found = of_parts(&evidence, &reliabilities, || shapley_of(&evidence, 3)).unwrap();
        close(&found.birnbaum, &[0.2, 0.3, 0.1]);
        close(&found.shapley, &[0.2, 0.3, 0.1]);
        assert_eq!((found.scheme, found.n), (Scheme::Resilinet, 100));
        assert!(shapley_of(&evidence, 4).is_empty());
    }

    #[test]
    fn skips_matter_by_what_cutting_them_costs() {
        // Three nodes and three skips. Cutting skip 0 costs 8, skip 1 costs 4; both together 20; skip 2 costs nothing.
        let costs = |cut: usize| match cut & 3 {
            0 => 0.0,
            1 => 8.0,
            2 => 4.0,
            _ => 20.0,
        };
        let nodes = falling();
        let correct: Vec<f64> = (0..64)
            .map(|mask| nodes[mask & 7] - costs(mask >> 3))
            .collect();
        let evidence = measured(Kind::NodesAndSkips, Scheme::ResilinetPlus, &correct);
        let odds = Odds::of(&shipped("sensor-chain"), "Hazardous");
        let reliabilities = odds.reliabilities(Kind::NodesAndSkips);
        let game = with_cut(&evidence, &reliabilities).unwrap();
        let whole = 0.9 - 0.22 * 0.2 - 0.2 * 0.3 - 0.15 * 0.1;
        close(
            &game[..4],
            &[whole, whole - 0.08, whole - 0.04, whole - 0.2],
        );
        let found = of_skips(&evidence, &reliabilities).unwrap();
        close(&found.birnbaum, &[0.08, 0.04, 0.0]);
        // Half of the joint cost beyond each one's own: 8 + 8/2, 4 + 8/2.
        close(&found.shapley, &[0.12, 0.08, 0.0]);
    }

    #[test]
    fn what_was_not_measured_says_nothing() {
        let odds = Odds::of(&shipped("sensor-chain"), "Poor");
        let reliabilities = odds.reliabilities(Kind::Nodes);
        let of_nodes = measured(Kind::Nodes, Scheme::Vanilla, &falling());
        assert_eq!(of_skips(&of_nodes, &reliabilities), None);
        let odd = measured(Kind::NodesAndSkips, Scheme::Vanilla, &[1.0; 12]);
        assert_eq!(with_cut(&odd, &reliabilities), None);
    }
}
