//! How many passes fit a time: a few steps and a part of a validation are measured with a trainer that is thrown away.

use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_network::Plan;
use deepfog_protocol::TrainReport;
use deepfog_training::bundle::{FullData, measure};
use deepfog_training::{Settings, Trainer, fitting_epochs};

use crate::data::Files;
use crate::engine::Engine;
use crate::failure::{Stop, impossible};
use crate::session::Session;

/// Milliseconds that steps are measured for, at most, and the share of the whole time, at most.
const LONGEST: f64 = 1_500.0;
const SHARE: f64 = 0.1;

/// Steps that are measured, at least; the one before them is slow, because everything is new.
const STEPS: usize = 4;

/// Validation samples that are measured.
const VALIDATION: usize = 100;

/// The number of passes that take about so many seconds on this machine.
pub(crate) async fn epochs<F: Files + 'static>(
    session: &Session<F>,
    engine: &mut Engine,
    plan: &Arc<Plan>,
    data: &FullData,
    settings: &Settings,
    seconds: u32,
) -> Result<usize, Stop> {
    session.say(TrainReport::Calibrating);
    let seconds = f64::from(seconds);
    let mut trainer = Trainer::new(
        Arc::clone(plan),
        Arc::clone(&data.training),
        settings.clone(),
    )
    .map_err(impossible)?;
    engine.step(session, &mut trainer).await?;
    let limit = LONGEST.min(SHARE * 1000.0 * seconds);
    let began = session.now();
    let mut times: Vec<f64> = Vec::new();
    while times.len() < STEPS || session.now() - began < limit {
        breathe().await;
        session.check()?;
        let start = session.now();
        let Some(step) = engine.step(session, &mut trainer).await? else {
            break;
        };
        // A step that ends a pass has a validation in it.
        if step.epoch_end.is_none() {
            times.push(session.now() - start);
        }
    }
    // The browser compiles the first steps while they run: the later half tells how fast the rest will be.
    let later = &times[times.len() / 2..];
    let settled = later.iter().sum::<f64>() / later.len().max(1) as f64;
    let validation = &data.training.validation;
    let some: Vec<usize> = (0..validation.len().min(VALIDATION)).collect();
    let share = some.len() as f64 / validation.len().max(1) as f64;
    let some = validation.select(&some).map_err(impossible)?;
    let start = session.now();
    measure(&trainer.network(), &some, &data.training.normalisation).map_err(impossible)?;
    let validated = (session.now() - start) / share.max(f64::MIN_POSITIVE);
    engine.forget();
    let per_epoch = trainer.samples_per_epoch().div_ceil(settings.batch.max(1));
    Ok(fitting_epochs(
        seconds,
        settled / 1000.0,
        per_epoch as u64,
        validated / 1000.0,
    ))
}
