//! Writes a topology down in the order in which a person would draw it.

use std::collections::BTreeMap;

use crate::document;
use crate::model::{
    Link, Node, NodeId, Region, ReliabilitySetting, Sense, Tier, Topology, Unit, WeightRule,
};

/// A topology under construction.
pub(super) struct Builder(Topology);

impl Builder {
    pub(super) fn new(title: &str, task: &str) -> Self {
        Self(Topology {
            version: document::VERSION,
            title: title.to_owned(),
            task: task.into(),
            nodes: Vec::new(),
            links: Vec::new(),
            settings: Vec::new(),
            weights: WeightRule::One,
        })
    }

    fn push(mut self, id: &str, tier: Tier, sense: Option<Sense>, units: &[Unit]) -> Self {
        self.0.nodes.push(Node {
            id: id.into(),
            tier,
            sense,
            units: units.to_vec(),
            position: None,
        });
        self
    }

    pub(super) fn sensor(self, id: &str, channels: &[usize]) -> Self {
        let sense = Sense::Channels {
            channels: channels.to_vec(),
        };
        self.push(id, Tier::Source, Some(sense), &[])
    }

    /// `region` is top, left, height, width.
    pub(super) fn camera(self, id: &str, region: [usize; 4], units: &[Unit]) -> Self {
        let [top, left, height, width] = region;
        let sense = Sense::Region {
            region: Region {
                top,
                left,
                height,
                width,
            },
        };
        self.push(id, Tier::Source, Some(sense), units)
    }

    pub(super) fn node(self, id: &str, tier: Tier, units: &[Unit]) -> Self {
        self.push(id, tier, None, units)
    }

    pub(super) fn links(mut self, links: &[(&str, &str)]) -> Self {
        self.0.links.extend(links.iter().map(|&(from, to)| Link {
            from: from.into(),
            to: to.into(),
        }));
        self
    }

    /// Normal hyperconnections along a path.
    pub(super) fn path(self, ids: &[&str]) -> Self {
        let pairs: Vec<_> = ids.windows(2).map(|pair| (pair[0], pair[1])).collect();
        self.links(&pairs)
    }

    pub(super) fn settings(mut self, settings: &[(&str, &[(&str, f64)])]) -> Self {
        self.0
            .settings
            .extend(settings.iter().map(|(name, nodes)| ReliabilitySetting {
                name: (*name).to_owned(),
                reliability: nodes.iter().map(|&(id, r)| (id.into(), r)).collect(),
            }));
        self
    }

    pub(super) fn build(self) -> Topology {
        self.0
    }
}

/// Gives every edge and fog node its tier's reliability: the rule for networks that the papers do not have.
pub(super) fn by_tier(mut builder: Builder) -> Builder {
    builder.0.settings = super::settings_by_tier(&builder.0.nodes);
    builder
}

/// See [`super::settings_by_tier`].
pub(super) fn reliabilities(nodes: &[Node], edge: f64, fog: f64) -> BTreeMap<NodeId, f64> {
    let mut of_each = BTreeMap::new();
    for node in nodes {
        match node.tier {
            Tier::Edge => of_each.insert(node.id.clone(), edge),
            Tier::Fog => of_each.insert(node.id.clone(), fog),
            Tier::Source | Tier::Cloud => None,
        };
    }
    of_each
}
