//! Programmes that compute every version of every node at once: batch × pattern.
//!
//! A node's output under a failure pattern is one of its versions (`deepfog_resilience::Versions`). All versions of a node are
//! one tensor, so that a layer is one dispatch however many there are: a sample of a version is one more row.

mod builder;
mod chosen;
pub(crate) mod parts;
mod space;

use std::sync::Arc;

use deepfog_network::{Layout, Plan};
use deepfog_resilience::{Version, Versions};

use crate::error::GpuError;
use crate::programme::Programme;
use builder::Builder;
use chosen::Chosen;

/// The versions that the failure patterns of one network need.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    pub(crate) plan: Arc<Plan>,
    pub(crate) layout: Layout,
    /// Senders come before receivers.
    versions: Vec<Version>,
    /// The distinct answers, as versions of the cloud, by their first appearance.
    pub(crate) answers: Vec<usize>,
    /// Per version: its place among the distinct answers.
    places: Vec<Option<usize>>,
}

impl Sweep {
    /// # Errors
    /// [`GpuError::Failed`] for versions that are not of this network.
    pub(crate) fn new(plan: Arc<Plan>, versions: &Versions) -> Result<Self, GpuError> {
        if !fits(&plan, versions) {
            return Err(GpuError::Failed(
                "the failures are of another network".to_owned(),
            ));
        }
        let mut places = vec![None; versions.all.len()];
        let mut answers = Vec::new();
        for &answer in versions.answers.iter().flatten() {
            if places[answer].is_none() {
                places[answer] = Some(answers.len());
                answers.push(answer);
            }
        }
        Ok(Self {
            layout: Layout::new(&plan),
            plan,
            versions: versions.all.clone(),
            answers,
            places,
        })
    }

    /// What computes some of the answers for so many samples, and which answer each block of its logits is; `None` for no
    /// answers at all.
    pub(crate) fn programme(
        &self,
        answers: &[usize],
        samples: usize,
    ) -> Option<(Programme, Vec<usize>)> {
        let chosen = Chosen::new(&self.plan, &self.versions, answers);
        let programme = Builder::new(self, &chosen, samples).build()?;
        let cloud = chosen.of_node.last()?;
        let places = cloud.iter().map(|version| self.places[*version]);
        let places = places.collect::<Option<_>>()?;
        Some((programme, places))
    }

    /// The versions that an answer is made of, node by node.
    fn path(&self, answer: usize) -> Vec<usize> {
        let mut of_node = vec![None; self.plan.nodes.len()];
        of_node[self.plan.cloud()] = Some(answer);
        // Senders come before receivers; an answer has one version of each.
        for node in (0..of_node.len()).rev() {
            let Some(version) = of_node[node] else {
                continue;
            };
            for &input in self.versions[version].inputs.iter().flatten() {
                of_node[self.versions[input].node] = Some(input);
            }
        }
        of_node.into_iter().flatten().collect()
    }
}

/// Whether every version is one of this plan, made of versions before it that deliver to it.
fn fits(plan: &Plan, versions: &Versions) -> bool {
    let all = &versions.all;
    let is_sound = |(at, version): (usize, &Version)| {
        let Some(node) = plan.nodes.get(version.node) else {
            return false;
        };
        let mut inputs = node.inputs.iter().zip(&version.inputs);
        version.inputs.len() == node.inputs.len()
            && inputs.all(|(input, sender)| {
                sender.is_none_or(|sender| sender < at && all[sender].node == input.from)
            })
            && (node.sense.is_some() || version.inputs.iter().any(Option::is_some))
    };
    let cloud = |answer: &usize| all.get(*answer).is_some_and(|v| v.node == plan.cloud());
    all.iter().enumerate().all(is_sound) && versions.answers.iter().flatten().all(cloud)
}

/// Values of a tensor of this shape.
fn volume(shape: &[usize]) -> usize {
    shape.iter().product()
}

#[cfg(test)]
mod tests;
