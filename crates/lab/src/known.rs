//! What the manifest of an own bundle says, as far as the laboratory shows it.

use std::rc::Rc;

use deepfog_network::{Plan, carried, plan};
use deepfog_protocol::StoredBundle;
use deepfog_topology::{NodeId, Scheme, Topology, changes, document};

use crate::drawing::Drawing;
use crate::manifest::Head;

/// An own bundle's drawing, and how it was trained.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The drawing that it was trained for.
    pub topology: Rc<Topology>,
    /// Its scheme.
    pub scheme: Scheme,
    /// Its seed.
    pub seed: u64,
    /// How long it was trained: passes over the samples, and seconds.
    pub took: (u32, f64),
}

impl Known {
    /// What a bundle says.
    ///
    /// # Errors
    /// Why it cannot be read, as a sentence.
    pub fn of(bundle: &StoredBundle) -> Result<Self, String> {
        let read = document::read(&bundle.document).map_err(|error| error.to_string())?;
        let head = Head::read(&bundle.manifest)?;
        Ok(Self {
            topology: Rc::new(read.document.topology),
            scheme: bundle.facts.scheme,
            seed: bundle.facts.seed,
            took: (head.epochs, head.seconds),
        })
    }

    /// What differs between its drawing and another, as sentences.
    pub fn changes(&self, drawing: &Drawing) -> Vec<String> {
        changes(&self.topology, &drawing.topology)
            .into_iter()
            .map(|change| change.sentence)
            .collect()
    }
}

/// A bundle that a training can begin with.
#[derive(Clone, Debug, PartialEq)]
pub struct WarmStart {
    /// Its key.
    pub key: String,
    /// What a person calls it.
    pub name: String,
    /// The nodes that begin with its parameters.
    pub kept: Vec<NodeId>,
    /// The nodes that learn from the beginning.
    pub fresh: Vec<NodeId>,
    /// What differs between its drawing and the one that is trained.
    pub changes: Vec<String>,
}

/// Among bundles (key, name, what is known; the newest first), the one of that scheme that shares most nodes with the
/// drawing; `None` where none shares any.
pub fn warm_start<'a>(
    drawing: &Drawing,
    scheme: Scheme,
    bundles: impl Iterator<Item = (&'a str, &'a str, &'a Known)>,
) -> Option<WarmStart> {
    let new = plan(&drawing.topology, scheme, 0).ok()?;
    let mut best: Option<WarmStart> = None;
    for (key, name, known) in bundles {
        if known.scheme != scheme || known.topology.task != drawing.topology.task {
            continue;
        }
        let Ok(old) = plan(&known.topology, scheme, known.seed) else {
            continue;
        };
        let (kept, fresh) = shared(&old, &new);
        if kept.len() > best.as_ref().map_or(0, |best| best.kept.len()) {
            best = Some(WarmStart {
                key: key.to_owned(),
                name: name.to_owned(),
                kept,
                fresh,
                changes: known.changes(drawing),
            });
        }
    }
    best
}

/// The learning nodes of the new plan that can begin with the old plan's parameters, and the others.
fn shared(old: &Plan, new: &Plan) -> (Vec<NodeId>, Vec<NodeId>) {
    let (mut kept, mut fresh) = (Vec::new(), Vec::new());
    for (node, at) in new.nodes.iter().zip(carried(old, new)) {
        if node.parameter_count() > 0 {
            let list = if at.is_some() { &mut kept } else { &mut fresh };
            list.push(node.id.clone());
        }
    }
    (kept, fresh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawing::tests::drawn;
    use deepfog_topology::{Unit, presets};

    fn known(preset: &str, scheme: Scheme) -> Known {
        Known {
            topology: Rc::new(presets::find(preset).unwrap().topology),
            scheme,
            seed: 1,
            took: (3, 9.0),
        }
    }

    #[test]
    fn a_training_begins_with_the_nodes_that_are_the_same() {
        let whole = known("sensor-chain", Scheme::Vanilla);
        let other = known("sensor-chain", Scheme::Resilinet);
        let bundles = [("a", "A", &other), ("b", "B", &whole)];
        let changed = drawn("sensor-chain", |topology| {
            let cloud = topology
                .nodes
                .iter_mut()
                .find(|node| node.id.as_str() == "cloud");
            cloud.unwrap().units = vec![Unit::Dense { width: 8 }];
        });
        let warm = warm_start(&changed, Scheme::Vanilla, bundles.into_iter()).unwrap();
        assert_eq!((warm.key.as_str(), warm.name.as_str()), ("b", "B"));
        assert_eq!(warm.kept, ["e", "f2", "f1"].map(NodeId::from));
        assert_eq!(warm.fresh, ["cloud"].map(NodeId::from));
        assert_eq!(warm.changes, ["cloud has other units."]);
        assert_eq!(
            warm_start(&changed, Scheme::DeepFogGuard, bundles.into_iter()),
            None
        );
        let elsewhere = drawn("smallest", |_| {});
        assert_eq!(
            warm_start(&elsewhere, Scheme::Vanilla, bundles.into_iter()),
            None
        );
    }
}
