//! Failout, ResiliNet's regulariser: in every mini-batch nodes are down at random.

use deepfog_resilience::{Delivery, Gates, Pattern, Patterns, Reliabilities};
use deepfog_topology::ReliabilitySetting;
use rand::Rng;
use serde::{Deserialize, Serialize};

/// Each node's probability to stay up in a mini-batch. It acts in the schemes with failout only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Failout {
    /// The same for every failable node.
    Survival {
        /// Probability to stay up; the papers' value is 0.9.
        probability: f64,
    },
    /// The papers' "variable" failout: each node's own reliability under a setting.
    Variable {
        /// The setting.
        setting: ReliabilitySetting,
    },
}

impl Default for Failout {
    fn default() -> Self {
        Self::Survival { probability: 0.9 }
    }
}

impl Failout {
    /// The probabilities to stay up, in bit order.
    pub fn survival(&self, patterns: &Patterns) -> Reliabilities {
        match self {
            Self::Survival { probability } => {
                Reliabilities::new(vec![*probability; patterns.failable_count()])
            }
            Self::Variable { setting } => Reliabilities::of(setting, patterns),
        }
    }
}

/// Draws that leave no live path are drawn again, so often at most; then everything is up. A network whose
/// path almost never lives would otherwise hang.
const MAX_DRAWS: usize = 1000;

/// Draws which nodes are down until a live path joins a source and the cloud.
///
/// Every draw takes one number per failable node from the generator, in bit order.
pub fn draw(
    survival: &Reliabilities,
    patterns: &Patterns,
    gates: &Gates,
    nodes: usize,
    generator: &mut impl Rng,
) -> (Pattern, Delivery) {
    for _ in 0..MAX_DRAWS {
        let mut pattern = Pattern::NONE_DOWN;
        for (position, &up) in survival.values().iter().enumerate() {
            if generator.random::<f64>() >= up {
                pattern = pattern.toggled(position);
            }
        }
        let delivery = gates.deliver(&patterns.up(pattern, nodes));
        if delivery.answered {
            return (pattern, delivery);
        }
    }
    (
        Pattern::NONE_DOWN,
        gates.deliver(&patterns.up(Pattern::NONE_DOWN, nodes)),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use deepfog_network::{Purpose, stream};
    use deepfog_topology::{Graph, Scheme, presets};

    use super::*;

    /// Draws are as frequent as P(s) over the patterns with a live path, and none leaves no live path.
    #[test]
    fn draws_follow_the_probabilities() {
        let draws = 20_000;
        for (preset, scheme, setting) in [
            ("sensor-chain", Scheme::ResilinetPlus, None),
            ("sensor-chain", Scheme::Resilinet, Some("Hazardous")),
            ("image-chain", Scheme::Resilinet, Some("Poor")),
            ("wide-fog", Scheme::ResilinetPlus, None),
        ] {
            let topology = presets::find(preset).unwrap().topology;
            let graph = Graph::new(&topology).unwrap();
            let (patterns, gates) = (Patterns::new(&graph), Gates::new(&graph, scheme));
            let failout = match setting {
                None => Failout::default(),
                Some(name) => Failout::Variable {
                    setting: topology.setting(name).unwrap(),
                },
            };
            let survival = failout.survival(&patterns);
            let mut generator = stream(5, Purpose::Failout);
            let mut counts: BTreeMap<Pattern, usize> = BTreeMap::new();
            for _ in 0..draws {
                let (pattern, delivery) =
                    draw(&survival, &patterns, &gates, graph.len(), &mut generator);
                assert!(delivery.answered);
                assert_eq!(delivery, gates.deliver(&patterns.up(pattern, graph.len())));
                *counts.entry(pattern).or_default() += 1;
            }
            let live: Vec<Pattern> = patterns
                .all()
                .filter(|&pattern| gates.deliver(&patterns.up(pattern, graph.len())).answered)
                .collect();
            let total: f64 = live.iter().map(|&p| survival.probability(p)).sum();
            for pattern in live {
                let expected = survival.probability(pattern) / total;
                let share = counts.get(&pattern).copied().unwrap_or(0) as f64 / f64::from(draws);
                let error = (expected * (1.0 - expected) / f64::from(draws)).sqrt();
                assert!(
                    (share - expected).abs() < 5.0 * error + 1e-4,
                    "{preset}: {share} for {expected}"
                );
            }
        }
    }

    #[test]
    fn a_network_whose_path_never_lives_is_trained_whole() {
        let topology = presets::find("smallest").unwrap().topology;
        let graph = Graph::new(&topology).unwrap();
        let (patterns, gates) = (Patterns::new(&graph), Gates::new(&graph, Scheme::Vanilla));
        let never = Reliabilities::new(vec![0.0; patterns.failable_count()]);
        let mut generator = stream(5, Purpose::Failout);
        let (pattern, delivery) = draw(&never, &patterns, &gates, graph.len(), &mut generator);
        assert_eq!(pattern, Pattern::NONE_DOWN);
        assert!(delivery.answered);
    }
}
