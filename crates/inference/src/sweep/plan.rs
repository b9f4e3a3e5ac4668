//! What a sweep over failure patterns computes, for any engine.

use std::collections::HashSet;
use std::sync::Arc;

use deepfog_network::bundle::sha256_hex;
use deepfog_network::{Plan, PlannedNode};
use deepfog_resilience::{Action, Pattern, Patterns, Versions, pattern::MAX_EXACT};
use deepfog_topology::InputSpace;

use super::pieces::Pieces;
use super::ways::{Way, ways};
use crate::error::SweepError;
use crate::network::Network;

/// Samples that are run at once, where memory allows.
pub(crate) const BLOCK: usize = 32;
/// Bytes of node outputs that a sweep holds at once. Engine scratch and samples come on top.
const BUDGET: usize = 128 << 20;

/// What the failure patterns of one network need: the distinct outputs of its nodes, the order in which they are
/// computed, and which pattern has which answer. It never changes, so that threads share it.
#[derive(Debug)]
pub struct SweepPlan {
    network: Arc<Network>,
    patterns: Patterns,
    list: Vec<Pattern>,
    versions: Versions,
    schedule: Vec<Action>,
    /// Per version: its place among the distinct answers.
    slot_of: Vec<Option<usize>>,
    /// Per pattern of the list: its place among the distinct answers.
    slots: Vec<Option<usize>>,
    distinct: usize,
    /// Per node: how its versions are computed.
    pieces: Vec<Pieces>,
    block_size: usize,
    steps: usize,
    products: u64,
    identity: String,
}

impl SweepPlan {
    /// All failure patterns of a network's nodes, by their bit masks.
    ///
    /// # Errors
    /// As [`SweepPlan::every`].
    pub fn all(network: Arc<Network>) -> Result<Self, SweepError> {
        let patterns = network.patterns().clone();
        Self::every(network, patterns)
    }

    /// All failure patterns of nodes, or of nodes and hyperconnections, by their bit masks.
    ///
    /// # Errors
    /// [`SweepError::TooManyNodes`], and as [`SweepPlan::new`].
    pub fn every(network: Arc<Network>, patterns: Patterns) -> Result<Self, SweepError> {
        if patterns.count().is_none() {
            return Err(SweepError::TooManyNodes {
                found: patterns.failable_count(),
                most: MAX_EXACT,
            });
        }
        let list = patterns.all().collect();
        Self::new(network, patterns, list)
    }

    /// The failure patterns of a list; `patterns` says what their bits stand for.
    ///
    /// # Errors
    /// [`SweepError::OtherPatterns`], [`SweepError::TooLarge`].
    pub fn new(
        network: Arc<Network>,
        patterns: Patterns,
        list: Vec<Pattern>,
    ) -> Result<Self, SweepError> {
        let plan = network.plan();
        let is_drawn = |&(from, to): &(usize, usize)| {
            let edges = plan.graph.edges().iter();
            edges
                .into_iter()
                .any(|edge| (edge.from, edge.to) == (from, to))
        };
        let own = network.patterns();
        if (patterns.nodes(), patterns.names()) != (own.nodes(), own.names())
            || !patterns.links().iter().all(is_drawn)
        {
            return Err(SweepError::OtherPatterns);
        }
        let senders: Vec<Vec<usize>> = plan
            .nodes
            .iter()
            .map(|node| node.inputs.iter().map(|input| input.from).collect())
            .collect();
        let deliveries = list
            .iter()
            .map(|&pattern| network.delivery_of(&patterns, pattern));
        let versions = Versions::new(&senders, deliveries);
        let ways = ways(&plan.nodes, &versions);
        let bytes = held_bytes(plan, &ways);
        let sample_bytes = bytes
            .iter()
            .fold(0_usize, |sum, &of_node| sum.saturating_add(of_node));
        if sample_bytes > BUDGET {
            return Err(SweepError::TooLarge {
                bytes: sample_bytes,
                most: BUDGET,
            });
        }
        let block_size = (BUDGET / sample_bytes.max(1)).clamp(1, BLOCK);
        let schedule = versions.schedule(|version| bytes[version.node] * block_size, BUDGET);
        let (steps, products) = work(plan, &versions, &schedule, &ways);
        let mut slot_of = vec![None; versions.all.len()];
        let mut distinct = 0;
        let slots = versions
            .answers
            .iter()
            .map(|answer| {
                answer.map(|version| {
                    *slot_of[version].get_or_insert_with(|| {
                        distinct += 1;
                        distinct - 1
                    })
                })
            })
            .collect();
        Ok(Self {
            identity: identity(&network, &patterns, &list),
            patterns,
            list,
            versions,
            schedule,
            slot_of,
            slots,
            distinct,
            pieces: ways
                .iter()
                .zip(&plan.nodes)
                .map(|(&way, node)| Pieces::new(way, node))
                .collect(),
            block_size,
            steps,
            products,
            network,
        })
    }

    /// The network that is swept.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// What the bits of the patterns stand for.
    pub fn failable(&self) -> &Patterns {
        &self.patterns
    }

    /// The failure patterns, in the order in which they were given.
    pub fn patterns(&self) -> &[Pattern] {
        &self.list
    }

    /// The distinct outputs of nodes that the patterns need.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Number of distinct answers of the cloud.
    pub fn distinct(&self) -> usize {
        self.distinct
    }

    /// Per pattern: its place among the distinct answers, which stand in the order in which the patterns first have
    /// them; `None` where no information reaches the cloud: a random guess.
    pub fn slots(&self) -> &[Option<usize>] {
        &self.slots
    }

    /// Samples that are best run at once.
    pub fn block_size(&self) -> usize {
        self.block_size
    }

    /// Steps of a sweep per block of samples: node outputs, and what inputs contribute to them where that is computed apart.
    pub fn steps_per_block(&self) -> usize {
        self.steps
    }

    /// Multiply-adds that a sweep takes for one sample.
    pub fn products(&self) -> u64 {
        self.products
    }

    /// What [`SweepPlan::products`] would be if each node's whole file were run for each of its distinct outputs.
    pub fn products_of_whole_files(&self) -> u64 {
        let nodes = &self.network.plan().nodes;
        let computed = self
            .schedule
            .iter()
            .map(|action| &self.versions.all[action.compute]);
        computed
            .map(|version| Way::Whole.each(&nodes[version.node]))
            .fold(0, u64::saturating_add)
    }

    /// What counts depend on beside the samples: parameters, graph, gates, normalisation, patterns and their order. A
    /// SHA-256 in hexadecimal.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Number of classes.
    pub fn class_count(&self) -> usize {
        self.network.class_count()
    }

    /// Whether samples are counted by person: windows of signals are, images are not.
    pub fn is_by_person(&self) -> bool {
        matches!(self.network.plan().task.input, InputSpace::Signal { .. })
    }

    /// The order in which the versions are computed.
    pub(crate) fn schedule(&self) -> &[Action] {
        &self.schedule
    }

    /// How a node is computed.
    pub(crate) fn pieces(&self, node: usize) -> &Pieces {
        &self.pieces[node]
    }

    /// The place of a version among the distinct answers, if it is one.
    pub(crate) fn slot_of(&self, version: usize) -> Option<usize> {
        self.slot_of[version]
    }
}

/// Per node: bytes that one version holds for one sample, its output and what that contributes to its receivers.
fn held_bytes(plan: &Plan, ways: &[Way]) -> Vec<usize> {
    let mut bytes: Vec<usize> = plan.nodes.iter().map(PlannedNode::output_bytes).collect();
    for (node, &way) in plan.nodes.iter().zip(ways) {
        for (at, input) in node.inputs.iter().enumerate() {
            if way != Way::Whole && !way.is_direct(node, at) {
                let contribution = 4 * way.sum_shape(node).iter().product::<usize>();
                bytes[input.from] = bytes[input.from].saturating_add(contribution);
            }
        }
    }
    bytes
}

/// Steps and multiply-adds of a schedule, for one sample: what contributes is computed again when its sender is.
fn work(plan: &Plan, versions: &Versions, schedule: &[Action], ways: &[Way]) -> (usize, u64) {
    let (mut steps, mut products) = (0, 0_u64);
    let mut held: Vec<HashSet<(usize, usize)>> = vec![HashSet::new(); versions.all.len()];
    for action in schedule {
        let version = &versions.all[action.compute];
        let (node, way) = (&plan.nodes[version.node], ways[version.node]);
        steps += 1;
        products = products.saturating_add(way.each(node));
        for (input, sender) in version.inputs.iter().enumerate() {
            let Some(sender) = *sender else { continue };
            if way != Way::Whole
                && !way.is_direct(node, input)
                && held[sender].insert((version.node, input))
            {
                steps += 1;
                products = products.saturating_add(way.contribution(node, input));
            }
        }
        for &gone in &action.drop {
            held[gone].clear();
        }
    }
    (steps, products)
}

/// See [`SweepPlan::identity`].
fn identity(network: &Network, patterns: &Patterns, list: &[Pattern]) -> String {
    let manifest = network.manifest();
    let mut text = String::new();
    let mut add = |what: &dyn std::fmt::Debug| text.push_str(&format!("{what:?}\n"));
    add(&deepfog_topology::identity(&manifest.topology));
    add(&manifest.scheme.slug());
    add(&manifest.task.id.as_str());
    add(&manifest.class_prior);
    add(&(&manifest.normalisation.mean, &manifest.normalisation.std));
    for node in &manifest.nodes {
        add(&node.file.as_ref().map(|file| file.sha256.as_str()));
    }
    add(&patterns.names());
    add(&patterns.links());
    let mut bytes = text.into_bytes();
    for pattern in list {
        bytes.extend(pattern.0.to_le_bytes());
    }
    sha256_hex(&bytes)
}
