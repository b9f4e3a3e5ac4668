//! Whose turn it is, and which worker has fallen silent.

use std::rc::Rc;

use deepfog_protocol::{Job, JobStatus};
use deepfog_topology::order;

use crate::work::{BEAT, Holder, Phase, Wish, Work};

/// The trainings, the oldest first. Each is shared, so that a change copies one of them.
pub type Works = Vec<Rc<Work>>;

/// How long a worker that trains may say nothing, in milliseconds.
pub const SILENCE: f64 = 20_000.0;
/// How long a worker may take to start: its program has to be fetched and compiled.
pub const SLOW_START: f64 = 180_000.0;
/// A clock that stood still for so long was put to sleep with the whole page.
const SLEEP: f64 = 12_000.0;

/// How many trainings run at once on a machine with so many cores: one core stays for the page.
pub fn limit(cores: usize) -> usize {
    cores.saturating_sub(1).clamp(1, 4)
}

/// Whether a training waits and there is a place for it.
pub fn has_turn(works: &Works, limit: usize) -> bool {
    works.iter().any(|work| work.is_waiting()) && running(works) < limit
}

fn running(works: &Works) -> usize {
    works.iter().filter(|work| work.is_running()).count()
}

/// Gives the free places to the trainings that wait, the oldest first.
pub fn fill(works: &mut Works, limit: usize) {
    let mut free = limit.saturating_sub(running(works));
    for work in works.iter_mut().filter(|work| work.is_waiting()) {
        if free == 0 {
            return;
        }
        Rc::make_mut(work).start();
        free -= 1;
    }
}

/// Takes over what the device has: this page's own trainings stay as they are, the others are as they are found. Those that
/// this page has ended are not brought back by a list that was read before.
pub fn found(works: &mut Works, jobs: Vec<Job>, ended: &dyn Fn(&str) -> bool, now: f64) {
    works.retain(|work| {
        work.holder == Holder::Here || jobs.iter().any(|job| job.key == work.job.key)
    });
    for job in jobs {
        if ended(&job.key) {
            continue;
        }
        match works.iter_mut().find(|work| work.job.key == job.key) {
            Some(work) if work.holder == Holder::Here => {}
            Some(work) => *work = Rc::new(Work::found(job, now)),
            None => works.push(Rc::new(Work::found(job, now))),
        }
    }
    order::sort(works, |a, b| a.job.created.total_cmp(&b.job.created));
}

/// The clock has ticked: says which workers have stopped, and marks the trainings that wait as this page's.
pub fn tick(works: &mut Works, before: f64, now: f64) -> Vec<String> {
    let slept = now - before > SLEEP;
    let mut silent = Vec::new();
    for work in works.iter_mut() {
        if work.is_waiting() && now - work.job.alive >= BEAT {
            Rc::make_mut(work).job.alive = now;
        }
        let Some(live) = work.live.filter(|_| work.is_running()) else {
            continue;
        };
        let patience = match live.phase {
            Phase::Starting => SLOW_START,
            _ => SILENCE,
        };
        match live.heard {
            Some(heard) if !slept => {
                if now - heard > patience {
                    silent.push(work.job.key.clone());
                }
            }
            _ => {
                if let Some(live) = &mut Rc::make_mut(work).live {
                    live.heard = Some(now);
                }
            }
        }
    }
    silent
}

/// A training whose worker has died: one that was to be cancelled is gone, another can go on. Whether it is gone.
pub fn died(work: &mut Work, why: &str) -> bool {
    if work.wish == Some(Wish::Cancel) {
        return true;
    }
    let has_best = work.has_best();
    work.fail(why, has_best);
    false
}

/// Whether a training is at work here, so that leaving the page interrupts it.
pub fn is_busy(works: &Works) -> bool {
    works
        .iter()
        .any(|work| work.is_running() || (work.is_waiting() && work.live.is_some()))
}

/// Whether a training can be gone on with.
pub fn can_resume(work: &Work) -> bool {
    work.done.is_none()
        && match work.job.status {
            JobStatus::Paused | JobStatus::Failed { .. } => true,
            JobStatus::Waiting | JobStatus::Running => work.is_interrupted(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::{bundle, job};
    use deepfog_protocol::TrainReport;

    fn works(count: usize) -> Works {
        (0..count)
            .map(|at| Rc::new(Work::new(job(&at.to_string(), at as f64))))
            .collect()
    }

    fn change(works: &mut Works, at: usize) -> &mut Work {
        Rc::make_mut(&mut works[at])
    }

    fn at_work(works: &Works) -> Vec<&str> {
        works
            .iter()
            .filter(|work| work.is_running())
            .map(|work| work.key())
            .collect()
    }

    #[test]
    fn one_core_stays_for_the_page() {
        for (cores, expected) in [(0, 1), (1, 1), (2, 1), (4, 3), (16, 4)] {
            assert_eq!(limit(cores), expected);
        }
    }

    #[test]
    fn places_go_to_the_oldest_and_become_free() {
        let mut works = works(4);
        fill(&mut works, 2);
        assert_eq!(at_work(&works), ["0", "1"]);
        change(&mut works, 0).hear(TrainReport::Finished(bundle("0")), 0.0);
        fill(&mut works, 2);
        assert_eq!(at_work(&works), ["1", "2"]);
        change(&mut works, 1).wish = Some(Wish::Pause);
        change(&mut works, 1).hear(TrainReport::Paused, 0.0);
        fill(&mut works, 2);
        assert_eq!(at_work(&works), ["2", "3"]);
        // One that goes on waits for a place with its worker.
        change(&mut works, 1).queue(0.0);
        fill(&mut works, 2);
        assert_eq!(at_work(&works), ["2", "3"]);
    }

    #[test]
    fn what_the_device_has_is_taken_over_once() {
        let mut here = works(1);
        fill(&mut here, 1);
        let stored = vec![
            Job {
                status: JobStatus::Running,
                ..job("0", 0.0)
            },
            Job {
                status: JobStatus::Running,
                ..job("x", -1.0)
            },
            job("ended", 1.0),
        ];
        found(&mut here, stored, &|key| key == "ended", 20_000.0);
        let holders: Vec<(&str, Holder)> =
            here.iter().map(|work| (work.key(), work.holder)).collect();
        assert_eq!(holders, [("x", Holder::Nobody), ("0", Holder::Here)]);
        found(&mut here, Vec::new(), &|_| false, 20_000.0);
        assert_eq!(here.len(), 1, "another page has ended the other one");
    }

    #[test]
    fn a_worker_that_says_nothing_has_stopped() {
        let mut works = works(1);
        fill(&mut works, 1);
        // Starting takes its time.
        assert!(tick(&mut works, 0.0, 5_000.0).is_empty());
        assert!(tick(&mut works, 60_000.0, 65_000.0).is_empty());
        change(&mut works, 0).hear(TrainReport::Ready, 65_000.0);
        assert!(tick(&mut works, 80_000.0, 84_000.0).is_empty());
        assert_eq!(tick(&mut works, 84_000.0, 89_000.0), ["0"]);
        // A page that slept knows nothing of its workers.
        assert!(tick(&mut works, 89_000.0, 500_000.0).is_empty());
        assert!(tick(&mut works, 500_000.0, 505_000.0).is_empty());
    }

    #[test]
    fn a_dead_worker_leaves_its_checkpoint() {
        let mut works = works(2);
        fill(&mut works, 2);
        assert!(!died(change(&mut works, 0), "It stopped."));
        assert!(can_resume(&works[0]));
        change(&mut works, 1).wish = Some(Wish::Cancel);
        assert!(died(change(&mut works, 1), "It stopped."));
        assert!(!can_resume(&Work::new(job("a", 0.0))));
    }

    #[test]
    fn trainings_that_wait_are_marked_as_this_pages() {
        let mut works = works(1);
        for (now, alive) in [(1_000.0, 0.0), (6_000.0, 6_000.0), (8_000.0, 6_000.0)] {
            tick(&mut works, now - 1.0, now);
            assert_eq!(works[0].job.alive, alive);
        }
        assert!(!is_busy(&works));
        fill(&mut works, 1);
        assert!(is_busy(&works));
    }
}
