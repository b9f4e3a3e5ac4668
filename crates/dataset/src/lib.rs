//! Samples, sample packs, splits and normalisation.
//!
//! A *pack* is a folder: `pack.json` ([`PackHeader`]) and binary chunks. The page fetches the header and decodes chunk after
//! chunk ([`PackHeader::decode_chunk`]); native programs read a whole pack or a whole task through [`files`], and the papers' health data
//! through [`mhealth`]. The value that a pack holds, dequantised, is the datum everywhere. Three packs, one of each part, make a
//! [`TrainingSet`].
//!
//! # Layout of a chunk
//! All numbers are little-endian; `n` is the count of samples, `v` the count of values of one sample.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | the letters `DFPC` |
//! | 2 | version, 1 |
//! | 1 | type of the values: 0 = u8, 1 = i16 |
//! | 1 | `k`, the count of origin columns: 3 for signals, 1 for images |
//! | 4 | `n` |
//! | 4 | `v` |
//! | n | labels, u8; then zeros up to a multiple of 4 |
//! | 4·k·n | the columns one after the other, u32: person, recording, first row; or the index of the image in its official set |
//! | v·n or 2·v·n | the values, sample by sample, channels first; the datum is value × the channel's scale, in f32 |

pub mod checksum;
mod chunk;
#[cfg(not(target_arch = "wasm32"))]
pub mod files;
mod header;
#[cfg(not(target_arch = "wasm32"))]
pub mod mhealth;
mod normalisation;
mod samples;
mod split;
mod training_set;

pub use chunk::ChunkError;
pub use deepfog_topology::{InputSpace, Task, TaskId};
pub use header::{
    ChunkEntry, Encoding, GroupKind, Licence, PackError, PackHeader, Part, Source, SplitRule,
    ValueType,
};
pub use normalisation::Normalisation;
pub use samples::{Samples, SamplesError, WindowOrigin};
pub use split::{Split, SplitChoice, SplitError};
pub use training_set::{ChosenSplit, TrainingSet, TrainingSetError};
