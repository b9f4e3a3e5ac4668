//! A bundle, loaded and run.

use std::cell::OnceCell;
use std::sync::Arc;

use deepfog_inference::{Loader, Network, Sweep, SweepPlan};
use deepfog_network::bundle::Manifest;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use super::pack::Pack;
use crate::passes;

/// A bundle that takes its files.
#[wasm_bindgen]
pub struct Loading {
    loader: Loader,
}

#[wasm_bindgen]
impl Loading {
    /// Starts with the manifest, the bytes of `manifest.json`.
    ///
    /// # Errors
    /// A manifest that is none.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &[u8]) -> Result<Self, JsError> {
        let loader = Loader::new(Manifest::parse(manifest)?)?;
        Ok(Self { loader })
    }

    /// A file that is still missing, if there is one.
    #[wasm_bindgen(getter)]
    pub fn next(&self) -> Option<String> {
        self.loader.missing().next().map(|entry| entry.name.clone())
    }

    /// Takes the file of that name.
    ///
    /// # Errors
    /// Bytes that the manifest does not name, or that the engine cannot read.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsError> {
        Ok(self.loader.add(name, bytes)?)
    }

    /// The engine, once every file has come.
    ///
    /// # Errors
    /// A file is missing.
    pub fn finish(self) -> Result<Engine, JsError> {
        let network = Arc::new(self.loader.finish()?);
        Ok(Engine {
            network,
            plan: OnceCell::new(),
        })
    }
}

/// A loaded bundle.
#[wasm_bindgen]
pub struct Engine {
    network: Arc<Network>,
    /// Made by the first sweep, as in the product: the next ones find it ready.
    plan: OnceCell<Arc<SweepPlan>>,
}

#[wasm_bindgen]
impl Engine {
    /// The logits of one raw sample with every node up, as the page asks for them: each node's output is kept too.
    ///
    /// # Errors
    /// A sample of another length, or an error of the engine.
    pub fn run(&self, sample: &[f32]) -> Result<Vec<f32>, JsError> {
        Ok(passes::one(&self.network, sample)?)
    }

    /// The logits of raw samples that lie one after the other, with every node up: classes × samples.
    ///
    /// # Errors
    /// A last sample that is cut off, or an error of the engine.
    pub fn logits(&self, samples: &[f32]) -> Result<Vec<f32>, JsError> {
        Ok(passes::batch(&self.network, samples)?)
    }

    /// Counts right answers under every failure pattern on the whole pack.
    ///
    /// # Errors
    /// Samples of another task, too many patterns, or an error of the engine.
    pub fn sweep(&self, pack: &Pack) -> Result<Counts, JsError> {
        if self.plan.get().is_none() {
            let made = SweepPlan::all(Arc::clone(&self.network))?;
            self.plan.get_or_init(|| Arc::new(made));
        }
        let plan = self.plan.get().ok_or_else(|| JsError::new("no plan"))?;
        let counts = Sweep::new(Arc::clone(plan)).finish(pack.samples())?;
        let patterns = counts.patterns.iter();
        Ok(Counts {
            correct: patterns.clone().map(|count| count.correct).collect(),
            answered: patterns
                .clone()
                .map(|count| count.answered.into())
                .collect(),
            near_ties: patterns.map(|count| count.near_ties).collect(),
        })
    }
}

/// What a sweep found, pattern by pattern: the pattern's index is the bit mask of the nodes that are down.
#[wasm_bindgen]
pub struct Counts {
    correct: Vec<f64>,
    answered: Vec<u8>,
    near_ties: Vec<u32>,
}

#[wasm_bindgen]
impl Counts {
    /// Right answers; their expected number where the answer is a random guess.
    #[wasm_bindgen(getter)]
    pub fn correct(&self) -> Vec<f64> {
        self.correct.clone()
    }

    /// 1 where a live path joins a source to the cloud, else 0.
    #[wasm_bindgen(getter)]
    pub fn answered(&self) -> Vec<u8> {
        self.answered.clone()
    }

    /// Samples whose two best logits are so close that engines may answer differently.
    #[wasm_bindgen(getter, js_name = nearTies)]
    pub fn near_ties(&self) -> Vec<u32> {
        self.near_ties.clone()
    }
}
