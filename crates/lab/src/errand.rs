//! What is done on the device when a person asks for it: read, changed, brought and saved. Every errand ends in an action,
//! so that the state knows, and in a sentence where it failed.

mod file;

use std::rc::Rc;

use deepfog_browser::store::{StoreError, usage};
use deepfog_network::bundle::archive;
use deepfog_notation::name::{quoted, stem};
use deepfog_notation::words::sentence;
use deepfog_protocol::{OwnBundle, StoredBundle, Study};
use web_sys::File;
use yew::Callback;
use yew::platform::spawn_local;

use crate::action::{Action, Listing};
use crate::browser::now;
use crate::device::Device;
use crate::files;
use crate::gauge::Gauge;
use crate::known::Known;
use crate::manifest::Head;
use crate::page_link;
use crate::state::Word;

/// What an errand is.
#[derive(Clone)]
pub enum Errand {
    /// Read everything again.
    List,
    /// Read the manifest of an own network.
    Know(String),
    /// Show an own network for its drawing.
    Use(OwnBundle),
    /// Give an own network another name.
    Rename(OwnBundle, String),
    /// Save an own network as a file.
    Export(String),
    /// Delete an own network.
    Delete(String),
    /// Put back what was deleted.
    Undo(Rc<StoredBundle>),
    /// Open an own network's drawing on the page.
    Open(String),
    /// Take in a network from a file.
    Import(Vec<File>),
    /// Save a network as a file that the device has refused.
    SaveUnkept(Rc<StoredBundle>),
    /// Try again to keep a network that the device has refused, as the result of a training.
    KeepAgain(Rc<StoredBundle>),
    /// Go on with a training, unless another page has it now.
    Resume(String),
    /// Delete a study with its networks.
    RemoveStudy(Rc<Study>),
    /// Save a text as a file: its name, and the text.
    SaveText(String, String),
}

impl PartialEq for Errand {
    /// Errands are done and not kept: none is another.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// Who does errands.
#[derive(Clone)]
pub struct Runner {
    /// The device.
    pub device: Device,
    /// What checks networks.
    pub gauge: Gauge,
    /// Takes what comes of it.
    pub on: Callback<Action>,
}

impl Runner {
    /// Does an errand in the background.
    pub fn run(&self, errand: Errand) {
        let runner = self.clone();
        spawn_local(async move {
            if let Err(why) = runner.done(errand).await {
                runner.on.emit(Action::Say(Word::fault(why)));
            }
        });
    }

    async fn done(&self, errand: Errand) -> Result<(), String> {
        match errand {
            Errand::List => self.list().await,
            Errand::Know(key) => self.know(key).await,
            Errand::Use(facts) => {
                let facts = OwnBundle {
                    used: now(),
                    // A trial becomes its drawing's choice like any other.
                    study: None,
                    ..facts
                };
                let text = format!("“{}” is the one of its drawing that runs now.", facts.name);
                self.change(facts, text).await?;
            }
            Errand::Rename(facts, name) => {
                let text = format!("“{}” is called “{name}” now.", facts.name);
                self.change(OwnBundle { name, ..facts }, text).await?;
            }
            Errand::Export(key) => {
                let bundle = self.bundle(&key).await?;
                file::export(&bundle)?;
                self.say(format!("“{}” was saved as a file.", bundle.facts.name));
            }
            Errand::Delete(key) => {
                let bundle = self.bundle(&key).await?;
                let store = self.device.store().await.map_err(told)?;
                store.delete_bundle(&key).await.map_err(told)?;
                self.on.emit(Action::Deleted(Rc::new(bundle)));
                self.changed().await;
            }
            Errand::Undo(bundle) => {
                let store = self.device.store().await.map_err(told)?;
                store.keep_bundle(&bundle).await.map_err(told)?;
                self.say(format!("“{}” is back.", bundle.facts.name));
                self.changed().await;
            }
            Errand::Open(key) => page_link::open(&self.bundle(&key).await?.document),
            Errand::Import(files) => self.import(&files).await?,
            Errand::SaveUnkept(bundle) => {
                file::export(&bundle)?;
                self.say(format!("“{}” was saved as a file.", bundle.facts.name));
            }
            Errand::KeepAgain(bundle) => {
                let store = self.device.store().await.map_err(told)?;
                store.keep_bundle(&bundle).await.map_err(told)?;
                self.on.emit(Action::KeptAfterAll(bundle.facts.key.clone()));
                self.say(format!(
                    "“{}” is kept on this device now.",
                    bundle.facts.name
                ));
            }
            Errand::Resume(key) => self.resume(key).await?,
            Errand::RemoveStudy(study) => self.remove_study(&study).await?,
            Errand::SaveText(name, text) => {
                files::save(&name, "text/csv;charset=utf-8", text.as_bytes())?;
                self.say(format!("“{name}” was saved as a file."));
            }
        }
        Ok(())
    }

    fn say(&self, text: String) {
        self.on.emit(Action::Say(Word::info(text)));
    }

    async fn list(&self) {
        let action = match self.listing().await {
            Ok(listing) => Action::Listed(Box::new(listing), now()),
            Err(error) => Action::Unlisted(told(error).into()),
        };
        self.on.emit(action);
    }

    async fn listing(&self) -> Result<Listing, StoreError> {
        let store = self.device.store().await?;
        Ok(Listing {
            bundles: store.bundles().await?,
            jobs: store.jobs().await?,
            studies: store.studies().await?,
            usage: usage().await,
        })
    }

    /// The page and the list hear that own networks have changed.
    async fn changed(&self) {
        page_link::shelf();
        self.list().await;
    }

    async fn bundle(&self, key: &str) -> Result<StoredBundle, String> {
        let store = self.device.store().await.map_err(told)?;
        store
            .bundle(key)
            .await
            .map_err(told)?
            .ok_or_else(|| "It is not there any more: another tab has deleted it.".to_owned())
    }

    async fn know(&self, key: String) {
        let known = match self.bundle(&key).await {
            Ok(bundle) => Known::of(&bundle).map(Rc::new).map_err(Rc::from),
            Err(why) => Err(why.into()),
        };
        self.on.emit(Action::Knows(key, known));
    }

    async fn change(&self, facts: OwnBundle, text: String) -> Result<(), String> {
        let store = self.device.store().await.map_err(told)?;
        store.change_bundle(&facts).await.map_err(told)?;
        self.say(text);
        self.changed().await;
        Ok(())
    }

    async fn import(&self, files: &[File]) -> Result<(), String> {
        let (name, bytes) = files::read(files).await?;
        let shown = quoted(&name);
        let refused =
            |why: &str| format!("“{shown}” was not taken: {}.", why.trim_end_matches('.'));
        let (manifest, contents) =
            archive::unpack(&bytes).map_err(|error| refused(&error.to_string()))?;
        drop(bytes);
        let head = Head::read(&manifest).map_err(|why| refused(&why))?;
        self.say(format!("“{shown}” is being checked."));
        // To the last byte, by the program that would run it.
        self.gauge
            .check(manifest.clone(), contents.clone())
            .await
            .map_err(|why| refused(&why))?;
        let bundle = file::stored(&stem(&name, "imported"), head, manifest, contents)
            .map_err(|why| refused(&why))?;
        let store = self.device.store().await.map_err(told)?;
        store.keep_bundle(&bundle).await.map_err(told)?;
        self.say(format!(
            "“{}” was checked and is kept on this device.",
            bundle.facts.name
        ));
        self.changed().await;
        Ok(())
    }

    async fn resume(&self, key: String) -> Result<(), String> {
        // What the device says is newer than what was read.
        if let Ok(store) = self.device.store().await {
            let jobs = store.jobs().await.map_err(told)?;
            if let Some(job) = jobs.iter().find(|job| job.key == key)
                && job.is_held(now())
            {
                self.list().await;
                return Err("Another tab trains it now, or has it in its queue.".to_owned());
            }
        }
        self.on.emit(Action::Resume(key, now()));
        Ok(())
    }

    async fn remove_study(&self, study: &Study) -> Result<(), String> {
        self.on.emit(Action::RemoveStudy(study.key.clone()));
        let store = self.device.store().await.map_err(told)?;
        for subset in &study.subsets {
            store.delete_bundle(&subset.job).await.map_err(told)?;
        }
        self.say(format!("The study “{}” is removed.", study.name));
        self.changed().await;
        Ok(())
    }
}

/// What an error of the store is to a person.
pub fn told(error: StoreError) -> String {
    sentence(&error.to_string())
}
