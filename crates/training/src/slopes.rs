//! Loss and gradients of one mini-batch, on the CPU.

use burn_autodiff::Autodiff;
use burn_flex::Flex;
use burn_tensor::activation::log_softmax;
use burn_tensor::{Tensor, TensorData};
use deepfog_resilience::{Delivery, Pattern};

use crate::forward::forward;
use crate::network::Frame;

/// The backend that records what the gradient needs.
type Tape = Autodiff<Flex>;

/// The samples of one step, and what is up in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Per node of the plan what a source senses of the changed and normalised samples, one sample after the other;
    /// `None` for compute nodes.
    pub sensed: Vec<Option<Vec<f32>>>,
    /// One label per sample.
    pub labels: Vec<u8>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// What that means for every input of every node.
    pub delivery: Delivery,
}

/// What an engine computes of a mini-batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes {
    /// Mean cross-entropy, against smoothed labels where the settings have it.
    pub loss: f64,
    /// The slope of the loss along every parameter, in the order of the [`deepfog_network::Layout`]; 0 where a parameter
    /// has no part in the answer.
    pub gradients: Vec<f32>,
}

/// Per slot of the layout the gradient; `None` where the slot had no part in the answer.
pub(crate) type Gradients = Vec<Option<Vec<f32>>>;

/// [`gradients`] in one flat list.
pub(crate) fn slopes(frame: &Frame, flat: &[f32], batch: &Batch, smoothing: f64) -> Option<Slopes> {
    let (loss, slots) = gradients(frame, flat, batch, smoothing)?;
    let mut gradients = vec![0.0; frame.layout.total];
    for (slot, gradient) in frame.layout.slots.iter().zip(&slots) {
        if let Some(gradient) = gradient {
            gradients[slot.range.clone()].copy_from_slice(gradient);
        }
    }
    Some(Slopes { loss, gradients })
}

/// Loss and gradients of one mini-batch; `None` where the cloud has nothing to answer from.
pub(crate) fn gradients(
    frame: &Frame,
    flat: &[f32],
    batch: &Batch,
    smoothing: f64,
) -> Option<(f64, Gradients)> {
    let device = Default::default();
    let weights: Vec<Tensor<Tape, 1>> = frame
        .weights::<Tape>(flat, &device)
        .into_iter()
        .map(Tensor::require_grad)
        .collect();
    let sensed = frame.tensors(batch.sensed.clone(), batch.labels.len(), &device);
    let logits = forward(
        &frame.plan,
        &frame.layout,
        &weights,
        &sensed,
        &batch.delivery,
    )?;
    let [samples, classes] = logits.dims();
    // Cross-entropy against (1 - smoothing) · one-hot + smoothing / classes, the mean over samples.
    let mut targets = vec![(smoothing / classes as f64) as f32; samples * classes];
    for (row, &label) in targets.chunks_exact_mut(classes).zip(&batch.labels) {
        if let Some(target) = row.get_mut(usize::from(label)) {
            *target += (1.0 - smoothing) as f32;
        }
    }
    let targets =
        Tensor::<Tape, 2>::from_data(TensorData::new(targets, [samples, classes]), &device);
    let loss = (log_softmax(logits, 1) * targets)
        .sum()
        .mul_scalar(-1.0 / samples as f32);
    let recorded = loss.backward();
    let gradients = weights
        .iter()
        .map(|weight| {
            let gradient = weight.grad(&recorded)?;
            gradient.into_data().into_vec::<f32>().ok()
        })
        .collect();
    let loss = loss.into_data().iter::<f64>().next()?;
    Some((loss, gradients))
}
