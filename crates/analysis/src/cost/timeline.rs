//! When each node has its data and is done, under one failure pattern.

use deepfog_resilience::Delivery;

use super::wiring::{Times, Wiring};

/// What one node does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// When it has its data and begins.
    pub ready: f64,
    /// When it ends.
    pub done: f64,
    /// The sender that it waited for the longest; `None` for a source.
    pub last: Option<usize>,
}

/// When everything happens, in milliseconds after the sources sense.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// Per node; `None` where it delivers nothing.
    pub nodes: Vec<Option<Span>>,
    /// When the answer is there; `None` where there is none.
    pub answer: Option<f64>,
    /// Bytes on all hyperconnections whose data count.
    pub bytes: u64,
}

/// The timeline of a network under a failure pattern: `delivery` says which nodes deliver and which inputs count.
pub fn timeline(wiring: &Wiring, times: &Times, delivery: &Delivery) -> Timeline {
    let mut nodes: Vec<Option<Span>> = Vec::with_capacity(wiring.ids.len());
    let mut bytes = 0;
    for (node, senders) in wiring.inputs.iter().enumerate() {
        if !delivery.delivers[node] {
            nodes.push(None);
            continue;
        }
        let mut ready: f64 = 0.0;
        let mut last = None;
        for (input, &from) in senders.iter().enumerate() {
            if delivery.counts[node][input] {
                let sent = nodes[from].map_or(0.0, |span| span.done);
                let there = sent + times.inputs[node][input];
                if last.is_none() || there > ready {
                    (ready, last) = (there, Some(from));
                }
                bytes += wiring.bytes[from];
            }
        }
        nodes.push(Some(Span {
            ready,
            done: ready + times.nodes[node],
            last,
        }));
    }
    Timeline {
        answer: nodes[wiring.cloud].map(|span| span.done),
        nodes,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::Pattern;
    use deepfog_topology::Scheme;

    use super::*;
    use crate::cost::prices::Prices;
    use crate::kind::Kind;
    use crate::subject::tests::shipped;

    /// Every way takes 10 ms and 1 more per node that it jumps over, every partition 1 ms.
    fn simple(wiring: &Wiring) -> Times {
        Times {
            nodes: vec![1.0; wiring.ids.len()],
            inputs: wiring
                .inputs
                .iter()
                .enumerate()
                .map(|(to, senders)| {
                    let way = |from: &usize| 9.0 + (to - from) as f64;
                    senders.iter().map(way).collect()
                })
                .collect(),
            is_measured: true,
        }
    }

    #[test]
    fn a_node_waits_for_the_last_input_that_counts() {
        let chain = shipped("sensor-chain");
        let patterns = chain.patterns(Kind::NodesAndSkips);
        // e, f2, f1 are bits 0, 1, 2; the skips watch → f2, e → f1, f2 → cloud are bits 3, 4, 5.
        for (scheme, mask, answer, bytes) in [
            // watch 1, e 12, f2 23, f1 34, cloud 45.
            (Scheme::Vanilla, 0, Some(45.0), 2_400 + 3 * 512),
            (Scheme::Vanilla, 0b010, None, 2_400),
            (Scheme::ResilinetPlus, 0, Some(45.0), 2 * 2_400 + 5 * 512),
            // ResiliNet's skips count only where the nodes that they jump over deliver nothing.
            (Scheme::Resilinet, 0, Some(45.0), 2_400 + 3 * 512),
            // f2 is down: e 12, f1 12 + 11 + 1 = 24, cloud 35.
            (Scheme::Resilinet, 0b010, Some(35.0), 2_400 + 2 * 512),
            (Scheme::ResilinetPlus, 0b010, Some(35.0), 2_400 + 2 * 512),
            // f2 is down and e → f1 is cut.
            (Scheme::ResilinetPlus, 0b01_0010, None, 2_400),
            // e is down: f2 1 + 11 + 1 = 13, f1 24, cloud 35.
            (Scheme::ResilinetPlus, 0b001, Some(35.0), 2_400 + 3 * 512),
            (
                Scheme::ResilinetPlus,
                0b11_1000,
                Some(45.0),
                2_400 + 3 * 512,
            ),
        ] {
            let wiring = Wiring::new(&chain, scheme).unwrap();
            let delivery = wiring.delivery(patterns, Pattern(mask));
            let found = timeline(&wiring, &simple(&wiring), &delivery);
            assert_eq!(
                (found.answer, found.bytes),
                (answer, bytes),
                "{scheme:?} {mask:b}"
            );
        }
    }

    #[test]
    fn a_slow_skip_delays_the_answer() {
        let chain = shipped("sensor-chain");
        let wiring = Wiring::new(&chain, Scheme::DeepFogGuard).unwrap();
        let patterns = chain.patterns(Kind::Nodes);
        let delivery = wiring.delivery(patterns, Pattern::NONE_DOWN);
        let mut times = wiring.times(&Prices::default(), None);
        let before = timeline(&wiring, &times, &delivery);
        let cloud = wiring.cloud;
        let skip = wiring.inputs[cloud]
            .iter()
            .position(|from| *from == 2)
            .unwrap();
        times.inputs[cloud][skip] += 1_000.0;
        let after = timeline(&wiring, &times, &delivery);
        assert!(after.answer.unwrap() > before.answer.unwrap() + 900.0);
        assert_eq!(after.nodes[..cloud], before.nodes[..cloud]);
    }
}
