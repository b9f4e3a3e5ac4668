//! How long a mini-batch takes, told and not judged: it depends on the device.

use std::sync::Arc;

use deepfog_gpu::Slopes;
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, presets};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::bench::{Bench, gpu};

/// Mini-batches that are timed, after a first one.
const TURNS: u32 = 2;

#[wasm_bindgen_test]
async fn mini_batches_take_their_time() {
    let gpu = gpu().await;
    for preset in ["sensor-chain", "image-chain", "two-sensors"] {
        let preset = presets::find(preset).unwrap();
        let bench = Bench::new(&preset.topology, Scheme::ResilinetPlus, 64);
        let begin = js_sys::Date::now();
        let mut slopes = Slopes::new(&gpu, Arc::clone(&bench.plan), 64)
            .await
            .unwrap();
        let made = js_sys::Date::now() - begin;
        let delivery = bench.delivery(Pattern::NONE_DOWN);
        let first = bench.computed(&mut slopes, &delivery).await.unwrap();
        let begin = js_sys::Date::now();
        for _ in 0..TURNS {
            // The same every time: nothing of the turn before is left.
            let again = bench.computed(&mut slopes, &delivery).await;
            assert_eq!(again.as_ref(), Some(&first), "{}", preset.id);
        }
        let took = (js_sys::Date::now() - begin) / f64::from(TURNS);
        let begin = js_sys::Date::now();
        bench.expected(&delivery).unwrap();
        let expected = js_sys::Date::now() - begin;
        console_log!(
            "{}: made in {made:.0} ms, 64 samples in {took:.0} ms on {}, {expected:.0} ms on the main processor",
            preset.id,
            gpu.name()
        );
    }
}
