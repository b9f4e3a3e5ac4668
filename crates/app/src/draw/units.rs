//! The kinds of units and their numbers, as the form of a node offers them.

use deepfog_topology::edit::default_units;
use deepfog_topology::rules::MAX_UNIT;
use deepfog_topology::{Task, Tier, Unit};

use super::field::{parse_odd, parse_whole};

/// What a unit is, without its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// Fully connected.
    Dense,
    /// A convolution over time.
    Conv1d,
    /// A convolution over rows and columns.
    Conv2d,
    /// The maximum over windows.
    MaxPool,
    /// The mean of every channel.
    GlobalAverage,
}

impl UnitKind {
    const ALL: [Self; 5] = [
        Self::Dense,
        Self::Conv1d,
        Self::Conv2d,
        Self::MaxPool,
        Self::GlobalAverage,
    ];

    /// The kind of a unit.
    pub fn of(unit: &Unit) -> Self {
        match unit {
            Unit::Dense { .. } => Self::Dense,
            Unit::Conv1d { .. } => Self::Conv1d,
            Unit::Conv2d { .. } => Self::Conv2d,
            Unit::MaxPool { .. } => Self::MaxPool,
            Unit::GlobalAverage => Self::GlobalAverage,
        }
    }

    /// The name in attributes: the same as serde's.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Conv1d => "conv1d",
            Self::Conv2d => "conv2d",
            Self::MaxPool => "max-pool",
            Self::GlobalAverage => "global-average",
        }
    }

    /// The kind of that slug.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The name that a person reads, with what a convolution runs over where that is not the task's.
    pub fn name(self, is_signal: bool) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Conv1d if is_signal => "convolution",
            Self::Conv2d if !is_signal => "convolution",
            Self::Conv1d => "convolution over time",
            Self::Conv2d => "convolution over the image",
            Self::MaxPool => "max pooling",
            Self::GlobalAverage => "global average",
        }
    }

    /// The kinds that fit a task, the convolution first.
    pub fn of_task(is_signal: bool) -> [Self; 4] {
        let convolution = if is_signal {
            Self::Conv1d
        } else {
            Self::Conv2d
        };
        [convolution, Self::Dense, Self::MaxPool, Self::GlobalAverage]
    }

    /// A unit of this kind that keeps as many numbers of the one before as it can: its width is the other's channels.
    pub fn with_numbers_of(self, before: &Unit) -> Unit {
        let number = |wanted: UnitNumber| {
            numbers(before)
                .into_iter()
                .find(|(number, _)| *number == wanted)
                .map(|(_, value)| value)
        };
        let outputs = number(UnitNumber::Width).or(number(UnitNumber::Channels));
        let fresh = self.usual();
        let mut unit = fresh;
        for (at, usual) in numbers(&fresh) {
            let kept = match at {
                UnitNumber::Width | UnitNumber::Channels => outputs,
                other => number(other),
            };
            unit = with_number(&unit, at, kept.unwrap_or(usual));
        }
        unit
    }

    /// A unit of this kind with the numbers that are usual.
    pub fn usual(self) -> Unit {
        match self {
            Self::Dense => Unit::Dense { width: 64 },
            Self::Conv1d => Unit::Conv1d {
                channels: 32,
                kernel: 5,
                stride: 1,
            },
            Self::Conv2d => Unit::Conv2d {
                channels: 16,
                kernel: 3,
                stride: 1,
            },
            Self::MaxPool => Unit::MaxPool { size: 2 },
            Self::GlobalAverage => Unit::GlobalAverage,
        }
    }
}

/// One of a unit's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitNumber {
    /// Outputs of a dense unit.
    Width,
    /// Output channels of a convolution.
    Channels,
    /// Length or side of a convolution's kernel.
    Kernel,
    /// Stride of a convolution.
    Stride,
    /// Window and stride of a pooling.
    Size,
}

impl UnitNumber {
    /// The number's name, for labels and attributes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::Channels => "channels",
            Self::Kernel => "kernel",
            Self::Stride => "stride",
            Self::Size => "size",
        }
    }

    /// Reads it as a person types it.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to type.
    pub fn parse(self, text: &str) -> Result<usize, String> {
        match self {
            Self::Kernel => parse_odd(text, 1..=MAX_UNIT),
            _ => parse_whole(text, 1..=MAX_UNIT),
        }
    }
}

/// The numbers of a unit, in the order in which they are shown.
pub fn numbers(unit: &Unit) -> Vec<(UnitNumber, usize)> {
    match *unit {
        Unit::Dense { width } => vec![(UnitNumber::Width, width)],
        Unit::Conv1d {
            channels,
            kernel,
            stride,
        }
        | Unit::Conv2d {
            channels,
            kernel,
            stride,
        } => vec![
            (UnitNumber::Channels, channels),
            (UnitNumber::Kernel, kernel),
            (UnitNumber::Stride, stride),
        ],
        Unit::MaxPool { size } => vec![(UnitNumber::Size, size)],
        Unit::GlobalAverage => Vec::new(),
    }
}

/// The same unit with one number changed; a number that it does not have changes nothing.
pub fn with_number(unit: &Unit, number: UnitNumber, value: usize) -> Unit {
    let mut unit = *unit;
    match (&mut unit, number) {
        (Unit::Dense { width: it }, UnitNumber::Width)
        | (
            Unit::Conv1d { channels: it, .. } | Unit::Conv2d { channels: it, .. },
            UnitNumber::Channels,
        )
        | (Unit::Conv1d { kernel: it, .. } | Unit::Conv2d { kernel: it, .. }, UnitNumber::Kernel)
        | (Unit::Conv1d { stride: it, .. } | Unit::Conv2d { stride: it, .. }, UnitNumber::Stride)
        | (Unit::MaxPool { size: it }, UnitNumber::Size) => *it = value,
        _ => {}
    }
    unit
}

/// The unit that "Add unit" puts after those that a node has: another like the last one, or what is usual in its tier.
pub fn next_unit(units: &[Unit], tier: Tier, task: &Task) -> Unit {
    let usual = || default_units(task, tier).first().copied();
    // What is usual on sources and the cloud is none; a dense unit fits whatever arrives.
    units
        .last()
        .copied()
        .or_else(usual)
        .unwrap_or(UnitKind::Dense.usual())
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::TaskId;

    const CONV: Unit = Unit::Conv2d {
        channels: 8,
        kernel: 5,
        stride: 2,
    };

    #[test]
    fn another_kind_keeps_what_it_can() {
        for (before, kind, expected) in [
            (CONV, UnitKind::Dense, Unit::Dense { width: 8 }),
            (
                CONV,
                UnitKind::Conv1d,
                Unit::Conv1d {
                    channels: 8,
                    kernel: 5,
                    stride: 2,
                },
            ),
            (
                Unit::Dense { width: 99 },
                UnitKind::Conv2d,
                Unit::Conv2d {
                    channels: 99,
                    kernel: 3,
                    stride: 1,
                },
            ),
            (CONV, UnitKind::MaxPool, Unit::MaxPool { size: 2 }),
            (
                Unit::MaxPool { size: 4 },
                UnitKind::MaxPool,
                Unit::MaxPool { size: 4 },
            ),
            (CONV, UnitKind::GlobalAverage, Unit::GlobalAverage),
            (
                Unit::GlobalAverage,
                UnitKind::Dense,
                Unit::Dense { width: 64 },
            ),
        ] {
            assert_eq!(kind.with_numbers_of(&before), expected, "{before:?}");
        }
    }

    #[test]
    fn every_number_can_be_read_and_changed() {
        for kind in UnitKind::ALL {
            assert_eq!(UnitKind::parse(kind.slug()), Some(kind));
            let unit = kind.usual();
            assert_eq!(UnitKind::of(&unit), kind);
            for (number, _) in numbers(&unit) {
                let value = number.parse("7").unwrap();
                let changed = with_number(&unit, number, value);
                assert!(numbers(&changed).contains(&(number, 7)), "{changed:?}");
                assert_eq!(numbers(&changed).len(), numbers(&unit).len());
            }
        }
        assert_eq!(with_number(&CONV, UnitNumber::Width, 7), CONV);
        assert!(UnitNumber::Kernel.parse("4").is_err());
        assert_eq!(UnitNumber::Stride.parse("4"), Ok(4));
        assert_eq!(UnitKind::parse("sigmoid"), None);
    }

    #[test]
    fn the_next_unit_is_like_the_last() {
        let task = |id: &str| Task::find(&id.into()).unwrap();
        let (motion, image) = (task(TaskId::SMARTWATCH), task(TaskId::FASHION_MNIST));
        for (units, tier, task, expected) in [
            (vec![CONV], Tier::Fog, &image, CONV),
            (vec![], Tier::Edge, &motion, UnitKind::Conv1d.usual()),
            (vec![], Tier::Edge, &image, UnitKind::Conv2d.usual()),
            (vec![], Tier::Cloud, &image, Unit::Dense { width: 64 }),
        ] {
            assert_eq!(next_unit(&units, tier, task), expected);
        }
    }
}
