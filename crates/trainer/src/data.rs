//! Brings the samples of a task: what trains, what chooses the parameters that are kept, what is only measured on.

use std::future::Future;

use deepfog_browser::download::{Freshness, fetch};
use deepfog_dataset::{PackHeader, Samples, TrainingSet};
use deepfog_protocol::{Fault, FaultKind, TrainReport};
use deepfog_topology::TaskId;
use deepfog_training::bundle::FullData;
use web_sys::DedicatedWorkerGlobalScope;

use crate::failure::{Stop, fault};
use crate::session::Session;

/// Where files come from.
pub trait Files {
    /// Brings the file of that address; `progress` hears the bytes received so far.
    fn fetch(
        &self,
        url: &str,
        freshness: Freshness,
        progress: impl FnMut(u64),
    ) -> impl Future<Output = Result<Vec<u8>, Fault>>;
}

/// The site that the page came from.
pub struct Site {
    scope: DedicatedWorkerGlobalScope,
}

impl Site {
    /// Fetches through this worker.
    pub fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        Self { scope }
    }
}

impl Files for Site {
    async fn fetch(
        &self,
        url: &str,
        freshness: Freshness,
        progress: impl FnMut(u64),
    ) -> Result<Vec<u8>, Fault> {
        fetch(&self.scope, url, freshness, progress).await
    }
}

/// Fetches the three packs of a task from the folder `models` (with a slash at its end) and puts them together.
pub(crate) async fn bring<F: Files + 'static>(
    session: &Session<F>,
    models: &str,
    task: &TaskId,
) -> Result<FullData, Stop> {
    let mut packs = Vec::with_capacity(3);
    for name in TrainingSet::folders(task) {
        let folder = format!("{models}packs/{name}/");
        let url = format!("{folder}pack.json");
        let bytes = session
            .files()
            .fetch(&url, Freshness::Revalidated, |_| {})
            .await?;
        session.check()?;
        let header = PackHeader::parse(&bytes).map_err(unusable)?;
        packs.push((folder, header));
    }
    let total = packs
        .iter()
        .flat_map(|(_, header)| &header.chunks)
        .map(|chunk| chunk.bytes as u64)
        .sum();
    let mut received = 0;
    session.say(TrainReport::Fetching { received, total });
    let mut filled = Vec::with_capacity(3);
    for (folder, header) in packs {
        let mut samples = Samples::empty(header.shape()).map_err(unusable)?;
        samples.reserve(header.samples);
        for index in 0..header.chunks.len() {
            let chunk = bring_chunk(session, &folder, &header, index, received, total).await?;
            samples.append(chunk).map_err(unusable)?;
            received += header.chunks[index].bytes as u64;
        }
        filled.push((header, samples));
    }
    let [train, validation, test] =
        <[_; 3]>::try_from(filled).map_err(|_| unusable("a task has three packs"))?;
    let set = TrainingSet::assemble(train, validation, test).map_err(unusable)?;
    Ok(set.into())
}

/// Fetches one chunk; a second time, past the browser's cache, where that fails or what comes is not what the header says.
async fn bring_chunk<F: Files + 'static>(
    session: &Session<F>,
    folder: &str,
    header: &PackHeader,
    index: usize,
    before: u64,
    total: u64,
) -> Result<Samples, Stop> {
    let entry = &header.chunks[index];
    let url = format!(
        "{folder}{}?v={}",
        entry.file,
        entry.sha256.get(..16).unwrap_or_default()
    );
    let mut told = session.now();
    let mut progress = |part: u64| {
        let now = session.now();
        if now - told > REPORT || part >= entry.bytes as u64 {
            told = now;
            session.say(TrainReport::Fetching {
                received: before + part,
                total,
            });
        }
    };
    let mut result = Err(unusable("nothing was fetched"));
    for freshness in [Freshness::Cached, Freshness::Refetched] {
        let bytes = session.files().fetch(&url, freshness, &mut progress).await;
        session.check()?;
        result = match bytes {
            Ok(bytes) => header.decode_chunk(index, &bytes).map_err(unusable),
            Err(fault) => Err(fault.into()),
        };
        if result.is_ok() {
            break;
        }
    }
    result
}

/// Milliseconds between two reports of one file's progress.
const REPORT: f64 = 100.0;

fn unusable(why: impl std::fmt::Display) -> Stop {
    Stop::Failed(fault(
        FaultKind::Corrupt,
        format!("The samples for training cannot be used: {why}"),
    ))
}
