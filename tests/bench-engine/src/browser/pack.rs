//! The samples that are measured on.

use deepfog_dataset::{PackHeader, Samples};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// A sample pack that takes its chunks in their order.
#[wasm_bindgen]
pub struct Pack {
    header: PackHeader,
    samples: Samples,
    chunks: usize,
}

#[wasm_bindgen]
impl Pack {
    /// Starts with the header, the bytes of `pack.json`.
    ///
    /// # Errors
    /// A header that is none.
    #[wasm_bindgen(constructor)]
    pub fn new(header: &[u8]) -> Result<Self, JsError> {
        let header = PackHeader::parse(header)?;
        let samples = Samples::empty(header.shape())?;
        Ok(Self {
            header,
            samples,
            chunks: 0,
        })
    }

    /// The file of the next chunk, if there is one.
    #[wasm_bindgen(getter)]
    pub fn next(&self) -> Option<String> {
        let entry = self.header.chunks.get(self.chunks);
        entry.map(|entry| entry.file.clone())
    }

    /// Takes the next chunk.
    ///
    /// # Errors
    /// Another chunk's bytes.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        let chunk = self.header.decode_chunk(self.chunks, bytes)?;
        self.samples.append(chunk)?;
        self.chunks += 1;
        Ok(())
    }

    /// Samples that are there.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.samples.len()
    }

    /// Keeps the first `count` samples only.
    ///
    /// # Errors
    /// Fewer samples than that.
    pub fn keep(&mut self, count: usize) -> Result<(), JsError> {
        self.samples = self.samples.select(&(0..count).collect::<Vec<usize>>())?;
        Ok(())
    }

    pub(crate) fn samples(&self) -> &Samples {
        &self.samples
    }
}
