//! The bytes of a checkpoint.
//!
//! Little-endian: `DFTC`, version u32, fingerprint u64, then the state field by field. Lists begin with
//! their length, u64. The last 8 bytes are a checksum of all before.

use deepfog_topology::fnv1a;
use rand_chacha::ChaCha8Rng;

use crate::error::TrainError;
use crate::trainer::{Best, EpochReport, State};

const MAGIC: &[u8; 4] = b"DFTC";
const VERSION: u32 = 1;

/// A number that stands for a text.
pub(crate) fn fingerprint(text: &str) -> u64 {
    fnv1a(text.as_bytes())
}

/// A number that stands for parameters; never 0.
pub(crate) fn start(flat: &[f32]) -> u64 {
    let bytes: Vec<u8> = flat.iter().flat_map(|value| value.to_le_bytes()).collect();
    fnv1a(&bytes).max(1)
}

pub(crate) fn write(state: &State, fingerprint: u64) -> Vec<u8> {
    let mut out = Writer(Vec::new());
    out.0.extend_from_slice(MAGIC);
    out.0.extend_from_slice(&VERSION.to_le_bytes());
    out.number(fingerprint);
    out.number(state.adam.steps);
    out.number(state.epoch as u64);
    out.number(state.position as u64);
    out.number(state.loss_sum.to_bits());
    for generator in [&state.order, &state.failout, &state.augmentation] {
        let position = generator.get_word_pos();
        out.number(position as u64);
        out.number((position >> 64) as u64);
    }
    out.floats(&state.flat);
    out.floats(&state.average);
    out.floats(&state.adam.first);
    out.floats(&state.adam.second);
    out.number(state.permutation.len() as u64);
    for index in &state.permutation {
        out.0.extend_from_slice(&index.to_le_bytes());
    }
    out.number(state.history.len() as u64);
    for report in &state.history {
        out.report(report);
    }
    out.number(u64::from(state.best.is_some()));
    if let Some(best) = &state.best {
        out.report(&best.report);
        out.floats(&best.flat);
    }
    let checksum = fnv1a(&out.0);
    out.number(checksum);
    out.0
}

/// Reads a checkpoint into the state of a new training, whose generators have their streams already.
pub(crate) fn read(
    bytes: &[u8],
    fingerprint: u64,
    samples: usize,
    per_epoch: usize,
    state: &mut State,
) -> Result<(), TrainError> {
    let wrong = |what| TrainError::Checkpoint { what };
    let (body, checksum) = bytes
        .split_last_chunk::<8>()
        .ok_or_else(|| wrong("it is cut off"))?;
    if !body.starts_with(MAGIC) {
        return Err(wrong("it is no checkpoint"));
    }
    if fnv1a(body) != u64::from_le_bytes(*checksum) {
        return Err(wrong("it is damaged"));
    }
    let mut reader = Reader(&body[MAGIC.len()..]);
    if reader.word()? != VERSION {
        return Err(wrong("it has another version"));
    }
    if reader.number()? != fingerprint {
        return Err(wrong("it belongs to another training"));
    }
    state.adam.steps = reader.number()?;
    state.epoch = reader.count()?;
    state.position = reader.count()?;
    state.loss_sum = f64::from_bits(reader.number()?);
    for generator in [
        &mut state.order,
        &mut state.failout,
        &mut state.augmentation,
    ] {
        let position = u128::from(reader.number()?) | u128::from(reader.number()?) << 64;
        ChaCha8Rng::set_word_pos(generator, position);
    }
    let (parameters, averaged) = (state.flat.len(), state.average.len());
    state.flat = reader.floats(parameters)?;
    state.average = reader.floats(averaged)?;
    state.adam.first = reader.floats(parameters)?;
    state.adam.second = reader.floats(parameters)?;
    let length = reader.count()?;
    if length != 0 && length != samples || state.position > length || state.position >= per_epoch {
        return Err(wrong("its order of samples does not fit"));
    }
    state.permutation = (0..length)
        .map(|_| reader.word())
        .collect::<Result<_, _>>()?;
    if state
        .permutation
        .iter()
        .any(|&index| index as usize >= samples)
    {
        return Err(wrong("its order of samples does not fit"));
    }
    let epochs = reader.count()?;
    if epochs != state.epoch {
        return Err(wrong("its history does not fit"));
    }
    state.history = (0..epochs)
        .map(|_| reader.report())
        .collect::<Result<_, _>>()?;
    state.best = if reader.number()? == 0 {
        None
    } else {
        Some(Best {
            report: reader.report()?,
            flat: reader.floats(parameters)?,
        })
    };
    if reader.0.is_empty() {
        Ok(())
    } else {
        Err(wrong("it is too long"))
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn floats(&mut self, values: &[f32]) {
        self.number(values.len() as u64);
        for value in values {
            self.0.extend_from_slice(&value.to_le_bytes());
        }
    }

    fn report(&mut self, report: &EpochReport) {
        self.number(report.epoch as u64);
        for value in [
            report.loss,
            report.validation_loss,
            report.validation_accuracy,
        ] {
            self.number(value.to_bits());
        }
        self.number(u64::from(report.best));
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], TrainError> {
        let (bytes, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(TrainError::Checkpoint {
                what: "it is cut off",
            })?;
        self.0 = rest;
        Ok(*bytes)
    }

    fn word(&mut self) -> Result<u32, TrainError> {
        Ok(u32::from_le_bytes(self.take()?))
    }

    fn number(&mut self) -> Result<u64, TrainError> {
        Ok(u64::from_le_bytes(self.take()?))
    }

    fn count(&mut self) -> Result<usize, TrainError> {
        usize::try_from(self.number()?).map_err(|_| TrainError::Checkpoint {
            what: "a number is too large",
        })
    }

    fn floats(&mut self, expected: usize) -> Result<Vec<f32>, TrainError> {
        if self.count()? != expected {
            return Err(TrainError::Checkpoint {
                what: "it has another number of parameters",
            });
        }
        (0..expected)
            .map(|_| Ok(f32::from_le_bytes(self.take()?)))
            .collect()
    }

    fn report(&mut self) -> Result<EpochReport, TrainError> {
        Ok(EpochReport {
            epoch: self.count()?,
            loss: f64::from_bits(self.number()?),
            validation_loss: f64::from_bits(self.number()?),
            validation_accuracy: f64::from_bits(self.number()?),
            best: self.number()? != 0,
        })
    }
}
