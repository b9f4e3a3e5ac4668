//! What this device keeps: a person's own bundles, trainings with their checkpoints, studies.
//!
//! One database of the browser, with one table per kind. A value is the byte string of the protocol's type. Page,
//! laboratory and workers open it side by side; every change is one transaction, so that none sees half of it.

mod database;
mod error;

use std::cmp::Ordering;

use deepfog_protocol::{Job, OwnBundle, StoredBundle, Study, decode, encode};
use js_sys::Reflect;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

use database::{Change, Connection};
pub use error::StoreError;

/// The database's name.
const DATABASE: &str = "deepfog";
/// Facts of the person's own bundles, for lists.
const BUNDLES: &str = "bundles";
/// The same bundles, whole.
const CONTENTS: &str = "contents";
/// Trainings that were asked for.
const JOBS: &str = "jobs";
/// What they go on from, under the keys of the jobs.
const CHECKPOINTS: &str = "checkpoints";
/// Studies.
const STUDIES: &str = "studies";
/// All tables.
const TABLES: [&str; 5] = [BUNDLES, CONTENTS, JOBS, CHECKPOINTS, STUDIES];

/// The open database. Opening it twice is fine.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the database, and makes it where there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where this browser keeps nothing for this page.
    pub async fn open() -> Result<Self, StoreError> {
        Ok(Self {
            connection: Connection::open(DATABASE, &TABLES).await?,
        })
    }

    /// What lists show of the own bundles, the newest first. Entries that cannot be read are left out.
    ///
    /// # Errors
    /// [`StoreError`]: why they cannot be had.
    pub async fn bundles(&self) -> Result<Vec<OwnBundle>, StoreError> {
        let newest = |a: &OwnBundle, b: &OwnBundle| b.created.total_cmp(&a.created);
        self.list(BUNDLES, newest).await
    }

    /// An own bundle, whole; `None` where there is none of that key.
    ///
    /// # Errors
    /// [`StoreError`]: why it cannot be had; also where its entry is damaged.
    pub async fn bundle(&self, key: &str) -> Result<Option<StoredBundle>, StoreError> {
        let Some(bytes) = self.connection.get(CONTENTS, key).await? else {
            return Ok(None);
        };
        let mut bundle: StoredBundle = decode(&bytes)
            .map_err(|_| StoreError::Failed("the entry of this network is damaged".to_owned()))?;
        // Its name may have changed since.
        if let Some(bytes) = self.connection.get(BUNDLES, key).await?
            && let Ok(facts) = decode(&bytes)
        {
            bundle.facts = facts;
        }
        Ok(Some(bundle))
    }

    /// Keeps a bundle, facts and contents, in the place of one with the same key.
    ///
    /// # Errors
    /// [`StoreError`]: nothing of it is kept then.
    pub async fn keep_bundle(&self, bundle: &StoredBundle) -> Result<(), StoreError> {
        let key = bundle.facts.key.as_str();
        let facts = written(&bundle.facts)?;
        let contents = written(bundle)?;
        self.connection
            .change(&[
                Change::Put(BUNDLES, key, &facts),
                Change::Put(CONTENTS, key, &contents),
            ])
            .await
    }

    /// Changes what lists show of a bundle: its name, when it was used last.
    ///
    /// # Errors
    /// [`StoreError`]: nothing is changed then; also where another tab has deleted it.
    pub async fn change_bundle(&self, facts: &OwnBundle) -> Result<(), StoreError> {
        let bytes = written(facts)?;
        let changed = self
            .connection
            .replace(CONTENTS, Change::Put(BUNDLES, &facts.key, &bytes))
            .await?;
        if changed {
            Ok(())
        } else {
            Err(StoreError::Failed(
                "this network was deleted meanwhile".to_owned(),
            ))
        }
    }

    /// Deletes a bundle.
    ///
    /// # Errors
    /// [`StoreError`]: nothing is deleted then.
    pub async fn delete_bundle(&self, key: &str) -> Result<(), StoreError> {
        self.connection
            .change(&[Change::Delete(BUNDLES, key), Change::Delete(CONTENTS, key)])
            .await
    }

    /// The trainings that were asked for, the oldest first. Entries that cannot be read are left out.
    ///
    /// # Errors
    /// [`StoreError`]: why they cannot be had.
    pub async fn jobs(&self) -> Result<Vec<Job>, StoreError> {
        self.list(JOBS, |a: &Job, b: &Job| a.created.total_cmp(&b.created))
            .await
    }

    /// Keeps a training in the place of the one with the same key.
    ///
    /// # Errors
    /// [`StoreError`]: the old entry stays then.
    pub async fn keep_job(&self, job: &Job) -> Result<(), StoreError> {
        let bytes = written(job)?;
        self.connection
            .change(&[Change::Put(JOBS, &job.key, &bytes)])
            .await
    }

    /// Deletes a training with its checkpoint.
    ///
    /// # Errors
    /// [`StoreError`]: nothing is deleted then.
    pub async fn delete_job(&self, key: &str) -> Result<(), StoreError> {
        self.connection
            .change(&[Change::Delete(JOBS, key), Change::Delete(CHECKPOINTS, key)])
            .await
    }

    /// The bytes that a training goes on from; `None` where there are none.
    ///
    /// # Errors
    /// [`StoreError`]: why they cannot be had.
    pub async fn checkpoint(&self, job: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.connection.get(CHECKPOINTS, job).await
    }

    /// Keeps a checkpoint in the place of the last one.
    ///
    /// # Errors
    /// [`StoreError`]: the last one stays then.
    pub async fn keep_checkpoint(&self, job: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.connection
            .change(&[Change::Put(CHECKPOINTS, job, bytes)])
            .await
    }

    /// Deletes a checkpoint.
    ///
    /// # Errors
    /// [`StoreError`]: it stays then.
    pub async fn delete_checkpoint(&self, job: &str) -> Result<(), StoreError> {
        self.connection
            .change(&[Change::Delete(CHECKPOINTS, job)])
            .await
    }

    /// The studies, the newest first. Entries that cannot be read are left out.
    ///
    /// # Errors
    /// [`StoreError`]: why they cannot be had.
    pub async fn studies(&self) -> Result<Vec<Study>, StoreError> {
        self.list(STUDIES, |a: &Study, b: &Study| {
            b.created.total_cmp(&a.created)
        })
        .await
    }

    /// Keeps a study in the place of the one with the same key.
    ///
    /// # Errors
    /// [`StoreError`]: the old entry stays then.
    pub async fn keep_study(&self, study: &Study) -> Result<(), StoreError> {
        let bytes = written(study)?;
        self.connection
            .change(&[Change::Put(STUDIES, &study.key, &bytes)])
            .await
    }

    /// Deletes a study; its bundles and jobs have keys of their own.
    ///
    /// # Errors
    /// [`StoreError`]: it stays then.
    pub async fn delete_study(&self, key: &str) -> Result<(), StoreError> {
        self.connection
            .change(&[Change::Delete(STUDIES, key)])
            .await
    }

    async fn list<T: DeserializeOwned + Clone>(
        &self,
        table: &str,
        order: impl FnMut(&T, &T) -> Ordering,
    ) -> Result<Vec<T>, StoreError> {
        let entries = self.connection.all(table).await?;
        let mut items: Vec<T> = entries
            .iter()
            .filter_map(|bytes| decode(bytes).ok())
            .collect();
        deepfog_topology::order::sort(&mut items, order);
        Ok(items)
    }
}

fn written<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    encode(value).map_err(|error| StoreError::Failed(error.to_string()))
}

/// Bytes that this page keeps on the device, and how many it may; `None` where the browser does not tell.
pub async fn usage() -> Option<(f64, f64)> {
    let estimate = JsFuture::from(manager()?.estimate().ok()?).await.ok()?;
    let number = |name: &str| {
        Reflect::get(&estimate, &JsValue::from_str(name))
            .ok()?
            .as_f64()
    };
    Some((number("usage")?, number("quota")?))
}

/// Asks the browser not to delete what this page keeps when the device runs short of room. Some browsers ask the person;
/// where it is refused, everything works as before.
pub async fn persist() {
    if let Some(asked) = manager().and_then(|manager| manager.persist().ok()) {
        let _ = JsFuture::from(asked).await;
    }
}

/// `None` on a page that came over an insecure connection.
fn manager() -> Option<StorageManager> {
    let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator")).ok()?;
    let storage = Reflect::get(&navigator, &JsValue::from_str("storage")).ok()?;
    storage.dyn_into().ok()
}
