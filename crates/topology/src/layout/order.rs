//! Orders the nodes of columns so that few links cross: the ordering phase of Sugiyama's method (Sugiyama, Tagawa,
//! Toda 1981), with the sweeps by barycentre and by median and the exchange of neighbours of Gansner, Koutsofios,
//! North and Vo, "A technique for drawing directed graphs" (1993).
//!
//! A link over several columns runs through a virtual item in each column between its ends, so that its crossings
//! count like those of every other link. The virtual items take no row in the end.

/// Sweeps per heuristic, alternately from the first and from the last column.
const SWEEPS: usize = 24;
/// After so many sweeps that found nothing better, a heuristic has done what it can.
const PATIENCE: usize = 6;
/// Exchanges of neighbours after a sweep: passes over all columns.
const PASSES: usize = 8;
/// Items that are looked at in all: it bounds the time for large graphs, and never ends the work on small ones.
const BUDGET: usize = 120_000;

/// How an item's place is guessed from those of its neighbours in the column before.
#[derive(Clone, Copy)]
enum Heuristic {
    /// Their mean.
    Barycentre,
    /// The one in the middle; the mean of both for an even number.
    Median,
}

/// Puts the members of every column in an order with few crossings. `members` holds the nodes of each column in the
/// order that is kept where nothing speaks against it, `column_of` the column of each node, `links` pairs of nodes in
/// different columns. Deterministic.
pub(super) fn with_few_crossings(
    members: Vec<Vec<usize>>,
    column_of: &[usize],
    links: &[(usize, usize)],
) -> Vec<Vec<usize>> {
    if members.iter().all(|column| column.len() < 2) {
        return members;
    }
    let grid = Grid::new(members, column_of, links);
    let mut best = grid.order.clone();
    let mut least = grid.cost();
    for heuristic in [Heuristic::Barycentre, Heuristic::Median] {
        let mut grid = grid.clone();
        let mut left = BUDGET / 2;
        let mut in_vain = 0;
        for sweep in 0..SWEEPS {
            grid.sweep(heuristic, sweep % 2 == 0);
            left = left.saturating_sub(grid.position.len() * 2);
            for _ in 0..PASSES {
                left = left.saturating_sub(grid.position.len());
                if !grid.exchange_neighbours() {
                    break;
                }
            }
            let cost = grid.cost();
            if cost < least {
                least = cost;
                best.clone_from(&grid.order);
                in_vain = 0;
            } else {
                in_vain += 1;
            }
            if in_vain == PATIENCE || left == 0 {
                break;
            }
        }
    }
    for column in &mut best {
        column.retain(|&item| item < grid.nodes);
    }
    best
}

/// Nodes and virtual items in columns, each linked with items of the columns beside it.
#[derive(Clone)]
struct Grid<'a> {
    /// Items below this number are nodes.
    nodes: usize,
    /// The links between nodes.
    links: &'a [(usize, usize)],
    /// Items of each column, from the top.
    order: Vec<Vec<usize>>,
    /// Place of each item in its column.
    position: Vec<usize>,
    /// Neighbours of each item in the column before.
    before: Vec<Vec<usize>>,
    /// Neighbours of each item in the column after.
    after: Vec<Vec<usize>>,
}

impl<'a> Grid<'a> {
    fn new(members: Vec<Vec<usize>>, column_of: &[usize], links: &'a [(usize, usize)]) -> Self {
        let nodes = column_of.len();
        let mut grid = Self {
            nodes,
            links,
            order: members,
            position: vec![0; nodes],
            before: vec![Vec::new(); nodes],
            after: vec![Vec::new(); nodes],
        };
        for &(from, to) in links {
            // Columns know no direction: a link back to an earlier tier crosses as much as one forth.
            let (first, last) = if column_of[from] <= column_of[to] {
                (from, to)
            } else {
                (to, from)
            };
            let mut previous = first;
            for column in column_of[first] + 1..column_of[last] {
                let item = grid.position.len();
                grid.position.push(0);
                grid.before.push(vec![previous]);
                grid.after.push(Vec::new());
                grid.after[previous].push(item);
                grid.order[column].push(item);
                previous = item;
            }
            grid.after[previous].push(last);
            grid.before[last].push(previous);
        }
        for column in 0..grid.order.len() {
            grid.number(column);
        }
        grid
    }

    /// Writes down where the items of a column stand.
    fn number(&mut self, column: usize) {
        for (at, &item) in self.order[column].iter().enumerate() {
            self.position[item] = at;
        }
    }

    /// Place of an item against the middle of its column.
    fn height(&self, item: usize, column: usize) -> f32 {
        self.position[item] as f32 - (self.order[column].len() as f32 - 1.0) / 2.0
    }

    /// Orders every column by the places of its items' neighbours in the column visited before it.
    fn sweep(&mut self, heuristic: Heuristic, forward: bool) {
        let count = self.order.len();
        for step in 1..count {
            let (column, visited) = if forward {
                (step, step - 1)
            } else {
                (count - 1 - step, count - step)
            };
            let mut keyed: Vec<(f32, usize)> = self.order[column]
                .iter()
                .map(|&item| {
                    let neighbours = if forward {
                        &self.before[item]
                    } else {
                        &self.after[item]
                    };
                    let mut heights: Vec<f32> = neighbours
                        .iter()
                        .map(|&other| self.height(other, visited))
                        .collect();
                    let key = match heuristic {
                        Heuristic::Barycentre => mean(&heights),
                        Heuristic::Median => median(&mut heights),
                    };
                    (key.unwrap_or_else(|| self.height(item, column)), item)
                })
                .collect();
            // Stable: items that nothing parts keep their order.
            crate::order::sort(&mut keyed, |a, b| a.0.total_cmp(&b.0));
            self.order[column] = keyed.into_iter().map(|(_, item)| item).collect();
            self.number(column);
        }
    }

    /// Exchanges items that stand beside each other wherever that takes crossings away; false when nowhere.
    fn exchange_neighbours(&mut self) -> bool {
        let mut better = false;
        for column in 0..self.order.len() {
            for at in 1..self.order[column].len() {
                let (upper, lower) = (self.order[column][at - 1], self.order[column][at]);
                let sides = [&self.before, &self.after];
                let as_is: usize = sides
                    .map(|side| self.inversions(side, upper, lower))
                    .iter()
                    .sum();
                if as_is == 0 {
                    continue;
                }
                let exchanged: usize = sides
                    .map(|side| self.inversions(side, lower, upper))
                    .iter()
                    .sum();
                if exchanged < as_is {
                    self.order[column].swap(at - 1, at);
                    self.position.swap(upper, lower);
                    better = true;
                }
            }
        }
        better
    }

    /// Crossings on one side between the links of two items of a column while `upper` stands above `lower`.
    fn inversions(&self, side: &[Vec<usize>], upper: usize, lower: usize) -> usize {
        side[upper]
            .iter()
            .map(|&a| {
                side[lower]
                    .iter()
                    .filter(|&&b| self.position[b] < self.position[a])
                    .count()
            })
            .sum()
    }

    /// What is to be small: crossings first, then how far up or down the links lead, in half rows.
    fn cost(&self) -> (usize, usize) {
        (self.crossings(), self.stretch())
    }

    fn crossings(&self) -> usize {
        self.order
            .windows(2)
            .map(|pair| self.crossings_between(&pair[0], pair[1].len()))
            .sum()
    }

    /// Crossings between a column and the one after it, by a tree of partial sums (Barth, Mutzel and Jünger,
    /// "Simple and efficient bilayer cross counting", 2004).
    fn crossings_between(&self, column: &[usize], length: usize) -> usize {
        let mut tree = vec![0_usize; length + 1];
        let (mut crossings, mut drawn) = (0, 0);
        let mut targets = Vec::new();
        for &item in column {
            targets.clear();
            targets.extend(
                self.after[item]
                    .iter()
                    .map(|&other| self.position[other] + 1),
            );
            for &target in &targets {
                // Links drawn so far that end at `target` or above it do not cross this one.
                let (mut at, mut above) = (target, 0);
                while at > 0 {
                    above += tree[at];
                    at &= at - 1;
                }
                crossings += drawn - above;
            }
            for &target in &targets {
                let mut at = target;
                while at <= length {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            drawn += targets.len();
        }
        crossings
    }

    fn stretch(&self) -> usize {
        let mut height = vec![0_usize; self.nodes];
        let real = |item: &&usize| **item < self.nodes;
        let rows = self
            .order
            .iter()
            .map(|column| column.iter().filter(real).count())
            .max()
            .unwrap_or(0);
        for column in &self.order {
            let offset = rows - column.iter().filter(real).count();
            for (at, &node) in column.iter().filter(real).enumerate() {
                height[node] = 2 * at + offset;
            }
        }
        self.links
            .iter()
            .map(|&(from, to)| height[from].abs_diff(height[to]))
            .sum()
    }
}

fn mean(heights: &[f32]) -> Option<f32> {
    (!heights.is_empty()).then(|| heights.iter().sum::<f32>() / heights.len() as f32)
}

fn median(heights: &mut [f32]) -> Option<f32> {
    crate::order::sort(heights, f32::total_cmp);
    let upper = *heights.get(heights.len() / 2)?;
    let lower = heights[(heights.len() - 1) / 2];
    Some(f32::midpoint(lower, upper))
}
