//! The binary chunks of a pack. The layout stands in the crate's documentation.

use thiserror::Error;

use crate::checksum::sha256_hex;
use crate::header::{ChunkEntry, GroupKind, PackHeader, ValueType};
use crate::{Samples, SamplesError, WindowOrigin};

const MAGIC: &[u8; 4] = b"DFPC";
const VERSION: u16 = 1;
const HEAD_BYTES: usize = 16;

/// What is wrong with a chunk.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChunkError {
    /// Cut off, or another file.
    #[error("{found} bytes where the header says {expected}")]
    Length {
        /// Length in the header.
        expected: usize,
        /// Length of the bytes.
        found: usize,
    },
    /// The right length, but not the right bytes.
    #[error("corrupt: its sha256 is {found}, the header says {expected}")]
    Checksum {
        /// In the header.
        expected: String,
        /// Of the bytes.
        found: String,
    },
    /// The chunk's own head contradicts the pack's header.
    #[error("its {field} is {found} where {expected} is needed")]
    Head {
        /// Which number.
        field: &'static str,
        /// What the pack's header implies.
        expected: u64,
        /// What the chunk says.
        found: u64,
    },
    /// A label that is no class.
    #[error("sample {sample} has the label {label}, but there are {classes} classes")]
    Label {
        /// Index in the chunk.
        sample: usize,
        /// The label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// The parts do not make a table.
    #[error(transparent)]
    Samples(#[from] SamplesError),
}

fn columns(group: GroupKind) -> usize {
    match group {
        GroupKind::Person => 3,
        GroupKind::Image => 1,
    }
}

/// Length of a chunk of that many samples, or nothing when it cannot be counted.
pub(crate) fn byte_length(header: &PackHeader, count: usize) -> Option<usize> {
    let values = header
        .shape()
        .into_iter()
        .try_fold(count, |product, size| product.checked_mul(size))?
        .checked_mul(header.encoding.dtype.bytes())?;
    let columns = count.checked_mul(4 * columns(header.group))?;
    HEAD_BYTES
        .checked_add(count.checked_next_multiple_of(4)?)?
        .checked_add(columns)?
        .checked_add(values)
}

/// Decodes a chunk. Nothing is allocated before length and sha256 are known to be right.
pub(crate) fn decode(
    header: &PackHeader,
    entry: &ChunkEntry,
    bytes: &[u8],
) -> Result<Samples, ChunkError> {
    let count = entry.count;
    // The header's `bytes` fits its `count` in a checked header; a header made in memory may be unchecked.
    for expected in [Some(entry.bytes), byte_length(header, count)] {
        if expected != Some(bytes.len()) {
            return Err(ChunkError::Length {
                expected: expected.unwrap_or(usize::MAX),
                found: bytes.len(),
            });
        }
    }
    let found = sha256_hex(bytes);
    if found != entry.sha256 {
        return Err(ChunkError::Checksum {
            expected: entry.sha256.clone(),
            found,
        });
    }
    let shape = header.shape();
    let width = crate::samples::width_of(&shape)?;
    let origin_columns = columns(header.group);
    let (head, rest) = bytes.split_at(HEAD_BYTES);
    check_head(header, head, count, width, origin_columns)?;

    let (labels, rest) = rest.split_at(count.next_multiple_of(4));
    let labels = labels[..count].to_vec();
    let classes = header.task.classes.len();
    if let Some(sample) = labels
        .iter()
        .position(|&label| usize::from(label) >= classes)
    {
        return Err(ChunkError::Label {
            sample,
            label: labels[sample],
            classes,
        });
    }

    let (origins, values) = rest.split_at(4 * origin_columns * count);
    let mut origins = origins
        .as_chunks::<4>()
        .0
        // A header made in memory may name a chunk without samples.
        .chunks_exact(count.max(1))
        .map(|column| column.iter().map(|&word| u32::from_le_bytes(word)));
    let groups = origins.next().map(Iterator::collect).unwrap_or_default();
    let windows = match (origins.next(), origins.next()) {
        (Some(recordings), Some(starts)) => recordings
            .zip(starts)
            .map(|(recording, start)| WindowOrigin { recording, start })
            .collect(),
        _ => Vec::new(),
    };
    let values = dequantise(header, &shape, width, values);
    Ok(Samples::new(shape, values, labels, groups, windows)?)
}

fn check_head(
    header: &PackHeader,
    head: &[u8],
    count: usize,
    width: usize,
    origin_columns: usize,
) -> Result<(), ChunkError> {
    let number = |range: std::ops::Range<usize>| {
        head[range]
            .iter()
            .rev()
            .fold(0u64, |number, &byte| number << 8 | u64::from(byte))
    };
    let dtype = match header.encoding.dtype {
        ValueType::U8 => 0,
        ValueType::I16 => 1,
    };
    let expected = [
        ("mark", 0..4, u64::from(u32::from_le_bytes(*MAGIC))),
        ("version", 4..6, u64::from(VERSION)),
        ("type of values", 6..7, dtype),
        ("count of columns", 7..8, origin_columns as u64),
        ("count of samples", 8..12, count as u64),
        ("count of values of a sample", 12..16, width as u64),
    ];
    for (field, range, expected) in expected {
        let found = number(range);
        if found != expected {
            return Err(ChunkError::Head {
                field,
                expected,
                found,
            });
        }
    }
    Ok(())
}

/// Integer × scale of the channel, in f32.
fn dequantise(header: &PackHeader, shape: &[usize], width: usize, bytes: &[u8]) -> Vec<f32> {
    let positions = width / shape.first().copied().unwrap_or(1);
    let scales = header
        .encoding
        .scale
        .iter()
        .flat_map(|&scale| std::iter::repeat_n(scale, positions))
        .cycle();
    match header.encoding.dtype {
        ValueType::U8 => bytes
            .iter()
            .zip(scales)
            .map(|(&value, scale)| f32::from(value) * scale)
            .collect(),
        ValueType::I16 => bytes
            .as_chunks::<2>()
            .0
            .iter()
            .zip(scales)
            .map(|(&value, scale)| f32::from(i16::from_le_bytes(value)) * scale)
            .collect(),
    }
}
