//! The rules of hyperconnection weights as a list to choose from, and what each hyperconnection weighs under them.

use deepfog_topology::{Graph, LinkWeight, Scheme, Tier, Topology, WeightRule};

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
    pub fn rule(self, topology: &Topology, graph: &Graph, setting: &str) -> WeightRule {
        let setting = || setting.to_owned();
        match self {
            Self::One => WeightRule::One,
            Self::Reliability => WeightRule::Reliability { setting: setting() },
            Self::Normalised => WeightRule::Normalised { setting: setting() },
            Self::Uniform(high) => WeightRule::Uniform { high },
            Self::Given => WeightRule::Given {
                weights: given(topology, graph),
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

/// What a hyperconnection weighs, by its index among the graph's edges; `None` where the weight is random: training draws it.
pub fn weight(topology: &Topology, graph: &Graph, edge: usize) -> Option<f64> {
    let edge = graph.edges().get(edge)?;
    let reliability = |setting: &str| {
        let setting = topology.setting(setting);
        move |node: usize| match (&setting, graph.tier(node)) {
            (_, Tier::Source) | (None, _) => 1.0,
            (Some(setting), _) => setting.of(&graph.ids()[node]),
        }
    };
    match &topology.weights {
        WeightRule::One => Some(1.0),
        WeightRule::Uniform { .. } => None,
        WeightRule::Reliability { setting } => Some(reliability(setting)(edge.from)),
        WeightRule::Normalised { setting } => {
            let of = reliability(setting);
            let sum: f64 = graph
                .inputs(edge.to, Scheme::ResilinetPlus)
                .map(|input| of(input.from))
                .sum();
            Some(if sum > 0.0 { of(edge.from) / sum } else { 0.0 })
        }
        WeightRule::Given { weights } => {
            let (from, to) = (&graph.ids()[edge.from], &graph.ids()[edge.to]);
            let own = weights
                .iter()
                .find(|given| given.from == *from && given.to == *to);
            Some(own.map_or(1.0, |given| given.weight))
        }
    }
}

/// The present weights, one by one; those that are 1 need no entry.
fn given(topology: &Topology, graph: &Graph) -> Vec<LinkWeight> {
    graph
        .edges()
        .iter()
        .enumerate()
        .filter_map(|(at, edge)| {
            let weight = weight(topology, graph, at).filter(|weight| *weight != 1.0)?;
            Some(LinkWeight {
                from: graph.ids()[edge.from].clone(),
                to: graph.ids()[edge.to].clone(),
                weight,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::presets;

    /// The sensor chain: watch → e → f2 → f1 → cloud, skips watch→f2, e→f1, f2→cloud. Poor: e .87, f2 .91... by the papers.
    fn chain(rule: WeightRule) -> (Topology, Graph) {
        let mut topology = presets::find("sensor-chain").unwrap().topology;
        topology.settings[0].reliability = [("e", 0.5), ("f2", 0.25), ("f1", 0.75)]
            .map(|(id, value)| (id.into(), value))
            .into();
        topology.weights = rule;
        let graph = Graph::new(&topology).unwrap();
        (topology, graph)
    }

    fn weight_of(topology: &Topology, graph: &Graph, from: &str, to: &str) -> Option<f64> {
        let [from, to] = [from, to].map(|id| graph.index(&id.into()).unwrap());
        let edge = graph
            .edges()
            .iter()
            .position(|edge| edge.from == from && edge.to == to)
            .unwrap();
        weight(topology, graph, edge)
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
                Some(0.5 / 0.75),
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
            let (topology, graph) = chain(rule.clone());
            assert_eq!(
                weight_of(&topology, &graph, from, to),
                expected,
                "{rule:?} {from} {to}"
            );
        }
    }

    #[test]
    fn weights_given_one_by_one_begin_as_they_are() {
        let (mut topology, graph) = chain(WeightRule::Normalised {
            setting: "Normal".to_owned(),
        });
        let before: Vec<Option<f64>> = (0..graph.edges().len())
            .map(|edge| weight(&topology, &graph, edge))
            .collect();
        topology.weights = RuleKind::Given.rule(&topology, &graph, "Poor");
        let after: Vec<Option<f64>> = (0..graph.edges().len())
            .map(|edge| weight(&topology, &graph, edge))
            .collect();
        assert_eq!(after, before);
        topology.weights = WeightRule::Uniform { high: 10.0 };
        assert_eq!(
            RuleKind::Given.rule(&topology, &graph, "Poor"),
            WeightRule::Given { weights: vec![] }
        );
    }

    #[test]
    fn every_rule_is_what_it_was_chosen_as() {
        let (topology, graph) = chain(WeightRule::One);
        for kind in RuleKind::OFFERED {
            let rule = kind.rule(&topology, &graph, "Poor");
            assert_eq!(RuleKind::of(&rule), kind);
            assert_eq!(setting_of(&rule).is_some(), kind.needs_setting());
        }
        assert_eq!(RuleKind::Uniform(2.5).slug(), "uniform-2.5");
    }
}
