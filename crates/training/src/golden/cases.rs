//! What is trained.

use deepfog_topology::{Scheme, Sense, Topology, Unit, WeightRule, presets};

use super::Case;

/// The recorded trainings: together they have every kind of unit and adapter, both kinds of gates, failout, weights other
/// than 1, and every change to samples that the recipes make.
pub fn cases() -> Vec<Case> {
    [
        (
            "two-sensors-resilinet-plus",
            two_sensors(),
            Scheme::ResilinetPlus,
        ),
        ("dense-chain-resilinet", dense_chain(), Scheme::Resilinet),
        ("pooled-images-vanilla", pooled_images(), Scheme::Vanilla),
        (
            "pooled-images-resilinet-plus",
            pooled_images(),
            Scheme::ResilinetPlus,
        ),
    ]
    .into_iter()
    .filter_map(|(name, topology, scheme)| {
        Some(Case {
            name,
            topology: topology?,
            scheme,
        })
    })
    .collect()
}

/// A preset with other units; nodes that are not listed keep theirs.
fn changed(preset: &str, units: &[(&str, &[Unit])]) -> Option<Topology> {
    let mut topology = presets::find(preset)?.topology;
    for node in &mut topology.nodes {
        if let Some((_, units)) = units.iter().find(|(id, _)| node.id.as_str() == *id) {
            node.units = units.to_vec();
        }
    }
    Some(topology)
}

fn conv1d(channels: usize) -> Unit {
    Unit::Conv1d {
        channels,
        kernel: 5,
        stride: 2,
    }
}

fn conv2d(channels: usize, stride: usize) -> Unit {
    Unit::Conv2d {
        channels,
        kernel: 3,
        stride,
    }
}

/// Two small sensors; one of them has no skip hyperconnection.
fn two_sensors() -> Option<Topology> {
    let mut topology = changed(
        "two-sensors",
        &[
            ("e1", &[conv1d(4)]),
            ("e2", &[conv1d(4)]),
            ("f", &[conv1d(6)]),
            (
                "cloud",
                &[conv1d(6), Unit::GlobalAverage, Unit::Dense { width: 8 }],
            ),
        ],
    )?;
    topology
        .links
        .retain(|link| (link.from.as_str(), link.to.as_str()) != ("e2", "cloud"));
    Some(topology)
}

/// A narrow chain that senses the accelerometer alone.
fn dense_chain() -> Option<Topology> {
    let dense = |count: usize| vec![Unit::Dense { width: 12 }; count];
    let mut topology = changed(
        "sensor-chain",
        &[
            ("e", &dense(1)),
            ("f2", &dense(2)),
            ("f1", &dense(1)),
            ("cloud", &dense(2)),
        ],
    )?;
    for node in &mut topology.nodes {
        if let Some(Sense::Channels { channels }) = &mut node.sense {
            channels.truncate(3);
        }
    }
    Some(topology)
}

/// A narrow chain for images with max pooling and random hyperconnection weights.
fn pooled_images() -> Option<Topology> {
    let mut topology = changed(
        "image-chain",
        &[
            ("camera", &[conv2d(3, 1)]),
            ("e", &[conv2d(4, 1), Unit::MaxPool { size: 2 }]),
            ("f", &[conv2d(5, 2)]),
            ("cloud", &[conv2d(6, 2)]),
        ],
    )?;
    topology.weights = WeightRule::Uniform { high: 1.0 };
    Some(topology)
}
