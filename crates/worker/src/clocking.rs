//! How long each node's part of a sample takes on this core.

use std::rc::Rc;

use deepfog_browser::breathe;
use deepfog_inference::Rehearsal;
use deepfog_protocol::Report;
use deepfog_topology::Scheme;

use crate::session::Worker;

/// Milliseconds that each node is run for in a round: a browser's clock has steps of a tenth of a millisecond or more.
const ENOUGH: f64 = 5.0;
/// Runs of a node in a round at most.
const MOST: u32 = 400;
/// Rounds, of which the fastest counts.
const ROUNDS: u32 = 4;

impl Worker {
    /// Times each node, between two answers; nothing is said where the network is not there.
    pub(crate) fn clock(self: &Rc<Self>, scheme: Scheme) {
        let worker = Rc::clone(self);
        wasm_bindgen_futures::spawn_local(async move {
            let Some(session) = worker.session() else {
                return;
            };
            // What else is counted on this core would be timed with it.
            while worker.is_bringing(session) || worker.is_counting.get() {
                gloo::timers::future::TimeoutFuture::new(50).await;
                if !worker.is_current(session) {
                    return;
                }
            }
            if let Some(nodes) = worker.times(scheme).await {
                worker.tell_port(&Report::Clocked {
                    session,
                    scheme,
                    nodes,
                });
            }
        });
    }

    async fn times(&self, scheme: Scheme) -> Option<Vec<(deepfog_topology::NodeId, f64)>> {
        let network = self.network(scheme)?;
        let sample = self.with_pack(|pack| pack.samples.sample(0).map(<[f32]>::to_vec))??;
        let rehearsal = Rehearsal::new(&network, &sample).ok()?;
        let mut times = Vec::new();
        for (at, node) in network.plan().nodes.iter().enumerate() {
            breathe().await;
            // Whatever else the machine does makes it slower, never faster.
            let mut best = f64::INFINITY;
            for _ in 0..ROUNDS {
                let start = self.now();
                let (mut runs, mut taken) = (0, 0.0);
                while taken < ENOUGH && runs < MOST {
                    rehearsal.run(at).ok()?;
                    runs += 1;
                    taken = self.now() - start;
                }
                best = best.min(taken / f64::from(runs));
            }
            times.push((node.id.clone(), best));
        }
        Some(times)
    }
}
