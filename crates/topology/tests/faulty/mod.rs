//! A sound network, and the parts to damage it with.

use deepfog_topology::{Link, LinkWeight, Node, Tier, Topology, Unit, WeightRule, presets};

/// Does one wrong thing to a network.
pub type Damage = fn(&mut Topology);

pub fn base() -> Topology {
    presets::find("smallest").unwrap().topology
}

pub fn link(from: &str, to: &str) -> Link {
    Link {
        from: from.into(),
        to: to.into(),
    }
}

pub fn node(id: &str, tier: Tier) -> Node {
    Node {
        id: id.into(),
        tier,
        sense: None,
        units: vec![Unit::Dense { width: 4 }],
        position: None,
    }
}

pub fn given(weights: &[(&str, &str, f64)]) -> WeightRule {
    WeightRule::Given {
        weights: weights
            .iter()
            .map(|&(from, to, weight)| LinkWeight {
                from: from.into(),
                to: to.into(),
                weight,
            })
            .collect(),
    }
}
