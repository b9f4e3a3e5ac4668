//! In a real browser with WebGPU: loss, gradients and logits as the framework on the main processor computes them. Without an
//! adapter every test fails; one that computes in software is enough.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

mod agreement;
mod answers;
mod bench;
mod ends;
mod golden;
mod speed;

// In a worker, as the training is.
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
