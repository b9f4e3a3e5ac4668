//! What the device says against a call.

use crate::device::Gpu;
use crate::error::{GpuError, sentence};

/// Catches what the device says against a call's doing. Between its beginning and its end nothing may be waited for: the
/// device's scopes are a stack that all its users share.
pub(super) struct Guard {
    memory: wgpu::ErrorScopeGuard,
    validation: wgpu::ErrorScopeGuard,
}

impl Guard {
    pub(super) fn new(gpu: &Gpu) -> Self {
        Self {
            memory: gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory),
            validation: gpu.device.push_error_scope(wgpu::ErrorFilter::Validation),
        }
    }

    /// Ends at once, and gives what to wait for.
    pub(super) fn end(self, gpu: &Gpu) -> impl Future<Output = Result<(), GpuError>> + use<> {
        let validation = self.validation.pop();
        let memory = self.memory.pop();
        let watch = gpu.watch.clone();
        async move {
            // What there was no memory for is refused afterwards too: the memory is the reason.
            let (refused, short) = (watch.wait(validation).await?, watch.wait(memory).await?);
            match (short, refused) {
                (Some(error), _) => Err(GpuError::OutOfMemory(sentence(&error))),
                (None, Some(error)) => Err(GpuError::Failed(sentence(&error))),
                (None, None) => Ok(()),
            }
        }
    }
}
