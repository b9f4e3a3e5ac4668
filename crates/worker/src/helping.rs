//! What a helper does for the worker that started it: it counts the samples that it is given.

use std::rc::Rc;
use std::sync::Arc;

use deepfog_browser::breathe;
use deepfog_inference::{Sweep, SweepPlan};
use deepfog_protocol::{Order, Report};

use crate::inquest;
use crate::session::Worker;

/// What was counted last: orders of one count follow each other.
pub(crate) struct Known {
    ticket: u32,
    plan: Arc<SweepPlan>,
}

impl Worker {
    /// Counts some samples, once they and the network are there.
    pub(crate) fn help(self: &Rc<Self>, order: Order) {
        self.orders.borrow_mut().push(order);
        if self.is_helping.replace(true) {
            return;
        }
        let worker = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            while let Some(order) = worker.next_order() {
                while worker
                    .session()
                    .is_some_and(|session| worker.is_bringing(session))
                {
                    breathe().await;
                }
                let (ticket, from, to) = (order.ticket, order.from, order.to);
                worker.post(&match worker.counted(&order).await {
                    Some(tally) => Report::Counted {
                        ticket,
                        from,
                        to,
                        tally,
                    },
                    None => Report::Uncounted { ticket, from, to },
                });
            }
            worker.is_helping.set(false);
        });
    }

    fn next_order(&self) -> Option<Order> {
        let mut orders = self.orders.borrow_mut();
        (!orders.is_empty()).then(|| orders.remove(0))
    }

    /// The bytes of a tally; `None` where it cannot be had: who asked does it then.
    async fn counted(&self, order: &Order) -> Option<Vec<u8>> {
        let known = self
            .known
            .take()
            .filter(|known| known.ticket == order.ticket);
        let plan = match known {
            Some(known) => known.plan,
            None => {
                let network = self.network(order.scheme)?;
                Arc::new(inquest::plan(&network, &order.links, order.patterns.as_deref()).ok()?)
            }
        };
        self.known.replace(Some(Known {
            ticket: order.ticket,
            plan: Arc::clone(&plan),
        }));
        let mut sweep = Sweep::over(plan, order.from as usize..order.to as usize);
        loop {
            let progress = self.with_pack(|pack| sweep.step(&pack.samples))?.ok()?;
            if progress.is_finished() {
                break;
            }
        }
        breathe().await;
        deepfog_protocol::encode(&sweep.into_tally()).ok()
    }
}
