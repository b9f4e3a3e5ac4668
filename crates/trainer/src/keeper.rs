//! The job's entries on this device, where there is a store.

use std::cell::{Cell, RefCell};

use deepfog_browser::store::{Store, StoreError};
use deepfog_protocol::{Fault, FaultKind, OwnBundle, StoredBundle, TrainReport};

use crate::checkpoint::Record;
use crate::failure::fault;

/// Reads and writes what the device keeps of one job.
pub(crate) struct Keeper<'a> {
    job: &'a str,
    store: Result<Store, StoreError>,
    /// That checkpoints cannot be written was said, and none could be since.
    complained: Cell<bool>,
    /// The checkpoint on the device holds parameters that are worth keeping.
    has_best: Cell<bool>,
    /// The checkpoint that was found at the start.
    found: RefCell<Option<Record>>,
}

impl<'a> Keeper<'a> {
    /// Opens the store and looks for the job's checkpoint.
    pub(crate) async fn open(job: &'a str) -> Self {
        let store = Store::open().await;
        let found = match &store {
            // One that cannot be read is as good as none.
            Ok(store) => store.checkpoint(job).await.ok().flatten(),
            Err(_) => None,
        };
        let found = found.and_then(|bytes| Record::read(&bytes));
        Self {
            job,
            store,
            complained: Cell::new(false),
            has_best: Cell::new(found.as_ref().is_some_and(|record| record.head.has_best)),
            found: RefCell::new(found),
        }
    }

    /// The checkpoint that was there at the start; given once.
    pub(crate) fn found(&self) -> Option<Record> {
        self.found.take()
    }

    /// Whether the checkpoint on the device holds parameters that are worth keeping.
    pub(crate) fn has_best(&self) -> bool {
        self.has_best.get()
    }

    /// The bundle that came of this job already: a page may have been closed just then.
    pub(crate) async fn finished(&self) -> Option<OwnBundle> {
        let bundles = self.store.as_ref().ok()?.bundles().await.ok()?;
        bundles.into_iter().find(|facts| facts.key == self.job)
    }

    /// A bundle on this device.
    pub(crate) async fn bundle(&self, key: &str) -> Result<Option<StoredBundle>, StoreError> {
        match &self.store {
            Ok(store) => store.bundle(key).await,
            Err(error) => Err(error.clone()),
        }
    }

    /// Writes a checkpoint, and gives what is to be said of that.
    pub(crate) async fn save(&self, record: &Record, step: u64) -> Option<TrainReport> {
        let bytes = record.write()?;
        let kept = match &self.store {
            Ok(store) => store.keep_checkpoint(self.job, &bytes).await,
            Err(error) => Err(error.clone()),
        };
        match kept {
            Ok(()) => {
                self.complained.set(false);
                self.has_best.set(record.head.has_best);
                Some(TrainReport::Checkpointed { step })
            }
            Err(error) => {
                let first = !self.complained.replace(true);
                first.then(|| TrainReport::NotCheckpointed(device_fault(&error)))
            }
        }
    }

    /// Deletes the checkpoint. Where that fails it goes with the job.
    pub(crate) async fn forget(&self) {
        if let Ok(store) = &self.store {
            let _ = store.delete_checkpoint(self.job).await;
        }
        self.has_best.set(false);
    }

    /// Keeps the bundle in the checkpoint's place. `last` is a checkpoint of the end: it is larger than the bundle and makes
    /// room where there is none, and is written again where even that is too little.
    pub(crate) async fn finish(&self, bundle: &StoredBundle, last: &Record) -> Result<(), Fault> {
        let store = self.store.as_ref().map_err(device_fault)?;
        let mut kept = store.keep_bundle(bundle).await;
        if kept == Err(StoreError::Full) {
            self.forget().await;
            kept = store.keep_bundle(bundle).await;
            if kept.is_err() {
                let _ = self.save(last, 0).await;
            }
        }
        kept.map_err(|error| device_fault(&error))?;
        self.forget().await;
        Ok(())
    }
}

/// What a store's error is to a person.
pub(crate) fn device_fault(error: &StoreError) -> Fault {
    fault(FaultKind::Run, error)
}
