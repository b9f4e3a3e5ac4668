//! From the trained parameters to the bundle: measured part by part, so that messages get through in between.

use deepfog_browser::breathe;
use deepfog_dataset::Samples;
use deepfog_protocol::{OwnBundle, StoredBundle, TrainingLength};
use deepfog_topology::identity;
use deepfog_training::bundle::{FullData, Measured, assemble, measure, warm_start_note};
use deepfog_training::{Evaluation, Network, Trainer};

use crate::data::Files;
use crate::failure::{Stop, impossible};
use crate::prepare::{Drawing, Prepared};
use crate::session::Session;
use crate::training::Order;

/// Samples that are measured at once.
const SLICE: usize = 100;

/// The bundle of the parameters that the trainer keeps.
pub(crate) async fn bundle<F: Files + 'static>(
    session: &Session<F>,
    order: &Order,
    drawing: &Drawing,
    prepared: &Prepared,
    data: &FullData,
) -> Result<StoredBundle, Stop> {
    let trainer = &prepared.trainer;
    let measured = measured(session, trainer, data).await?;
    let notes = notes(order, prepared);
    let bundle = assemble(
        trainer,
        &drawing.topology,
        data,
        &measured,
        prepared.seconds,
        notes,
    )
    .map_err(impossible)?;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let now = js_sys::Date::now();
    let facts = OwnBundle {
        key: order.job.clone(),
        name: order.spec.name.clone(),
        identity: identity(&drawing.topology)
            .ok_or_else(|| impossible("The drawing is no graph"))?,
        title: drawing.topology.title.clone(),
        scheme: order.spec.scheme,
        seed: order.spec.options.seed,
        epochs: number(trainer.history().len()),
        validation: measured.validation.accuracy(),
        test: (measured.test.accuracy(), number(measured.test.samples)),
        parameters: drawing.plan.parameter_count() as u64,
        bytes: bundle
            .files
            .iter()
            .map(|(_, bytes)| bytes.len() as u64)
            .sum(),
        created: now,
        used: now,
        study: order.study.clone(),
    };
    Ok(StoredBundle {
        facts,
        document: order.spec.document.clone(),
        manifest: bundle.manifest_json,
        files: bundle.files,
    })
}

/// What a reader of the manifest needs beside the settings.
fn notes(order: &Order, prepared: &Prepared) -> Vec<String> {
    let mut notes = vec![format!(
        "Trained in a web browser: {}.",
        prepared.engine.name()
    )];
    if let TrainingLength::Seconds(seconds) = order.spec.options.length {
        notes.push(format!(
            "The number of epochs is the one that was estimated to take {seconds} s."
        ));
    }
    notes.extend(warm_start_note(&prepared.kept));
    notes
}

async fn measured<F: Files + 'static>(
    session: &Session<F>,
    trainer: &Trainer,
    data: &FullData,
) -> Result<Measured, Stop> {
    let network = trainer.network();
    Ok(Measured {
        train: part(session, &network, &data.training.train, data).await?,
        validation: part(session, &network, &data.training.validation, data).await?,
        test: part(session, &network, &data.test, data).await?,
    })
}

async fn part<F: Files + 'static>(
    session: &Session<F>,
    network: &Network,
    samples: &Samples,
    data: &FullData,
) -> Result<Evaluation, Stop> {
    let mut whole = Evaluation::default();
    let indices: Vec<usize> = (0..samples.len()).collect();
    for slice in indices.chunks(SLICE) {
        let slice = samples.select(slice).map_err(impossible)?;
        let found = measure(network, &slice, &data.training.normalisation).map_err(impossible)?;
        // The loss is a mean.
        whole.loss += found.loss * found.samples as f64;
        whole.samples += found.samples;
        whole.right += found.right;
        breathe().await;
        session.check()?;
    }
    whole.loss /= whole.samples.max(1) as f64;
    Ok(whole)
}
