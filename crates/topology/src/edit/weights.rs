//! Weights of hyperconnections.

use std::collections::HashMap;

use super::error::{nothing, refused};
use super::reliabilities::rounded;
use super::{Done, EditError};
use crate::model::{Link, LinkWeight, NodeId, Tier, Topology, WeightRule};
use crate::rules::MAX_WEIGHT;

/// See [`super::Edit::SetWeightRule`].
pub(super) fn set_rule(topology: &mut Topology, rule: &WeightRule) -> Result<Done, EditError> {
    if topology.weights == *rule {
        return Err(nothing("The weights follow this rule already."));
    }
    let mut rule = rule.clone();
    let name = match &mut rule {
        WeightRule::One => "Weigh every hyperconnection 1".to_owned(),
        WeightRule::Reliability { setting } => {
            format!("Weigh by reliability under {}", known(topology, setting)?)
        }
        WeightRule::Normalised { setting } => format!(
            "Weigh by normalised reliability under {}",
            known(topology, setting)?
        ),
        WeightRule::Uniform { high } => {
            // What is no number stays none, and the rules refuse it.
            *high = rounded(*high);
            format!("Weigh at random up to {high}")
        }
        WeightRule::Given { weights } => {
            for given in weights {
                given.weight = rounded(given.weight);
                if !topology.links.iter().any(|link| given.is_of(link)) {
                    return Err(EditError::UnknownLink(Link {
                        from: given.from.clone(),
                        to: given.to.clone(),
                    }));
                }
            }
            "Weigh each hyperconnection as given".to_owned()
        }
    };
    topology.weights = rule;
    Ok(Done::new(name, Vec::new()))
}

/// The setting's name, where the document has it.
fn known<'a>(topology: &Topology, setting: &'a str) -> Result<&'a str, EditError> {
    match topology.setting(setting) {
        Some(_) => Ok(setting),
        None => Err(EditError::UnknownSetting(setting.to_owned())),
    }
}

/// See [`super::Edit::SetWeight`].
pub(super) fn set(topology: &mut Topology, link: &Link, weight: f64) -> Result<Done, EditError> {
    if !topology.links.contains(link) {
        return Err(EditError::UnknownLink(link.clone()));
    }
    let Link { from, to } = link;
    if !weight.is_finite() || weight.abs() > MAX_WEIGHT {
        return Err(refused(format!(
            "The weight {weight} cannot be given. Take a number from -{MAX_WEIGHT} to {MAX_WEIGHT}."
        )));
    }
    let weight = rounded(weight);
    let mut weights = given(topology);
    let now = weights
        .iter()
        .find(|given| given.is_of(link))
        .map_or(1.0, |given| given.weight);
    // A random weight is not known here, so giving one always changes something.
    if now == weight && !matches!(topology.weights, WeightRule::Uniform { .. }) {
        return Err(nothing(format!(
            "The weight of {from} → {to} is {weight} already."
        )));
    }
    weights.retain(|given| !given.is_of(link));
    if weight != 1.0 {
        weights.push(LinkWeight {
            from: from.clone(),
            to: to.clone(),
            weight,
        });
    }
    topology.weights = WeightRule::Given { weights };
    Ok(Done::new(
        format!("Weight of {from} → {to} to {weight}"),
        Vec::new(),
    ))
}

/// The weights other than 1 under the present rule; random ones count as 1.
pub fn given(topology: &Topology) -> Vec<LinkWeight> {
    match &topology.weights {
        WeightRule::One | WeightRule::Uniform { .. } => Vec::new(),
        WeightRule::Given { weights } => weights.clone(),
        WeightRule::Reliability { setting } => {
            let reliability = of_senders(topology, setting);
            weigh(topology, |link| of(&reliability, &link.from))
        }
        WeightRule::Normalised { setting } => {
            let reliability = of_senders(topology, setting);
            let mut sums: HashMap<&NodeId, f64> = HashMap::new();
            for link in &topology.links {
                *sums.entry(&link.to).or_default() += of(&reliability, &link.from);
            }
            weigh(topology, |link| match sums.get(&link.to) {
                Some(&sum) if sum > 0.0 => of(&reliability, &link.from) / sum,
                // All senders unreliable beyond use: nothing to normalise by.
                _ => 0.0,
            })
        }
    }
}

/// Reliability of every node under a setting; a source, and any node where the setting is missing, has 1.
fn of_senders<'a>(topology: &'a Topology, setting: &str) -> HashMap<&'a NodeId, f64> {
    let Some(setting) = topology.setting(setting) else {
        return HashMap::new();
    };
    topology
        .nodes
        .iter()
        .filter(|node| node.tier != Tier::Source)
        .map(|node| (&node.id, setting.of(&node.id)))
        .collect()
}

fn of(reliability: &HashMap<&NodeId, f64>, node: &NodeId) -> f64 {
    reliability.get(node).copied().unwrap_or(1.0)
}

fn weigh(topology: &Topology, weight: impl Fn(&Link) -> f64) -> Vec<LinkWeight> {
    topology
        .links
        .iter()
        .map(|link| LinkWeight {
            from: link.from.clone(),
            to: link.to.clone(),
            weight: rounded(weight(link)),
        })
        .filter(|given| given.weight != 1.0)
        .collect()
}
