//! What the page's laboratory and a training worker say to each other, and what both keep on the device.

use deepfog_topology::{NodeId, Scheme};
use serde::{Deserialize, Serialize};

use crate::report::Fault;

/// What is to be trained, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingSpec {
    /// What a person calls the result.
    pub name: String,
    /// The document as JSON, in the format of documents.
    pub document: String,
    /// The scheme to train it for.
    pub scheme: Scheme,
    /// How.
    pub options: TrainingOptions,
    /// Key of a bundle on this device: nodes that are the same in it begin with its parameters.
    pub warm_start: Option<String>,
}

/// Trials that another program of the page wants: what the laboratory opens, and what it trains. No trial becomes its drawing's choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainOrder {
    /// The page's document, as JSON.
    pub document: String,
    /// Each training with the key of its job, which is the key of the bundle that comes of it.
    pub trainings: Vec<(String, TrainingSpec)>,
}

/// How a drawing is trained; everything else is the recipe's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainingOptions {
    /// What all randomness grows from.
    pub seed: u64,
    /// How long.
    pub length: TrainingLength,
    /// Which nodes are down in training, in the schemes with failout.
    pub failout: FailoutChoice,
    /// What computes.
    pub engine: EngineChoice,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            length: TrainingLength::Recipe,
            failout: FailoutChoice::Survival(0.9),
            engine: EngineChoice::default(),
        }
    }
}

/// What computes loss and gradients. Another engine rounds differently, so that the parameters differ a little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngineChoice {
    /// The one that a short calibration finds faster on this machine.
    #[default]
    Fastest,
    /// The CPU: the same parameters on every machine.
    Cpu,
    /// WebGPU, where there is an adapter.
    WebGpu,
}

/// How long a training goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrainingLength {
    /// As many passes as the recipe for this kind of network has.
    Recipe,
    /// So many passes over the training samples.
    Epochs(u32),
    /// About so many seconds on this machine: as many passes as fit by a short calibration.
    Seconds(u32),
}

/// Each failable node's probability to stay up in a mini-batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FailoutChoice {
    /// The same for all.
    Survival(f64),
    /// One by one; nodes that are not listed stay up.
    Nodes(Vec<(NodeId, f64)>),
    /// The papers' "variable" failout: the reliabilities of the document's setting of that name.
    Setting(String),
}

/// A message to a training worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TrainRequest {
    /// Train. Where the device holds a checkpoint of this job, go on from it.
    Begin {
        /// Key of the job: names its checkpoint on the device, and is the key of the bundle that comes of it.
        job: String,
        /// Absolute address of the folder `models/`, with a slash at its end.
        models: String,
        /// What to train.
        spec: Box<TrainingSpec>,
        /// The study that the bundle belongs to.
        study: Option<String>,
    },
    /// Write a checkpoint and wait.
    Pause,
    /// Go on.
    Resume,
    /// Stop here and keep the best so far.
    Finish,
    /// Stop here and keep nothing, no checkpoint either.
    Cancel,
}

/// A message from a training worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TrainReport {
    /// The worker runs and listens.
    Ready,
    /// Bytes received of the training samples.
    Fetching {
        /// Bytes received.
        received: u64,
        /// Bytes in all.
        total: u64,
    },
    /// How fast engines are, or how many passes fit the time, is being measured.
    Calibrating,
    /// Training begins, or goes on.
    Began(Began),
    /// Another engine goes on.
    Engine {
        /// Which, in words, as in [`Began::engine`].
        engine: String,
        /// What became of the earlier one, as a sentence.
        why: String,
    },
    /// Where it is now: a few times a second.
    At(Standing),
    /// A pass over the samples has ended.
    Epoch(EpochPoint),
    /// A checkpoint is on the device.
    Checkpointed {
        /// Steps done in it.
        step: u64,
    },
    /// A checkpoint could not be written; training goes on. Said once until one can be again.
    NotCheckpointed(Fault),
    /// It waits.
    Paused,
    /// It is trained and on the device.
    Finished(OwnBundle),
    /// It is trained, but the device did not take it: here it is, to be saved as a file.
    NotKept {
        /// The bundle.
        bundle: Box<StoredBundle>,
        /// Why, as a sentence.
        fault: Fault,
    },
    /// It was cancelled.
    Cancelled,
    /// It cannot go on. The last good checkpoint is kept.
    Failed {
        /// Why, as a sentence.
        fault: Fault,
        /// Whether the checkpoint holds parameters that are worth keeping.
        has_best: bool,
    },
}

/// What a training is, as it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Began {
    /// Passes in all.
    pub epochs: u32,
    /// Samples of one step.
    pub batch: u32,
    /// Training samples of one pass.
    pub samples: u32,
    /// Validation samples.
    pub validation: u32,
    /// Expected accuracy of a random guess on the validation samples, 0 to 1.
    pub guess: f64,
    /// Steps in all.
    pub steps: u64,
    /// Learned parameters.
    pub parameters: u64,
    /// Which engine computes, in words, for example `CPU, one worker, 128-bit SIMD`.
    pub engine: String,
    /// Nodes that begin with the parameters of an earlier bundle.
    pub kept: Vec<NodeId>,
    /// Passes that an earlier run did.
    pub history: Vec<EpochPoint>,
    /// Steps that an earlier run did.
    pub done: u64,
}

/// Where a training is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Pass under way, from 1.
    pub epoch: u32,
    /// Steps done.
    pub step: u64,
    /// Mean loss of the steps since the last report.
    pub loss: f64,
    /// Samples per second.
    pub speed: f64,
    /// Seconds left, validation included.
    pub seconds_left: f64,
}

/// What one pass gave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochPoint {
    /// Counted from 1.
    pub epoch: u32,
    /// Mean training loss.
    pub loss: f64,
    /// Cross-entropy on validation samples, without failures.
    pub validation_loss: f64,
    /// Accuracy on validation samples, without failures, 0 to 1.
    pub validation_accuracy: f64,
    /// Whether its parameters are the best so far and kept.
    pub best: bool,
}

/// A person's own bundle: what lists show of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnBundle {
    /// Its key on this device.
    pub key: String,
    /// What a person calls it.
    pub name: String,
    /// Which drawings it fits: [`deepfog_topology::identity()`].
    pub identity: String,
    /// The document's title.
    pub title: String,
    /// The scheme.
    pub scheme: Scheme,
    /// The seed.
    pub seed: u64,
    /// Passes over the training samples.
    pub epochs: u32,
    /// Accuracy on validation samples, 0 to 1.
    pub validation: f64,
    /// Accuracy on test samples, 0 to 1, and their number.
    pub test: (f64, u32),
    /// Learned parameters.
    pub parameters: u64,
    /// Bytes of its files.
    pub bytes: u64,
    /// When it was made, in milliseconds since 1970.
    pub created: f64,
    /// When a person last chose it for its drawing; the newest one of a drawing and scheme is shown.
    pub used: f64,
    /// The study that it belongs to: it is no drawing's choice.
    pub study: Option<String>,
}

/// A person's own bundle, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredBundle {
    /// What lists show of it.
    pub facts: OwnBundle,
    /// The document that it was trained for, as JSON.
    pub document: String,
    /// The bytes of `manifest.json`.
    pub manifest: Vec<u8>,
    /// Name and bytes of each ONNX file.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A training that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its key on this device.
    pub key: String,
    /// What is trained.
    pub spec: TrainingSpec,
    /// How far it is.
    pub status: JobStatus,
    /// When it was asked for, in milliseconds since 1970.
    pub created: f64,
    /// When a page last said that it is at work on it, in milliseconds since 1970: another page leaves it alone for a
    /// while.
    pub alive: f64,
    /// The study that it belongs to.
    pub study: Option<String>,
    /// The passes so far.
    pub history: Vec<EpochPoint>,
}

/// How old the last sign of life of a page may be before its trainings count as left alone, in milliseconds.
pub const ABANDONED: f64 = 15_000.0;

impl Job {
    /// A training that waits for its turn, asked for now.
    pub fn new(key: String, spec: TrainingSpec, now: f64) -> Self {
        Self {
            key,
            spec,
            status: JobStatus::Waiting,
            created: now,
            alive: now,
            study: None,
            history: Vec::new(),
        }
    }

    /// Whether a page has it in hand: it trains or waits there, and the page was heard of a moment ago.
    pub fn is_held(&self, now: f64) -> bool {
        self.is_at_work() && now - self.alive < ABANDONED
    }

    /// Whether its page was closed before it was done. One that a person has stopped for a while is not interrupted:
    /// it rests until it is told to go on.
    pub fn is_interrupted(&self, now: f64) -> bool {
        self.is_at_work() && !self.is_held(now)
    }

    /// Whether it was at work, or was to be, when a page last wrote it down.
    pub fn is_at_work(&self) -> bool {
        matches!(self.status, JobStatus::Waiting | JobStatus::Running)
    }
}

/// How far a training is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum JobStatus {
    /// It waits for a worker.
    Waiting,
    /// A worker trains it, or did when the page was last heard of.
    Running,
    /// A person stopped it for a while.
    Paused,
    /// It stopped; why, as a sentence, and whether there is something worth keeping.
    Failed {
        /// Why, as a sentence.
        why: String,
        /// Whether its checkpoint holds parameters that are worth keeping.
        has_best: bool,
    },
}

/// Every subset of a drawing's skip hyperconnections, each trained anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// Its key on this device.
    pub key: String,
    /// What a person calls it.
    pub name: String,
    /// The document with all skips, as JSON.
    pub document: String,
    /// The scheme of every training.
    pub scheme: Scheme,
    /// How each is trained.
    pub options: TrainingOptions,
    /// When it was begun, in milliseconds since 1970.
    pub created: f64,
    /// One entry per subset.
    pub subsets: Vec<StudySubset>,
}

/// One subset of a study.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudySubset {
    /// The skips that stay, sender and receiver.
    pub skips: Vec<(NodeId, NodeId)>,
    /// Key of its job, and of the bundle that comes of it.
    pub job: String,
    /// Accuracy of every failure pattern, by bit mask, once it is measured.
    pub accuracies: Option<Vec<f64>>,
    /// Samples measured on.
    pub n: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaultKind, decode, encode};

    #[test]
    fn messages_survive_their_way() {
        let request = TrainRequest::Begin {
            job: "a".to_owned(),
            models: "http://127.0.0.1/models/".to_owned(),
            spec: Box::new(TrainingSpec {
                name: "Mine".to_owned(),
                document: "{}".to_owned(),
                scheme: Scheme::Resilinet,
                options: TrainingOptions {
                    failout: FailoutChoice::Nodes(vec![("e".into(), 0.5)]),
                    length: TrainingLength::Seconds(60),
                    ..TrainingOptions::default()
                },
                warm_start: Some("b".to_owned()),
            }),
            study: None,
        };
        let bytes = encode(&request).unwrap();
        assert_eq!(decode::<TrainRequest>(&bytes).unwrap(), request);
        let report = TrainReport::Failed {
            fault: Fault {
                kind: FaultKind::Run,
                message: "It diverged.".to_owned(),
            },
            has_best: true,
        };
        let bytes = encode(&report).unwrap();
        assert_eq!(decode::<TrainReport>(&bytes).unwrap(), report);
    }

    #[test]
    fn a_training_is_held_interrupted_or_at_rest() {
        let failed = JobStatus::Failed {
            why: "It diverged.".to_owned(),
            has_best: true,
        };
        const NOW: f64 = 1e12;
        for (status, silence, is_held, is_interrupted) in [
            (JobStatus::Waiting, 0.0, true, false),
            (JobStatus::Running, ABANDONED - 1.0, true, false),
            // The clock of the page that wrote it may have gone ahead.
            (JobStatus::Running, -1_000.0, true, false),
            (JobStatus::Waiting, ABANDONED, false, true),
            (JobStatus::Running, ABANDONED, false, true),
            // A page that is closed says so.
            (JobStatus::Running, NOW, false, true),
            (JobStatus::Paused, 0.0, false, false),
            (JobStatus::Paused, NOW, false, false),
            (failed.clone(), 0.0, false, false),
            (failed, NOW, false, false),
        ] {
            let job = Job {
                key: "a".to_owned(),
                spec: TrainingSpec {
                    name: "Mine".to_owned(),
                    document: "{}".to_owned(),
                    scheme: Scheme::Vanilla,
                    options: TrainingOptions::default(),
                    warm_start: None,
                },
                status,
                created: 0.0,
                alive: NOW - silence,
                study: None,
                history: Vec::new(),
            };
            let found = (job.is_held(NOW), job.is_interrupted(NOW));
            let what = format!("{:?} after {silence} ms", job.status);
            assert_eq!(found, (is_held, is_interrupted), "{what}");
        }
    }
}
