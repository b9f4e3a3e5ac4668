//! What there is no result of, and why.

use std::sync::Arc;

use deepfog_gpu::{Gpu, GpuError, Slopes};
use deepfog_resilience::{Delivery, Pattern};
use deepfog_topology::Scheme;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, SMOOTHING, gpu, narrow};

async fn bench(gpu: &Gpu) -> (Bench, Slopes) {
    let bench = Bench::new(&narrow("sensor-chain"), Scheme::Resilinet, 7);
    let slopes = Slopes::new(gpu, Arc::clone(&bench.plan), 16).await.unwrap();
    (bench, slopes)
}

#[wasm_bindgen_test]
async fn the_device_has_a_name() {
    let gpu = gpu().await;
    assert!(!gpu.name().is_empty());
    wasm_bindgen_test::console_log!("{}, software: {}", gpu.name(), gpu.is_software());
    // What the tests' browser has where there is no graphics processor.
    assert_eq!(gpu.is_software(), gpu.name().contains("SwiftShader"));
}

#[wasm_bindgen_test]
async fn a_cloud_that_is_not_reached_gives_nothing() {
    let (bench, mut slopes) = bench(&gpu().await).await;
    let all_down = (0..bench.patterns.failable_count())
        .fold(Pattern::NONE_DOWN, |pattern, at| pattern.toggled(at));
    let delivery = bench.delivery(all_down);
    assert!(!delivery.answered);
    assert_eq!(bench.computed(&mut slopes, &delivery).await, None);
    let (flat, sensed) = (bench.trainer.flat(), &bench.batch.sensed);
    let logits = slopes.logits(flat, sensed, 7, &delivery).await;
    assert_eq!(logits, Ok(None));
    // And the next one is answered.
    let delivery = bench.delivery(Pattern::NONE_DOWN);
    assert!(bench.computed(&mut slopes, &delivery).await.is_some());
}

#[wasm_bindgen_test]
async fn a_lost_device_ends_everything() {
    let gpu = gpu().await;
    let (bench, mut slopes) = bench(&gpu).await;
    let delivery = bench.delivery(Pattern::NONE_DOWN);
    assert!(bench.computed(&mut slopes, &delivery).await.is_some());
    gpu.lose();
    let (flat, sensed, labels) = (
        bench.trainer.flat(),
        &bench.batch.sensed,
        &bench.batch.labels,
    );
    for _ in 0..3 {
        let slope = slopes.compute(flat, sensed, labels, SMOOTHING as f32, &delivery);
        let slope = slope.await;
        assert!(matches!(slope, Err(GpuError::Lost(_))), "{slope:?}");
        let logits = slopes.logits(flat, sensed, 7, &delivery).await;
        assert!(matches!(logits, Err(GpuError::Lost(_))), "{logits:?}");
    }
    let again = Slopes::new(&gpu, Arc::clone(&bench.plan), 16).await;
    assert!(matches!(again, Err(GpuError::Lost(_))), "{again:?}");
    // Another device is not touched.
    let (bench, mut slopes) = self::bench(&self::gpu().await).await;
    assert!(bench.computed(&mut slopes, &delivery).await.is_some());
}

/// The device goes while its answer is waited for.
#[wasm_bindgen_test]
async fn a_device_that_is_lost_meanwhile_ends_the_call() {
    let gpu = gpu().await;
    let (bench, mut slopes) = bench(&gpu).await;
    let delivery = bench.delivery(Pattern::NONE_DOWN);
    let (flat, sensed, labels) = (
        bench.trainer.flat(),
        &bench.batch.sensed,
        &bench.batch.labels,
    );
    let slope = slopes.compute(flat, sensed, labels, SMOOTHING as f32, &delivery);
    let (slope, ()) = futures::join!(slope, async { gpu.lose() });
    assert!(matches!(slope, Err(GpuError::Lost(_))), "{slope:?}");
}

/// A call that nobody waits for any more does not spoil the next one.
#[wasm_bindgen_test]
async fn a_call_may_be_given_up() {
    let (bench, mut slopes) = bench(&gpu().await).await;
    let delivery = bench.delivery(Pattern::NONE_DOWN);
    {
        let given_up = std::pin::pin!(bench.computed(&mut slopes, &delivery));
        assert!(futures::poll!(given_up).is_pending());
    }
    let (loss, _) = bench.computed(&mut slopes, &delivery).await.unwrap();
    let (expected, _) = bench.expected(&delivery).unwrap();
    assert!((loss - expected).abs() < 1e-4, "{loss} for {expected}");
}

#[wasm_bindgen_test]
async fn what_does_not_fit_is_refused() {
    let gpu = gpu().await;
    let (bench, mut slopes) = bench(&gpu).await;
    let plan = || Arc::clone(&bench.plan);
    let huge = Slopes::new(&gpu, plan(), 100_000_000).await;
    assert!(matches!(huge, Err(GpuError::TooLarge { .. })), "{huge:?}");
    let none = Slopes::new(&gpu, plan(), 0).await;
    assert!(matches!(none, Err(GpuError::Failed(_))), "{none:?}");

    let delivery = bench.delivery(Pattern::NONE_DOWN);
    let (flat, sensed) = (bench.trainer.flat(), &bench.batch.sensed);
    let other = Delivery {
        counts: vec![vec![true]],
        ..delivery.clone()
    };
    let refused = [
        slopes.compute(flat, sensed, &[0; 17], 0.0, &delivery).await,
        slopes.compute(flat, sensed, &[], 0.0, &delivery).await,
        slopes.compute(flat, sensed, &[0; 8], 0.0, &delivery).await,
        slopes.compute(flat, &[], &[0; 7], 0.0, &delivery).await,
        slopes
            .compute(&flat[1..], sensed, &[0; 7], 0.0, &delivery)
            .await,
        slopes.compute(flat, sensed, &[0; 7], 0.0, &other).await,
    ];
    for refused in refused {
        assert!(matches!(refused, Err(GpuError::Failed(_))), "{refused:?}");
    }
    assert!(bench.computed(&mut slopes, &delivery).await.is_some());
}
