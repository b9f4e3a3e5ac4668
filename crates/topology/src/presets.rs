//! The six networks that the project ships, and the papers' networks as golden cases.

mod builder;

use crate::model::{Node, NodeId, ReliabilitySetting, Tier, Topology, Unit};
use crate::task::TaskId;
use builder::{Builder, by_tier};

/// A topology that ships with trained bundles.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Name in files and links.
    pub id: &'static str,
    /// One sentence: what can be learned from it.
    pub lesson: &'static str,
    /// The network.
    pub topology: Topology,
}

/// All presets; the first is the one the page opens with.
pub fn all() -> Vec<Preset> {
    vec![
        smallest(),
        sensor_chain(),
        two_sensors(),
        image_chain(),
        four_cameras(),
        wide_fog(),
    ]
}

/// The preset of that name.
pub fn find(id: &str) -> Option<Preset> {
    all().into_iter().find(|preset| preset.id == id)
}

fn dense(width: usize) -> Unit {
    Unit::Dense { width }
}

fn conv1d(channels: usize, kernel: usize, stride: usize) -> Unit {
    Unit::Conv1d {
        channels,
        kernel,
        stride,
    }
}

fn conv2d(channels: usize, stride: usize) -> Unit {
    Unit::Conv2d {
        channels,
        kernel: 3,
        stride,
    }
}

/// The papers' vision reliabilities for a chain e → f.
const VISION: [(&str, &[(&str, f64)]); 3] = [
    ("Normal", &[("f", 0.98), ("e", 0.96)]),
    ("Poor", &[("f", 0.95), ("e", 0.90)]),
    ("Hazardous", &[("f", 0.85), ("e", 0.80)]),
];

fn smallest() -> Preset {
    Preset {
        id: "smallest",
        lesson: "Three nodes and two skip hyperconnections: two minutes to understand.",
        topology: Builder::new("The smallest", TaskId::FASHION_MNIST)
            .camera("camera", [0, 0, 28, 28], &[])
            .node("e", Tier::Edge, &[conv2d(16, 2)])
            .node("f", Tier::Fog, &[conv2d(32, 2)])
            .node("cloud", Tier::Cloud, &[conv2d(48, 2)])
            .path(&["camera", "e", "f", "cloud"])
            .links(&[("camera", "f"), ("e", "cloud")])
            .settings(&VISION)
            .build(),
    }
}

fn sensor_chain() -> Preset {
    Preset {
        id: "sensor-chain",
        lesson: "The papers' health network: a dense chain spread 1, 2, 3, 4 over four nodes.",
        topology: health(
            Builder::new("Sensor chain", TaskId::SMARTWATCH).sensor("watch", &[0, 1, 2, 3, 4, 5]),
            "watch",
            128,
        ),
    }
}

/// The papers' health network behind a source: dense layers of one width, 1, 2, 3 and 4 on four nodes.
fn health(builder: Builder, source: &str, width: usize) -> Topology {
    builder
        .node("e", Tier::Edge, &[dense(width)])
        .node("f2", Tier::Fog, &[dense(width); 2])
        .node("f1", Tier::Fog, &[dense(width); 3])
        .node("cloud", Tier::Cloud, &[dense(width); 4])
        .path(&[source, "e", "f2", "f1", "cloud"])
        .links(&[(source, "f2"), ("e", "f1"), ("f2", "cloud")])
        .settings(&HEALTH)
        .build()
}

/// The papers' health reliabilities.
const HEALTH: [(&str, &[(&str, f64)]); 3] = [
    ("Normal", &[("f1", 0.99), ("f2", 0.96), ("e", 0.92)]),
    ("Poor", &[("f1", 0.95), ("f2", 0.91), ("e", 0.87)]),
    ("Hazardous", &[("f1", 0.85), ("f2", 0.80), ("e", 0.78)]),
];

fn two_sensors() -> Preset {
    let builder = Builder::new("Two sensors", TaskId::SMARTWATCH)
        .sensor("accelerometer", &[0, 1, 2])
        .sensor("gyroscope", &[3, 4, 5])
        .node("e1", Tier::Edge, &[conv1d(16, 5, 2)])
        .node("e2", Tier::Edge, &[conv1d(16, 5, 2)])
        .node("f", Tier::Fog, &[conv1d(32, 5, 2)])
        .node(
            "cloud",
            Tier::Cloud,
            &[conv1d(48, 3, 2), conv1d(48, 3, 1), dense(64)],
        )
        .path(&["accelerometer", "e1", "f", "cloud"])
        .path(&["gyroscope", "e2", "f"])
        .links(&[("e1", "cloud"), ("e2", "cloud")]);
    Preset {
        id: "two-sensors",
        lesson: "Two sensors on two edge devices: losing one halves what the network knows.",
        topology: by_tier(builder).build(),
    }
}

fn image_chain() -> Preset {
    Preset {
        id: "image-chain",
        lesson: "The papers' vision network: the camera itself computes the first convolution.",
        topology: Builder::new("Image chain", TaskId::FASHION_MNIST)
            .camera("camera", [0, 0, 28, 28], &[conv2d(8, 1)])
            .node("e", Tier::Edge, &[conv2d(16, 2)])
            .node("f", Tier::Fog, &[conv2d(32, 2)])
            .node("cloud", Tier::Cloud, &[conv2d(48, 2)])
            .path(&["camera", "e", "f", "cloud"])
            .links(&[("camera", "f"), ("e", "cloud")])
            .settings(&VISION)
            .build(),
    }
}

fn four_cameras() -> Preset {
    let edge = [conv2d(24, 2)];
    Preset {
        id: "four-cameras",
        lesson: "Four cameras see a quarter each; eight nodes can fail in 256 ways.",
        topology: Builder::new("Four cameras", TaskId::FASHION_MNIST)
            .camera("camera1", [0, 0, 14, 14], &[])
            .camera("camera2", [0, 14, 14, 14], &[])
            .camera("camera3", [14, 0, 14, 14], &[])
            .camera("camera4", [14, 14, 14, 14], &[])
            .node("e1", Tier::Edge, &edge)
            .node("e2", Tier::Edge, &edge)
            .node("e3", Tier::Edge, &edge)
            .node("e4", Tier::Edge, &edge)
            .node("f3", Tier::Fog, &[conv2d(24, 1)])
            .node("f4", Tier::Fog, &[conv2d(24, 1)])
            .node("f2", Tier::Fog, &[conv2d(32, 2)])
            .node("f1", Tier::Fog, &[conv2d(32, 1)])
            .node("cloud", Tier::Cloud, &[dense(64)])
            .path(&["camera1", "e1", "f3", "f2", "f1", "cloud"])
            .path(&["camera2", "e2", "f4", "f2"])
            .path(&["camera3", "e3", "f4"])
            .path(&["camera4", "e4", "f4"])
            .links(&CAMERA_SKIPS)
            .settings(&CAMERA)
            .build(),
    }
}

const CAMERA_SKIPS: [(&str, &str); 7] = [
    ("e1", "f2"),
    ("e2", "f2"),
    ("e3", "f2"),
    ("e4", "f2"),
    ("f3", "f1"),
    ("f4", "f1"),
    ("f2", "cloud"),
];

/// The reliabilities of ResiliNet's camera network, in the papers' order f1..f4, e1..e4.
const CAMERA: [(&str, &[(&str, f64)]); 3] = [
    (
        "Normal",
        &[
            ("f1", 0.99),
            ("f2", 0.99),
            ("f3", 0.99),
            ("f4", 0.99),
            ("e1", 0.98),
            ("e2", 0.98),
            ("e3", 0.98),
            ("e4", 0.98),
        ],
    ),
    (
        "Poor",
        &[
            ("f1", 0.95),
            ("f2", 0.95),
            ("f3", 0.9),
            ("f4", 0.9),
            ("e1", 0.8),
            ("e2", 0.8),
            ("e3", 0.75),
            ("e4", 0.75),
        ],
    ),
    (
        "Hazardous",
        &[
            ("f1", 0.8),
            ("f2", 0.8),
            ("f3", 0.75),
            ("f4", 0.75),
            ("e1", 0.7),
            ("e2", 0.7),
            ("e3", 0.65),
            ("e4", 0.65),
        ],
    ),
];

fn wide_fog() -> Preset {
    let edge = [conv1d(16, 5, 2)];
    let fog = [conv1d(24, 5, 2)];
    let builder = Builder::new("Wide fog", TaskId::SMARTWATCH)
        .sensor("accelerometer", &[0, 1, 2])
        .sensor("gyroscope", &[3, 4, 5])
        .node("e1", Tier::Edge, &edge)
        .node("e2", Tier::Edge, &edge)
        .node("e3", Tier::Edge, &edge)
        .node("f1", Tier::Fog, &fog)
        .node("f2", Tier::Fog, &fog)
        .node("f3", Tier::Fog, &fog)
        .node(
            "cloud",
            Tier::Cloud,
            &[conv1d(48, 3, 2), conv1d(48, 3, 1), dense(64)],
        )
        .path(&["accelerometer", "e1", "f1", "cloud"])
        .path(&["accelerometer", "e2", "f2", "cloud"])
        .path(&["gyroscope", "e3", "f3", "cloud"])
        .links(&[("gyroscope", "e2"), ("e1", "f2"), ("e2", "f3")])
        .links(&[("e1", "cloud"), ("e2", "cloud"), ("e3", "cloud")]);
    Preset {
        id: "wide-fog",
        lesson: "Horizontal redundancy against skip hyperconnections: three paths beside each other.",
        topology: by_tier(builder).build(),
    }
}

/// ResiliNet's six-view camera network: e1 sees cameras 1 and 2, e2 3, e3 4 and 5, e4 6. It is a golden
/// case of path survival and link kinds; no bundle ships for it.
pub fn six_view_camera() -> Topology {
    Builder::new("Six-view camera", TaskId::FASHION_MNIST)
        .camera("camera1", [0, 0, 28, 28], &[])
        .camera("camera2", [0, 0, 28, 28], &[])
        .camera("camera3", [0, 0, 28, 28], &[])
        .camera("camera4", [0, 0, 28, 28], &[])
        .camera("camera5", [0, 0, 28, 28], &[])
        .camera("camera6", [0, 0, 28, 28], &[])
        .node("e1", Tier::Edge, &[dense(32)])
        .node("e2", Tier::Edge, &[dense(32)])
        .node("e3", Tier::Edge, &[dense(32)])
        .node("e4", Tier::Edge, &[dense(32)])
        .node("f3", Tier::Fog, &[dense(32)])
        .node("f4", Tier::Fog, &[dense(32); 2])
        .node("f2", Tier::Fog, &[dense(32); 2])
        .node("f1", Tier::Fog, &[dense(32); 2])
        .node("cloud", Tier::Cloud, &[dense(32); 3])
        .path(&["camera1", "e1", "f3", "f2", "f1", "cloud"])
        .path(&["camera2", "e1"])
        .path(&["camera3", "e2", "f4", "f2"])
        .path(&["camera4", "e3", "f4"])
        .path(&["camera5", "e3"])
        .path(&["camera6", "e4", "f4"])
        .links(&CAMERA_SKIPS)
        .settings(&CAMERA)
        .build()
}

/// The papers' health network in its own size: 23 channels of mHealth, layers of 250 units. Its data is not part of the
/// project, so no bundle ships for it and its task is not a builtin one.
pub fn papers_health() -> Topology {
    let channels: Vec<usize> = (0..23).collect();
    let builder = Builder::new("The papers' health network", TaskId::MHEALTH);
    health(builder.sensor("body", &channels), "body", 250)
}

/// The skip hyperconnections of [`papers_health`], in the order of the papers' three digits.
pub fn papers_health_skips() -> [(NodeId, NodeId); 3] {
    skips_behind("body")
}

/// The skip hyperconnections of the sensor chain, which is the papers' health network, in the order of the papers' three digits.
pub fn health_skips() -> [(NodeId, NodeId); 3] {
    skips_behind("watch")
}

fn skips_behind(source: &str) -> [(NodeId, NodeId); 3] {
    [(source, "f2"), ("e", "f1"), ("f2", "cloud")].map(|(from, to)| (from.into(), to.into()))
}

/// The settings Normal, Poor and Hazardous by tier: edge .92, .87, .78 and fog .96, .91, .80.
pub fn settings_by_tier(nodes: &[Node]) -> Vec<ReliabilitySetting> {
    [
        ("Normal", 0.92, 0.96),
        ("Poor", 0.87, 0.91),
        ("Hazardous", 0.78, 0.80),
    ]
    .into_iter()
    .map(|(name, edge, fog)| ReliabilitySetting {
        name: name.to_owned(),
        reliability: builder::reliabilities(nodes, edge, fog),
    })
    .collect()
}
