//! `pack.json`: what a pack holds, checked before anything else is read.

use deepfog_topology::{InputSpace, Task};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::checksum::is_sha256_hex;
use crate::chunk::{self, ChunkError};
use crate::{Normalisation, Samples};

/// The `format` of every pack.
const FORMAT: &str = "deepfog-pack";
/// The one version that this code reads.
const VERSION: u32 = 1;
/// Longest header that is parsed, in bytes.
const MAX_HEADER_BYTES: usize = 1 << 20;
/// Largest chunk that is accepted, in bytes.
const MAX_CHUNK_BYTES: usize = 64 << 20;
/// A larger pack is not read.
const MAX_PACK_BYTES: usize = 512 << 20;
/// Largest number of chunks.
const MAX_CHUNKS: usize = 4096;
/// Largest number of values of one sample.
const MAX_SAMPLE_VALUES: usize = 1 << 20;
/// Labels are bytes.
const MAX_CLASSES: usize = 256;

/// The header of a sample pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackHeader {
    /// Always `deepfog-pack`.
    pub format: String,
    /// Version of header and chunks.
    pub version: u32,
    /// Input space and classes.
    pub task: Task,
    /// Which part of the split the samples are.
    pub part: Part,
    /// In words: which samples, in which order.
    pub selection: String,
    /// Where the samples come from.
    pub source: Source,
    /// On which terms.
    pub licence: Licence,
    /// How the values are stored.
    pub encoding: Encoding,
    /// Statistics of the training part of the fixed split, dequantised.
    pub normalisation: Normalisation,
    /// Share of each class in the training part of the fixed split.
    pub class_prior: Vec<f64>,
    /// What the group of a sample is.
    pub group: GroupKind,
    /// The fixed split.
    pub split: SplitRule,
    /// Number of samples in all chunks.
    pub samples: usize,
    /// The chunks, in the pack's order.
    pub chunks: Vec<ChunkEntry>,
}

/// A part of the fixed split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// All parts together; the groups tell them apart.
    All,
    /// What training sees.
    Train,
    /// What chooses the checkpoint.
    Validation,
    /// What is only measured on.
    Test,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::All => "undivided",
            Self::Train => "training",
            Self::Validation => "validation",
            Self::Test => "test",
        })
    }
}

/// Where samples come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The data set, for people.
    pub name: String,
    /// The publication to cite.
    pub reference: String,
    /// The file that was downloaded.
    pub file: String,
    /// Its sha256.
    pub sha256: String,
}

/// Terms of the samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    /// SPDX name.
    pub name: String,
    /// The line to reproduce.
    pub copyright: String,
    /// Path of the full text in the repository.
    pub file: String,
}

/// How values are stored: datum = integer × scale of its channel, in f32.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    /// Type of the integers.
    pub dtype: ValueType,
    /// One factor per channel, from training samples only.
    pub scale: Vec<f32>,
    /// Per channel, how many values of this pack were outside the range and clipped to it.
    pub clipped: Vec<u64>,
}

/// Type of the stored integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// 0 to 255.
    U8,
    /// −32 767 to 32 767.
    I16,
}

impl ValueType {
    /// Bytes of one value.
    pub fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::I16 => 2,
        }
    }
}

/// What the group of a sample is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// The person who wore the sensors. Recording and first row are stored too.
    Person,
    /// The index of the image in its official set.
    Image,
}

/// How the samples were split, before anything was trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SplitRule {
    /// By person.
    People {
        /// People who train.
        train: Vec<u32>,
        /// People who choose the checkpoint.
        validation: Vec<u32>,
        /// People who are only measured on.
        test: Vec<u32>,
    },
    /// By image.
    Images {
        /// Number of training images.
        train: usize,
        /// Number of validation images.
        validation: usize,
        /// Number of test images.
        test: usize,
        /// In words: which is which.
        rule: String,
    },
}

/// One chunk file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChunkEntry {
    /// File name beside the header.
    pub file: String,
    /// Number of samples.
    pub count: usize,
    /// Length of the file.
    pub bytes: usize,
    /// Its sha256, in lower-case hexadecimal.
    pub sha256: String,
}

/// What is wrong with a pack.
#[derive(Debug, Error)]
pub enum PackError {
    /// The header is longer than any real one.
    #[error("pack.json is {bytes} bytes long; at most {MAX_HEADER_BYTES} are read")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The header is not JSON of the right form.
    #[error("pack.json cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A pack of another format or version.
    #[error("this is a {format} of version {version}; {FORMAT} of version {VERSION} can be read")]
    Version {
        /// The format found.
        format: String,
        /// The version found.
        version: u32,
    },
    /// A field with an impossible value.
    #[error("pack.json: {field}: {problem}")]
    Field {
        /// Path of the field.
        field: String,
        /// What is wrong.
        problem: String,
    },
    /// A chunk that the header does not list.
    #[error("there is no chunk {index}: the pack has {count}, counted from 0")]
    NoSuchChunk {
        /// The chunk asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A chunk that does not hold what the header says.
    #[error("{file}: {problem}")]
    Chunk {
        /// File name of the chunk.
        file: String,
        /// What is wrong.
        problem: ChunkError,
    },
}

impl PackHeader {
    /// Reads and checks a header.
    ///
    /// # Errors
    /// [`PackError::TooLong`], [`PackError::Json`], [`PackError::Version`], or [`PackError::Field`] with the first field that is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, PackError> {
        if json.len() > MAX_HEADER_BYTES {
            return Err(PackError::TooLong { bytes: json.len() });
        }
        /// Read before the rest, so that a later version is named as such.
        #[derive(Deserialize)]
        struct Version {
            format: String,
            version: u32,
        }
        let found: Version = serde_json::from_slice(json)?;
        if found.format != FORMAT || found.version != VERSION {
            return Err(PackError::Version {
                format: found.format,
                version: found.version,
            });
        }
        let header: Self = serde_json::from_slice(json)?;
        header.validate()?;
        Ok(header)
    }

    /// Shape of one sample.
    pub fn shape(&self) -> Vec<usize> {
        self.task.input.shape()
    }

    /// Decodes one chunk, counted from 0, from the bytes of its file, after checking length and sha256.
    ///
    /// # Errors
    /// [`PackError::NoSuchChunk`]; [`PackError::Chunk`] when the bytes are not those that the header describes.
    pub fn decode_chunk(&self, index: usize, bytes: &[u8]) -> Result<Samples, PackError> {
        let entry = self.chunks.get(index).ok_or(PackError::NoSuchChunk {
            index,
            count: self.chunks.len(),
        })?;
        chunk::decode(self, entry, bytes).map_err(|problem| PackError::Chunk {
            file: entry.file.clone(),
            problem,
        })
    }

    /// Checks every field that [`PackHeader::decode_chunk`] and the users of a header rely on.
    ///
    /// # Errors
    /// [`PackError::Field`].
    pub fn validate(&self) -> Result<(), PackError> {
        self.validate_task()?;
        self.validate_numbers()?;
        self.validate_split()?;
        self.validate_chunks()
    }

    fn validate_task(&self) -> Result<(), PackError> {
        let classes = self.task.classes.len();
        check((1..=MAX_CLASSES).contains(&classes), "task.classes", || {
            format!("{classes} classes; 1 to {MAX_CLASSES} are possible")
        })?;
        if let InputSpace::Signal { rate_hz, .. } = self.task.input {
            check(
                rate_hz.is_finite() && rate_hz > 0.0,
                "task.input.rate_hz",
                || format!("{rate_hz} is no sampling rate"),
            )?;
        }
        let shape = self.shape();
        let values = shape
            .iter()
            .try_fold(1usize, |product, &size| product.checked_mul(size))
            .filter(|values| (1..=MAX_SAMPLE_VALUES).contains(values));
        check(values.is_some(), "task.input", || {
            format!("a sample of {shape:?}; 1 to {MAX_SAMPLE_VALUES} values are possible")
        })?;
        let fits = match self.task.input {
            InputSpace::Signal { .. } => self.group == GroupKind::Person,
            InputSpace::Image { .. } => self.group == GroupKind::Image,
        };
        check(fits, "group", || {
            "signals are grouped by person, images by image".to_owned()
        })
    }

    fn validate_numbers(&self) -> Result<(), PackError> {
        let channels = self.task.input.channel_count();
        for (field, found) in [
            ("encoding.scale", self.encoding.scale.len()),
            ("encoding.clipped", self.encoding.clipped.len()),
        ] {
            check(found == channels, field, || {
                format!("{found} entries for {channels} channels")
            })?;
        }
        check(
            self.encoding
                .scale
                .iter()
                .all(|scale| scale.is_finite() && *scale > 0.0),
            "encoding.scale",
            || "a scale is not above 0".to_owned(),
        )?;
        if let Some(problem) = self.normalisation.problem(channels) {
            return Err(PackError::Field {
                field: "normalisation".to_owned(),
                problem,
            });
        }
        let (found, classes) = (self.class_prior.len(), self.task.classes.len());
        check(found == classes, "class_prior", || {
            format!("{found} entries for {classes} classes")
        })?;
        let sum: f64 = self.class_prior.iter().sum();
        check(
            self.class_prior.iter().all(|share| *share >= 0.0) && (sum - 1.0).abs() < 1e-6,
            "class_prior",
            || format!("shares from 0 that sum to 1 are needed, these sum to {sum}"),
        )
    }

    fn validate_split(&self) -> Result<(), PackError> {
        let SplitRule::People {
            train,
            validation,
            test,
        } = &self.split
        else {
            return check(self.group == GroupKind::Image, "split", || {
                "a split by image for groups that are people".to_owned()
            });
        };
        check(self.group == GroupKind::Person, "split", || {
            "a split by person for groups that are images".to_owned()
        })?;
        let mut people = [train.as_slice(), validation, test].concat();
        people.sort_unstable();
        let twice = people.windows(2).find(|pair| pair[0] == pair[1]);
        check(twice.is_none(), "split", || {
            format!("person {} is named twice", twice.map_or(0, |pair| pair[0]))
        })
    }

    fn validate_chunks(&self) -> Result<(), PackError> {
        let count = self.chunks.len();
        check((1..=MAX_CHUNKS).contains(&count), "chunks", || {
            format!("{count} chunks; 1 to {MAX_CHUNKS} are possible")
        })?;
        let (mut total, mut bytes) = (0usize, 0usize);
        for (index, entry) in self.chunks.iter().enumerate() {
            let field = |name: &str| format!("chunks[{index}].{name}");
            check(is_plain_name(&entry.file), &field("file"), || {
                format!("{:?} is no plain file name", entry.file)
            })?;
            check(is_sha256_hex(&entry.sha256), &field("sha256"), || {
                "64 lower-case hexadecimal digits are needed".to_owned()
            })?;
            check(entry.count > 0, &field("count"), || {
                "a chunk holds at least one sample".to_owned()
            })?;
            let expected = chunk::byte_length(self, entry.count);
            check(
                expected == Some(entry.bytes) && entry.bytes <= MAX_CHUNK_BYTES,
                &field("bytes"),
                || {
                    format!(
                        "{} bytes for {} samples that take {}; at most {MAX_CHUNK_BYTES} are read",
                        entry.bytes,
                        entry.count,
                        expected.map_or_else(|| "too much".to_owned(), |bytes| bytes.to_string())
                    )
                },
            )?;
            total = total.saturating_add(entry.count);
            bytes = bytes.saturating_add(entry.bytes);
        }
        check(bytes <= MAX_PACK_BYTES, "chunks", || {
            format!("{bytes} bytes; at most {MAX_PACK_BYTES} are read")
        })?;
        check(total == self.samples, "samples", || {
            format!("{} where the chunks hold {total}", self.samples)
        })
    }
}

/// A name that stays in the pack's folder, as a path and as a relative link.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn check(holds: bool, field: &str, problem: impl FnOnce() -> String) -> Result<(), PackError> {
    if holds {
        return Ok(());
    }
    Err(PackError::Field {
        field: field.to_owned(),
        problem: problem(),
    })
}
