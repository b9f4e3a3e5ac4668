//! How long mini-batches and sweeps take, told and not judged: it depends on the device.

use std::sync::Arc;

use deepfog_gpu::{Answers, Slopes};
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, presets};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::bench::{Bench, gpu, made_up, sensed};

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

/// How many samples a second go through all failure patterns of a preset.
#[wasm_bindgen_test]
async fn sweeps_take_their_time() {
    let gpu = gpu().await;
    for preset in ["smallest", "sensor-chain", "image-chain", "four-cameras"] {
        let preset = presets::find(preset).unwrap();
        let bench = Bench::new(&preset.topology, Scheme::ResilinetPlus, 2);
        let patterns: Vec<Pattern> = bench.patterns.all().collect();
        let deliveries: Vec<_> = patterns.iter().map(|&at| bench.delivery(at)).collect();
        let versions = bench.versions(&deliveries);
        let begin = js_sys::Date::now();
        let (plan, flat) = (Arc::clone(&bench.plan), bench.trainer.flat());
        let answers = Answers::new(&gpu, plan, &versions, flat, 128 << 20).await;
        let mut answers = answers.unwrap();
        let made = js_sys::Date::now() - begin;
        let samples = answers.samples();
        let sensed = sensed(&bench.plan, &made_up(&bench.plan.task, samples, 5));
        let first = answers.logits(&sensed, samples).await.unwrap();
        let begin = js_sys::Date::now();
        for _ in 0..TURNS {
            let again = answers.logits(&sensed, samples).await;
            // Not shown: there are many.
            assert!(again.as_ref() == Ok(&first), "{}", preset.id);
        }
        let took = (js_sys::Date::now() - begin) / f64::from(TURNS);
        console_log!(
            "{}: {} patterns, {} answers of {} versions, {} parts, {} kernels, {} bytes, made in {made:.0} ms; {samples} samples in {took:.0} ms, {:.0} per second on {}",
            preset.id,
            patterns.len(),
            answers.distinct(),
            versions.all.len(),
            answers.parts(),
            answers.steps(),
            answers.bytes(),
            1000.0 * samples as f64 / took,
            gpu.name()
        );
    }
}
