//! Where figures come from: what somebody else needs to have them again.

use deepfog_notation::number::count;
use deepfog_notation::words::{counted, list};

use crate::kind::Kind;
use crate::odds::Odds;
use crate::state::State;
use crate::subject::Subject;

/// Where figures come from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The address that shows the same network.
    pub link: String,
    /// The network's title.
    pub network: String,
    /// Each scheme with the seed of its training.
    pub seeds: String,
    /// How many samples, and of what.
    pub samples: String,
    /// How samples were held out, and where they come from.
    pub data: String,
    /// How many failure patterns, and of what.
    pub patterns: String,
    /// The reliabilities.
    pub reliabilities: String,
    /// What costs were made with.
    pub costs: String,
    /// What computed it.
    pub engine: String,
}

impl Source {
    /// That of what is shown.
    pub fn of(state: &State, link: String) -> Self {
        let Some(subject) = &state.subject else {
            return Self::default();
        };
        let seeds: Vec<String> = state
            .bundles
            .iter()
            .map(|(scheme, facts)| format!("{} {}", scheme.name(), facts.seed))
            .collect();
        let counted_samples = state
            .shown()
            .map(|found| (found.table.n, found.total))
            .min();
        let engines: Vec<&str> = state.shown().map(|found| &*found.engine).collect();
        Self {
            link,
            network: subject.title().to_owned(),
            seeds: list(&seeds),
            samples: counted_samples.map_or(String::new(), |(n, total)| samples(state, n, total)),
            data: state.pack.as_ref().map_or(String::new(), |pack| {
                format!("{}; {}", pack.split, pack.source)
            }),
            patterns: patterns(subject, state.kind),
            reliabilities: state.odds.as_ref().map_or(String::new(), |odds| {
                reliabilities(subject, state.kind, odds)
            }),
            costs: String::new(),
            engine: engines
                .into_iter()
                .find(|engine| !engine.is_empty())
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// Name and value of each entry that there is.
    pub fn entries(&self) -> Vec<(&'static str, String)> {
        [
            ("link", &self.link),
            ("network", &self.network),
            ("seeds", &self.seeds),
            ("samples", &self.samples),
            ("data", &self.data),
            ("failure_patterns", &self.patterns),
            ("reliabilities", &self.reliabilities),
            ("costs", &self.costs),
            ("intervals", &"95 %, Wilson, over samples".to_owned()),
            ("engine", &self.engine),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect()
    }
}

/// `n = 1 312 windows` or, while they are being counted, `n = 320 of 1 312 windows so far`.
fn samples(state: &State, n: u32, total: u32) -> String {
    let noun = match &state.pack {
        Some(pack) if pack.groups_are_people => "windows, not people",
        _ => "images",
    };
    if n < total {
        format!(
            "n = {} of {} {noun}, so far",
            count(n.into()),
            count(total.into())
        )
    } else {
        format!("n = {} {noun}", count(n.into()))
    }
}

/// `exact over all 8 patterns of 3 nodes`.
fn patterns(subject: &Subject, kind: Kind) -> String {
    let patterns = subject.patterns(kind);
    let mut of = counted(patterns.nodes().len(), "node");
    if kind == Kind::NodesAndLinks {
        of = format!(
            "{of} and {}",
            counted(patterns.links().len(), "hyperconnection")
        );
    }
    match patterns.count() {
        Some(number) => format!("exact over all {} patterns of {of}", count(number as u64)),
        None => format!("{of} can fail: too many patterns to measure each"),
    }
}

/// `Hazardous: e .78, f2 .8, f1 .85`.
fn reliabilities(subject: &Subject, kind: Kind, odds: &Odds) -> String {
    let values = odds.reliabilities(kind);
    let each: Vec<String> = values
        .values()
        .iter()
        .enumerate()
        .map(|(bit, value)| format!("{} {value}", subject.name(kind, bit)))
        .collect();
    format!("{}: {}", odds.name(), each.join(", "))
}
