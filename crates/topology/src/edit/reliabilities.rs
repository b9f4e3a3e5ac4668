//! Reliabilities of nodes under the document's settings.

use super::error::{nothing, refused};
use super::links::find;
use super::{Done, EditError};
use crate::model::{NO_FAILURE, Node, NodeId, Tier, Topology};
use crate::presets;

/// Decimal places that are kept of reliabilities and weights: more than any of them means, and few enough that a
/// number read from a document is the one that was written.
const SCALE: f64 = 1e9;

/// The number as documents keep it.
pub(super) fn rounded(value: f64) -> f64 {
    (value * SCALE).round() / SCALE
}

/// A tier's reliability under a setting of that name, where the papers' rule by tier knows it.
fn of_tier(setting: &str, tier: Tier) -> Option<f64> {
    let id = NodeId(String::new());
    let example = Node {
        id: id.clone(),
        tier,
        sense: None,
        units: Vec::new(),
        position: None,
    };
    presets::settings_by_tier(&[example])
        .into_iter()
        .find(|known| known.name.eq_ignore_ascii_case(setting))?
        .reliability
        .remove(&id)
}

/// Gives a new node its tier's reliabilities. Under settings that are not of the papers it is always up.
pub(super) fn enter(topology: &mut Topology, id: &NodeId, tier: Tier) {
    for setting in &mut topology.settings {
        // A figure without a node may stand under this name.
        setting.reliability.remove(id);
        if let Some(value) = of_tier(&setting.name, tier) {
            setting.reliability.insert(id.clone(), value);
        }
    }
}

/// Follows a node from one tier to another: a figure that was its tier's becomes the new tier's, one that a person
/// chose stays, and what cannot fail has none.
pub(super) fn change_tier(topology: &mut Topology, id: &NodeId, before: Tier, after: Tier) {
    let fails = |tier: Tier| matches!(tier, Tier::Edge | Tier::Fog);
    for setting in &mut topology.settings {
        let usual = setting.reliability.get(id).copied() == of_tier(&setting.name, before);
        if fails(before) && fails(after) && !usual {
            continue;
        }
        setting.reliability.remove(id);
        if let Some(value) = of_tier(&setting.name, after) {
            setting.reliability.insert(id.clone(), value);
        }
    }
}

/// See [`super::Edit::SetReliability`].
pub(super) fn set(
    topology: &mut Topology,
    setting: &str,
    node: &NodeId,
    value: f64,
) -> Result<Done, EditError> {
    let at = find(topology, node)?;
    if setting.eq_ignore_ascii_case(NO_FAILURE) {
        return Err(refused(format!(
            "Under the setting {NO_FAILURE} every node is up. Choose another setting to change a reliability."
        )));
    }
    let setting = topology
        .settings
        .iter_mut()
        .find(|known| known.name.eq_ignore_ascii_case(setting))
        .ok_or_else(|| EditError::UnknownSetting(setting.to_owned()))?;
    if !topology.nodes[at].can_fail() {
        return Err(refused(format!(
            "{node} never fails: only edge and fog nodes do. Choose one of those."
        )));
    }
    if !(0.0..=1.0).contains(&value) {
        return Err(refused(format!(
            "A reliability of {value} is none. Take a number from 0 to 1."
        )));
    }
    let value = rounded(value);
    if setting.of(node) == value {
        return Err(nothing(format!(
            "The reliability of {node} under {} is {value} already.",
            setting.name
        )));
    }
    setting.reliability.insert(node.clone(), value);
    Ok(Done::new(
        format!("Reliability of {node} under {} to {value}", setting.name),
        vec![node.clone()],
    ))
}
