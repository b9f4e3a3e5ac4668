//! An optimised plan that keeps what a run leaves behind for the next one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tract_onnx::prelude::{IntoRunnable, TypedSimpleState};
use tract_onnx::prelude::{TValue, TVec, TractResult, TypedModel, TypedRunnableModel};

/// Whether what a run leaves behind is kept. Where threads end it is not: the engine's own values of a thread may be gone by then, and
/// it panics where it looks for them. The browser's programs have one thread, which never ends.
const KEEPS: bool = cfg!(target_family = "wasm");

thread_local! {
    /// By a runner's key, what its last run on this thread left behind: to make it anew takes as long as a small layer. Its values
    /// are counted without locks, so that it cannot leave the thread.
    static KEPT: RefCell<HashMap<u64, TypedSimpleState>> = RefCell::default();
}

/// Runs one optimised plan, on any thread.
#[derive(Debug)]
pub(crate) struct Runner {
    plan: Arc<TypedRunnableModel>,
    key: u64,
}

impl Runner {
    /// Optimises a model. This takes a while.
    pub(crate) fn new(mut model: TypedModel) -> TractResult<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        // Without decluttering it: that would take a batch of one out of the shapes and put it back between layers,
        // so that bias and ReLU could not join the matrix product before them.
        model.optimize()?;
        Ok(Self {
            plan: model.into_runnable()?,
            key: NEXT.fetch_add(1, Ordering::Relaxed),
        })
    }

    /// Runs the plan and gives its first output.
    pub(crate) fn run(&self, inputs: TVec<TValue>) -> TractResult<TValue> {
        let kept = KEEPS.then(|| KEPT.with_borrow_mut(|kept| kept.remove(&self.key)));
        let mut state = match kept.flatten() {
            Some(state) => state,
            None => self.plan.spawn()?,
        };
        // A run that fails leaves nothing.
        let mut outputs = state.run(inputs)?;
        if KEEPS {
            KEPT.with_borrow_mut(|kept| kept.insert(self.key, state));
        }
        Ok(outputs.swap_remove(0))
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        if KEEPS {
            KEPT.with_borrow_mut(|kept| drop(kept.remove(&self.key)));
        }
    }
}
