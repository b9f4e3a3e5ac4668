//! A sweep on several cores: each takes blocks of samples, and the counts are merged.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use deepfog_dataset::Samples;
use deepfog_inference::{Network, Sweep, SweepCounts, SweepPlan, Tally};

use super::kept::{self, Kept};
use crate::progress::Progress;

/// Between two lines about progress, and before the first.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// Where, and how often, what is done is written down.
pub struct Keeping {
    /// The file.
    pub path: PathBuf,
    /// It is written when the last one is older than this.
    pub every: Duration,
    /// What the counts depend on.
    pub key: String,
}

/// Everything that the threads share.
struct Shared<'a> {
    plan: &'a Arc<SweepPlan>,
    samples: &'a Samples,
    keeping: Option<&'a Keeping>,
    progress: Progress,
    state: Mutex<State>,
}

struct State {
    /// Blocks that nobody has taken, the next one last.
    open: Vec<Range<usize>>,
    done: Vec<(usize, usize)>,
    tally: Tally,
    written: Instant,
    told: Instant,
}

/// All failure patterns of a network's nodes on samples, on all cores.
///
/// # Errors
/// Too many patterns, or a network that cannot be run.
pub fn all(network: &Arc<Network>, samples: &Samples) -> Result<SweepCounts> {
    let plan = Arc::new(SweepPlan::all(Arc::clone(network))?);
    let tally = run(&plan, samples, cores(), None, None)?;
    Ok(tally.counts(&plan)?)
}

/// As many threads as there are cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Sweeps a plan over samples with so many threads, going on from what was kept. Progress is told on the error stream where
/// it takes long.
///
/// # Errors
/// A network that cannot be run, or a file that cannot be written.
pub fn run(
    plan: &Arc<SweepPlan>,
    samples: &Samples,
    jobs: usize,
    kept: Option<Kept>,
    keeping: Option<&Keeping>,
) -> Result<Tally> {
    let (done, tally) = match kept {
        Some(kept) => (kept.done, kept.tally),
        None => (Vec::new(), Tally::new(plan)),
    };
    let mut open = open(samples.len(), &done, plan.block_size());
    open.reverse();
    let progress = Progress::new(samples.len() as f64);
    progress.resumed(tally.n() as f64);
    let jobs = jobs.clamp(1, open.len().max(1));
    let shared = Shared {
        plan,
        samples,
        keeping,
        progress,
        state: Mutex::new(State {
            open,
            done,
            tally,
            written: Instant::now(),
            told: Instant::now(),
        }),
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(|| work(&shared))).collect();
        for thread in threads {
            thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        }
        anyhow::Ok(())
    })?;
    let state = shared.state.into_inner();
    Ok(state.unwrap_or_else(PoisonError::into_inner).tally)
}

/// The blocks of the samples that are not done, in order.
fn open(samples: usize, done: &[(usize, usize)], block: usize) -> Vec<Range<usize>> {
    let mut done = done.to_vec();
    done.push((samples, samples));
    done.sort_unstable();
    let mut open = Vec::new();
    let mut next = 0;
    for (start, end) in done {
        while next < start {
            let last = start.min(next + block);
            open.push(next..last);
            next = last;
        }
        next = end;
    }
    open
}

/// One thread: blocks, until none is left.
fn work(shared: &Shared<'_>) -> Result<()> {
    let mut sweep = Sweep::over(Arc::clone(shared.plan), 0..0);
    while let Some(range) = shared.take() {
        sweep.restart(range.clone());
        let counted = loop {
            match sweep.step(shared.samples) {
                Ok(progress) if progress.is_finished() => break Ok(()),
                Ok(_) => {}
                Err(error) => break Err(error.into()),
            }
        };
        let kept = counted.and_then(|()| shared.add(&range, sweep.tally()));
        if kept.is_err() {
            // The others stop too.
            shared.lock().open.clear();
            return kept;
        }
    }
    Ok(())
}

impl Shared<'_> {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Range<usize>> {
        self.lock().open.pop()
    }

    /// Adds a block's counts; tells and writes down where it is time.
    fn add(&self, range: &Range<usize>, counted: &Tally) -> Result<()> {
        let mut state = self.lock();
        state.tally.merge(counted)?;
        state.done.push((range.start, range.end));
        let left = self.progress.advance(range.len() as f64);
        let (n, all) = (state.tally.n(), self.samples.len());
        if state.told.elapsed() >= TELL_EVERY {
            state.told = Instant::now();
            eprintln!("{n} of {all} samples, {left}");
        }
        let Some(keeping) = self.keeping else {
            return Ok(());
        };
        if n < all && state.written.elapsed() >= keeping.every {
            let kept = Kept {
                key: keeping.key.clone(),
                done: state.done.clone(),
                tally: state.tally.clone(),
            };
            kept::write(&keeping.path, &kept)?;
            state.written = Instant::now();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_done_is_open() {
        for (samples, done, expected) in [
            (0, &[][..], &[][..]),
            (5, &[], &[(0, 2), (2, 4), (4, 5)]),
            (5, &[(0, 2), (4, 5)], &[(2, 4)]),
            (7, &[(4, 6), (0, 1)], &[(1, 3), (3, 4), (6, 7)]),
            (4, &[(2, 4), (0, 2)], &[]),
        ] {
            let found = open(samples, done, 2).into_iter();
            let found: Vec<(usize, usize)> = found.map(|range| (range.start, range.end)).collect();
            assert_eq!(found, expected, "{samples} {done:?}");
        }
    }
}
