//! What the plot says in words, and as a table.

use deepfog_notation::number::{self, percent, percentage};
use deepfog_notation::words::counted;
use deepfog_topology::order;

use crate::cost::Point;
use crate::cost::front::EVERY_SET;
use crate::cost::points::name;
use crate::kind::Kind;
use crate::kit::{Datum, Table};
use crate::state::State;
use crate::subject::Subject;
use crate::view::cost::milliseconds;

/// Optimal networks that are named.
pub(super) const NAMED: usize = 10;

/// What a network costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    Bytes,
    Latency,
}

impl Measure {
    pub(super) fn of(self, point: &Point) -> f64 {
        match self {
            Self::Bytes => point.cost.bytes,
            Self::Latency => point.cost.latency,
        }
    }

    pub(super) fn words(self, value: f64) -> String {
        match self {
            Self::Bytes => number::bytes(value.round().max(0.0) as u64),
            Self::Latency => milliseconds(value),
        }
    }
}

pub(super) fn words(subject: &Subject, point: &Point, is_best: bool) -> String {
    format!(
        "{}: expected accuracy {}, {} and {} per sample{}",
        name(subject, point.scheme, point.cut),
        percentage(point.accuracy),
        Measure::Bytes.words(point.cost.bytes),
        Measure::Latency.words(point.cost.latency),
        if is_best {
            "; none costs less that is as accurate"
        } else {
            ""
        }
    )
}

pub(super) fn aside(subject: &Subject, state: &State, kind: Kind, networks: usize) -> String {
    let counted_samples = state
        .schemes()
        .filter_map(|scheme| state.evidence_in(kind, scheme))
        .filter(|found| found.table.n > 0)
        .map(|found| found.table.n)
        .min();
    let odds = state.odds.as_ref().map_or("", |odds| odds.name());
    let samples = counted_samples.map_or(String::new(), |n| {
        format!(", {} samples", number::count(n.into()))
    });
    let skips = counted(subject.skips().len(), "skip");
    let is_open = state
        .schemes()
        .any(|scheme| state.is_measuring(kind, scheme));
    let more = if is_open {
        "; more are being measured"
    } else {
        ""
    };
    format!(
        "{}, {skips}, under {odds}{samples}{more}",
        counted(networks, "network")
    )
}

pub(super) fn note(subject: &Subject, has_cuts: bool) -> String {
    let skips = subject.skips().len();
    let sets = if !has_cuts {
        "Nodes and skips are more than 16 together: what happens without some skips is not measured, and each scheme stands for itself."
    } else if skips > EVERY_SET {
        "Small marks: networks with one or two of their skips cut, without being trained anew; with more than 8 skips larger sets are not shown."
    } else {
        "Small marks: networks with some of their skips cut, without being trained anew; the other skips are there."
    };
    format!(
        "{sets} The line joins those that no other one beats: none is as accurate at a lower cost. Costs are those of answered patterns."
    )
}

pub(super) fn spoken(subject: &Subject, all: &[Point], best: &[usize], measure: Measure) -> String {
    let each: Vec<String> = best
        .iter()
        .take(NAMED)
        .map(|index| {
            let point = &all[*index];
            format!(
                "{} {} % at {}",
                name(subject, point.scheme, point.cut),
                percent(point.accuracy),
                measure.words(measure.of(point))
            )
        })
        .collect();
    format!(
        "Expected accuracy against cost of {}. Not beaten: {}",
        counted(all.len(), "network"),
        each.join("; ")
    )
}

pub(super) fn table(subject: &Subject, all: &[Point], best: &[usize]) -> Table {
    let heads = [
        "network",
        "scheme",
        "skips cut",
        "expected accuracy",
        "expected bytes",
        "expected latency ms",
        "probability of an answer",
        "not beaten",
    ];
    let mut table = Table::new("Resilience against cost", &heads);
    let row = |index: usize| {
        let point = &all[index];
        vec![
            Datum::Text(name(subject, point.scheme, point.cut)),
            Datum::Text(point.scheme.name().to_owned()),
            Datum::Count(point.cut.count_ones().into()),
            Datum::Share(point.accuracy),
            Datum::Number(point.cost.bytes, Measure::Bytes.words(point.cost.bytes)),
            Datum::Number(
                point.cost.latency,
                Measure::Latency.words(point.cost.latency),
            ),
            Datum::Probability(point.cost.answered),
            Datum::Text(if best.contains(&index) { "yes" } else { "no" }.to_owned()),
        ]
    };
    // The best ones first, then the others from the most accurate on.
    let rest = order::ordered(all.len(), &mut |a, b| {
        all[b].accuracy.total_cmp(&all[a].accuracy)
    });
    let rest = rest.into_iter().filter(|index| !best.contains(index));
    table.rows = best.iter().copied().chain(rest).map(row).collect();
    table
}
