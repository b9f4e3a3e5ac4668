//! The rules of hyperconnection weights as a list to choose from, and what each hyperconnection weighs under them.

use deepfog_topology::edit::given_weights;
use deepfog_topology::{Link, Topology, WeightRule};

/// A rule without the setting that it may need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RuleKind {
    /// All 1.
    One,
    /// The sender's reliability.
    Reliability,
    /// The sender's reliability over the sum of those of all inputs.
    Normalised,
    /// Random up to this number.
    Uniform(f64),
    /// Each as a person set it.
    Given,
}

impl RuleKind {
    /// The rules that are offered: the papers', and one by one.
    pub const OFFERED: [Self; 6] = [
        Self::One,
        Self::Reliability,
        Self::Normalised,
        Self::Uniform(1.0),
        Self::Uniform(10.0),
        Self::Given,
    ];

    /// The kind of a document's rule.
    pub fn of(rule: &WeightRule) -> Self {
        match rule {
            WeightRule::One => Self::One,
            WeightRule::Reliability { .. } => Self::Reliability,
            WeightRule::Normalised { .. } => Self::Normalised,
            WeightRule::Uniform { high } => Self::Uniform(*high),
            WeightRule::Given { .. } => Self::Given,
        }
    }

    /// The name in attributes.
    pub fn slug(self) -> String {
        match self {
            Self::One => "one".to_owned(),
            Self::Reliability => "reliability".to_owned(),
            Self::Normalised => "normalised".to_owned(),
            Self::Uniform(high) => format!("uniform-{high}"),
            Self::Given => "given".to_owned(),
        }
    }

    /// The name that a person reads.
    pub fn name(self) -> String {
        match self {
            Self::One => "all 1".to_owned(),
            Self::Reliability => "the sender's reliability".to_owned(),
            Self::Normalised => "the sender's reliability, normalised".to_owned(),
            Self::Uniform(high) => format!("random up to {high}"),
            Self::Given => "given one by one".to_owned(),
        }
    }

    /// Whether it asks for a reliability setting.
    pub fn needs_setting(self) -> bool {
        matches!(self, Self::Reliability | Self::Normalised)
    }

    /// The rule for a document, with the setting where it needs one. Weights that are given one by one begin as they are
    /// now, and as 1 where they are random.
    pub fn rule(self, topology: &Topology, setting: &str) -> WeightRule {
        let setting = || setting.to_owned();
        match self {
            Self::One => WeightRule::One,
            Self::Reliability => WeightRule::Reliability { setting: setting() },
            Self::Normalised => WeightRule::Normalised { setting: setting() },
            Self::Uniform(high) => WeightRule::Uniform { high },
            Self::Given => WeightRule::Given {
                weights: given_weights(topology),
            },
        }
    }
}

/// The name of the setting that a rule follows.
pub fn setting_of(rule: &WeightRule) -> Option<&str> {
    match rule {
        WeightRule::Reliability { setting } | WeightRule::Normalised { setting } => Some(setting),
        WeightRule::One | WeightRule::Uniform { .. } | WeightRule::Given { .. } => None,
    }
}

/// What a hyperconnection weighs; `None` where the weight is random: training draws it.
pub fn weight(topology: &Topology, link: &Link) -> Option<f64> {
    if matches!(topology.weights, WeightRule::Uniform { .. }) {
        return None;
    }
    let others = given_weights(topology);
    let own = others.iter().find(|given| given.is_of(link));
    Some(own.map_or(1.0, |own| own.weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::{LinkWeight, presets};

    /// The sensor chain: watch → e → f2 → f1 → cloud, skips watch→f2, e→f1, f2→cloud.
    fn chain(rule: WeightRule) -> Topology {
        let mut topology = presets::find("sensor-chain").unwrap().topology;
        topology.settings[0].reliability = [("e", 0.5), ("f2", 0.25), ("f1", 0.75)]
            .map(|(id, value)| (id.into(), value))
            .into();
        topology.weights = rule;
        topology
    }

    #[test]
    fn weights_follow_the_rule() {
        let setting = presets::find("sensor-chain").unwrap().topology.settings[0]
            .name
            .clone();
        let own = LinkWeight {
            from: "e".into(),
            to: "f2".into(),
            weight: -3.0,
        };
        for (rule, from, to, expected) in [
            (WeightRule::One, "e", "f2", Some(1.0)),
            (WeightRule::Uniform { high: 1.0 }, "e", "f2", None),
            (
                WeightRule::Reliability {
                    setting: setting.clone(),
                },
                "e",
                "f1",
                Some(0.5),
            ),
            (
                WeightRule::Reliability {
                    setting: setting.clone(),
                },
                "watch",
                "f2",
                Some(1.0),
            ),
            (
                WeightRule::Normalised {
                    setting: setting.clone(),
                },
                "e",
                "f1",
                Some(0.666_666_667),
            ),
            (
                WeightRule::Given {
                    weights: vec![own.clone()],
                },
                "e",
                "f2",
                Some(-3.0),
            ),
            (
                WeightRule::Given { weights: vec![own] },
                "e",
                "f1",
                Some(1.0),
            ),
        ] {
            let link = Link {
                from: from.into(),
                to: to.into(),
            };
            let found = weight(&chain(rule.clone()), &link);
            assert_eq!(found, expected, "{rule:?} {from} {to}");
        }
    }

    #[test]
    fn weights_given_one_by_one_begin_as_they_are() {
        let mut topology = chain(WeightRule::Normalised {
            setting: "Normal".to_owned(),
        });
        let weights = |topology: &Topology| -> Vec<Option<f64>> {
            let links = topology.links.iter();
            links.map(|link| weight(topology, link)).collect()
        };
        let before = weights(&topology);
        topology.weights = RuleKind::Given.rule(&topology, "Poor");
        assert_eq!(weights(&topology), before);
        topology.weights = WeightRule::Uniform { high: 10.0 };
        assert_eq!(
            RuleKind::Given.rule(&topology, "Poor"),
            WeightRule::Given { weights: vec![] }
        );
    }

    #[test]
    fn every_rule_is_what_it_was_chosen_as() {
        let topology = chain(WeightRule::One);
        for kind in RuleKind::OFFERED {
            let rule = kind.rule(&topology, "Poor");
            assert_eq!(RuleKind::of(&rule), kind);
            assert_eq!(setting_of(&rule).is_some(), kind.needs_setting());
        }
        assert_eq!(RuleKind::Uniform(2.5).slug(), "uniform-2.5");
    }
}
