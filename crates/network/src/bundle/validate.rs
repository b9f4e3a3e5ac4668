//! Reading a manifest from outside.

use std::collections::BTreeSet;

use deepfog_resilience::Gates;
use deepfog_topology::{Diagnostic, NodeId, document};
use serde::Deserialize;

use super::files::{is_plain_name, is_sha256};
use super::manifest::{FORMAT, MAX_BYTES, Manifest, ManifestInput, ManifestNode, VERSION};
use crate::onnx::input_name;
use crate::plan::{Plan, PlannedNode, plan};

/// Largest ONNX file that is read, in bytes: a node with the largest tensors that a plan allows takes more,
/// but no browser would run it.
pub(super) const MAX_FILE_BYTES: usize = 64 << 20;
/// Largest sum of all files, in bytes.
pub(super) const MAX_BUNDLE_BYTES: usize = 256 << 20;

/// What is wrong with a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// More than [`MAX_BYTES`].
    #[error("the manifest has {bytes} bytes; at most {MAX_BYTES} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Not JSON, or not of this shape.
    #[error("the manifest cannot be read: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Of another format, or another version of it.
    #[error("this is a {format} of version {version}; {FORMAT} of version {VERSION} can be read")]
    Version {
        /// The format found.
        format: String,
        /// The version found.
        version: u32,
    },
    /// The topology cannot be planned.
    #[error("the manifest's topology is wrong: {}", messages(.0))]
    Topology(Vec<Diagnostic>),
    /// A field with an impossible value.
    #[error("the manifest's {field}: {problem}")]
    Field {
        /// Path of the field.
        field: String,
        /// What is wrong.
        problem: String,
    },
    /// A node that is not what topology, scheme and seed make of it.
    #[error("the manifest's node {node}: {what} is not what the topology makes of it")]
    Differs {
        /// The node's name in the plan.
        node: NodeId,
        /// What differs.
        what: &'static str,
    },
}

fn messages(diagnostics: &[Diagnostic]) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Manifest {
    /// Reads a manifest and checks all of it.
    ///
    /// # Errors
    /// [`ManifestError`]: the first thing that is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, ManifestError> {
        if json.len() > MAX_BYTES {
            return Err(ManifestError::TooLarge { bytes: json.len() });
        }
        /// Read first: a later format need not have today's fields.
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let Head { format, version } = serde_json::from_slice(json)?;
        if format != FORMAT || version != VERSION {
            return Err(ManifestError::Version { format, version });
        }
        let manifest: Self = serde_json::from_slice(json)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// Checks every field, and gives the plan that topology, scheme and seed stand for.
    ///
    /// # Errors
    /// [`ManifestError`]: the first thing that is wrong.
    pub fn check(&self) -> Result<Plan, ManifestError> {
        if self.format != FORMAT || self.version != VERSION {
            return Err(ManifestError::Version {
                format: self.format.clone(),
                version: self.version,
            });
        }
        require(
            self.topology.version <= document::VERSION,
            "topology.version",
            || {
                format!(
                    "{}; up to {} can be read",
                    self.topology.version,
                    document::VERSION
                )
            },
        )?;
        let plan = plan(&self.topology, self.scheme, self.seed).map_err(ManifestError::Topology)?;
        require(self.task == plan.task, "task", || {
            format!("{} is not the task of that name", self.task.id)
        })?;
        self.check_numbers()?;
        self.check_nodes(&plan)?;
        self.check_files()?;
        Ok(plan)
    }

    fn check_numbers(&self) -> Result<(), ManifestError> {
        let classes = self.task.classes.len();
        let prior = &self.class_prior;
        require(prior.len() == classes, "class_prior", || {
            format!("{} entries for {classes} classes", prior.len())
        })?;
        let sum: f64 = prior.iter().sum();
        let shares = prior.iter().all(|share| (0.0..=1.0).contains(share));
        require(shares && (sum - 1.0).abs() < 1e-6, "class_prior", || {
            "the shares must lie between 0 and 1 and sum to 1".to_owned()
        })?;

        let channels = self.task.input.channel_count();
        for (field, list) in [
            ("normalisation.mean", &self.normalisation.mean),
            ("normalisation.std", &self.normalisation.std),
        ] {
            require(list.len() == channels, field, || {
                format!("{} entries for {channels} channels", list.len())
            })?;
            require(list.iter().all(|value| value.is_finite()), field, || {
                "an entry is not a number".to_owned()
            })?;
        }
        let positive = self.normalisation.std.iter().all(|&std| std > 0.0);
        require(positive, "normalisation.std", || {
            "an entry is not above 0".to_owned()
        })?;

        for (field, part) in [
            ("accuracy.train", &self.accuracy.train),
            ("accuracy.validation", &self.accuracy.validation),
            ("accuracy.test", &self.accuracy.test),
        ] {
            require((0.0..=1.0).contains(&part.accuracy), field, || {
                format!("{} is no accuracy", part.accuracy)
            })?;
        }
        for (id, &survival) in &self.training.failout {
            require((0.0..=1.0).contains(&survival), "training.failout", || {
                format!("{survival} for {id} is no probability")
            })?;
        }
        Ok(())
    }

    fn check_nodes(&self, plan: &Plan) -> Result<(), ManifestError> {
        require(self.nodes.len() == plan.nodes.len(), "nodes", || {
            format!(
                "{} nodes where the topology has {}",
                self.nodes.len(),
                plan.nodes.len()
            )
        })?;
        let expected = describe(plan);
        for ((node, expected), planned) in self.nodes.iter().zip(&expected).zip(&plan.nodes) {
            let differs = |what: &'static str| ManifestError::Differs {
                node: planned.id.clone(),
                what,
            };
            let same = [
                ("its place", node.id == expected.id),
                ("its tier", node.tier == expected.tier),
                ("what it senses", node.sense == expected.sense),
                ("its input shape", node.input_shape == expected.input_shape),
                (
                    "its output shape",
                    node.output_shape == expected.output_shape,
                ),
                (
                    "its number of parameters",
                    node.parameters == expected.parameters,
                ),
                ("its file", node.file.is_none() == planned.is_bare_source()),
                (
                    "its number of inputs",
                    node.inputs.len() == expected.inputs.len(),
                ),
            ];
            if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
                return Err(differs(what));
            }
            for (input, expected) in node.inputs.iter().zip(&expected.inputs) {
                // A weight has been through decimal digits.
                let close = (input.weight - expected.weight).abs() <= 1e-6 * expected.weight.abs();
                let same = [
                    ("the sender of an input", input.from == expected.from),
                    ("the name of an input", input.name == expected.name),
                    ("the kind of an input", input.kind == expected.kind),
                    ("the weight of an input", close),
                    ("the adapter of an input", input.adapter == expected.adapter),
                    ("the shape of an input", input.shape == expected.shape),
                    (
                        "the gate of an input",
                        input.waits_for == expected.waits_for,
                    ),
                ];
                if let Some((what, _)) = same.into_iter().find(|(_, same)| !same) {
                    return Err(differs(what));
                }
            }
        }
        Ok(())
    }

    fn check_files(&self) -> Result<(), ManifestError> {
        let mut names = BTreeSet::new();
        let mut total = 0_usize;
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(file) = &node.file else { continue };
            let field = |name: &str| format!("nodes[{at}].file.{name}");
            require(is_plain_name(&file.name), field("name"), || {
                format!("{:?} is no plain name that ends in .onnx", file.name)
            })?;
            // Some file systems do not tell cases apart.
            let fresh = names.insert(file.name.to_ascii_lowercase());
            require(fresh, field("name"), || {
                format!("{} is named twice", file.name)
            })?;
            require(is_sha256(&file.sha256), field("sha256"), || {
                "64 lower-case hexadecimal digits are needed".to_owned()
            })?;
            let fits = (1..=MAX_FILE_BYTES).contains(&file.bytes);
            require(fits, field("bytes"), || {
                format!("{}; 1 to {MAX_FILE_BYTES} are read", file.bytes)
            })?;
            total = total.saturating_add(file.bytes);
        }
        require(total <= MAX_BUNDLE_BYTES, "nodes", || {
            format!("{total} bytes of files; at most {MAX_BUNDLE_BYTES} are read")
        })
    }
}

/// The manifest's nodes that a plan stands for, without their files.
pub(super) fn describe(plan: &Plan) -> Vec<ManifestNode> {
    let gates = Gates::new(&plan.graph, plan.scheme);
    plan.nodes
        .iter()
        .enumerate()
        .map(|(at, node)| ManifestNode {
            id: node.id.clone(),
            tier: node.tier,
            sense: node.sense.clone(),
            file: None,
            inputs: describe_inputs(plan, &gates, at, node),
            input_shape: node.input_shape.clone(),
            output_shape: node.output_shape.clone(),
            parameters: node.parameter_count(),
        })
        .collect()
}

fn describe_inputs(
    plan: &Plan,
    gates: &Gates,
    at: usize,
    node: &PlannedNode,
) -> Vec<ManifestInput> {
    node.inputs
        .iter()
        .enumerate()
        .map(|(position, input)| {
            let from = plan.nodes[input.from].id.clone();
            ManifestInput {
                name: input_name(from.as_str()),
                from,
                kind: input.kind,
                weight: input.weight,
                adapter: input.adapter,
                shape: input.shape.clone(),
                waits_for: gates
                    .waits_for(at, position)
                    .iter()
                    .map(|&other| plan.nodes[other].id.clone())
                    .collect(),
            }
        })
        .collect()
}

fn require(
    holds: bool,
    field: impl Into<String>,
    problem: impl FnOnce() -> String,
) -> Result<(), ManifestError> {
    if holds {
        return Ok(());
    }
    Err(ManifestError::Field {
        field: field.into(),
        problem: problem(),
    })
}
