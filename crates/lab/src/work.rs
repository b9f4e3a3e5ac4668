//! One training: what the device keeps of it, and what its worker told.

mod order;

use std::rc::Rc;

use deepfog_protocol::{
    ABANDONED, Began, Job, JobStatus, OwnBundle, Standing, StoredBundle, TrainReport, TrainingSpec,
};

use crate::study::TRIAL;

pub use order::{Order, order};

/// How often a page says that it is at work on a training, in milliseconds: well within [`ABANDONED`].
pub const BEAT: f64 = ABANDONED / 3.0;

/// Whose a training is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// This page's.
    Here,
    /// Nobody's now: it rests, or its page was closed before it was done.
    Nobody,
    /// Another page's that is at work on it.
    Elsewhere,
}

/// What a person asked of a training that its worker has not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To wait.
    Pause,
    /// To stop and keep the best.
    Finish,
    /// To stop and keep nothing.
    Cancel,
}

/// What a worker of this page is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phase {
    /// It has not said anything yet.
    Starting,
    /// It listens.
    Ready,
    /// It fetches samples: bytes received, and in all.
    Fetching(u64, u64),
    /// It measures how many epochs fit the time.
    Calibrating,
    /// It trains, or waits.
    Training,
}

/// The worker that is at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Live {
    /// What it is doing.
    pub phase: Phase,
    /// When it last said anything, in milliseconds since 1970; `None` until the clock has seen it.
    pub heard: Option<f64>,
}

/// A training.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// What the device keeps.
    pub job: Job,
    /// Whose it is.
    pub holder: Holder,
    /// What was asked and not answered.
    pub wish: Option<Wish>,
    /// The worker, while there is one.
    pub live: Option<Live>,
    /// How many workers it has had: what an earlier one was told, the next one was not.
    pub runs: u32,
    /// What the training is, once it has begun.
    pub began: Option<Rc<Began>>,
    /// Where it is.
    pub standing: Option<Standing>,
    /// Why no checkpoint could be written, as a sentence.
    pub unsaved: Option<Rc<str>>,
    /// What came of it.
    pub done: Option<Rc<OwnBundle>>,
    /// What came of it and was not kept by the device.
    pub unkept: Option<Rc<StoredBundle>>,
}

/// What a report means for the rest of the laboratory.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing more.
    None,
    /// The training has begun, not gone on after a pause.
    Began,
    /// It is trained and on the device.
    Finished(Rc<OwnBundle>),
    /// It is trained, but the device did not take it; why.
    NotKept(String),
    /// It was cancelled: it goes from the list.
    Cancelled,
    /// It failed; why.
    Failed(String),
    /// A checkpoint could not be written; why.
    NotSaved(String),
    /// Another engine goes on; why.
    Engine(String),
}

impl Work {
    /// A training of this page that waits for its turn.
    pub fn new(job: Job) -> Self {
        Self::held(job, Holder::Here)
    }

    /// A training as the device has it, seen at a time.
    pub fn found(job: Job, now: f64) -> Self {
        let holder = if job.is_held(now) {
            Holder::Elsewhere
        } else {
            Holder::Nobody
        };
        Self::held(job, holder)
    }

    fn held(job: Job, holder: Holder) -> Self {
        Self {
            job,
            holder,
            wish: None,
            live: None,
            runs: 0,
            began: None,
            standing: None,
            unsaved: None,
            done: None,
            unkept: None,
        }
    }

    /// Its key.
    pub fn key(&self) -> &str {
        &self.job.key
    }

    /// The study that it belongs to; a trial belongs to none.
    pub fn study(&self) -> Option<&str> {
        self.job.study.as_deref().filter(|study| *study != TRIAL)
    }

    /// What is trained.
    pub fn spec(&self) -> &TrainingSpec {
        &self.job.spec
    }

    /// Whether a worker of this page trains it now.
    pub fn is_running(&self) -> bool {
        self.holder == Holder::Here && self.done.is_none() && self.job.status == JobStatus::Running
    }

    /// Whether it waits for a place in this page's queue.
    pub fn is_waiting(&self) -> bool {
        self.holder == Holder::Here && self.done.is_none() && self.job.status == JobStatus::Waiting
    }

    /// Whether it was at work when its page was closed.
    pub fn is_interrupted(&self) -> bool {
        self.holder == Holder::Nobody && self.job.is_at_work()
    }

    /// How many epochs it has in all, once that is known.
    pub fn epochs(&self) -> Option<u32> {
        self.began.as_ref().map(|began| began.epochs)
    }

    /// The epoch under way, or the last one that was done.
    pub fn epoch(&self) -> u32 {
        let done = self.job.history.last().map_or(0, |point| point.epoch);
        self.standing
            .map_or(done, |standing| standing.epoch.max(done))
    }

    /// Whether an epoch was kept as the best so far.
    pub fn has_best(&self) -> bool {
        self.job.history.iter().any(|point| point.best)
    }

    /// Gives it a place: a worker starts, or goes on.
    pub fn start(&mut self) {
        self.job.status = JobStatus::Running;
        if self.live.is_none() {
            self.runs += 1;
            self.live = Some(Live {
                phase: Phase::Starting,
                heard: None,
            });
        }
    }

    /// Puts it at the end of this page's queue.
    pub fn queue(&mut self, now: f64) {
        self.holder = Holder::Here;
        self.wish = None;
        self.job.status = JobStatus::Waiting;
        self.job.alive = now;
    }

    /// It cannot go on.
    pub fn fail(&mut self, why: &str, has_best: bool) {
        self.live = None;
        self.unsaved = None;
        self.wish = None;
        self.standing = None;
        self.job.status = JobStatus::Failed {
            why: why.to_owned(),
            has_best,
        };
    }

    /// Takes over what its worker told.
    pub fn hear(&mut self, report: TrainReport, now: f64) -> Outcome {
        let Some(live) = &mut self.live else {
            return Outcome::None;
        };
        live.heard = Some(now);
        if now - self.job.alive >= BEAT {
            self.job.alive = now;
        }
        match report {
            TrainReport::Ready => live.phase = Phase::Ready,
            TrainReport::Fetching { received, total } => {
                live.phase = Phase::Fetching(received, total);
            }
            // A worker that waits long for its first step says again what it said last.
            TrainReport::Calibrating if live.phase == Phase::Training => {}
            TrainReport::Calibrating => live.phase = Phase::Calibrating,
            TrainReport::Began(began) => {
                live.phase = Phase::Training;
                self.job.history = began.history.clone();
                self.began = Some(Rc::new(began));
                return Outcome::Began;
            }
            TrainReport::Engine { engine, why } => {
                if let Some(began) = &mut self.began {
                    Rc::make_mut(began).engine = engine;
                }
                return Outcome::Engine(why);
            }
            TrainReport::At(standing) => {
                live.phase = Phase::Training;
                self.standing = Some(standing);
            }
            TrainReport::Epoch(point) => {
                // An epoch that is told twice is not drawn twice.
                self.job.history.retain(|other| other.epoch < point.epoch);
                self.job.history.push(point);
            }
            TrainReport::Checkpointed { .. } => self.unsaved = None,
            TrainReport::NotCheckpointed(fault) => {
                self.unsaved = Some(fault.message.as_str().into());
                return Outcome::NotSaved(fault.message);
            }
            TrainReport::Paused => {
                // Else it was told to go on before it could say so.
                if self.wish == Some(Wish::Pause) {
                    self.wish = None;
                    self.job.status = JobStatus::Paused;
                }
            }
            TrainReport::Finished(bundle) => {
                let bundle = Rc::new(bundle);
                self.live = None;
                self.wish = None;
                self.standing = None;
                self.done = Some(Rc::clone(&bundle));
                return Outcome::Finished(bundle);
            }
            TrainReport::NotKept { bundle, fault } => {
                self.fail(&fault.message, true);
                self.unkept = Some(Rc::new(*bundle));
                return Outcome::NotKept(fault.message);
            }
            TrainReport::Cancelled => return Outcome::Cancelled,
            TrainReport::Failed { fault, has_best } => {
                self.fail(&fault.message, has_best);
                return Outcome::Failed(fault.message);
            }
        }
        Outcome::None
    }
}

#[cfg(test)]
pub(crate) mod tests;
