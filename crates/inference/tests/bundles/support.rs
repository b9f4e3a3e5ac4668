//! Networks with seeded random parameters, and real samples.

use std::collections::BTreeMap;

use deepfog_dataset::{PackHeader, Samples};
use deepfog_inference::Network;
use deepfog_network::bundle::{
    Bundle, Facts, Normalisation, PartAccuracies, PartAccuracy, PartSizes, SplitFacts,
    TrainingFacts, write,
};
use deepfog_network::parameters::{adapter_shape, layer_shape};
use deepfog_network::{
    LayerParameters, NodeParameters, Parameters, Plan, Purpose, Tensor, plan, stream,
};
use deepfog_topology::{Scheme, Topology};
use rand::Rng;

pub const SEED: u64 = 11;

/// He-like weights, and biases far enough from 0 that a forgotten one is seen.
pub fn parameters(plan: &Plan, seed: u64) -> Parameters {
    let mut generator = stream(seed, Purpose::Initialisation);
    let mut uniform = |shape: Vec<usize>, scale: f32| Tensor {
        values: (0..shape.iter().product::<usize>())
            .map(|_| (generator.random::<f32>() * 2.0 - 1.0) * scale)
            .collect(),
        shape,
    };
    let scale = |shape: &[usize]| (3.0 / shape[1..].iter().product::<usize>() as f32).sqrt();
    let nodes = plan
        .nodes
        .iter()
        .map(|node| NodeParameters {
            adapters: node
                .inputs
                .iter()
                .map(|input| {
                    adapter_shape(&input.adapter).map(|shape| {
                        let scale = scale(&shape);
                        uniform(shape, scale)
                    })
                })
                .collect(),
            layers: node
                .layers
                .iter()
                .map(|layer| {
                    layer_shape(layer).map(|shape| LayerParameters {
                        bias: uniform(shape[..1].to_vec(), 0.2),
                        weight: {
                            let scale = 1.4 * scale(&shape);
                            uniform(shape, scale)
                        },
                    })
                })
                .collect(),
        })
        .collect();
    Parameters { nodes }
}

/// The header and the first chunk of a task's committed pack: 16 samples.
pub fn pack(task: &str) -> (PackHeader, Samples) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../models/packs")
        .join(task);
    let header = PackHeader::parse(&std::fs::read(folder.join("pack.json")).unwrap()).unwrap();
    let chunk = std::fs::read(folder.join(&header.chunks[0].file)).unwrap();
    let samples = header.decode_chunk(0, &chunk).unwrap();
    (header, samples)
}

pub fn bundle(topology: &Topology, scheme: Scheme) -> (Bundle, Plan, Parameters) {
    let plan = plan(topology, scheme, SEED).unwrap();
    let parameters = parameters(&plan, SEED);
    let (header, _) = pack(topology.task.as_str());
    let part = PartAccuracy {
        accuracy: 0.1,
        n: 10,
    };
    let facts = Facts {
        seed: SEED,
        split: SplitFacts {
            name: "fixed".to_owned(),
            rule: "parameters are random".to_owned(),
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
            train: part,
            validation: part,
            test: part,
        },
    };
    let bundle = write(topology, &plan, &parameters, facts).unwrap();
    (bundle, plan, parameters)
}

pub fn network(bundle: &Bundle) -> Network {
    Network::load(bundle.manifest.clone(), |name| {
        let file = bundle.files.iter().find(|(file, _)| file == name);
        file.map(|(_, bytes)| bytes.as_slice())
    })
    .unwrap()
}
