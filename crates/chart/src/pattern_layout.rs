//! Where each failure pattern stands on the chart of all of them.
//!
//! Patterns are grouped by how many nodes are down. Up to [`MAX_NAMED`] patterns each get a column with room
//! for four marks beside each other and for the names of the nodes. More patterns share a strip per number of
//! nodes down: each has its own place in it, best accuracy first, and its marks stand above each other.

use deepfog_resilience::Pattern;
use deepfog_topology::order;

/// Largest number of patterns that each get a column of their own with names.
pub const MAX_NAMED: usize = 16;
/// Largest number of patterns drawn; of more, an even choice by rank is shown.
pub const MAX_DRAWN: usize = 1024;
/// Room between groups.
const GAP: f64 = 14.0;
/// Narrowest column with names, so that marks do not touch; a narrower chart scrolls.
const MIN_COLUMN: f64 = 44.0;
/// Narrowest group of a strip.
const MIN_GROUP: f64 = 12.0;
/// Narrowest place of a pattern in a strip.
const MIN_PLACE: f64 = 1.5;

/// How patterns are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// A column per pattern, with names.
    Columns,
    /// A strip per number of nodes down.
    Strips,
}

/// One pattern's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    /// The pattern.
    pub pattern: Pattern,
    /// The middle of its place.
    pub x: f64,
    /// Index of its group.
    pub group: usize,
}

/// The patterns with the same number of nodes down.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// How many nodes are down.
    pub down: usize,
    /// Left and right end.
    pub from: f64,
    /// Right end.
    pub to: f64,
    /// Patterns in it, drawn or not.
    pub patterns: usize,
    /// Its columns, as a range of [`PatternLayout::columns`].
    pub columns: std::ops::Range<usize>,
}

/// The places of all patterns.
#[derive(Clone, Debug, PartialEq)]
pub struct PatternLayout {
    /// How they are drawn.
    pub manner: Manner,
    /// Patterns from left to right.
    pub columns: Vec<Column>,
    /// Groups from left to right.
    pub groups: Vec<Group>,
    /// Width of a pattern's place.
    pub column_width: f64,
    /// Width needed, which may be more than there is.
    pub width: f64,
}

/// A move among patterns by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The next pattern to the left.
    Left,
    /// The next pattern to the right.
    Right,
    /// The same rank among the patterns with one node fewer down.
    Fewer,
    /// The same rank among the patterns with one node more down.
    More,
    /// The first pattern.
    First,
    /// The last pattern.
    Last,
}

/// Places the `2^failable` patterns between `left` and `right`.
///
/// `rank_by` gives a value per pattern (by its bit mask) by which strips are sorted, largest first; without it,
/// and in columns, patterns keep the order of their masks. `always` is drawn even where not all patterns are.
/// No pattern at all above 16 nodes, where they are not enumerated.
pub fn lay_out(
    failable: usize,
    rank_by: Option<&[f64]>,
    always: Pattern,
    left: f64,
    right: f64,
) -> PatternLayout {
    lay_out_some(failable, rank_by, always, left, right, |_| true)
}

/// Places those of the patterns that are wanted, as [`lay_out`] places all.
pub fn lay_out_some(
    failable: usize,
    rank_by: Option<&[f64]>,
    always: Pattern,
    left: f64,
    right: f64,
    is_wanted: impl Fn(Pattern) -> bool,
) -> PatternLayout {
    let count = if failable <= deepfog_resilience::pattern::MAX_EXACT {
        1_usize << failable
    } else {
        0
    };
    let manner = if count <= MAX_NAMED {
        Manner::Columns
    } else {
        Manner::Strips
    };
    let mut groups: Vec<Vec<Pattern>> = vec![Vec::new(); if count == 0 { 0 } else { failable + 1 }];
    for mask in 0..count as u64 {
        let pattern = Pattern(mask);
        if is_wanted(pattern) {
            groups[pattern.down_count()].push(pattern);
        }
    }
    let sizes: Vec<usize> = groups.iter().map(Vec::len).collect();
    if manner == Manner::Strips {
        if let Some(value) = rank_by.filter(|values| values.len() == count) {
            for group in &mut groups {
                order::sort(group, |a, b| {
                    value[b.0 as usize]
                        .total_cmp(&value[a.0 as usize])
                        .then(a.cmp(b))
                });
            }
        }
        if count > MAX_DRAWN {
            for group in &mut groups {
                thin(group, MAX_DRAWN / (failable + 1), always);
            }
        }
    }

    let drawn: usize = groups.iter().map(Vec::len).sum();
    let gaps = GAP * groups.len().saturating_sub(1) as f64;
    let room = (right - left - gaps).max(0.0);
    let (column_width, widths): (f64, Vec<f64>) = match manner {
        Manner::Columns => {
            let width = (room / drawn.max(1) as f64).max(MIN_COLUMN);
            (
                width,
                groups
                    .iter()
                    .map(|group| group.len() as f64 * width)
                    .collect(),
            )
        }
        Manner::Strips => {
            // Small groups keep a width that can be seen; the others share the rest by their patterns.
            let place = (room / drawn.max(1) as f64).max(MIN_PLACE);
            let small: f64 = groups
                .iter()
                .filter(|group| group.len() as f64 * place < MIN_GROUP)
                .map(|_| MIN_GROUP)
                .sum();
            let others: usize = groups
                .iter()
                .map(Vec::len)
                .filter(|&len| len as f64 * place >= MIN_GROUP)
                .sum();
            let place = ((room - small) / others.max(1) as f64).max(MIN_PLACE);
            (
                place,
                groups
                    .iter()
                    .map(|group| (group.len() as f64 * place).max(MIN_GROUP))
                    .collect(),
            )
        }
    };

    let mut columns = Vec::with_capacity(drawn);
    let mut placed = Vec::with_capacity(groups.len());
    let mut from = left;
    for (at, (group, width)) in groups.iter().zip(&widths).enumerate() {
        let first = columns.len();
        let step = width / group.len().max(1) as f64;
        columns.extend(group.iter().enumerate().map(|(rank, &pattern)| Column {
            pattern,
            x: from + (rank as f64 + 0.5) * step,
            group: at,
        }));
        placed.push(Group {
            down: at,
            from,
            to: from + width,
            patterns: sizes[at],
            columns: first..columns.len(),
        });
        from += width + GAP;
    }
    let needed = widths.iter().sum::<f64>() + gaps + left;
    PatternLayout {
        manner,
        columns,
        groups: placed,
        column_width,
        width: needed.max(right),
    }
}

/// Keeps at most `limit` patterns, evenly by rank, and `always` among them.
fn thin(group: &mut Vec<Pattern>, limit: usize, always: Pattern) {
    let len = group.len();
    if len <= limit || limit < 2 {
        return;
    }
    let mut kept: Vec<usize> = (0..limit).map(|at| at * (len - 1) / (limit - 1)).collect();
    if let Some(rank) = group.iter().position(|&pattern| pattern == always)
        && let Err(at) = kept.binary_search(&rank)
    {
        kept.insert(at, rank);
    }
    *group = kept.into_iter().map(|rank| group[rank]).collect();
}

impl PatternLayout {
    /// Index of a pattern's column.
    pub fn find(&self, pattern: Pattern) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.pattern == pattern)
    }

    /// Index of the column nearest to a place.
    pub fn nearest(&self, x: f64) -> Option<usize> {
        let after = self.columns.partition_point(|column| column.x < x);
        let before = after.checked_sub(1);
        match (before, self.columns.get(after)) {
            (Some(before), Some(column)) => {
                if x - self.columns[before].x <= column.x - x {
                    Some(before)
                } else {
                    Some(after)
                }
            }
            (Some(before), None) => Some(before),
            (None, Some(_)) => Some(after),
            (None, None) => None,
        }
    }

    /// Where a key leads from a column; the column itself at the ends.
    pub fn step(&self, from: usize, step: Step) -> usize {
        let last = self.columns.len().saturating_sub(1);
        let from = from.min(last);
        match step {
            Step::Left => from.saturating_sub(1),
            Step::Right => (from + 1).min(last),
            Step::First => 0,
            Step::Last => last,
            Step::Fewer | Step::More => {
                let Some(column) = self.columns.get(from) else {
                    return 0;
                };
                let target = if step == Step::More {
                    column.group + 1
                } else {
                    column.group.wrapping_sub(1)
                };
                let (Some(own), Some(other)) =
                    (self.groups.get(column.group), self.groups.get(target))
                else {
                    return from;
                };
                let share = (from - own.columns.start) as f64
                    / own.columns.len().max(2).saturating_sub(1) as f64;
                let reach = other.columns.len().saturating_sub(1) as f64;
                other.columns.start + (share * reach).round() as usize
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masks(layout: &PatternLayout) -> Vec<u64> {
        layout
            .columns
            .iter()
            .map(|column| column.pattern.0)
            .collect()
    }

    #[test]
    fn few_patterns_stand_in_columns_by_nodes_down() {
        for (failable, order) in [
            (0, vec![0]),
            (2, vec![0, 1, 2, 3]),
            (3, vec![0, 1, 2, 4, 3, 5, 6, 7]),
        ] {
            let layout = lay_out(failable, None, Pattern(0), 40.0, 880.0);
            assert_eq!(layout.manner, Manner::Columns);
            assert_eq!(masks(&layout), order);
            assert_eq!(layout.groups.len(), failable + 1);
            assert!(layout.columns.windows(2).all(|pair| pair[0].x < pair[1].x));
            assert_eq!(layout.width, 880.0);
        }
    }

    #[test]
    fn a_narrow_chart_of_columns_asks_for_more_width() {
        let layout = lay_out(4, None, Pattern(0), 40.0, 350.0);
        assert!(layout.width > 350.0);
        assert!(layout.column_width >= MIN_COLUMN);
    }

    #[test]
    fn strips_are_sorted_by_accuracy() {
        // Mask 5 is the best of all, so it comes first in its own group.
        let accuracy: Vec<f64> = (0..32)
            .map(|mask| if mask == 5 { 2.0 } else { 1.0 })
            .collect();
        let layout = lay_out(5, Some(&accuracy), Pattern(0), 40.0, 880.0);
        assert_eq!(layout.manner, Manner::Strips);
        assert_eq!(layout.columns.len(), 32);
        let two = &layout.groups[2];
        assert_eq!((two.down, two.patterns), (2, 10));
        assert_eq!(masks(&layout)[two.columns.clone()][..3], [5, 3, 6]);
        for group in &layout.groups {
            assert!(group.to - group.from >= MIN_GROUP - 1e-9);
            for column in &layout.columns[group.columns.clone()] {
                assert!(group.from < column.x && column.x < group.to);
            }
        }
        assert!(layout.columns.last().unwrap().x <= 880.0);
    }

    #[test]
    fn very_many_patterns_are_thinned_evenly() {
        let accuracy: Vec<f64> = (0..1 << 12).map(|mask| f64::from(mask % 97)).collect();
        let present = Pattern(0b1010_1011_0101);
        let layout = lay_out(12, Some(&accuracy), present, 40.0, 880.0);
        assert!(layout.columns.len() <= MAX_DRAWN + 1);
        assert!(layout.find(present).is_some());
        let middle = &layout.groups[6];
        assert_eq!(middle.patterns, 924);
        let shown = &layout.columns[middle.columns.clone()];
        let of = |column: &Column| accuracy[column.pattern.0 as usize];
        assert!(shown.windows(2).all(|pair| of(&pair[0]) >= of(&pair[1])));
        assert_eq!(of(&shown[0]), 96.0);
    }

    #[test]
    fn only_what_is_wanted_is_placed() {
        let layout = lay_out_some(3, None, Pattern(0), 40.0, 880.0, |pattern| {
            pattern.is_down(1)
        });
        assert_eq!(masks(&layout), [2, 3, 6, 7]);
        assert_eq!(layout.groups[0].patterns, 0);
        let none = lay_out_some(3, None, Pattern(0), 40.0, 880.0, |_| false);
        assert_eq!((none.columns.len(), none.nearest(100.0)), (0, None));
        assert_eq!(none.step(0, Step::Right), 0);
    }

    #[test]
    fn too_many_nodes_give_no_pattern() {
        let layout = lay_out(17, None, Pattern(0), 40.0, 880.0);
        assert!(layout.columns.is_empty() && layout.groups.is_empty());
        assert_eq!(layout.nearest(100.0), None);
        assert_eq!(layout.step(3, Step::More), 0);
    }

    #[test]
    fn the_nearest_column_is_found() {
        let layout = lay_out(3, None, Pattern(0), 40.0, 880.0);
        for (at, column) in layout.columns.iter().enumerate() {
            for shift in [-3.0, 0.0, 3.0] {
                assert_eq!(layout.nearest(column.x + shift), Some(at));
            }
        }
        assert_eq!(layout.nearest(-50.0), Some(0));
        assert_eq!(layout.nearest(5e3), Some(7));
    }

    #[test]
    fn keys_walk_the_patterns() {
        // Columns: 0 | 1 2 4 | 3 5 6 | 7, as indices 0 | 1 2 3 | 4 5 6 | 7.
        let layout = lay_out(3, None, Pattern(0), 40.0, 880.0);
        for (from, step, to) in [
            (0, Step::Left, 0),
            (0, Step::Right, 1),
            (7, Step::Right, 7),
            (4, Step::Left, 3),
            (2, Step::More, 5),
            (5, Step::Fewer, 2),
            (3, Step::More, 6),
            (6, Step::More, 7),
            (7, Step::More, 7),
            (0, Step::Fewer, 0),
            (0, Step::More, 1),
            (5, Step::First, 0),
            (5, Step::Last, 7),
            (99, Step::Left, 6),
        ] {
            assert_eq!(layout.step(from, step), to, "{from} {step:?}");
        }
    }
}
