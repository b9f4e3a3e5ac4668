//! Where tensors lie in the one array that the kernels work on.

use std::ops::Range;

use deepfog_network::{Layout, Plan};

use crate::error::GpuError;
use crate::kernel::word;

/// Where a tensor begins, counted in values.
pub(crate) type Place = u32;

/// Hands out places, one after the other. Everything that it hands out is gone with the mini-batch.
#[derive(Clone, Debug)]
pub(crate) struct Arena {
    used: usize,
}

impl Arena {
    /// The arena of a network: all parameters stand first.
    pub(crate) fn new(layout: &Layout) -> Self {
        Self { used: layout.total }
    }

    /// A place for so many values.
    pub(crate) fn take(&mut self, count: usize) -> Place {
        let place = word(self.used);
        self.used = self.used.saturating_add(count);
        place
    }

    /// Values handed out.
    pub(crate) fn used(&self) -> usize {
        self.used
    }
}

/// What the processor is told with a mini-batch: what each source senses, and the labels where it learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    /// Where it begins: the sources' samples one source after the other, then the labels.
    pub(crate) start: Place,
    /// Per node that is a source and needed: its index and where its samples lie.
    pub(crate) sources: Vec<(usize, Place)>,
    /// Where the labels lie.
    pub(crate) labels: Option<Place>,
}

impl Upload {
    /// Places for the sources that are needed, and for labels.
    pub(crate) fn new(
        arena: &mut Arena,
        plan: &Plan,
        needed: &[bool],
        samples: usize,
        labelled: bool,
    ) -> Self {
        let start = arena.take(0);
        let mut sources = Vec::new();
        for (at, node) in plan.nodes.iter().enumerate() {
            if needed[at] && node.sense.is_some() {
                let values = node.input_shape.iter().product::<usize>();
                sources.push((at, arena.take(samples.saturating_mul(values))));
            }
        }
        Self {
            start,
            sources,
            labels: labelled.then(|| arena.take(samples)),
        }
    }

    /// What goes up: what the sources that are needed sense of some of `samples` samples. `sensed` is per node of the plan.
    ///
    /// # Errors
    /// [`GpuError::Failed`] where a source does not sense that many values.
    pub(crate) fn values(
        &self,
        plan: &Plan,
        sensed: &[Option<Vec<f32>>],
        samples: usize,
        part: Range<usize>,
    ) -> Result<Vec<f32>, GpuError> {
        let mut values = Vec::new();
        for &(node, _) in &self.sources {
            let width: usize = plan.nodes[node].input_shape.iter().product();
            let own = sensed
                .get(node)
                .and_then(Option::as_ref)
                .filter(|own| Some(own.len()) == samples.checked_mul(width))
                .and_then(|own| own.get(part.start * width..part.end * width))
                .ok_or_else(|| {
                    let id = &plan.nodes[node].id;
                    GpuError::Failed(format!("{id} does not sense {width} values per sample"))
                })?;
            values.extend_from_slice(own);
        }
        Ok(values)
    }

    /// Where a source's samples lie.
    pub(crate) fn of(&self, node: usize) -> Option<Place> {
        let found = self.sources.iter().find(|(source, _)| *source == node);
        found.map(|(_, place)| *place)
    }
}
