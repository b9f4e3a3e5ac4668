//! The papers' rules of hyperconnection weights, to train with another one than the drawing's.

use deepfog_topology::{ReliabilitySetting, Topology, WeightRule};

/// A rule to train with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Rule {
    /// The drawing's own.
    #[default]
    AsDrawn,
    /// All 1.
    One,
    /// The sender's reliability.
    Reliability,
    /// The sender's reliability over the sum of those of all inputs.
    Normalised,
    /// Random up to 1.
    UpToOne,
    /// Random up to 10.
    UpToTen,
}

impl Rule {
    /// What is offered.
    pub const ALL: [Self; 6] = [
        Self::AsDrawn,
        Self::One,
        Self::Reliability,
        Self::Normalised,
        Self::UpToOne,
        Self::UpToTen,
    ];

    /// The name in attributes.
    pub fn slug(self) -> &'static str {
        match self {
            Self::AsDrawn => "as-drawn",
            Self::One => "one",
            Self::Reliability => "reliability",
            Self::Normalised => "normalised",
            Self::UpToOne => "uniform-1",
            Self::UpToTen => "uniform-10",
        }
    }

    /// The rule of that name in attributes.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.slug() == slug)
    }

    /// The name that a person reads.
    pub fn words(self) -> &'static str {
        match self {
            Self::AsDrawn => "as drawn",
            Self::One => "all 1",
            Self::Reliability => "the sender's reliability",
            Self::Normalised => "the sender's reliability, normalised",
            Self::UpToOne => "random up to 1",
            Self::UpToTen => "random up to 10",
        }
    }

    /// Whether it asks for a reliability setting.
    pub fn needs_setting(self) -> bool {
        matches!(self, Self::Reliability | Self::Normalised)
    }

    /// The rule for a document; `None` for the document's own, also where another one means the same.
    pub fn of(
        self,
        topology: &Topology,
        setting: Option<&ReliabilitySetting>,
    ) -> Option<WeightRule> {
        let rule = match self {
            Self::AsDrawn => return None,
            Self::One => WeightRule::One,
            Self::Reliability => WeightRule::Reliability {
                setting: setting?.name.clone(),
            },
            Self::Normalised => WeightRule::Normalised {
                setting: setting?.name.clone(),
            },
            Self::UpToOne => WeightRule::Uniform { high: 1.0 },
            Self::UpToTen => WeightRule::Uniform { high: 10.0 },
        };
        (rule != topology.weights).then_some(rule)
    }
}

/// A document's rule in words.
pub fn drawn_words(rule: &WeightRule) -> String {
    match rule {
        WeightRule::One => "all 1".to_owned(),
        WeightRule::Reliability { setting } => format!("the sender's reliability under {setting}"),
        WeightRule::Normalised { setting } => {
            format!("the sender's reliability under {setting}, normalised")
        }
        WeightRule::Uniform { high } => format!("random up to {high}"),
        WeightRule::Given { .. } => "given one by one".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::presets;

    #[test]
    fn a_rule_is_another_one_or_none() {
        let mut topology = presets::find("smallest").unwrap().topology;
        let setting = topology.settings.first().cloned();
        for rule in Rule::ALL {
            assert_eq!(Rule::parse(rule.slug()), Some(rule));
            let made = rule.of(&topology, setting.as_ref());
            // The drawing's own weights are all 1.
            let is_same = matches!(rule, Rule::AsDrawn | Rule::One);
            assert_eq!(made.is_none(), is_same, "{rule:?}");
            assert_eq!(
                rule.of(&topology, None).is_none(),
                is_same || rule.needs_setting()
            );
        }
        topology.weights = WeightRule::Uniform { high: 10.0 };
        assert_eq!(Rule::UpToTen.of(&topology, None), None);
        assert_eq!(drawn_words(&topology.weights), "random up to 10");
    }
}
