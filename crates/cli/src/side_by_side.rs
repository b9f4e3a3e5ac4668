//! Jobs done side by side, each on a thread of its own.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;

/// Does all jobs, `workers` at a time, in order; the results are in the order of the jobs. The first error stops what has not
/// begun.
pub fn side_by_side<J: Send, O: Send>(
    jobs: Vec<J>,
    workers: usize,
    run: impl Fn(J) -> Result<O> + Sync,
) -> Result<Vec<O>> {
    let count = jobs.len();
    let waiting = Mutex::new(jobs.into_iter().enumerate());
    let outcomes: Mutex<Vec<(usize, Result<O>)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..workers.min(count) {
            scope.spawn(|| {
                loop {
                    let next = waiting
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .next();
                    let Some((place, job)) = next else { break };
                    let outcome = run(job);
                    let failed = outcome.is_err();
                    outcomes
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((place, outcome));
                    if failed {
                        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
                        waiting.by_ref().for_each(drop);
                    }
                }
            });
        }
    });
    let mut outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn results_keep_the_order_of_the_jobs() {
        let jobs: Vec<u64> = (0..20).collect();
        let doubled = side_by_side(jobs, 3, |job| {
            std::thread::sleep(std::time::Duration::from_millis((20 - job) % 4));
            Ok(2 * job)
        });
        assert_eq!(doubled.unwrap(), (0..40).step_by(2).collect::<Vec<u64>>());
        let none: Vec<u64> = side_by_side(Vec::<u64>::new(), 3, Ok).unwrap();
        assert!(none.is_empty());
    }

    #[test]
    fn an_error_stops_what_has_not_begun() {
        let begun = Mutex::new(Vec::new());
        let jobs: Vec<u64> = (0..20).collect();
        let outcome = side_by_side(jobs, 1, |job| {
            begun.lock().unwrap().push(job);
            if job == 2 {
                bail!("job {job}");
            }
            Ok(job)
        });
        assert_eq!(outcome.unwrap_err().to_string(), "job 2");
        assert_eq!(*begun.lock().unwrap(), [0, 1, 2]);
    }
}
