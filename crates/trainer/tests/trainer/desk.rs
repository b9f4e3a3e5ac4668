//! The laboratory's side of the tests: orders jobs, hears reports, hands out the shipped files.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use deepfog_browser::breathe;
use deepfog_browser::download::Freshness;
use deepfog_browser::store::Store;
use deepfog_protocol::{
    Fault, FaultKind, OwnBundle, StoredBundle, TrainReport, TrainRequest, TrainingLength,
    TrainingOptions, TrainingSpec,
};
use deepfog_shipped::{file, training_file};
use deepfog_topology::document::{Document, View, write_document};
use deepfog_topology::{Scheme, Topology, presets};
use deepfog_trainer::Session;
use deepfog_trainer::data::Files;
use wasm_bindgen::JsCast;
use web_sys::DedicatedWorkerGlobalScope;

/// The address of the shipped files.
const MODELS: &str = "models/";

/// What is wrong with the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// No file arrives.
    Offline,
    /// Chunks are damaged in the browser's cache.
    DamagedCache,
    /// Chunks are damaged.
    Damaged,
}

/// The shipped files, as if a server gave them.
#[derive(Clone, Default)]
pub struct Shelf {
    pub trouble: Rc<Cell<Trouble>>,
}

impl Files for Shelf {
    async fn fetch(
        &self,
        url: &str,
        freshness: Freshness,
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<u8>, Fault> {
        breathe().await;
        let path = url.split('?').next().unwrap_or(url);
        let found = file(path)
            .or_else(|| training_file(path))
            .filter(|_| self.trouble.get() != Trouble::Offline);
        let mut bytes = found
            .ok_or_else(|| Fault {
                kind: FaultKind::Download,
                message: format!("The file {path} could not be downloaded: the connection failed."),
            })?
            .to_vec();
        let damaged = match self.trouble.get() {
            Trouble::Damaged => true,
            Trouble::DamagedCache => freshness == Freshness::Cached,
            Trouble::None | Trouble::Offline => false,
        };
        if damaged && path.ends_with(".bin") {
            bytes[100] ^= 1;
        }
        progress(bytes.len() as u64);
        Ok(bytes)
    }
}

/// A training worker and what it said.
pub struct Desk {
    pub session: Rc<Session<Shelf>>,
    pub shelf: Shelf,
    pub reports: Rc<RefCell<Vec<TrainReport>>>,
}

impl Desk {
    pub fn new() -> Self {
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let shelf = Shelf::default();
        let reports = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&reports);
        let post = move |report: &TrainReport| heard.borrow_mut().push(report.clone());
        Self {
            session: Rc::new(Session::new(scope, shelf.clone(), post)),
            shelf,
            reports,
        }
    }

    /// Orders a job.
    pub fn begin(&self, job: &str, spec: &TrainingSpec) {
        self.session.handle(TrainRequest::Begin {
            job: job.to_owned(),
            models: MODELS.to_owned(),
            spec: Box::new(spec.clone()),
            study: None,
        });
    }

    /// Waits for a report.
    pub async fn hears(&self, wanted: impl Fn(&TrainReport) -> bool) -> TrainReport {
        loop {
            let found = self
                .reports
                .borrow()
                .iter()
                .find(|report| wanted(report))
                .cloned();
            if let Some(report) = found {
                return report;
            }
            let ended = self.reports.borrow().iter().any(is_end);
            assert!(!ended, "{:?}", self.reports.borrow().last());
            breathe().await;
        }
    }

    /// Waits for the job's end.
    pub async fn end(&self) -> TrainReport {
        self.hears(is_end).await
    }

    /// Waits for the bundle.
    pub async fn finished(&self) -> OwnBundle {
        match self.end().await {
            TrainReport::Finished(facts) => facts,
            other => panic!("{other:?}"),
        }
    }

    /// How many reports are of that kind.
    pub fn count(&self, wanted: impl Fn(&TrainReport) -> bool) -> usize {
        self.reports
            .borrow()
            .iter()
            .filter(|report| wanted(report))
            .count()
    }
}

pub fn is_end(report: &TrainReport) -> bool {
    matches!(
        report,
        TrainReport::Finished(_)
            | TrainReport::NotKept { .. }
            | TrainReport::Cancelled
            | TrainReport::Failed { .. }
    )
}

/// A shipped drawing.
pub fn drawn(preset: &str) -> Topology {
    presets::find(preset).unwrap().topology
}

/// A document as the page sends it.
pub fn document(topology: &Topology) -> String {
    write_document(&Document {
        topology: topology.clone(),
        view: View::default(),
    })
    .unwrap()
}

/// A training of a drawing for so many passes.
pub fn spec(topology: &Topology, scheme: Scheme, epochs: u32) -> TrainingSpec {
    TrainingSpec {
        name: "Mine".to_owned(),
        document: document(topology),
        scheme,
        options: TrainingOptions {
            seed: 7,
            length: TrainingLength::Epochs(epochs),
            ..TrainingOptions::default()
        },
        warm_start: None,
    }
}

/// What the device holds under a key.
pub async fn held(key: &str) -> Option<StoredBundle> {
    Store::open().await.unwrap().bundle(key).await.unwrap()
}

/// Takes everything of a job off the device.
pub async fn clear(key: &str) {
    let store = Store::open().await.unwrap();
    store.delete_bundle(key).await.unwrap();
    store.delete_job(key).await.unwrap();
}

/// Whether the device holds a checkpoint of a job.
pub async fn has_checkpoint(key: &str) -> bool {
    let store = Store::open().await.unwrap();
    store.checkpoint(key).await.unwrap().is_some()
}
