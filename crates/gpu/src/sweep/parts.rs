//! How many answers and samples are computed at once.

use deepfog_topology::order;

use super::Sweep;
use crate::error::GpuError;
use crate::kernel::NUMBERS;
use crate::programme::Programme;

/// Samples that are computed at once, at most.
const SAMPLES: u64 = 512;

/// What there is room for on the device, in bytes, and how much is done at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// All buffers together.
    pub(crate) budget: u64,
    /// Each of them.
    pub(crate) buffer: u64,
    /// Multiplications that a block of samples is to have at most, so that a person sees a sweep go on and can stop it.
    pub(crate) work: u64,
}

impl Room {
    /// Some milliseconds of a graphics processor, or some seconds of one in software.
    pub(crate) fn work(is_software: bool) -> u64 {
        if is_software { 1 << 28 } else { 1 << 32 }
    }
}

/// What programmes take, each at its largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Values of the arena.
    pub(crate) values: u64,
    pub(crate) steps: u64,
    /// Words of the table.
    pub(crate) table: u64,
    /// Values that are read back.
    pub(crate) answer: u64,
}

impl Sizes {
    pub(crate) fn of(programme: &Programme) -> Self {
        Self {
            values: programme.size as u64,
            steps: programme.steps.len() as u64,
            table: programme.table.len() as u64,
            answer: programme.answer.len() as u64,
        }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            values: self.values.max(other.values),
            steps: self.steps.max(other.steps),
            table: self.table.max(other.table),
            answer: self.answer.max(other.answer),
        }
    }

    /// Bytes of all buffers.
    pub(crate) fn bytes(self) -> u64 {
        let values = self.values.saturating_add(self.answer);
        let words = values.saturating_add(self.table);
        words
            .saturating_mul(4)
            .saturating_add(self.steps.saturating_mul(NUMBERS))
    }

    fn fits(self, room: Room) -> bool {
        let largest = self.values.max(self.answer).max(self.table);
        self.bytes() <= room.budget && largest.saturating_mul(4) <= room.buffer
    }
}

/// Answers in parts that fit the device one after the other, each with all that it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) answers: Vec<Vec<usize>>,
    /// Samples that fit at once.
    pub(crate) samples: usize,
}

impl Parts {
    /// One part where all answers fit for one sample, and then for as many samples as fit; else parts of answers that share as
    /// many early nodes as can be, for one sample.
    ///
    /// # Errors
    /// [`GpuError::TooLarge`] where not even one answer for one sample fits.
    pub(crate) fn new(sweep: &Sweep, room: Room) -> Result<Self, GpuError> {
        let Some((whole, _)) = sweep.programme(&sweep.answers, 1) else {
            return Ok(Self {
                answers: Vec::new(),
                samples: 1,
            });
        };
        if Sizes::of(&whole).fits(room) {
            return Ok(Self {
                answers: vec![sweep.answers.clone()],
                samples: samples(&whole, sweep.layout.total as u64, room),
            });
        }
        let mut paths: Vec<(Vec<usize>, usize)> = sweep
            .answers
            .iter()
            .map(|&answer| (sweep.path(answer), answer))
            .collect();
        order::sort(&mut paths, Ord::cmp);
        let ordered: Vec<usize> = paths.into_iter().map(|(_, answer)| answer).collect();
        let mut parts = Vec::new();
        split(sweep, room, &ordered, &mut Sizes::default(), &mut parts)?;
        Ok(Self {
            answers: parts,
            samples: 1,
        })
    }
}

/// Halves answers until each part fits beside the largest of the others, for they share their buffers.
fn split(
    sweep: &Sweep,
    room: Room,
    answers: &[usize],
    most: &mut Sizes,
    parts: &mut Vec<Vec<usize>>,
) -> Result<(), GpuError> {
    let programme = sweep.programme(answers, 1);
    let own = programme.map_or_else(Sizes::default, |(programme, _)| Sizes::of(&programme));
    if most.with(own).fits(room) {
        *most = most.with(own);
        parts.push(answers.to_vec());
        return Ok(());
    }
    if answers.len() <= 1 {
        return Err(GpuError::TooLarge {
            batch: 1,
            needed: most.with(own).bytes(),
            allowed: room.budget.min(room.buffer),
        });
    }
    let (some, others) = answers.split_at(answers.len() / 2);
    split(sweep, room, some, most, parts)?;
    split(sweep, room, others, most, parts)
}

/// How many samples fit where one does. All that is not `fixed` grows with them.
fn samples(one: &Programme, fixed: u64, room: Room) -> usize {
    let sizes = Sizes::of(one);
    let own = (sizes.values - fixed.min(sizes.values)).max(1);
    let rest = Sizes {
        values: fixed,
        answer: 0,
        ..sizes
    };
    let work = one
        .steps
        .iter()
        .fold(0_u64, |sum, step| sum.saturating_add(step.work()));
    let most = [
        (room.budget - rest.bytes()) / (4 * (own + sizes.answer)),
        (room.buffer / 4 - fixed) / own,
        room.buffer / 4 / sizes.answer.max(1),
        room.work / work.max(1),
        SAMPLES,
    ];
    let most = most.into_iter().min().unwrap_or(1).max(1);
    usize::try_from(most).unwrap_or(1)
}
