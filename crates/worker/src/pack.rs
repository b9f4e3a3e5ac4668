//! The sample pack as it comes in, chunk by chunk.

use deepfog_browser::download::{Freshness, fetch};
use deepfog_dataset::{PackHeader, Samples};
use deepfog_protocol::{Fault, FaultKind, SampleFacts};
use web_sys::DedicatedWorkerGlobalScope;

/// A header and the samples of the chunks that have come.
pub(crate) struct Pack {
    pub(crate) header: PackHeader,
    pub(crate) samples: Samples,
    chunks: usize,
}

fn corrupt(why: impl std::fmt::Display) -> Fault {
    Fault {
        kind: FaultKind::Corrupt,
        message: format!("The sample pack cannot be used: {why}."),
    }
}

impl Pack {
    /// Fetches and checks the header.
    pub(crate) async fn open(
        scope: &DedicatedWorkerGlobalScope,
        folder: &str,
        freshness: Freshness,
    ) -> Result<Self, Fault> {
        let bytes = fetch(scope, &format!("{folder}pack.json"), freshness, |_| {}).await?;
        let header = PackHeader::parse(&bytes).map_err(corrupt)?;
        let samples = Samples::empty(header.shape()).map_err(corrupt)?;
        Ok(Self {
            header,
            samples,
            chunks: 0,
        })
    }

    /// Whether every chunk has come.
    pub(crate) fn is_complete(&self) -> bool {
        self.chunks == self.header.chunks.len()
    }

    /// The address of the next chunk, which carries its checksum: it never changes.
    pub(crate) fn next_url(&self, folder: &str) -> Option<String> {
        let entry = self.header.chunks.get(self.chunks)?;
        Some(format!(
            "{folder}{}?v={}",
            entry.file,
            entry.sha256.get(..16).unwrap_or_default()
        ))
    }

    /// Takes the next chunk and says which samples came: the index of the first, and each one's facts.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<(u32, Vec<SampleFacts>), Fault> {
        let chunk = self
            .header
            .decode_chunk(self.chunks, bytes)
            .map_err(corrupt)?;
        let first = u32::try_from(self.samples.len()).unwrap_or(u32::MAX);
        let facts = facts(&chunk);
        self.samples.append(chunk).map_err(corrupt)?;
        self.chunks += 1;
        Ok((first, facts))
    }

    /// Bytes of all chunks, and of those that have come.
    pub(crate) fn bytes(&self) -> (u64, u64) {
        let sum = |count: usize| {
            self.header.chunks[..count]
                .iter()
                .map(|chunk| chunk.bytes as u64)
                .sum()
        };
        (sum(self.header.chunks.len()), sum(self.chunks))
    }
}

/// What the page is told of each sample.
pub(crate) fn facts(samples: &Samples) -> Vec<SampleFacts> {
    let labels = samples.labels().iter();
    labels
        .zip(samples.groups())
        .map(|(&label, &group)| SampleFacts { label, group })
        .collect()
}
