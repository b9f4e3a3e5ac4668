//! How large a document is when it is written: one that is too large could not be saved.

use super::EditError;
use super::error::refused;
use crate::document::MAX_BYTES;
use crate::model::Topology;

/// What a topology may take of a document. The rest is for what was shown of it.
const LIMIT: usize = MAX_BYTES - 16 * 1024;

/// Refuses an edit that makes a document too large to be saved. One that makes such a document smaller is taken.
pub(super) fn check(before: &Topology, after: &Topology) -> Result<(), EditError> {
    let bytes = written(after);
    if bytes > LIMIT && bytes > written(before) {
        return Err(refused(format!(
            "The document would have {bytes} bytes, and one of more than {LIMIT} could not be saved. Remove something first."
        )));
    }
    Ok(())
}

/// The size of a topology as JSON without spaces.
fn written(topology: &Topology) -> usize {
    let mut counter = Counter(0);
    match serde_json::to_writer(&mut counter, topology) {
        Ok(()) => counter.0,
        Err(_) => usize::MAX,
    }
}

struct Counter(usize);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
