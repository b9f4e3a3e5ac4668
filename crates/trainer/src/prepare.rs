//! From what was asked for to a trainer: from the job's checkpoint, from an earlier bundle's parameters, or from the start.

use std::sync::Arc;

use deepfog_network::bundle::{Manifest, parameters};
use deepfog_network::{NodeParameters, Plan, carry_over, plan};
use deepfog_protocol::{TrainingLength, TrainingSpec};
use deepfog_topology::{NodeId, Topology, document};
use deepfog_training::bundle::FullData;
use deepfog_training::{Settings, Trainer};

use crate::calibration;
use crate::checkpoint::Head;
use crate::data::Files;
use crate::engine::{self, Engine};
use crate::failure::{Stop, impossible};
use crate::keeper::Keeper;
use crate::session::{Session, Wish};

/// A drawing and what it stands for.
pub(crate) struct Drawing {
    pub(crate) topology: Topology,
    pub(crate) plan: Arc<Plan>,
}

/// A training that can go on.
pub(crate) struct Prepared {
    pub(crate) trainer: Trainer,
    pub(crate) engine: Engine,
    /// Nodes that began with the parameters of an earlier bundle.
    pub(crate) kept: Vec<NodeId>,
    /// Seconds that an earlier run spent.
    pub(crate) seconds: f64,
}

/// Reads the document and plans its network.
pub(crate) fn drawing(spec: &TrainingSpec) -> Result<Drawing, Stop> {
    let read = document::read(&spec.document)
        .map_err(|error| impossible(format!("The drawing cannot be read: {error}")))?;
    let topology = read.document.topology;
    let plan = plan(&topology, spec.scheme, spec.options.seed).map_err(|wrong| {
        let messages: Vec<String> = wrong.into_iter().map(|one| one.message).collect();
        impossible(format!(
            "The drawing cannot be trained for {} yet. {}",
            spec.scheme.name(),
            messages.join(" ")
        ))
    })?;
    Ok(Drawing {
        topology,
        plan: Arc::new(plan),
    })
}

/// The trainer of a job.
pub(crate) async fn trainer<F: Files + 'static>(
    session: &Session<F>,
    keeper: &Keeper<'_>,
    spec: &TrainingSpec,
    drawing: &Drawing,
    data: &FullData,
) -> Result<Prepared, Stop> {
    let samples = data.training.train.len();
    let mut settings = deepfog_training::settings_for(&drawing.topology, &spec.options, samples)
        .map_err(impossible)?;
    let (plan, samples) = (&drawing.plan, &data.training);
    if let Some((trainer, head)) = resumed(keeper, spec, drawing, data, &settings) {
        // Whoever wants to keep what there is need not wait for an engine.
        let engine = if trainer.is_finished() || session.wish() == Wish::Finish {
            Engine::at_rest(&head.engine)
        } else {
            let mut engine =
                engine::choose(session, spec.options.engine, plan, samples, &settings).await?;
            engine.follow(&head.engine);
            engine
        };
        return Ok(Prepared {
            trainer,
            engine,
            kept: head.kept,
            seconds: head.seconds,
        });
    }
    let mut engine = engine::choose(session, spec.options.engine, plan, samples, &settings).await?;
    let carried = match &spec.warm_start {
        Some(key) => carried(keeper, key, &drawing.plan).await?,
        None => Vec::new(),
    };
    if let TrainingLength::Seconds(seconds) = spec.options.length {
        settings.epochs =
            calibration::epochs(session, &mut engine, plan, data, &settings, seconds).await?;
    }
    let mut trainer = Trainer::new(
        Arc::clone(&drawing.plan),
        Arc::clone(&data.training),
        settings,
    )
    .map_err(impossible)?;
    if !carried.is_empty() {
        trainer.start_from(&carried).map_err(impossible)?;
    }
    let nodes = drawing.plan.nodes.iter().zip(&carried);
    Ok(Prepared {
        trainer,
        engine,
        kept: nodes
            .filter(|(_, carried)| carried.is_some())
            .map(|(node, _)| node.id.clone())
            .collect(),
        seconds: 0.0,
    })
}

/// The training as its checkpoint left it; `None` where there is none, or one of another training.
fn resumed(
    keeper: &Keeper<'_>,
    spec: &TrainingSpec,
    drawing: &Drawing,
    data: &FullData,
    settings: &Settings,
) -> Option<(Trainer, Head)> {
    let record = keeper.found()?;
    let mut settings = settings.clone();
    if let TrainingLength::Seconds(_) = spec.options.length {
        settings.epochs = usize::try_from(record.head.epochs).ok()?;
    }
    let trainer = Trainer::resume_warm(
        Arc::clone(&drawing.plan),
        Arc::clone(&data.training),
        settings,
        record.head.start,
        &record.state,
    )
    .ok()?;
    Some((trainer, record.head))
}

/// Per node the parameters of an earlier bundle that it can begin with.
async fn carried(
    keeper: &Keeper<'_>,
    key: &str,
    plan: &Plan,
) -> Result<Vec<Option<NodeParameters>>, Stop> {
    let unusable = |why: String| {
        impossible(format!(
            "The network to start from cannot be used: {why}. Train from the start instead"
        ))
    };
    let bundle = keeper
        .bundle(key)
        .await
        .map_err(|error| unusable(error.to_string()))?
        .ok_or_else(|| unusable("it was deleted".to_owned()))?;
    let manifest =
        Manifest::parse(&bundle.manifest).map_err(|error| unusable(error.to_string()))?;
    let old = manifest
        .check()
        .map_err(|error| unusable(error.to_string()))?;
    let parameters =
        parameters(&manifest, &bundle.files).map_err(|error| unusable(error.to_string()))?;
    Ok(carry_over(&old, &parameters, plan))
}
