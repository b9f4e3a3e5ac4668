//! How reliable each node and hyperconnection is: a setting of the document, or a person's own figures.

use deepfog_resilience::Reliabilities;
use deepfog_topology::model::NO_FAILURE;
use deepfog_topology::{ReliabilitySetting, Tier};

use crate::kind::Kind;
use crate::subject::Subject;

/// The reliability of a hyperconnection before a person says otherwise.
pub const LINK: f64 = 0.99;

/// Reliabilities in the order of the bits: those of the nodes, and those of the hyperconnections.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// The setting that they are of; `None` for a person's own.
    pub setting: Option<String>,
    /// Per failable node.
    pub nodes: Vec<f64>,
    /// Per hyperconnection.
    pub links: Vec<f64>,
}

impl Odds {
    /// Those of a setting of the document; every node is up where it has none of that name.
    pub fn of(subject: &Subject, setting: &str) -> Self {
        let found = subject.topology.setting(setting);
        let nodes = subject.patterns(Kind::Nodes);
        let links = subject.patterns(Kind::NodesAndLinks).links().len();
        Self {
            nodes: nodes
                .names()
                .iter()
                .map(|id| found.as_ref().map_or(1.0, |found| found.of(id)))
                .collect(),
            setting: Some(found.map_or_else(|| NO_FAILURE.to_owned(), |found| found.name)),
            links: vec![LINK; links],
        }
    }

    /// The same figures for another drawing where it has as many nodes and hyperconnections that can fail, else those of a setting.
    #[must_use]
    pub fn carried(self, subject: &Subject, setting: &str) -> Self {
        let fresh = Self::of(subject, self.setting.as_deref().unwrap_or(setting));
        let fits = self.nodes.len() == fresh.nodes.len() && self.links.len() == fresh.links.len();
        if self.setting.is_none() && fits {
            self
        } else {
            Self {
                links: if fits { self.links } else { fresh.links },
                ..fresh
            }
        }
    }

    /// A node's or a hyperconnection's is changed: then they are a person's own, but for links, which no setting has.
    pub fn set(&mut self, bit: usize, value: f64) {
        let value = value.clamp(0.0, 1.0);
        let nodes = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(bit) {
            *node = value;
            self.setting = None;
        } else if let Some(link) = self.links.get_mut(bit - nodes) {
            *link = value;
        }
    }

    /// The reliabilities for a kind of failure. Skips that fail by themselves have none: what tells how much they matter takes each as
    /// there or not.
    pub fn reliabilities(&self, kind: Kind) -> Reliabilities {
        let links: &[f64] = match kind {
            Kind::NodesAndLinks => &self.links,
            Kind::Nodes | Kind::NodesAndSkips => &[],
        };
        Reliabilities::new([&self.nodes, links].concat())
    }

    /// Those of the nodes as a setting of a document.
    pub fn as_setting(&self, subject: &Subject) -> ReliabilitySetting {
        let names = subject.patterns(Kind::Nodes).names().iter().cloned();
        ReliabilitySetting {
            name: self.name().to_owned(),
            reliability: names.zip(self.nodes.iter().copied()).collect(),
        }
    }

    /// What they are called.
    pub fn name(&self) -> &str {
        self.setting.as_deref().unwrap_or("your own reliabilities")
    }
}

/// The bits of the failable nodes of a tier.
pub fn of_tier(subject: &Subject, tier: Tier) -> Vec<usize> {
    let nodes = subject.patterns(Kind::Nodes).nodes().iter().enumerate();
    nodes
        .filter(|(_, node)| subject.graph.tier(**node) == tier)
        .map(|(bit, _)| bit)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::tests::shipped;

    #[test]
    fn a_setting_gives_each_node_its_own() {
        let chain = shipped("sensor-chain");
        let odds = Odds::of(&chain, "Hazardous");
        assert_eq!(odds.nodes, [0.78, 0.80, 0.85]);
        assert_eq!(odds.links, [LINK; 7]);
        assert_eq!(odds.reliabilities(Kind::Nodes).values().len(), 3);
        assert_eq!(odds.reliabilities(Kind::NodesAndLinks).values().len(), 10);
        assert_eq!(Odds::of(&chain, "nowhere").nodes, [1.0; 3]);
        assert_eq!(of_tier(&chain, Tier::Fog), [1, 2]);
    }

    #[test]
    fn own_figures_stay_where_they_fit() {
        let (chain, sensors) = (shipped("sensor-chain"), shipped("four-cameras"));
        let mut odds = Odds::of(&chain, "Poor");
        odds.set(9, 0.5);
        assert_eq!(
            odds.setting.as_deref(),
            Some("Poor"),
            "links have no setting"
        );
        odds.set(1, 2.0);
        assert_eq!((odds.setting.clone(), odds.nodes[1]), (None, 1.0));
        assert_eq!(odds.clone().carried(&chain, "Normal"), odds);
        let other = odds.clone().carried(&sensors, "Normal");
        assert_eq!(other.setting.as_deref(), Some("Normal"));
        assert_eq!(other.nodes.len(), 8);
        odds.set(99, 0.1);
    }
}
