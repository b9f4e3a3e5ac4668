//! Path survival: the probability that a live path joins a source to the cloud, for any drawn graph; whether a path lives
//! now; and the nodes without which none does.
//!
//! A node delivers when it is up and at least one of its senders delivers. ResiliNet's gate closes a skip only where a
//! normal input counts, so it never decides whether a path lives, and nothing here asks for it.

mod drawn;
mod exact;
mod paths;

use deepfog_topology::{Graph, ReliabilitySetting, Scheme, Tier};

use crate::delivery::Gates;
use crate::interval::Interval;
use paths::Paths;

/// The probability that a live path joins a source to the cloud.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Survival {
    /// Over all failure patterns, but for rounding.
    Exact(f64),
    /// From random failure patterns, where the exact way would take too long.
    Estimate {
        /// The share of the patterns in which a path lives.
        mean: f64,
        /// Its 95 % interval (Wilson).
        interval: Interval,
        /// How many patterns were drawn.
        draws: u32,
    },
}

impl Survival {
    /// The probability, exact or estimated.
    pub fn value(&self) -> f64 {
        match *self {
            Self::Exact(value) | Self::Estimate { mean: value, .. } => value,
        }
    }

    /// The interval of an estimate; `None` where the value is exact.
    pub fn interval(&self) -> Option<Interval> {
        match *self {
            Self::Exact(_) => None,
            Self::Estimate { interval, .. } => Some(interval),
        }
    }
}

/// Path survival of a graph under a scheme, one entry per reliability setting, in their order.
///
/// It is exact for nearly everything that a person draws: one pass over the nodes serves all settings, and its size
/// depends on how many nodes wait side by side, not on how many there are. Where too many do, the settings in which anything
/// is uncertain are estimated from random failure patterns, the same ones on every call. Without a cloud or a source no path
/// lives: 0. Sources and clouds are always up.
pub fn survivals(graph: &Graph, scheme: Scheme, settings: &[ReliabilitySetting]) -> Vec<Survival> {
    let table = Reliability::new(graph, settings);
    let paths = Paths::new(graph, scheme);
    if let Some(values) = paths
        .as_ref()
        .and_then(|paths| exact::survivals(paths, &table))
    {
        return values.into_iter().map(Survival::Exact).collect();
    }
    let mut found = drawn::survivals(graph, scheme, &table);
    for (at, survival) in found.iter_mut().enumerate() {
        // Where every node is surely up or surely down there is one pattern only.
        if (0..graph.len()).all(|node| matches!(table.of(node)[at], 0.0 | 1.0)) {
            let up: Vec<bool> = (0..graph.len())
                .map(|node| table.of(node)[at] == 1.0)
                .collect();
            let lives = path_lives(graph, scheme, &up);
            *survival = Survival::Exact(f64::from(u8::from(lives)));
        }
    }
    found
}

/// Path survival under one setting, where it can be told exactly; `None` where it can only be estimated (see [`survivals`]).
pub fn path_survival(graph: &Graph, scheme: Scheme, setting: &ReliabilitySetting) -> Option<f64> {
    let table = Reliability::new(graph, std::slice::from_ref(setting));
    exact::survivals(&Paths::new(graph, scheme)?, &table)?.pop()
}

/// Whether a live path joins a source to the cloud. `up` says for each node of the graph whether it is up; a node that it
/// does not list is.
pub fn path_lives(graph: &Graph, scheme: Scheme, up: &[bool]) -> bool {
    match Paths::new(graph, scheme) {
        Some(paths) => {
            let down = up.iter().take(graph.len()).enumerate();
            let down = down
                .filter(|&(_, &up)| !up)
                .fold(0, |mask, (node, _)| mask | 1 << node);
            paths.live(!down)
        }
        None => Gates::new(graph, scheme).deliver(up).answered,
    }
}

/// The nodes that can fail and whose failing alone leaves no live path, in topological order. None where no path lives even
/// when every node is up.
pub fn single_points_of_failure(graph: &Graph, scheme: Scheme) -> Vec<usize> {
    let failable = graph.failable();
    let Some(paths) = Paths::new(graph, scheme) else {
        let gates = Gates::new(graph, scheme);
        let lives_without = |node: Option<usize>| {
            let up: Vec<bool> = (0..graph.len()).map(|at| Some(at) != node).collect();
            gates.deliver(&up).answered
        };
        return alone(failable, lives_without);
    };
    alone(failable, |node| {
        paths.live(node.map_or(!0, |node| !(1 << node)))
    })
}

fn alone(failable: Vec<usize>, lives_without: impl Fn(Option<usize>) -> bool) -> Vec<usize> {
    if !lives_without(None) {
        return Vec::new();
    }
    failable
        .into_iter()
        .filter(|&node| !lives_without(Some(node)))
        .collect()
}

/// The probability of every node to be up, under every setting.
struct Reliability {
    settings: usize,
    /// Node by node, one entry per setting.
    values: Vec<f64>,
}

impl Reliability {
    fn new(graph: &Graph, settings: &[ReliabilitySetting]) -> Self {
        let of = |node: usize, setting: &ReliabilitySetting| match graph.tier(node) {
            Tier::Source | Tier::Cloud => 1.0,
            Tier::Edge | Tier::Fog => setting.of(&graph.ids()[node]),
        };
        Self {
            settings: settings.len(),
            values: (0..graph.len())
                .flat_map(|node| settings.iter().map(move |setting| of(node, setting)))
                .collect(),
        }
    }

    /// One entry per setting.
    fn of(&self, node: usize) -> &[f64] {
        &self.values[node * self.settings..][..self.settings]
    }
}
