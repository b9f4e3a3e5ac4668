//! One job, from its order to its end.

use deepfog_browser::breathe;
use deepfog_protocol::{Began, EpochPoint, Standing, TrainReport, TrainingSpec};
use deepfog_resilience::random_guess_accuracy;
use deepfog_training::EpochReport;
use deepfog_training::bundle::FullData;

use crate::checkpoint::{Head, Record};
use crate::data::{self, Files};
use crate::failure::{Stop, impossible};
use crate::finish;
use crate::keeper::Keeper;
use crate::pace::{Pace, Work};
use crate::prepare::{self, Drawing, Prepared};
use crate::session::{Session, Wish};

/// What a `Begin` asks for.
pub(crate) struct Order {
    pub(crate) job: String,
    pub(crate) models: String,
    pub(crate) spec: TrainingSpec,
    pub(crate) study: Option<String>,
}

/// Milliseconds between two reports of where the training is.
const REPORT: f64 = 250.0;
/// Milliseconds of work between two looks at the messages; a step that takes longer is one look each.
const SLICE: f64 = 12.0;
/// Milliseconds after which an epoch that ends is worth a checkpoint, and after which any step is.
const CHECKPOINT_AT_END: f64 = 3_000.0;
const CHECKPOINT: f64 = 10_000.0;
/// Writing a checkpoint may take one part in so many of the time: those of large networks are written less often.
const CHECKPOINT_COST: f64 = 20.0;

/// Does a job; gives the report of how it ended.
pub(crate) async fn run<F: Files + 'static>(session: &Session<F>, order: &Order) -> TrainReport {
    let keeper = Keeper::open(&order.job).await;
    match train(session, order, &keeper).await {
        Ok(end) => end,
        Err(Stop::Cancelled) => {
            keeper.forget().await;
            TrainReport::Cancelled
        }
        Err(Stop::Failed(fault)) => TrainReport::Failed {
            fault,
            has_best: keeper.has_best(),
        },
    }
}

async fn train<F: Files + 'static>(
    session: &Session<F>,
    order: &Order,
    keeper: &Keeper<'_>,
) -> Result<TrainReport, Stop> {
    if let Some(facts) = keeper.finished().await {
        keeper.forget().await;
        return Ok(TrainReport::Finished(facts));
    }
    let drawing = prepare::drawing(&order.spec)?;
    let data = data::bring(session, &order.models, &drawing.topology.task).await?;
    let mut prepared = prepare::trainer(session, keeper, &order.spec, &drawing, &data).await?;
    session.say(TrainReport::Began(began(&drawing, &prepared, &data)));
    steps(session, keeper, &mut prepared, &data).await?;
    if prepared.trainer.steps_done() == 0 {
        return Err(impossible(
            "Nothing was trained yet, so there is nothing to keep",
        ));
    }
    let bundle = finish::bundle(session, order, &drawing, &prepared, &data).await?;
    Ok(match keeper.finish(&bundle, &record(&prepared)).await {
        Ok(()) => TrainReport::Finished(bundle.facts),
        Err(fault) => TrainReport::NotKept {
            bundle: Box::new(bundle),
            fault,
        },
    })
}

/// Trains until all passes are done or a person wants to keep what there is.
async fn steps<F: Files + 'static>(
    session: &Session<F>,
    keeper: &Keeper<'_>,
    prepared: &mut Prepared,
    data: &FullData,
) -> Result<(), Stop> {
    let mut pace = Pace::new(work(prepared, data));
    let mut losses = Losses::default();
    let (mut told, mut saved, mut breathed) = (session.now(), session.now(), session.now());
    let mut rest = 0.0;
    loop {
        match session.wish() {
            Wish::Train => {}
            Wish::Pause => {
                save(session, keeper, prepared).await;
                session.say(TrainReport::Paused);
                session.paused().await;
                saved = session.now();
                continue;
            }
            Wish::Finish => return Ok(()),
            Wish::Cancel => return Err(Stop::Cancelled),
        }
        let start = session.now();
        let Prepared {
            engine, trainer, ..
        } = prepared;
        let Some(step) = engine.step(session, trainer).await? else {
            return Ok(());
        };
        let mut now = session.now();
        let seconds = (now - start) / 1000.0;
        prepared.seconds += seconds;
        losses.push(step.loss);
        match step.epoch_end {
            Some(report) => {
                pace.validated(seconds);
                session.say(TrainReport::Epoch(point(&report)));
            }
            None => pace.stepped(seconds),
        }
        let ends = step.epoch_end.is_some();
        if now - told >= REPORT {
            told = now;
            session.say(TrainReport::At(Standing {
                epoch: u32::try_from(step.epoch).unwrap_or(u32::MAX),
                step: step.step,
                loss: losses.take(),
                speed: pace.speed(),
                seconds_left: pace.seconds_left(step.step),
            }));
        }
        let usual = if ends { CHECKPOINT_AT_END } else { CHECKPOINT };
        if now - saved >= usual.max(rest) || prepared.trainer.is_finished() {
            save(session, keeper, prepared).await;
            saved = session.now();
            rest = CHECKPOINT_COST * (saved - now);
            now = saved;
        }
        if now - breathed >= SLICE {
            breathe().await;
            breathed = session.now();
        }
    }
}

async fn save<F: Files + 'static>(session: &Session<F>, keeper: &Keeper<'_>, prepared: &Prepared) {
    let steps = prepared.trainer.steps_done();
    if let Some(report) = keeper.save(&record(prepared), steps).await {
        session.say(report);
    }
}

fn record(prepared: &Prepared) -> Record {
    let trainer = &prepared.trainer;
    Record {
        head: Head {
            epochs: u32::try_from(trainer.settings().epochs).unwrap_or(u32::MAX),
            start: trainer.start(),
            kept: prepared.kept.clone(),
            seconds: prepared.seconds,
            has_best: trainer.best().is_some(),
            engine: prepared.engine.name().to_owned(),
        },
        state: trainer.checkpoint(),
    }
}

fn work(prepared: &Prepared, data: &FullData) -> Work {
    let trainer = &prepared.trainer;
    let batch = trainer.settings().batch;
    let (train, validation) = (&data.training.train, &data.training.validation);
    Work {
        batch,
        steps: trainer.steps(),
        steps_per_epoch: trainer.samples_per_epoch().div_ceil(batch.max(1)) as u64,
        validation: validation.len(),
        measured: train.len() + validation.len() + data.test.len(),
    }
}

fn began(drawing: &Drawing, prepared: &Prepared, data: &FullData) -> Began {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let trainer = &prepared.trainer;
    Began {
        epochs: number(trainer.settings().epochs),
        batch: number(trainer.settings().batch),
        samples: number(trainer.samples_per_epoch()),
        validation: number(data.training.validation.len()),
        guess: guess(data),
        steps: trainer.steps(),
        parameters: drawing.plan.parameter_count() as u64,
        engine: prepared.engine.words().to_owned(),
        kept: prepared.kept.clone(),
        history: trainer.history().iter().map(point).collect(),
        done: trainer.steps_done(),
    }
}

/// What a random guess is worth on the validation samples.
fn guess(data: &FullData) -> f64 {
    let classes = data.class_prior.len();
    let shares = data.training.validation.class_shares(classes);
    random_guess_accuracy(&data.class_prior, &shares)
}

fn point(report: &EpochReport) -> EpochPoint {
    EpochPoint {
        epoch: u32::try_from(report.epoch).unwrap_or(u32::MAX),
        loss: report.loss,
        validation_loss: report.validation_loss,
        validation_accuracy: report.validation_accuracy,
        best: report.best,
    }
}

/// The mean loss of the steps since the last report.
#[derive(Default)]
struct Losses {
    sum: f64,
    count: u32,
}

impl Losses {
    fn push(&mut self, loss: f64) {
        self.sum += loss;
        self.count += 1;
    }

    fn take(&mut self) -> f64 {
        let mean = self.sum / f64::from(self.count.max(1));
        *self = Self::default();
        mean
    }
}
