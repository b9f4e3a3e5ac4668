//! Networks with freshly drawn parameters: what a sweep costs does not depend on them.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use deepfog_dataset::PackHeader;
use deepfog_inference::Network;
use deepfog_network::bundle::{
    Facts, Normalisation, PartAccuracies, PartAccuracy, PartSizes, SplitFacts, TrainingFacts, write,
};
use deepfog_network::{Layout, Purpose, plan, stream};
use deepfog_topology::{Scheme, Topology};
use rand::Rng;

/// The seed of the parameters.
const SEED: u64 = 1;

/// A network that could have been trained on the pack, but was not.
///
/// # Errors
/// A topology that is no network.
pub fn network(topology: &Topology, scheme: Scheme, header: &PackHeader) -> Result<Network> {
    let plan = plan(topology, scheme, SEED).map_err(|wrong| {
        let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
        anyhow!(messages.join(" "))
    })?;
    let layout = Layout::new(&plan);
    let mut generator = stream(SEED, Purpose::Initialisation);
    let mut flat = vec![0.0; layout.total];
    for slot in &layout.slots {
        // He's variance, 2 over the inputs, as a uniform distribution.
        let bound = (6.0 / slot.fans().0.max(1) as f32).sqrt();
        for value in &mut flat[slot.range.clone()] {
            *value = (generator.random::<f32>() * 2.0 - 1.0) * bound;
        }
    }
    let nothing = PartAccuracy {
        accuracy: 0.0,
        n: 1,
    };
    let facts = Facts {
        seed: SEED,
        split: SplitFacts {
            name: "fixed".to_owned(),
            rule: "not trained".to_owned(),
            people: None,
            samples: PartSizes::default(),
        },
        class_prior: header.class_prior.clone(),
        normalisation: Normalisation {
            mean: header.normalisation.mean.clone(),
            std: header.normalisation.std.clone(),
        },
        training: TrainingFacts {
            failout: BTreeMap::new(),
            ..TrainingFacts::default()
        },
        accuracy: PartAccuracies {
            train: nothing,
            validation: nothing,
            test: nothing,
        },
    };
    let bundle = write(topology, &plan, &layout.unflatten(&flat), facts)?;
    let files = &bundle.files;
    Ok(Network::load(bundle.manifest.clone(), |name| {
        let file = files.iter().find(|(file, _)| file == name);
        file.map(|(_, bytes)| bytes.as_slice())
    })?)
}
