//! What the main experiment and each study compare.

use std::fmt;

use deepfog_topology::Scheme;
use serde::{Deserialize, Serialize};

use super::case::{Case, Failing, Skips, Variant, Weights};
use super::data::Split;

/// A set of networks that are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Experiment {
    /// The four schemes.
    Main,
    /// Every subset of the skip hyperconnections, with plain training.
    Skips,
    /// Survival in training .95, .9, .7, .5, and variable.
    Failout,
    /// The five rules for hyperconnection weights.
    Weights,
}

impl Experiment {
    /// What is compared, in the order of the table.
    pub fn variants(self) -> Vec<Variant> {
        match self {
            Self::Main => Scheme::ALL.map(Variant::of).to_vec(),
            Self::Skips => Skips::subsets()
                .into_iter()
                .map(|skips| match skips {
                    Skips::NONE => Variant::of(Scheme::Vanilla),
                    skips => Variant {
                        skips,
                        ..Variant::of(Scheme::DeepFogGuard)
                    },
                })
                .collect(),
            Self::Failout => {
                let fixed =
                    [0.95, 0.9, 0.7, 0.5].map(|probability| Failing::Survival { probability });
                let variable = ["Normal", "Poor", "Hazardous"].map(|setting| Failing::Variable {
                    setting: setting.to_owned(),
                });
                let all: Vec<Failing> = fixed.into_iter().chain(variable).collect();
                combinations(
                    [Scheme::ResilinetPlus, Scheme::Resilinet],
                    &all,
                    |variant, failout| {
                        variant.failout = failout.clone();
                    },
                )
            }
            Self::Weights => combinations(
                [Scheme::DeepFogGuard, Scheme::ResilinetPlus],
                &Weights::ALL,
                |variant, weights| variant.weights = *weights,
            ),
        }
    }
}

impl fmt::Display for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Main => "main",
            Self::Skips => "skips",
            Self::Failout => "failout",
            Self::Weights => "weights",
        })
    }
}

/// Every choice for the first scheme, then every choice for the next one.
fn combinations<T>(
    schemes: [Scheme; 2],
    choices: &[T],
    choose: impl Fn(&mut Variant, &T),
) -> Vec<Variant> {
    let mut variants = Vec::new();
    for scheme in schemes {
        for choice in choices {
            let mut variant = Variant::of(scheme);
            choose(&mut variant, choice);
            variants.push(variant);
        }
    }
    variants
}

/// What one run of the command was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// What is compared.
    pub experiment: Experiment,
    /// On which splits.
    pub splits: Vec<Split>,
    /// Variants of other schemes are left out.
    pub schemes: Vec<Scheme>,
    /// Passes over the training rows.
    pub epochs: usize,
    /// Trainings of every network.
    pub repeats: u64,
}

impl Order {
    /// The trainings: first everything once, split by split, then everything again, so that an early end leaves whole tables.
    pub fn cases(&self) -> Vec<Case> {
        let mut cases = Vec::new();
        for seed in 1..=self.repeats {
            for &split in &self.splits {
                for variant in self.experiment.variants() {
                    if self.schemes.contains(&variant.scheme) {
                        cases.push(Case {
                            split,
                            variant,
                            epochs: self.epochs,
                            seed,
                        });
                    }
                }
            }
        }
        cases
    }

    /// The command that asks for the same.
    pub fn command(&self) -> String {
        let mut command = format!(
            "deepfog reproduce health --data DIR --epochs {} --repeats {}",
            self.epochs, self.repeats
        );
        if self.experiment != Experiment::Main {
            command += &format!(" --study {}", self.experiment);
        }
        if let [split] = self.splits[..] {
            command += &format!(" --split {split}");
        }
        for scheme in Scheme::ALL {
            if self.schemes.len() < Scheme::ALL.len() && self.schemes.contains(&scheme) {
                command += &format!(" --scheme {}", scheme.slug());
            }
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(experiment: Experiment) -> Order {
        Order {
            experiment,
            splits: vec![Split::Rows, Split::People],
            schemes: Scheme::ALL.to_vec(),
            epochs: 3,
            repeats: 2,
        }
    }

    #[test]
    fn every_network_is_trained_once_before_any_is_trained_again() {
        let cases = order(Experiment::Main).cases();
        let told: Vec<String> = cases.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 16);
        assert_eq!(told[0], "rows vanilla, seed 1");
        assert_eq!(told[3], "rows resilinet-plus, seed 1");
        assert_eq!(told[4], "people vanilla, seed 1");
        assert_eq!(told[8], "rows vanilla, seed 2");
    }

    #[test]
    fn studies_compare_what_the_papers_compare() {
        for (experiment, count, first, last) in [
            (Experiment::Skips, 8, "vanilla", "deep-fog-guard"),
            (
                Experiment::Failout,
                14,
                "resilinet-plus, failout 0.95",
                "resilinet, failout variable (Hazardous)",
            ),
            (
                Experiment::Weights,
                10,
                "deep-fog-guard",
                "resilinet-plus, weights uniform (0, 10)",
            ),
        ] {
            let variants = experiment.variants();
            assert_eq!(variants.len(), count);
            assert_eq!(variants[0].to_string(), first);
            assert_eq!(variants[count - 1].to_string(), last);
            for (at, variant) in variants.iter().enumerate() {
                assert!(!variants[..at].contains(variant), "{variant} comes twice");
            }
        }
    }

    #[test]
    fn the_command_asks_for_the_same() {
        let mut order = order(Experiment::Main);
        let main = "deepfog reproduce health --data DIR --epochs 3 --repeats 2";
        assert_eq!(order.command(), main);
        order.experiment = Experiment::Skips;
        order.splits = vec![Split::Rows];
        order.schemes = vec![Scheme::DeepFogGuard];
        assert_eq!(
            order.command(),
            format!("{main} --study skips --split rows --scheme deep-fog-guard")
        );
    }
}
