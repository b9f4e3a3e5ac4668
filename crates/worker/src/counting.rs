//! Counts what a network answers under failure patterns: on this worker's core, on those of its helpers, or on the graphics
//! processor, whichever is faster.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_inference::{Sweep, SweepPlan, Tally};
use deepfog_protocol::{EngineChoice, Order};
use gloo::timers::future::TimeoutFuture;

use crate::graphics::{Graphics, Verdict};
use crate::pool;
use crate::session::Worker;

/// Milliseconds of work between two looks at the messages.
const SLICE: f64 = 12.0;
/// Milliseconds between two partial reports.
const REPORT: f64 = 250.0;
/// Milliseconds that counts must be going to take for helpers to be worth their start.
const WORTH_HELPERS: f64 = 1_500.0;
/// Milliseconds that a part for a helper takes, at the least and at the most: long enough that messages cost nothing, short enough that
/// all end together.
const PART: (f64, f64) = (40.0, 250.0);
/// Parts of each core in what is left.
const PARTS: f64 = 4.0;
/// Milliseconds to wait for a helper that has the last samples.
const WAIT: u32 = 4;

/// Milliseconds between two looks at whether another count is through.
const TURN: u32 = 25;

/// What is to be counted.
pub(crate) struct Task {
    pub(crate) plan: Arc<SweepPlan>,
    /// The same as an order to helpers, without its samples.
    pub(crate) order: Order,
    /// So many samples, the first ones.
    pub(crate) samples: usize,
    /// So many more counts like this one come right after it: helpers stay for them.
    pub(crate) followers: usize,
    pub(crate) engine: EngineChoice,
}

/// How far a count is.
pub(crate) struct Standing {
    pub(crate) tally: Tally,
    /// What counts, in words.
    pub(crate) engine: String,
    /// Milliseconds since it began.
    pub(crate) milliseconds: f64,
    pub(crate) is_finished: bool,
}

/// Counts; `said` hears how far it is, `goes_on` says whether it is still wanted. `None` where it is not.
///
/// # Errors
/// A sentence without its full stop.
pub(crate) async fn count(
    worker: &Rc<Worker>,
    task: &Task,
    mut said: impl FnMut(Standing),
    goes_on: impl Fn() -> bool,
) -> Result<Option<Tally>, String> {
    // One at a time: two would take each other's helpers.
    while worker.is_counting.replace(true) {
        TimeoutFuture::new(TURN).await;
        if !goes_on() {
            return Ok(None);
        }
    }
    let mut count = Count::new(worker, task);
    let ended = count.run(&mut said, &goes_on).await;
    pool::rest(&worker.pool);
    worker.is_counting.set(false);
    if !ended? {
        return Ok(None);
    }
    said(count.standing(true));
    Ok(Some(count.tally))
}

/// A count under way.
struct Count<'a> {
    worker: &'a Rc<Worker>,
    task: &'a Task,
    tally: Tally,
    /// Samples that nobody counts yet.
    open: Vec<Range<usize>>,
    started: f64,
    reported: f64,
    /// Milliseconds of this core per sample; not known before the first block.
    pace: Option<f64>,
    has_helpers: bool,
    /// What has counted so far, in words.
    engine: String,
}

impl<'a> Count<'a> {
    fn new(worker: &'a Rc<Worker>, task: &'a Task) -> Self {
        let now = worker.now();
        Self {
            worker,
            tally: Tally::new(&task.plan),
            open: match task.samples {
                0 => Vec::new(),
                samples => std::iter::once(0..samples).collect(),
            },
            started: now,
            reported: now,
            pace: None,
            has_helpers: false,
            engine: CPU.to_owned(),
            task,
        }
    }

    /// Counts all samples; `false` when it is no longer wanted.
    async fn run(
        &mut self,
        said: &mut impl FnMut(Standing),
        goes_on: &impl Fn() -> bool,
    ) -> Result<bool, String> {
        let mut is_gpu_tried = self.task.engine == EngineChoice::Cpu;
        loop {
            self.collect()?;
            let size = self.part();
            if let Some(range) = self.take(size) {
                if !self.sweep(range, said, goes_on).await? {
                    return Ok(false);
                }
            } else if self.has_helpers && self.worker.pool.borrow().is_busy() {
                TimeoutFuture::new(WAIT).await;
                if !goes_on() {
                    return Ok(false);
                }
            } else {
                return Ok(true);
            }
            let is_long = self.left() > WORTH_HELPERS;
            if !is_gpu_tried && (self.task.engine == EngineChoice::WebGpu || is_long) {
                is_gpu_tried = true;
                if !self.graphics(said, goes_on).await? {
                    return Ok(false);
                }
            }
            // Not what was left before: the graphics processor may have counted it.
            let left = self.left() * (1 + self.task.followers) as f64;
            if left > WORTH_HELPERS || self.worker.pool.borrow().len() > 0 {
                self.enlist();
            }
            self.give();
        }
    }

    /// Milliseconds that this core alone would still take.
    fn left(&self) -> f64 {
        let samples: usize = self.open.iter().map(Range::len).sum();
        samples as f64 * self.pace.unwrap_or(0.0)
    }

    /// Milliseconds of the next part.
    fn part_time(&self) -> f64 {
        let cores = (1 + self.worker.pool.borrow().len()) as f64;
        (self.left() / cores / PARTS).clamp(PART.0, PART.1)
    }

    /// Samples of the next part: whole blocks.
    fn part(&self) -> usize {
        let block = self.task.plan.block_size();
        let Some(pace) = self.pace.filter(|pace| *pace > 0.0) else {
            return block;
        };
        let blocks = (self.part_time() / pace / block as f64)
            .round()
            .clamp(1.0, 64.0);
        block * blocks as usize
    }

    fn take(&mut self, size: usize) -> Option<Range<usize>> {
        let range = self.open.last_mut()?;
        let end = range.end.min(range.start + size);
        let taken = range.start..end;
        range.start = end;
        if range.start == range.end {
            self.open.pop();
        }
        Some(taken)
    }

    /// Counts some samples on this core, in slices.
    async fn sweep(
        &mut self,
        range: Range<usize>,
        said: &mut impl FnMut(Standing),
        goes_on: &impl Fn() -> bool,
    ) -> Result<bool, String> {
        let mut sweep = Sweep::over(Arc::clone(&self.task.plan), range.clone());
        let mut worked = 0.0;
        loop {
            let start = self.worker.now();
            loop {
                let progress = self
                    .worker
                    .with_pack(|pack| sweep.step(&pack.samples))
                    .transpose()
                    .map_err(|error| error.to_string())?;
                let Some(progress) = progress else {
                    return Ok(false);
                };
                let now = self.worker.now();
                if progress.is_finished() {
                    worked += now - start;
                    // A range that is taken is not empty.
                    self.pace = Some(worked / range.len().max(1) as f64);
                    self.add(&sweep.into_tally())?;
                    self.tell(said);
                    return Ok(true);
                }
                if now - start > SLICE {
                    worked += now - start;
                    break;
                }
            }
            breathe().await;
            if !goes_on() {
                return Ok(false);
            }
            self.collect()?;
            self.give();
            self.tell(said);
        }
    }

    fn add(&mut self, tally: &Tally) -> Result<(), String> {
        self.tally.merge(tally).map_err(|error| error.to_string())
    }

    /// Says how far it is, now and then.
    fn tell(&mut self, said: &mut impl FnMut(Standing)) {
        let now = self.worker.now();
        // A table of very many patterns takes a while to be read.
        let pause = REPORT.max(self.task.plan.patterns().len() as f64 / 16.0);
        if now - self.reported > pause && self.tally.n() > 0 && self.tally.n() < self.task.samples {
            self.reported = now;
            said(self.standing(false));
        }
    }

    fn standing(&self, is_finished: bool) -> Standing {
        Standing {
            tally: self.tally.clone(),
            engine: self.engine.clone(),
            milliseconds: self.worker.now() - self.started,
            is_finished,
        }
    }

    /// Starts helpers, where this count is worth it.
    fn enlist(&mut self) {
        if self.has_helpers {
            return;
        }
        self.has_helpers = true;
        let opened = self.worker.state.borrow().opened.clone();
        if let Some(opened) = opened {
            let mut pool = self.worker.pool.borrow_mut();
            pool.start(&opened, self.worker.cores());
        }
    }

    /// Gives the helpers their next samples; one part stays for this core.
    fn give(&mut self) {
        if !self.has_helpers {
            return;
        }
        let worker = Rc::clone(self.worker);
        let size = self.part();
        // A part has at least one block, which may take longer than parts do.
        let time = size as f64 * self.pace.unwrap_or(0.0);
        let order = self.task.order.clone();
        worker.pool.borrow_mut().give(&order, || {
            (self.left() > time).then(|| self.take(size)).flatten()
        });
    }

    /// Names the helpers among what has counted.
    fn name_helpers(&mut self) {
        if !self.engine.contains(WORKERS) {
            let workers = 1 + self.worker.pool.borrow().len();
            let with_helpers = format!("{CPU}, {workers} {WORKERS}");
            self.engine = self.engine.replace(CPU, &with_helpers);
        }
    }

    /// Takes what helpers have counted.
    fn collect(&mut self) -> Result<(), String> {
        if !self.has_helpers {
            return Ok(());
        }
        let (counted, lost) = self
            .worker
            .pool
            .borrow_mut()
            .collect(self.task.order.ticket);
        self.open.extend(lost);
        for (range, bytes) in counted {
            let tally = deepfog_protocol::decode::<Tally>(&bytes)
                .ok()
                .filter(|tally| tally.check(&self.task.plan).is_ok() && tally.n() == range.len());
            match tally {
                Some(tally) => {
                    self.add(&tally)?;
                    self.name_helpers();
                }
                // Another version of this program: its counts are of no use.
                None => self.open.push(range),
            }
        }
        Ok(())
    }

    /// Tries the graphics processor, and has it count the rest where it is faster. `false` when nothing is wanted any more.
    async fn graphics(
        &mut self,
        said: &mut impl FnMut(Standing),
        goes_on: &impl Fn() -> bool,
    ) -> Result<bool, String> {
        let is_forced = self.task.engine == EngineChoice::WebGpu;
        let workers = if is_forced {
            1
        } else {
            self.worker.cores().max(1)
        };
        let limit = self
            .pace
            .filter(|_| !is_forced)
            .map(|pace| pace / workers as f64);
        let mut graphics = match Graphics::ready(self.worker, &self.task.plan, limit).await {
            Ok(Verdict::Faster(graphics)) => *graphics,
            Ok(Verdict::Slower(words)) => {
                self.engine = format!("{CPU}; {words}");
                return Ok(true);
            }
            Err(why) => {
                if is_forced {
                    self.engine = format!("{CPU}, because {why}");
                }
                return Ok(true);
            }
        };
        self.engine = graphics.name();
        while let Some(range) = self.take(graphics.samples()) {
            if !goes_on() {
                return Ok(false);
            }
            let mut part = Tally::new(&self.task.plan);
            match graphics.count(self.worker, range.clone(), &mut part).await {
                Ok(()) => self.add(&part)?,
                Err(why) => {
                    // The very same samples are the CPU's.
                    self.open.push(range);
                    self.engine = format!("{} then {CPU}, because {why}", graphics.name());
                    return Ok(true);
                }
            }
            self.tell(said);
        }
        Ok(true)
    }
}

/// The CPU in words.
const CPU: &str = "CPU, 128-bit SIMD";
const WORKERS: &str = "workers";
