//! Answers counted, per distinct answer of a plan: what every engine feeds, and what adds up over samples.

use std::sync::Arc;

use deepfog_topology::order;
use serde::{Deserialize, Serialize};

use crate::counts::{BINS, SweepCounts, is_near_tie, prediction};
use crate::error::TallyError;
use crate::sweep::SweepPlan;

/// The unit of [`Cell::probability`]: sums of whole numbers do not depend on their order.
pub(crate) const PROBABILITY_UNIT: f64 = 1.0 / (1_u64 << 32) as f64;
/// e^x below this is no part of a sum of f32 that is 1 at least.
const NOTHING: f32 = -18.0;

/// The answers to some samples, counted per distinct answer of a [`SweepPlan`].
///
/// Tallies of disjoint samples, merged in any order, are exactly the tally of all these samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// What the counts are of: [`SweepPlan::identity`].
    plan: String,
    classes: usize,
    distinct: usize,
    by_person: bool,
    /// By person; one for all images together.
    pub(crate) groups: Vec<GroupTally>,
    /// Per distinct answer.
    pub(crate) near_ties: Vec<u32>,
    /// Shared with the counts that were made of it.
    #[serde(with = "shared")]
    pub(crate) details: Arc<Details>,
}

/// The samples of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GroupTally {
    /// The person; 0 for all images together.
    pub(crate) group: u32,
    /// Samples per class.
    pub(crate) classes: Vec<u32>,
    /// Right answers per distinct answer of the cloud.
    pub(crate) correct: Vec<u32>,
}

/// What is counted over all groups together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Details {
    /// Distinct answer × true class × predicted class.
    pub(crate) confusion: Vec<u32>,
    /// Distinct answer × bin of the winning probability.
    pub(crate) cells: Vec<Cell>,
}

/// The samples whose winning softmax probability lies in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) n: u32,
    pub(crate) right: u32,
    /// Sum of the winning probabilities, in units of 2^-32.
    pub(crate) probability: u64,
}

/// Serialises what an `Arc` holds.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        value: &Arc<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        T::serialize(value, serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}

impl Tally {
    /// Nothing is counted yet.
    pub fn new(plan: &SweepPlan) -> Self {
        let (classes, distinct) = (plan.class_count(), plan.distinct());
        Self {
            plan: plan.identity().to_owned(),
            classes,
            distinct,
            by_person: plan.is_by_person(),
            groups: Vec::new(),
            near_ties: vec![0; distinct],
            details: Arc::new(Details {
                confusion: vec![0; distinct * classes * classes],
                cells: vec![Cell::default(); distinct * BINS],
            }),
        }
    }

    /// Counts nothing any more; the room is kept.
    pub fn clear(&mut self) {
        self.groups.clear();
        self.near_ties.fill(0);
        let details = Arc::make_mut(&mut self.details);
        details.confusion.fill(0);
        details.cells.fill(Cell::default());
    }

    /// Samples counted.
    pub fn n(&self) -> usize {
        self.groups.iter().map(GroupTally::n).sum()
    }

    /// Whether the tally is of this plan, and could have been counted: for one that was read from outside.
    ///
    /// # Errors
    /// [`TallyError::OtherPlan`], [`TallyError::Damaged`].
    pub fn check(&self, plan: &SweepPlan) -> Result<(), TallyError> {
        let same = (self.plan.as_str(), self.classes, self.distinct)
            == (plan.identity(), plan.class_count(), plan.distinct());
        if !same || self.by_person != plan.is_by_person() {
            return Err(TallyError::OtherPlan);
        }
        let damaged = |what| Err(TallyError::Damaged { what });
        let (classes, distinct) = (self.classes, self.distinct);
        let has_lengths =
            |group: &GroupTally| (group.classes.len(), group.correct.len()) == (classes, distinct);
        if self.near_ties.len() != distinct
            || self.details.confusion.len() != distinct * classes * classes
            || self.details.cells.len() != distinct * BINS
            || !self.groups.iter().all(has_lengths)
        {
            return damaged("the length of a list");
        }
        if !self.groups.is_sorted_by(|a, b| a.group < b.group) {
            return damaged("the order of the people");
        }
        if !self.adds_up() {
            return damaged("its sums");
        }
        Ok(())
    }

    /// Whether every distinct answer was counted for every sample, and the sums agree.
    fn adds_up(&self) -> bool {
        let totals = self.class_totals();
        let n: u64 = totals.iter().sum();
        let sum = |counts: &mut dyn Iterator<Item = u32>| counts.map(u64::from).sum::<u64>();
        (0..self.distinct).all(|slot| {
            let confusion = self.confusion(slot);
            let cells = &self.details.cells[slot * BINS..(slot + 1) * BINS];
            let right = sum(&mut confusion.iter().step_by(self.classes + 1).copied());
            let rows = confusion.chunks_exact(self.classes.max(1));
            rows.zip(&totals)
                .all(|(row, total)| sum(&mut row.iter().copied()) == *total)
                && sum(&mut cells.iter().map(|cell| cell.n)) == n
                && sum(&mut cells.iter().map(|cell| cell.right)) == right
                && sum(&mut self.groups.iter().map(|group| group.correct[slot])) == right
                && u64::from(self.near_ties[slot]) <= n
        })
    }

    /// Notes samples, once each: `labels` and `groups` hold one entry per sample. Every distinct answer to them has to be
    /// taken once as well.
    ///
    /// # Errors
    /// [`TallyError::Length`], [`TallyError::Label`]; nothing is counted then.
    pub fn add_samples(&mut self, labels: &[u8], groups: &[u32]) -> Result<(), TallyError> {
        self.check_samples(labels, groups)?;
        for (&label, &group) in labels.iter().zip(groups) {
            let at = self.group(group);
            self.groups[at].classes[usize::from(label)] += 1;
        }
        Ok(())
    }

    /// Counts one distinct answer to some samples: `logits` lie sample by sample, `labels` and `groups` hold one entry per
    /// sample.
    ///
    /// # Errors
    /// [`TallyError::Slot`], [`TallyError::Length`], [`TallyError::Label`]; nothing is counted then.
    pub fn take(
        &mut self,
        slot: usize,
        logits: &[f32],
        labels: &[u8],
        groups: &[u32],
    ) -> Result<(), TallyError> {
        if slot >= self.distinct {
            return Err(TallyError::Slot {
                slot,
                distinct: self.distinct,
            });
        }
        self.check_samples(labels, groups)?;
        if logits.len() != labels.len() * self.classes {
            return Err(TallyError::Length {
                what: "logits",
                expected: labels.len() * self.classes,
                found: logits.len(),
            });
        }
        for &group in groups {
            self.group(group);
        }
        let (classes, by_person) = (self.classes, self.by_person);
        let details = Arc::make_mut(&mut self.details);
        let size = classes * classes;
        let confusion = &mut details.confusion[slot * size..(slot + 1) * size];
        let cells = &mut details.cells[slot * BINS..(slot + 1) * BINS];
        let rows = logits.chunks_exact(classes.max(1));
        for ((logits, &label), &group) in rows.zip(labels).zip(groups) {
            let label = usize::from(label);
            let class = prediction(logits);
            let right = u32::from(class == label);
            let group = if by_person { group } else { 0 };
            if let Some(known) = self.groups.iter_mut().find(|known| known.group == group) {
                known.correct[slot] += right;
            }
            self.near_ties[slot] += u32::from(is_near_tie(logits));
            confusion[label * classes + class] += 1;
            let probability = f64::from(winning_probability(logits, class));
            let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
            let cell = &mut cells[bin];
            cell.n += 1;
            cell.right += right;
            cell.probability += (probability / PROBABILITY_UNIT) as u64;
        }
        Ok(())
    }

    /// Adds the counts of other samples.
    ///
    /// # Errors
    /// [`TallyError::OtherPlan`]; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), TallyError> {
        let same = (&self.plan, self.classes, self.distinct, self.by_person)
            == (&other.plan, other.classes, other.distinct, other.by_person);
        if !same {
            return Err(TallyError::OtherPlan);
        }
        for found in &other.groups {
            let at = self.group(found.group);
            add(&mut self.groups[at].classes, &found.classes);
            add(&mut self.groups[at].correct, &found.correct);
        }
        add(&mut self.near_ties, &other.near_ties);
        let details = Arc::make_mut(&mut self.details);
        add(&mut details.confusion, &other.details.confusion);
        for (sum, found) in details.cells.iter_mut().zip(&other.details.cells) {
            sum.n = sum.n.saturating_add(found.n);
            sum.right = sum.right.saturating_add(found.right);
            sum.probability = sum.probability.saturating_add(found.probability);
        }
        Ok(())
    }

    /// The counts per failure pattern.
    ///
    /// # Errors
    /// [`TallyError::OtherPlan`].
    pub fn counts(&self, plan: &SweepPlan) -> Result<SweepCounts, TallyError> {
        if self.plan != plan.identity() {
            return Err(TallyError::OtherPlan);
        }
        Ok(self.spread(plan))
    }

    /// The same for a plan that is known to be the tally's.
    pub(crate) fn spread(&self, plan: &SweepPlan) -> SweepCounts {
        SweepCounts::new(
            self,
            plan.patterns(),
            plan.slots(),
            &plan.network().manifest().class_prior,
        )
    }

    /// How often each class was answered to samples of each class by one distinct answer: true class × predicted class.
    pub fn confusion(&self, slot: usize) -> &[u32] {
        let size = self.classes * self.classes;
        &self.details.confusion[slot * size..(slot + 1) * size]
    }

    /// Whether samples are counted by person.
    pub(crate) fn is_by_person(&self) -> bool {
        self.by_person
    }

    /// Samples per class.
    pub(crate) fn class_totals(&self) -> Vec<u64> {
        let mut totals = vec![0; self.classes];
        for group in &self.groups {
            for (total, &count) in totals.iter_mut().zip(&group.classes) {
                *total += u64::from(count);
            }
        }
        totals
    }

    fn check_samples(&self, labels: &[u8], groups: &[u32]) -> Result<(), TallyError> {
        if groups.len() != labels.len() {
            return Err(TallyError::Length {
                what: "groups",
                expected: labels.len(),
                found: groups.len(),
            });
        }
        let classes = self.classes;
        match labels.iter().find(|label| usize::from(**label) >= classes) {
            Some(&label) => Err(TallyError::Label { label, classes }),
            None => Ok(()),
        }
    }

    /// The place of a group; made where it is new.
    fn group(&mut self, group: u32) -> usize {
        let group = if self.by_person { group } else { 0 };
        if let Some(at) = self.groups.iter().position(|known| known.group == group) {
            return at;
        }
        self.groups.push(GroupTally {
            group,
            classes: vec![0; self.classes],
            correct: vec![0; self.distinct],
        });
        order::sort(&mut self.groups, |a, b| a.group.cmp(&b.group));
        // It was put there just now.
        let known = self.groups.iter().position(|known| known.group == group);
        known.unwrap_or_default()
    }
}

impl GroupTally {
    pub(crate) fn n(&self) -> usize {
        self.classes.iter().map(|&count| count as usize).sum()
    }
}

/// The softmax probability of the class with the largest logit: 1 over the sum of e^(logit - largest).
fn winning_probability(logits: &[f32], class: usize) -> f32 {
    let most = logits[class];
    let powers = logits.iter().map(|logit| logit - most);
    // Not taking small ones leaves the f32 sum as it is, and most of the exponentials out.
    let sum: f32 = powers
        .filter(|power| *power > NOTHING)
        .map(|power| if power == 0.0 { 1.0 } else { power.exp() })
        .sum();
    (1.0 / sum).clamp(0.0, 1.0)
}

fn add(sums: &mut [u32], found: &[u32]) {
    for (sum, found) in sums.iter_mut().zip(found) {
        *sum = sum.saturating_add(*found);
    }
}
