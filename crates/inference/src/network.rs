//! A loaded bundle.

use deepfog_dataset::Normalisation;
use deepfog_network::bundle::{FileEntry, FileError, Manifest, verify};
use deepfog_network::onnx::read_parameters;
use deepfog_network::{NodeParameters, Plan, Tensor};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};
use deepfog_topology::Tier;
use tract_onnx::prelude::{TValue, TVec, TractResult};

use crate::error::{LoadError, RunError};
use crate::partition::{self, Partition};
use crate::run::{Answer, Run, softmax};
use crate::sense::sense;
use crate::sweep::Owner;
use crate::usual::Usual;

/// Takes the files of a bundle one by one, so that a worker can listen in between.
#[derive(Debug)]
pub struct Loader {
    network: Network,
}

impl Loader {
    /// Starts with the manifest, which is checked.
    ///
    /// # Errors
    /// [`LoadError::Manifest`].
    pub fn new(manifest: Manifest) -> Result<Self, LoadError> {
        let plan = manifest.check()?;
        let gates = Gates::new(&plan.graph, plan.scheme);
        let patterns = Patterns::new(&plan.graph);
        let normalisation = Normalisation {
            mean: manifest.normalisation.mean.clone(),
            std: manifest.normalisation.std.clone(),
        };
        let partitions = plan.nodes.iter().map(|_| None).collect();
        let usual = plan.nodes.iter().map(|_| None).collect();
        let parameters = vec![NodeParameters::default(); plan.nodes.len()];
        Ok(Self {
            network: Network {
                manifest,
                plan,
                gates,
                patterns,
                normalisation,
                partitions,
                usual,
                parameters,
            },
        })
    }

    /// The files that are still needed, in the order of the nodes.
    pub fn missing(&self) -> impl Iterator<Item = &FileEntry> {
        let network = &self.network;
        network
            .manifest
            .nodes
            .iter()
            .zip(&network.partitions)
            .filter(|(_, partition)| partition.is_none())
            .filter_map(|(node, _)| node.file.as_ref())
    }

    /// Takes one file: checks length, SHA-256 and graph, then readies the engine's plan for one sample.
    ///
    /// # Errors
    /// [`LoadError::UnknownFile`], [`LoadError::File`], [`LoadError::Onnx`], [`LoadError::Engine`].
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), LoadError> {
        let network = &mut self.network;
        let found = network.manifest.nodes.iter().enumerate();
        let named = found.filter_map(|(at, node)| node.file.as_ref().map(|entry| (at, entry)));
        let (at, entry) = named
            .into_iter()
            .find(|(_, entry)| entry.name == file)
            .ok_or_else(|| LoadError::UnknownFile {
                file: file.to_owned(),
            })?;
        verify(bytes, entry)?;
        let node = &network.plan.nodes[at];
        let parameters = read_parameters(bytes, node, &network.plan);
        network.parameters[at] = parameters.map_err(|problem| LoadError::Onnx {
            file: file.to_owned(),
            problem,
        })?;
        let refused = |problem| LoadError::Engine {
            file: file.to_owned(),
            problem: format!("{problem:#}"),
        };
        let partition = Partition::load(bytes).map_err(refused)?;
        let delivery = network.delivery(Pattern::NONE_DOWN);
        let parameters = &network.parameters[at];
        let usual = Usual::ready(&network.plan, node, parameters, &delivery.counts[at]);
        let usual = usual.map_err(refused)?;
        if usual.is_none() {
            partition.ready_single().map_err(refused)?;
        }
        network.partitions[at] = Some(partition);
        network.usual[at] = usual;
        Ok(())
    }

    /// The network, once every file has been added.
    ///
    /// # Errors
    /// [`LoadError::File`] names the first file that is missing.
    pub fn finish(self) -> Result<Network, LoadError> {
        if let Some(entry) = self.missing().next() {
            return Err(FileError::Missing {
                file: entry.name.clone(),
            }
            .into());
        }
        Ok(self.network)
    }
}

/// A bundle that is ready to run.
#[derive(Debug)]
pub struct Network {
    manifest: Manifest,
    plan: Plan,
    gates: Gates,
    patterns: Patterns,
    normalisation: Normalisation,
    /// Per node; `None` for a source without units.
    partitions: Vec<Option<Partition>>,
    /// Per node; where some inputs do not count even when nothing is down.
    usual: Vec<Option<Usual>>,
    /// Per node; empty for a source without units.
    parameters: Vec<NodeParameters>,
}

impl Network {
    /// Loads a bundle at once; `file` gives the bytes of the file of that name.
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn load<'a>(
        manifest: Manifest,
        mut file: impl FnMut(&str) -> Option<&'a [u8]>,
    ) -> Result<Self, LoadError> {
        let mut loader = Loader::new(manifest)?;
        let names: Vec<String> = loader.missing().map(|entry| entry.name.clone()).collect();
        for name in names {
            let bytes = file(&name).ok_or_else(|| FileError::Missing { file: name.clone() })?;
            loader.add(&name, bytes)?;
        }
        loader.finish()
    }

    /// What the bundle says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Nodes, shapes and the drawn graph.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The nodes that failure patterns range over.
    pub fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    /// The learned parameters, per node of the plan. Where a hyperconnection's weight is not 1, those of its adapter agree
    /// with what was trained up to rounding.
    pub fn parameters(&self) -> &[NodeParameters] {
        &self.parameters
    }

    /// A node with what its pieces are made of.
    pub(crate) fn owner(&self, at: usize) -> Owner<'_> {
        Owner {
            plan: &self.plan,
            node: &self.plan.nodes[at],
            parameters: &self.parameters[at],
        }
    }

    /// Which nodes deliver, and which inputs count, under a failure pattern.
    pub fn delivery(&self, pattern: Pattern) -> Delivery {
        self.delivery_of(&self.patterns, pattern)
    }

    /// The same for patterns in which hyperconnections can be down too; they must be of the plan's graph.
    pub fn delivery_of(&self, patterns: &Patterns, pattern: Pattern) -> Delivery {
        let up = patterns.up(pattern, self.plan.nodes.len());
        self.gates.deliver_without(&up, &patterns.cut(pattern))
    }

    /// Number of values of one whole sample.
    pub fn sample_width(&self) -> usize {
        self.plan.task.input.shape().iter().product()
    }

    /// Number of classes.
    pub fn class_count(&self) -> usize {
        self.plan.task.classes.len()
    }

    /// Runs one raw sample (dequantised, not normalised; channels first) and keeps every node's output.
    ///
    /// # Errors
    /// [`RunError::Length`] for another number of values, [`RunError::Engine`].
    pub fn run(&self, sample: &[f32], pattern: Pattern) -> Result<Run, RunError> {
        self.run_under(sample, &self.delivery(pattern))
    }

    /// The same where it is known already which inputs count ([`Network::delivery_of`]).
    ///
    /// # Errors
    /// As [`Network::run`].
    pub fn run_under(&self, sample: &[f32], delivery: &Delivery) -> Result<Run, RunError> {
        if sample.len() != self.sample_width() {
            return Err(RunError::Length {
                expected: self.sample_width(),
                found: sample.len(),
            });
        }
        let outputs = self
            .forward(sample, delivery, true)?
            .into_iter()
            .zip(&self.plan.nodes)
            .map(|(output, node)| {
                let Some(output) = output else {
                    return Ok(None);
                };
                let values = partition::values(&output).map_err(|error| self.fault(node, &error));
                Ok(Some(Tensor {
                    shape: node.output_shape.clone(),
                    values: values?.to_vec(),
                }))
            })
            .collect::<Result<Vec<Option<Tensor>>, RunError>>()?;
        let answer = match outputs.last() {
            Some(Some(logits)) => Answer::Answered {
                probabilities: softmax(&logits.values),
                logits: logits.values.clone(),
            },
            _ => Answer::RandomGuess,
        };
        Ok(Run { answer, outputs })
    }

    /// The logits of raw samples that lie one after the other: classes × samples, sample by sample.
    /// `None` where no information reaches the cloud: a random guess.
    ///
    /// # Errors
    /// [`RunError::Samples`] when the last sample is cut off, [`RunError::Engine`].
    pub fn logits(&self, samples: &[f32], pattern: Pattern) -> Result<Option<Vec<f32>>, RunError> {
        self.logits_under(samples, &self.delivery(pattern))
    }

    /// The same where it is known already which inputs count ([`Network::delivery_of`]).
    ///
    /// # Errors
    /// As [`Network::logits`].
    pub fn logits_under(
        &self,
        samples: &[f32],
        delivery: &Delivery,
    ) -> Result<Option<Vec<f32>>, RunError> {
        if !delivery.answered {
            return Ok(None);
        }
        let width = self.sample_width();
        let mut logits = Vec::with_capacity(samples.len() / width * self.class_count());
        // A cut-off last sample is refused by the normalisation.
        for block in samples.chunks(width * crate::sweep::BLOCK) {
            let outputs = self.forward(block, delivery, false)?;
            let cloud = self.plan.cloud();
            let Some(Some(output)) = outputs.get(cloud) else {
                return Ok(None);
            };
            let values = partition::values(output)
                .map_err(|error| self.fault(&self.plan.nodes[cloud], &error))?;
            logits.extend_from_slice(values);
        }
        Ok(Some(logits))
    }

    /// Every node's output for a batch; with `keep_all` unset, only what later nodes may still need.
    fn forward(
        &self,
        samples: &[f32],
        delivery: &Delivery,
        keep_all: bool,
    ) -> Result<Vec<Option<TValue>>, RunError> {
        let normalised = self.normalise(samples)?;
        let batch = normalised.len() / self.sample_width();
        let mut outputs: Vec<Option<TValue>> = vec![None; self.plan.nodes.len()];
        let last_use = |sender: usize| {
            self.plan
                .nodes
                .iter()
                .rposition(|node| node.inputs.iter().any(|input| input.from == sender))
        };
        for (at, node) in self.plan.nodes.iter().enumerate() {
            if !delivery.delivers[at] {
                continue;
            }
            let inputs: Vec<Option<TValue>> = node
                .inputs
                .iter()
                .zip(&delivery.counts[at])
                .map(|(input, counts)| counts.then(|| outputs[input.from].clone()).flatten())
                .collect();
            outputs[at] = Some(if node.tier == Tier::Source {
                self.source(at, &normalised, batch)?
            } else {
                self.node(at, &inputs, batch)?
            });
            if !keep_all {
                for input in &node.inputs {
                    if last_use(input.from) == Some(at) {
                        outputs[input.from] = None;
                    }
                }
            }
        }
        Ok(outputs)
    }

    /// What each source senses of raw samples that lie one after the other, normalised: for an engine of another kind. `None` for
    /// compute nodes.
    ///
    /// # Errors
    /// [`RunError::Samples`] when the last sample is cut off.
    pub fn sensed(&self, samples: &[f32]) -> Result<Vec<Option<Vec<f32>>>, RunError> {
        let normalised = self.normalise(samples)?;
        let shape = self.plan.task.input.shape();
        let nodes = self.plan.nodes.iter();
        Ok(nodes
            .map(|node| (node.tier == Tier::Source).then(|| sense(node, &shape, &normalised)))
            .collect())
    }

    /// Raw samples, normalised as the manifest says.
    pub(crate) fn normalise(&self, samples: &[f32]) -> Result<Vec<f32>, RunError> {
        let mut normalised = samples.to_vec();
        self.normalisation
            .apply(&mut normalised, &self.plan.task.input.shape())?;
        Ok(normalised)
    }

    /// What a source gives: what it senses of normalised samples, through its units where it has some.
    pub(crate) fn source(
        &self,
        at: usize,
        normalised: &[f32],
        batch: usize,
    ) -> Result<TValue, RunError> {
        let node = &self.plan.nodes[at];
        let sensed = sense(node, &self.plan.task.input.shape(), normalised);
        let run = || -> TractResult<TValue> {
            let sensed = partition::tensor(batch, &node.input_shape, &sensed)?;
            match &self.partitions[at] {
                Some(partition) => partition.run(TVec::from_iter([sensed])),
                None => Ok(sensed),
            }
        };
        run().map_err(|error| self.fault(node, &error))
    }

    /// What a compute node gives; `None` for an input that does not count.
    pub(crate) fn node(
        &self,
        at: usize,
        inputs: &[Option<TValue>],
        batch: usize,
    ) -> Result<TValue, RunError> {
        let node = &self.plan.nodes[at];
        let usual = self.usual[at].as_ref().filter(|_| batch == 1);
        if let Some(output) = usual.and_then(|usual| usual.run(inputs)) {
            return output.map_err(|error| self.fault(node, &error));
        }
        let run = || -> TractResult<TValue> {
            let inputs = node
                .inputs
                .iter()
                .zip(inputs)
                .map(|(planned, input)| match input {
                    Some(value) => Ok(value.clone()),
                    None => partition::zeros(batch, &planned.shape),
                })
                .collect::<TractResult<TVec<TValue>>>()?;
            match &self.partitions[at] {
                Some(partition) => partition.run(inputs),
                // Only sources have no file.
                None => partition::zeros(batch, &node.output_shape),
            }
        };
        run().map_err(|error| self.fault(node, &error))
    }

    /// The engine's error, with the node.
    pub(crate) fn fault(
        &self,
        node: &deepfog_network::PlannedNode,
        error: &impl std::fmt::Debug,
    ) -> RunError {
        RunError::Engine {
            node: node.id.clone(),
            problem: format!("{error:?}"),
        }
    }
}
