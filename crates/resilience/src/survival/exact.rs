//! Path survival exactly, by a dynamic programme.
//!
//! The nodes are gone through in a topological order. What has happened so far matters to what comes only through the
//! later nodes that already have a delivering sender: that set is the state. A node in the set delivers with its
//! reliability, which puts its receivers into the set; it leaves the set either way. A state that holds the cloud is a live
//! path; an empty one never becomes one. States that are equal are one, so the work grows with how many nodes wait side
//! by side, and the order is chosen to keep those few.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Reliability;
use super::paths::{Paths, nodes};

/// The most states that are held at once.
const MAX_STATES: usize = 50_000;
/// The most states that are gone through in all: some tens of milliseconds.
const MAX_WORK: usize = 250_000;

/// The probability of a live path under every setting; `None` where it would take too long.
pub(super) fn survivals(paths: &Paths, reliability: &Reliability) -> Option<Vec<f64>> {
    let mut lives = vec![0.0; reliability.settings];
    let useful = paths.on_a_path();
    let fed = nodes(paths.sources & useful).fold(0, |fed, source| fed | paths.receivers[source])
        & useful
        & !paths.sources;
    if fed & paths.cloud != 0 {
        lives.fill(1.0);
    }
    if fed == 0 || fed & paths.cloud != 0 || reliability.settings == 0 {
        return Some(lives);
    }

    let mut now = States::new(reliability.settings);
    now.add(fed, vec![1.0; reliability.settings].into_iter());
    let mut next = States::new(reliability.settings);
    let mut work = 0;
    for node in order(paths, useful, fed) {
        work += now.fed.len();
        if now.fed.len() > MAX_STATES || work > MAX_WORK {
            return None;
        }
        let bit = 1 << node;
        let receivers = paths.receivers[node] & useful;
        let up = reliability.of(node);
        next.clear();
        for (fed, probability) in now.iter() {
            if fed & bit == 0 {
                next.add(fed, probability.iter().copied());
                continue;
            }
            let delivering = probability.iter().zip(up).map(|(p, up)| p * up);
            if receivers & paths.cloud == 0 {
                next.add(fed & !bit | receivers, delivering);
            } else {
                lives
                    .iter_mut()
                    .zip(delivering)
                    .for_each(|(sum, p)| *sum += p);
            }
            let silent = probability.iter().zip(up).map(|(p, up)| p * (1.0 - up));
            next.add(fed & !bit, silent);
        }
        std::mem::swap(&mut now, &mut next);
    }
    // Sums of many parts end a little above 1 at times.
    Some(lives.into_iter().map(|sum| sum.min(1.0)).collect())
}

/// A topological order of the nodes between the sources and the cloud. Of the nodes that could be next, it takes one that
/// leaves the fewest nodes waiting in doubt: nodes with a sender gone through that may deliver or not.
fn order(paths: &Paths, useful: u64, fed: u64) -> Vec<usize> {
    let mut left = useful & !paths.cloud;
    let mut senders = [0_u64; 64];
    for node in nodes(left) {
        for receiver in nodes(paths.receivers[node]) {
            senders[receiver] |= 1 << node;
        }
    }
    // Fed by a source: not in doubt. The cloud never waits: a state that holds it has ended.
    let sure = fed | paths.cloud;
    let mut waiting = sure;
    let mut order = Vec::with_capacity(left.count_ones() as usize);
    let ready = |left: u64| nodes(left).filter(move |&node| senders[node] & left == 0);
    let grows = |node: usize, waiting: u64| {
        let added = (paths.receivers[node] & useful & !waiting).count_ones();
        (added + u32::from(sure & 1 << node != 0), node)
    };
    while let Some(node) = ready(left).min_by_key(|&node| grows(node, waiting)) {
        left &= !(1 << node);
        waiting |= paths.receivers[node] & useful;
        order.push(node);
    }
    order
}

/// The states after some node: which later nodes are fed, and how probable that is under every setting. They stand in the
/// order in which they came up, so that sums are the same everywhere.
struct States {
    settings: usize,
    fed: Vec<u64>,
    probability: Vec<f64>,
    at: HashMap<u64, usize, BuildHasherDefault<MaskHasher>>,
}

impl States {
    fn new(settings: usize) -> Self {
        Self {
            settings,
            fed: Vec::new(),
            probability: Vec::new(),
            at: HashMap::default(),
        }
    }

    fn clear(&mut self) {
        self.fed.clear();
        self.probability.clear();
        self.at.clear();
    }

    fn iter(&self) -> impl Iterator<Item = (u64, &[f64])> {
        let fed = self.fed.iter().copied();
        fed.zip(self.probability.chunks_exact(self.settings))
    }

    /// Adds to a state's probabilities; what can lead nowhere or cannot happen is left out.
    fn add(&mut self, fed: u64, probability: impl Iterator<Item = f64> + Clone) {
        if fed == 0 || probability.clone().all(|p| p == 0.0) {
            return;
        }
        let at = *self.at.entry(fed).or_insert(self.fed.len());
        if at == self.fed.len() {
            self.fed.push(fed);
            self.probability.extend(probability);
        } else {
            let held = &mut self.probability[at * self.settings..][..self.settings];
            held.iter_mut()
                .zip(probability)
                .for_each(|(sum, p)| *sum += p);
        }
    }
}

/// Spreads masks over a table: a multiplication by the golden ratio, whose high bits are the good ones, folded.
#[derive(Default)]
struct MaskHasher(u64);

impl Hasher for MaskHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, mask: u64) {
        let spread = (self.0 ^ mask).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ spread >> 32;
    }
}
