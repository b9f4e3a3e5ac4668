//! Loss, gradients and answers of a distributed DNN on the browser's graphics processor, by WebGPU.
//!
//! [`Gpu`] is the device, [`Slopes`] computes one network's mini-batches on it, [`Answers`] its logits under many failure
//! patterns at once, by the same semantics as every other engine. Everything that is done for a batch is put together
//! beforehand as a programme, a list of kernels with their numbers, and given to the device without waiting in between. All
//! tensors lie in one array, so that every kernel takes the same bindings: its numbers and the array, and sums a table of where
//! their terms lie.
//!
//! Outside a browser there is no device, and only the programme is compiled, to be tested.

// Without a device nobody runs the programme.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod arena;
mod assembly;
mod backward;
mod error;
mod forward;
mod geometry;
#[cfg(test)]
mod interpreter;
mod kernel;
mod programme;
mod sweep;

#[cfg(target_arch = "wasm32")]
mod answers;
#[cfg(target_arch = "wasm32")]
mod device;
#[cfg(target_arch = "wasm32")]
mod engine;
#[cfg(target_arch = "wasm32")]
mod slopes;
#[cfg(target_arch = "wasm32")]
mod watch;

#[cfg(target_arch = "wasm32")]
pub use answers::Answers;
#[cfg(target_arch = "wasm32")]
pub use device::Gpu;
pub use error::GpuError;
#[cfg(target_arch = "wasm32")]
pub use slopes::Slopes;
