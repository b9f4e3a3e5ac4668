//! What a training's worker is to do.

use deepfog_protocol::JobStatus;

use super::{Holder, Wish, Work};

/// What a worker is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Train.
    Run,
    /// Wait.
    Pause,
    /// Stop and keep the best.
    Finish,
    /// Stop and keep nothing.
    Cancel,
}

/// What a training's worker is to do; `None` where it needs none.
pub fn order(work: &Work) -> Option<Order> {
    if work.holder != Holder::Here || work.done.is_some() {
        return None;
    }
    let waits = work.live.is_some().then_some(Order::Pause);
    match work.job.status {
        JobStatus::Running => Some(match work.wish {
            None => Order::Run,
            Some(Wish::Pause) => Order::Pause,
            Some(Wish::Finish) => Order::Finish,
            Some(Wish::Cancel) => Order::Cancel,
        }),
        JobStatus::Waiting | JobStatus::Paused => waits,
        JobStatus::Failed { .. } => None,
    }
}
