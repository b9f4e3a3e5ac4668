//! In a real browser: trainings as the laboratory orders them, and as they were recorded natively. One binary, because each
//! is linked with the whole training framework.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

mod broken_off;
mod desk;
mod ends;
mod golden;
mod jobs;
mod refusals;
mod small;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);
