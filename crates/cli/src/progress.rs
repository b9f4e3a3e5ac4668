//! How far several trainings together are.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How far all networks together are. Work is in any unit that is the same for all of them.
pub struct Progress {
    start: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Work in all, done before this run, and done in it.
    work: f64,
    before: f64,
    done: f64,
}

impl Progress {
    /// Nothing is done yet of so much work.
    pub fn new(work: f64) -> Self {
        Self {
            start: Instant::now(),
            state: Mutex::new(State {
                work,
                ..State::default()
            }),
        }
    }

    /// Notes work that an earlier run did.
    pub fn resumed(&self, work: f64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.before += work;
    }

    /// Notes work done; gives what is left in words.
    pub fn advance(&self, work: f64) -> String {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.done += work;
        let left = (state.work - state.before - state.done).max(0.0);
        let seconds = self.start.elapsed().as_secs_f64() * left / state.done.max(f64::MIN_POSITIVE);
        format!("all done in {}", duration(seconds))
    }
}

/// Minutes and seconds.
pub fn duration(seconds: f64) -> String {
    let whole = Duration::try_from_secs_f64(seconds).map_or(0, |duration| duration.as_secs());
    format!("{}:{:02} min", whole / 60, whole % 60)
}
