//! Path survival from random failure patterns, 64 at once: one bit of a word each.

use deepfog_topology::{Graph, Scheme, Tier};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::{Reliability, Survival};
use crate::interval::wilson;

/// Patterns in one word.
const LANES: usize = 64;
/// Words of patterns that are drawn.
const WORDS: usize = 320;
/// The seed of the patterns: with a fixed one, the same drawing has the same figures wherever and whenever it is shown.
const SEED: u64 = 0x5EED_0FFA;

/// Estimates path survival under every setting. All settings share the draws, so that a better reliability never gives a
/// smaller estimate.
pub(super) fn survivals(graph: &Graph, scheme: Scheme, reliability: &Reliability) -> Vec<Survival> {
    let mut generator = ChaCha8Rng::seed_from_u64(SEED);
    let settings = reliability.settings;
    let mut senders = vec![Vec::new(); graph.len()];
    for edge in graph.edges_of(scheme) {
        senders[edge.to].push(edge.from);
    }
    let mut lived = vec![0_usize; settings];
    // Per node and setting: the patterns in which it delivers.
    let mut delivers = vec![0_u64; graph.len() * settings];
    for _ in 0..WORDS {
        for (node, senders) in senders.iter().enumerate() {
            let tier = graph.tier(node);
            let draws = matches!(tier, Tier::Edge | Tier::Fog)
                .then(|| [(); LANES].map(|()| generator.next_u32()));
            for (at, &up) in reliability.of(node).iter().enumerate() {
                let up = draws.map_or(!0, |draws| ups(&draws, up));
                let fed = if tier == Tier::Source {
                    !0
                } else {
                    senders
                        .iter()
                        .fold(0, |fed, sender| fed | delivers[sender * settings + at])
                };
                delivers[node * settings + at] = up & fed;
            }
        }
        if let Some(cloud) = graph.cloud() {
            for (at, lived) in lived.iter_mut().enumerate() {
                *lived += delivers[cloud * settings + at].count_ones() as usize;
            }
        }
    }
    let draws = LANES * WORDS;
    lived
        .into_iter()
        .map(|lived| Survival::Estimate {
            mean: lived as f64 / draws as f64,
            interval: wilson(lived as f64, draws),
            draws: draws as u32,
        })
        .collect()
}

/// The patterns in which a node of this reliability is up.
fn ups(draws: &[u32; LANES], reliability: f64) -> u64 {
    // 1 lies above every draw, 0 above none.
    let threshold = (reliability * 2.0_f64.powi(32)) as u64;
    draws.iter().enumerate().fold(0, |word, (lane, &draw)| {
        word | u64::from(u64::from(draw) < threshold) << lane
    })
}
