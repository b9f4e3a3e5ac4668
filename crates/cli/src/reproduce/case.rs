//! One training of the papers' health network: everything that a person can vary.

use std::fmt;

use anyhow::{Result, anyhow};
use deepfog_dataset::mhealth;
use deepfog_network::{Plan, plan_of};
use deepfog_topology::{NodeId, Scheme, Topology, WeightRule, presets};
use deepfog_training::{Failout, Initialisation, Schedule, Settings};
use serde::{Deserialize, Serialize};

use super::data::Split;

/// The setting whose reliabilities serve as hyperconnection weights: the one in which nodes differ most from 1, so that the
/// rules differ most from the weight 1.
pub const WEIGHTS_SETTING: &str = "Hazardous";

/// Which of the three skip hyperconnections are drawn, as three digits: body→f2, e→f1, f2→cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Skips([bool; 3]);

impl Skips {
    /// None of them.
    pub const NONE: Self = Self([false; 3]);
    /// All of them.
    pub const ALL: Self = Self([true; 3]);

    /// Every subset, from the smallest to the largest.
    pub fn subsets() -> Vec<Self> {
        let mut subsets: Vec<Self> = (0..8_u8)
            .map(|mask| Self([2, 1, 0].map(|bit| mask >> bit & 1 == 1)))
            .collect();
        subsets.sort_by_key(|skips| (skips.0.iter().filter(|&&drawn| drawn).count(), *skips));
        subsets
    }
}

impl fmt::Display for Skips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|&drawn| f.write_str(if drawn { "1" } else { "0" }))
    }
}

impl From<Skips> for String {
    fn from(skips: Skips) -> Self {
        skips.to_string()
    }
}

impl TryFrom<String> for Skips {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::subsets()
            .into_iter()
            .find(|skips| skips.to_string() == text)
            .ok_or_else(|| format!("{text} is no subset of three skips"))
    }
}

/// The papers' rules for hyperconnection weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weights {
    /// All 1.
    One,
    /// The sender's reliability.
    Reliability,
    /// The sender's reliability over the sum of the receiver's inputs.
    Normalised,
    /// Uniform in (0, 1), drawn anew for every seed.
    UniformToOne,
    /// Uniform in (0, 10), drawn anew for every seed.
    UniformToTen,
}

impl Weights {
    /// All rules, in the papers' order.
    pub const ALL: [Self; 5] = [
        Self::One,
        Self::Reliability,
        Self::Normalised,
        Self::UniformToOne,
        Self::UniformToTen,
    ];

    fn rule(self) -> WeightRule {
        let setting = WEIGHTS_SETTING.to_owned();
        match self {
            Self::One => WeightRule::One,
            Self::Reliability => WeightRule::Reliability { setting },
            Self::Normalised => WeightRule::Normalised { setting },
            Self::UniformToOne => WeightRule::Uniform { high: 1.0 },
            Self::UniformToTen => WeightRule::Uniform { high: 10.0 },
        }
    }
}

impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::One => "1",
            Self::Reliability => "reliability",
            Self::Normalised => "normalised reliability",
            Self::UniformToOne => "uniform (0, 1)",
            Self::UniformToTen => "uniform (0, 10)",
        })
    }
}

/// Which nodes are down in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Failing {
    /// None: plain training.
    None,
    /// Each stays up with the same probability.
    Survival {
        /// The probability.
        probability: f64,
    },
    /// Each stays up with its reliability under a setting: the papers' "variable".
    Variable {
        /// The setting's name.
        setting: String,
    },
}

impl Failing {
    /// What the main experiment has.
    pub fn usual(scheme: Scheme) -> Self {
        if scheme.has_failout() {
            Self::Survival { probability: 0.9 }
        } else {
            Self::None
        }
    }
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Survival { probability } => write!(f, "{probability}"),
            Self::Variable { setting } => write!(f, "variable ({setting})"),
        }
    }
}

/// What is compared: everything but the data, the length and the repeat of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variant {
    /// The scheme. Without skips it is Vanilla, whose plain training is deepFogGuard's.
    pub scheme: Scheme,
    /// The skip hyperconnections that are drawn.
    pub skips: Skips,
    /// The rule for hyperconnection weights.
    pub weights: Weights,
    /// Failures in training.
    pub failout: Failing,
}

impl Variant {
    /// The scheme as in the main experiment.
    pub fn of(scheme: Scheme) -> Self {
        Self {
            scheme,
            skips: if scheme.has_skips() {
                Skips::ALL
            } else {
                Skips::NONE
            },
            weights: Weights::One,
            failout: Failing::usual(scheme),
        }
    }

    /// The drawing.
    pub fn topology(&self) -> Topology {
        let mut topology = presets::papers_health();
        let skips: [(NodeId, NodeId); 3] = presets::papers_health_skips();
        for ((from, to), drawn) in skips.into_iter().zip(self.skips.0) {
            if !drawn {
                topology
                    .links
                    .retain(|link| link.from != from || link.to != to);
            }
        }
        topology.weights = self.weights.rule();
        topology
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = Self::of(self.scheme);
        f.write_str(self.scheme.slug())?;
        if self.skips != usual.skips {
            write!(f, ", skips {}", self.skips)?;
        }
        if self.weights != usual.weights {
            write!(f, ", weights {}", self.weights)?;
        }
        if self.failout != usual.failout {
            write!(f, ", failout {}", self.failout)?;
        }
        Ok(())
    }
}

/// One training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Which rows are held out.
    pub split: Split,
    /// What is compared.
    pub variant: Variant,
    /// Passes over the training rows.
    pub epochs: usize,
    /// What the training's randomness grows from: 1 in the first repeat.
    pub seed: u64,
}

impl Case {
    /// The network.
    pub fn plan(&self, topology: &Topology) -> Result<Plan> {
        plan_of(topology, &mhealth::task(), self.variant.scheme, self.seed).map_err(|wrong| {
            let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
            anyhow!("{}", messages.join(" "))
        })
    }

    /// The papers' recipe: Adam at 1e-3, Glorot, batches of 1024, the best epoch kept; nothing else.
    pub fn settings(&self, topology: &Topology) -> Result<Settings> {
        Ok(Settings {
            epochs: self.epochs,
            batch: 1024,
            learning_rate: 1e-3,
            schedule: Schedule::Constant,
            initialisation: Initialisation::Glorot,
            failout: match &self.variant.failout {
                // The scheme has no failout: this is not looked at.
                Failing::None => Failout::default(),
                Failing::Survival { probability } => Failout::Survival {
                    probability: *probability,
                },
                Failing::Variable { setting } => Failout::Variable {
                    setting: topology
                        .setting(setting)
                        .ok_or_else(|| anyhow!("there is no reliability setting {setting}"))?,
                },
            },
            seed: self.seed,
            ..Settings::default()
        })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, seed {}", self.split, self.variant, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use deepfog_topology::LinkKind;

    use super::*;

    fn case(variant: Variant) -> Case {
        Case {
            split: Split::Rows,
            variant,
            epochs: 1,
            seed: 1,
        }
    }

    fn plan(variant: Variant) -> Plan {
        let case = case(variant);
        case.plan(&case.variant.topology()).unwrap()
    }

    /// 250 × (23 + 1), nine layers of 250 × 251, a classifier of 12 × 251; the one adapter, 250 × 23.
    #[test]
    fn parameters_are_those_of_the_papers_network() {
        let chain = 250 * 24 + 9 * 250 * 251 + 12 * 251;
        for scheme in Scheme::ALL {
            let adapter = if scheme.has_skips() { 250 * 23 } else { 0 };
            let plan = plan(Variant::of(scheme));
            assert_eq!(plan.parameter_count(), chain + adapter, "{scheme:?}");
            let layers: Vec<usize> = plan.nodes.iter().map(|node| node.layers.len()).collect();
            assert_eq!(layers, [0, 1, 2, 3, 5]);
        }
    }

    #[test]
    fn the_digits_are_the_skips_that_are_drawn() {
        let names: Vec<String> = Skips::subsets().iter().map(ToString::to_string).collect();
        let expected = ["000", "001", "010", "100", "011", "101", "110", "111"];
        assert_eq!(names, expected);
        for skips in Skips::subsets() {
            let mut variant = Variant::of(Scheme::DeepFogGuard);
            variant.skips = skips;
            let plan = plan(variant);
            let drawn: Vec<String> = plan
                .graph
                .edges()
                .iter()
                .filter(|edge| edge.kind == LinkKind::Skip)
                .map(|edge| format!("{}", plan.graph.ids()[edge.from]))
                .collect();
            let expected: Vec<&str> = ["body", "e", "f2"]
                .into_iter()
                .zip(skips.0)
                .filter_map(|(from, drawn)| drawn.then_some(from))
                .collect();
            assert_eq!(drawn, expected, "{skips}");
            assert_eq!(Skips::try_from(skips.to_string()), Ok(skips));
        }
        assert!(Skips::try_from("11".to_owned()).is_err());
    }

    /// The inputs of f1 come from e (a skip) and from f2.
    #[test]
    fn weights_follow_their_rule() {
        let weights = |weights, seed| {
            let mut case = case(Variant::of(Scheme::ResilinetPlus));
            case.variant.weights = weights;
            case.seed = seed;
            let plan = case.plan(&case.variant.topology()).unwrap();
            let f1 = plan.nodes.iter().find(|node| node.id.as_str() == "f1");
            let inputs = &f1.unwrap().inputs;
            [inputs[0].weight, inputs[1].weight]
        };
        assert_eq!(weights(Weights::One, 1), [1.0, 1.0]);
        assert_eq!(weights(Weights::Reliability, 1), [0.78, 0.80]);
        let sum = 0.78 + 0.80;
        let normalised = weights(Weights::Normalised, 1);
        assert!((normalised[0] - 0.78 / sum).abs() < 1e-6);
        assert!((normalised[1] - 0.80 / sum).abs() < 1e-6);
        let drawn = weights(Weights::UniformToOne, 1);
        let wide = weights(Weights::UniformToTen, 1);
        assert!((wide[0] / drawn[0] - 10.0).abs() < 1e-4);
        assert_ne!(drawn, weights(Weights::UniformToOne, 2));
    }

    #[test]
    fn failout_is_the_setting_that_it_names() {
        let mut case = case(Variant::of(Scheme::Resilinet));
        let survival = |case: &Case| {
            let topology = case.variant.topology();
            let plan = case.plan(&topology).unwrap();
            let patterns = deepfog_resilience::Patterns::new(&plan.graph);
            let settings = case.settings(&topology).unwrap();
            settings.failout.survival(&patterns).values().to_vec()
        };
        assert_eq!(survival(&case), [0.9, 0.9, 0.9]);
        case.variant.failout = Failing::Variable {
            setting: "Hazardous".to_owned(),
        };
        assert_eq!(survival(&case), [0.78, 0.80, 0.85]);
        case.variant.failout = Failing::Variable {
            setting: "Nowhere".to_owned(),
        };
        assert!(case.settings(&case.variant.topology()).is_err());
    }
}
