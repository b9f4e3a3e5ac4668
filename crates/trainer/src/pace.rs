//! How fast a training goes, and how long it still takes.

/// The share of an average that the newest value makes.
const NEWEST: f64 = 0.05;

/// How much of a step's time the network's forward pass takes, about: an estimate before the first validation.
const FORWARD: f64 = 0.3;

/// A running average.
#[derive(Clone, Copy, Debug, Default)]
struct Average {
    value: f64,
    count: u32,
}

impl Average {
    fn push(&mut self, value: f64) {
        // The very first one is slow, because the browser still compiles: it counts only until there is another. The next
        // ones weigh the same.
        let weight = NEWEST.max(1.0 / f64::from(self.count.max(1)));
        self.count = self.count.saturating_add(1);
        self.value += weight * (value - self.value);
    }

    fn known(self) -> Option<f64> {
        (self.count > 0).then_some(self.value)
    }
}

/// What there is to do; counts of steps and samples.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Samples of one step.
    pub batch: usize,
    /// Steps in all.
    pub steps: u64,
    /// Steps of one pass.
    pub steps_per_epoch: u64,
    /// Samples of one validation.
    pub validation: usize,
    /// Samples that are measured at the end.
    pub measured: usize,
}

/// Running averages of what steps and validations take.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    work: Work,
    step: Average,
    validation: Average,
}

impl Pace {
    /// Nothing is known yet.
    pub fn new(work: Work) -> Self {
        Self {
            work,
            step: Average::default(),
            validation: Average::default(),
        }
    }

    /// A step took so many seconds.
    pub fn stepped(&mut self, seconds: f64) {
        self.step.push(seconds);
    }

    /// A step with a validation after it took so many seconds.
    pub fn validated(&mut self, seconds: f64) {
        let step = self.step.known().unwrap_or(0.0);
        self.validation.push((seconds - step).max(0.0));
    }

    /// Samples per second; 0 before the first step.
    pub fn speed(&self) -> f64 {
        match self.step.known() {
            Some(seconds) if seconds > 0.0 => self.work.batch as f64 / seconds,
            _ => 0.0,
        }
    }

    /// Seconds that one validation takes.
    fn validation(&self) -> f64 {
        let (work, step) = (&self.work, self.step.known().unwrap_or(0.0));
        let batches = work.validation as f64 / work.batch.max(1) as f64;
        self.validation.known().unwrap_or(FORWARD * step * batches)
    }

    /// Seconds until the bundle is there, after so many steps.
    pub fn seconds_left(&self, done: u64) -> f64 {
        let work = &self.work;
        let steps = work.steps.saturating_sub(done);
        let validations = steps.div_ceil(work.steps_per_epoch.max(1));
        let parts = work.measured as f64 / work.validation.max(1) as f64;
        steps as f64 * self.step.known().unwrap_or(0.0)
            + (validations as f64 + parts) * self.validation()
    }
}
