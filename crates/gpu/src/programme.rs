//! Everything that the processor does for one batch, put together before it begins.

use std::ops::Range;

use deepfog_network::{Layout, Plan};
use deepfog_resilience::Delivery;

use crate::arena::{Arena, Place, Upload};
use crate::assembly::Assembly;
use crate::backward::Backward;
use crate::forward::forward;
use crate::kernel::{Step, word};

/// The steps of one batch, what goes up before them and what comes down after them.
#[derive(Clone, Debug)]
pub(crate) struct Programme {
    pub(crate) upload: Upload,
    pub(crate) steps: Vec<Step>,
    /// What must be 0 before: the gradients, of which some may have no part.
    pub(crate) cleared: Option<Range<Place>>,
    /// What is read back: the logits, or the gradients and then each sample's loss.
    pub(crate) answer: Range<Place>,
    /// Values of the arena that it uses.
    pub(crate) size: usize,
    /// Where the terms of sums lie.
    pub(crate) table: Vec<u32>,
}

impl Programme {
    /// The forward pass alone; `None` where the cloud does not answer.
    pub(crate) fn logits(
        plan: &Plan,
        layout: &Layout,
        delivery: &Delivery,
        samples: usize,
    ) -> Option<Self> {
        let needed = plan.needed(delivery);
        let mut arena = Arena::new(layout);
        let upload = Upload::new(&mut arena, plan, &needed, samples, false);
        let mut assembly = Assembly::new(samples, arena);
        let ran = forward(plan, layout, delivery, &needed, &upload, &mut assembly);
        let logits = ran[plan.cloud()].as_ref()?.output();
        let values = samples * plan.task.classes.len();
        Some(Self {
            upload,
            cleared: None,
            answer: logits..logits + word(values),
            size: assembly.arena.used(),
            steps: assembly.steps,
            table: Vec::new(),
        })
    }

    /// Forward, loss and the way back; `None` where the cloud does not answer.
    pub(crate) fn slopes(
        plan: &Plan,
        layout: &Layout,
        delivery: &Delivery,
        samples: usize,
        smoothing: f32,
    ) -> Option<Self> {
        let needed = plan.needed(delivery);
        let mut arena = Arena::new(layout);
        let gradients = arena.take(layout.total);
        let losses = arena.take(samples);
        let end = arena.take(0);
        let upload = Upload::new(&mut arena, plan, &needed, samples, true);
        let labels = upload.labels?;
        let mut assembly = Assembly::new(samples, arena);
        let ran = forward(plan, layout, delivery, &needed, &upload, &mut assembly);
        let logits = ran[plan.cloud()].as_ref()?.output();
        let classes = plan.task.classes.len();
        let slope = assembly.entropy(classes, logits, labels, losses, smoothing);
        Backward {
            plan,
            layout,
            ran: &ran,
            gradients,
            assembly: &mut assembly,
        }
        .run(slope);
        Some(Self {
            upload,
            cleared: Some(gradients..losses),
            answer: gradients..end,
            size: assembly.arena.used(),
            steps: assembly.steps,
            table: Vec::new(),
        })
    }

    /// The largest that a network and a number of samples have: every input counts.
    pub(crate) fn largest(plan: &Plan, layout: &Layout, samples: usize) -> Option<Self> {
        let delivery = Delivery {
            delivers: vec![true; plan.nodes.len()],
            counts: plan
                .nodes
                .iter()
                .map(|node| vec![true; node.inputs.len()])
                .collect(),
            answered: true,
        };
        Self::slopes(plan, layout, &delivery, samples, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use deepfog_resilience::{Gates, Patterns};
    use deepfog_topology::{Scheme, presets};

    use super::*;
    use crate::kernel::Kernel;

    /// Room is made once, for the largest: no failure pattern may need more.
    #[test]
    fn no_pattern_needs_more_than_the_largest() {
        for preset in presets::all() {
            for scheme in Scheme::ALL {
                let plan = deepfog_network::plan(&preset.topology, scheme, 1).unwrap();
                let layout = Layout::new(&plan);
                let largest = Programme::largest(&plan, &layout, 16).unwrap();
                let gates = Gates::new(&plan.graph, scheme);
                let patterns = Patterns::new(&plan.graph);
                let mut answered = 0;
                for pattern in patterns.all() {
                    let delivery = gates.deliver(&patterns.up(pattern, plan.nodes.len()));
                    let slopes = Programme::slopes(&plan, &layout, &delivery, 16, 0.1);
                    let logits = Programme::logits(&plan, &layout, &delivery, 16);
                    assert_eq!(slopes.is_some(), delivery.answered);
                    assert_eq!(logits.is_some(), delivery.answered);
                    for programme in slopes.into_iter().chain(logits) {
                        assert!(programme.size <= largest.size, "{} {scheme:?}", preset.id);
                        assert!(programme.steps.len() <= largest.steps.len());
                        let known = |step: &Step| Kernel::LEARNING.contains(&step.kernel);
                        assert!(programme.steps.iter().all(known));
                        answered += 1;
                    }
                }
                assert!(answered > 0);
            }
        }
    }

    /// A node whose output reaches nobody has no step, and its source is not sent up.
    #[test]
    fn what_is_not_needed_is_not_run() {
        let preset = presets::find("two-sensors").unwrap();
        let plan = deepfog_network::plan(&preset.topology, Scheme::Vanilla, 1).unwrap();
        let layout = Layout::new(&plan);
        let gates = Gates::new(&plan.graph, Scheme::Vanilla);
        let edge = plan
            .nodes
            .iter()
            .position(|node| node.id.to_string() == "e1");
        let mut up = vec![true; plan.nodes.len()];
        let all = Programme::logits(&plan, &layout, &gates.deliver(&up), 4).unwrap();
        up[edge.unwrap()] = false;
        let fewer = Programme::logits(&plan, &layout, &gates.deliver(&up), 4).unwrap();
        assert_eq!(all.upload.sources.len(), 2);
        assert_eq!(fewer.upload.sources.len(), 1);
        assert!(fewer.steps.len() < all.steps.len());
    }

    #[test]
    fn more_samples_than_can_be_counted_are_too_large_and_no_panic() {
        let preset = presets::find("image-chain").unwrap();
        let plan = deepfog_network::plan(&preset.topology, Scheme::Resilinet, 1).unwrap();
        let layout = Layout::new(&plan);
        let largest = Programme::largest(&plan, &layout, usize::MAX / 2).unwrap();
        assert_eq!(largest.size, usize::MAX);
    }
}
