//! Which node outputs a sweep computes, in which order, and when it lets go of them.
//!
//! A node's output depends only on which of its inputs count and on those inputs' own outputs. Each distinct
//! combination is a *version* of the node and is computed once per block of samples, however many failure
//! patterns lead to it.

use std::collections::{BTreeMap, HashMap};

use crate::delivery::Delivery;

/// One distinct output of one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The node, as an index into the plan.
    pub node: usize,
    /// Per input of the node: the version of the sender that counts.
    pub inputs: Vec<Option<usize>>,
}

/// One step of a sweep: compute a version, then let go of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// What is computed.
    pub compute: usize,
    /// What is no longer needed, or must make room.
    pub drop: Vec<usize>,
}

/// All versions that some failure patterns need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// Senders come before receivers.
    pub all: Vec<Version>,
    /// Per pattern: the cloud's version; `None` where the cloud does not deliver.
    pub answers: Vec<Option<usize>>,
}

impl Versions {
    /// Finds the versions. `senders` holds, per node, the senders of its inputs; `deliveries` what each node
    /// does under each pattern.
    pub fn new(senders: &[Vec<usize>], deliveries: impl Iterator<Item = Delivery>) -> Self {
        let mut all = Vec::new();
        let mut known: HashMap<(usize, Vec<Option<usize>>), usize> = HashMap::new();
        let answers = deliveries
            .map(|delivery| {
                let mut of_node: Vec<Option<usize>> = vec![None; senders.len()];
                for (node, senders) in senders.iter().enumerate() {
                    if !delivery.delivers[node] {
                        continue;
                    }
                    let inputs: Vec<Option<usize>> = senders
                        .iter()
                        .zip(&delivery.counts[node])
                        .map(|(&sender, &counts)| counts.then(|| of_node[sender]).flatten())
                        .collect();
                    let fresh = all.len();
                    let version = *known.entry((node, inputs.clone())).or_insert(fresh);
                    if version == fresh {
                        all.push(Version { node, inputs });
                    }
                    of_node[node] = Some(version);
                }
                of_node.last().copied().flatten()
            })
            .collect();
        Self { all, answers }
    }

    /// Plans the computation of every answer, depth first: later nodes change fastest. `size` gives the bytes
    /// of one version's output; what is held at once stays within `budget` wherever one version of each node
    /// does, for what must make room is computed again.
    pub fn schedule(&self, size: impl Fn(&Version) -> usize, budget: usize) -> Vec<Action> {
        let mut wanted: Vec<usize> = self.answers.iter().copied().flatten().collect();
        wanted.sort_by_cached_key(|&answer| self.path(answer));
        wanted.dedup();

        let mut planner = Planner {
            versions: &self.all,
            sizes: self.all.iter().map(size).collect(),
            budget,
            uses: vec![0; self.all.len()],
            held: vec![None; self.all.len()],
            oldest: BTreeMap::new(),
            pinned: vec![0; self.all.len()],
            used: 0,
            clock: 0,
            actions: Vec::new(),
        };
        for (version, _) in self
            .needed()
            .iter()
            .enumerate()
            .filter(|(_, needed)| **needed)
        {
            for &input in self.all[version].inputs.iter().flatten() {
                planner.uses[input] += 1;
            }
        }
        for answer in wanted {
            planner.compute(answer);
        }
        planner.actions
    }

    /// Per version: whether some answer is made of it. A node may deliver to receivers that are down.
    pub fn needed(&self) -> Vec<bool> {
        let mut needed = vec![false; self.all.len()];
        for &answer in self.answers.iter().flatten() {
            needed[answer] = true;
        }
        // Receivers come after their senders.
        for version in (0..self.all.len()).rev() {
            if needed[version] {
                for &input in self.all[version].inputs.iter().flatten() {
                    needed[input] = true;
                }
            }
        }
        needed
    }

    /// The versions that an answer is made of, ordered by node: what sorts answers so that neighbours share
    /// as many early nodes as can be.
    fn path(&self, answer: usize) -> Vec<usize> {
        let mut seen = vec![answer];
        let mut next = 0;
        while next < seen.len() {
            let inputs = self.all[seen[next]].inputs.iter().flatten().copied();
            let fresh: Vec<usize> = inputs.filter(|input| !seen.contains(input)).collect();
            for input in fresh {
                if !seen.contains(&input) {
                    seen.push(input);
                }
            }
            next += 1;
        }
        seen.sort_unstable_by_key(|&version| (self.all[version].node, version));
        seen
    }
}

/// Follows the computation in time and decides what to hold.
struct Planner<'a> {
    versions: &'a [Version],
    sizes: Vec<usize>,
    budget: usize,
    /// Per version: how many computations still need it. A version that is not held but needed counts as a
    /// use of each of its inputs.
    uses: Vec<usize>,
    /// Per version: when it was last used, while it is held.
    held: Vec<Option<u64>>,
    /// The versions held, by when they were last used.
    oldest: BTreeMap<u64, usize>,
    /// Per version: how many computations under way need it to stay.
    pinned: Vec<usize>,
    used: usize,
    clock: u64,
    actions: Vec<Action>,
}

impl Planner<'_> {
    fn compute(&mut self, version: usize) {
        let versions = self.versions;
        let inputs = || versions[version].inputs.iter().flatten().copied();
        for input in inputs() {
            if self.held[input].is_none() {
                self.compute(input);
            }
            self.touch(input);
            self.pinned[input] += 1;
        }
        self.make_room(self.sizes[version]);
        self.used += self.sizes[version];
        self.touch(version);
        let mut drop = Vec::new();
        for input in inputs() {
            self.pinned[input] -= 1;
            self.uses[input] -= 1;
            if self.uses[input] == 0 && self.let_go(input) {
                drop.push(input);
            }
        }
        // An answer is counted at once and held by nobody.
        if self.uses[version] == 0 && self.let_go(version) {
            drop.push(version);
        }
        self.actions.push(Action {
            compute: version,
            drop,
        });
    }

    /// Lets go of what was used longest ago until so many bytes are free, or nothing more can go.
    fn make_room(&mut self, bytes: usize) {
        while self.used + bytes > self.budget {
            let free = |version: &usize| self.pinned[*version] == 0;
            let Some(version) = self.oldest.values().copied().find(free) else {
                return;
            };
            self.let_go(version);
            if let Some(last) = self.actions.last_mut() {
                last.drop.push(version);
            }
            self.revive(version);
        }
    }

    /// The version will have to be computed again: its inputs have one use more.
    fn revive(&mut self, version: usize) {
        let versions = self.versions;
        for &input in versions[version].inputs.iter().flatten() {
            self.uses[input] += 1;
            if self.uses[input] == 1 && self.held[input].is_none() {
                self.revive(input);
            }
        }
    }

    /// Holds a version, or notes that it is used again.
    fn touch(&mut self, version: usize) {
        self.clock += 1;
        if let Some(before) = self.held[version].replace(self.clock) {
            self.oldest.remove(&before);
        }
        self.oldest.insert(self.clock, version);
    }

    /// Lets go of a version; says whether it was held.
    fn let_go(&mut self, version: usize) -> bool {
        let Some(time) = self.held[version].take() else {
            return false;
        };
        self.oldest.remove(&time);
        self.used -= self.sizes[version];
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Gates, Patterns};
    use deepfog_topology::{Graph, Scheme, presets};

    fn versions(preset: &str, scheme: Scheme) -> (Versions, usize) {
        let topology = presets::find(preset).unwrap().topology;
        let graph = Graph::new(&topology).unwrap();
        let gates = Gates::new(&graph, scheme);
        let patterns = Patterns::new(&graph);
        let senders: Vec<Vec<usize>> = (0..graph.len())
            .map(|node| graph.inputs(node, scheme).map(|edge| edge.from).collect())
            .collect();
        let deliveries = patterns
            .all()
            .map(|pattern| gates.deliver(&patterns.up(pattern, graph.len())));
        (Versions::new(&senders, deliveries), graph.len())
    }

    /// Plays a schedule, with the most bytes held and how often each version was computed.
    fn play(
        versions: &Versions,
        actions: &[Action],
        size: impl Fn(&Version) -> usize,
    ) -> (usize, Vec<usize>) {
        let mut held = vec![false; versions.all.len()];
        let mut times = vec![0; versions.all.len()];
        let (mut used, mut most) = (0, 0);
        for action in actions {
            let version = &versions.all[action.compute];
            for &input in version.inputs.iter().flatten() {
                assert!(held[input], "an input must be held when it is needed");
            }
            assert!(!held[action.compute]);
            held[action.compute] = true;
            times[action.compute] += 1;
            used += size(version);
            most = most.max(used);
            for &gone in &action.drop {
                assert!(held[gone]);
                held[gone] = false;
                used -= size(&versions.all[gone]);
            }
        }
        assert_eq!(used, 0, "nothing is held in the end");
        (most, times)
    }

    #[test]
    fn patterns_that_compute_the_same_share_it() {
        // Smallest, Vanilla: only the pattern without failures has an answer; camera, e, f, cloud once each.
        let (vanilla, _) = versions("smallest", Scheme::Vanilla);
        assert_eq!(vanilla.all.len(), 4);
        assert_eq!(vanilla.answers.iter().flatten().count(), 1);
        // ResiliNet: with f up, e→cloud does not count; e down and f up feeds f by the skip.
        let (resilinet, _) = versions("smallest", Scheme::Resilinet);
        assert_eq!(resilinet.answers.iter().flatten().count(), 3);
        for preset in presets::all() {
            for scheme in Scheme::ALL {
                let (versions, _) = versions(preset.id, scheme);
                let mut seen = std::collections::HashSet::new();
                for version in &versions.all {
                    assert!(seen.insert((version.node, version.inputs.clone())));
                }
            }
        }
    }

    #[test]
    fn with_room_everything_is_computed_once() {
        for preset in presets::all() {
            for scheme in Scheme::ALL {
                let (versions, _) = versions(preset.id, scheme);
                let actions = versions.schedule(|_| 1, usize::MAX);
                let (_, times) = play(&versions, &actions, |_| 1);
                let once: Vec<usize> = versions.needed().into_iter().map(usize::from).collect();
                assert_eq!(times, once, "{} {scheme:?}", preset.id);
            }
        }
    }

    #[test]
    fn without_room_it_stays_within_one_version_of_each_node() {
        for preset in presets::all() {
            for scheme in Scheme::ALL {
                let (versions, nodes) = versions(preset.id, scheme);
                for budget in [0, nodes, nodes + 3] {
                    let actions = versions.schedule(|_| 1, budget);
                    let (most, times) = play(&versions, &actions, |_| 1);
                    assert!(
                        most <= budget.max(nodes),
                        "{most} of {budget} {}",
                        preset.id
                    );
                    for answer in versions.answers.iter().flatten() {
                        assert_eq!(times[*answer], 1);
                    }
                }
            }
        }
    }
}
