//! Every preset and scheme under many failure patterns.

use std::sync::Arc;

use deepfog_gpu::{Gpu, Slopes};
use deepfog_network::Adapter;
use deepfog_resilience::Pattern;
use deepfog_topology::{Scheme, Topology, Unit, WeightRule};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, gpu, made_up, narrow, sensed};

/// Samples of a mini-batch, and how many there is room for.
const SAMPLES: usize = 7;
const ROOM: usize = 16;
/// Patterns of one network that are tried.
const PATTERNS: usize = 12;

/// Both engines under many patterns; gives how many of them have an answer.
async fn agree(gpu: &Gpu, topology: &Topology, what: &str) -> usize {
    let mut answered = 0;
    for scheme in Scheme::ALL {
        let bench = Bench::new(topology, scheme, SAMPLES);
        let mut slopes = Slopes::new(gpu, Arc::clone(&bench.plan), ROOM)
            .await
            .unwrap();
        let all: Vec<Pattern> = bench.patterns.all().collect();
        for pattern in all.iter().step_by(all.len().div_ceil(PATTERNS)) {
            let what = format!("{what} {scheme:?} {pattern:?}");
            let is_answered = slopes_agree(&bench, &mut slopes, *pattern, &what).await;
            assert_eq!(
                logits_agree(&bench, &mut slopes, *pattern, &what).await,
                is_answered
            );
            answered += usize::from(is_answered);
        }
    }
    answered
}

async fn slopes_agree(bench: &Bench, slopes: &mut Slopes, pattern: Pattern, what: &str) -> bool {
    let delivery = bench.delivery(pattern);
    let expected = bench.expected(&delivery);
    let computed = bench.computed(slopes, &delivery).await;
    let (Some((loss, gradients)), Some((own_loss, own))) = (&expected, &computed) else {
        assert_eq!((expected, computed), (None, None), "{what}");
        return false;
    };
    assert!(
        (loss - own_loss).abs() <= 1e-5 * (1.0 + loss.abs()),
        "{what}: a loss of {own_loss} for {loss}"
    );
    assert_eq!(own.len(), bench.layout.total, "{what}");
    let length = |values: &[f32]| {
        let sum: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
        sum.sqrt()
    };
    let difference: Vec<f32> = own.iter().zip(gradients).map(|(a, b)| a - b).collect();
    let whole = length(gradients);
    assert!(whole > 1e-3, "{what}: nothing to compare, {whole}");
    assert!(
        length(&difference) <= 1e-3 * whole,
        "{what}: gradients {} apart of {whole}",
        length(&difference)
    );
    // Each tensor by itself, so that no large one hides a small one.
    for slot in &bench.layout.slots {
        let range = slot.range.clone();
        let (apart, size) = (
            length(&difference[range.clone()]),
            length(&gradients[range.clone()]),
        );
        assert!(
            apart <= 1e-3 * size + 1e-6 * whole,
            "{what}: {slot:?} is {apart} apart of {size}"
        );
        if size == 0.0 {
            assert!(own[range].iter().all(|&value| value == 0.0), "{what}");
        }
    }
    true
}

async fn logits_agree(bench: &Bench, slopes: &mut Slopes, pattern: Pattern, what: &str) -> bool {
    // More than there is room for at once, and an odd rest.
    let samples = made_up(&bench.plan.task, ROOM + 3, 5);
    let expected = bench.network().logits(pattern, samples.values());
    let computed = slopes
        .logits(
            bench.trainer.flat(),
            &sensed(&bench.plan, &samples),
            samples.len(),
            &bench.delivery(pattern),
        )
        .await
        .unwrap();
    let (Some(expected), Some(computed)) = (&expected, &computed) else {
        assert_eq!((expected, computed), (None, None), "{what}");
        return false;
    };
    assert_eq!(computed.len(), expected.len(), "{what}");
    for (a, b) in computed.iter().zip(expected) {
        assert!(
            (a - b).abs() < 1e-4 * (1.0 + b.abs()),
            "{what}: a logit of {a} for {b}"
        );
    }
    true
}

/// A preset as it is but for its widths.
async fn preset_agrees(preset: &str) {
    let answered = agree(&gpu().await, &narrow(preset), preset).await;
    assert!(answered >= 4, "{preset}: only {answered} patterns answered");
}

#[wasm_bindgen_test]
async fn sensor_chain_agrees() {
    preset_agrees("sensor-chain").await;
}

#[wasm_bindgen_test]
async fn smallest_agrees() {
    preset_agrees("smallest").await;
}

#[wasm_bindgen_test]
async fn two_sensors_agree() {
    preset_agrees("two-sensors").await;
}

#[wasm_bindgen_test]
async fn image_chain_agrees() {
    preset_agrees("image-chain").await;
}

#[wasm_bindgen_test]
async fn four_cameras_agree() {
    preset_agrees("four-cameras").await;
}

#[wasm_bindgen_test]
async fn wide_fog_agrees() {
    preset_agrees("wide-fog").await;
}

#[wasm_bindgen_test]
async fn pools_averages_and_weights_agree() {
    let gpu = gpu().await;
    let mut signals = narrow("wide-fog");
    signals.weights = WeightRule::Uniform { high: 2.0 };
    signals.nodes.last_mut().unwrap().units = vec![
        Unit::MaxPool { size: 2 },
        Unit::Conv1d {
            channels: 4,
            kernel: 5,
            stride: 3,
        },
        Unit::GlobalAverage,
    ];
    agree(&gpu, &signals, "wide-fog with pools").await;
    let mut images = narrow("image-chain");
    images.nodes.last_mut().unwrap().units = vec![Unit::MaxPool { size: 2 }, Unit::GlobalAverage];
    agree(&gpu, &images, "image-chain with pools").await;
    // A window that does not divide the image leaves an edge.
    let mut pooled = narrow("image-chain");
    pooled.weights = WeightRule::Uniform { high: 2.0 };
    let units = &mut pooled.nodes.last_mut().unwrap().units;
    units.insert(0, Unit::MaxPool { size: 3 });
    agree(&gpu, &pooled, "image-chain with a pool of 3").await;
}

/// A window may be placed so seldom that the image has but one.
#[wasm_bindgen_test]
async fn strides_beyond_the_image_agree() {
    let mut topology = narrow("image-chain");
    let units = &mut topology.nodes.last_mut().unwrap().units;
    let conv = |stride| Unit::Conv2d {
        channels: 4,
        kernel: 3,
        stride,
    };
    *units = vec![conv(1), conv(300)];
    agree(&gpu().await, &topology, "image-chain with a stride of 300").await;
}

/// Weights before and after identities and dense adapters, of which nodes of unlike widths have some.
#[wasm_bindgen_test]
async fn weights_of_dense_networks_agree() {
    let mut topology = narrow("sensor-chain");
    topology.weights = WeightRule::Uniform { high: 2.0 };
    for (nth, node) in topology.nodes.iter_mut().enumerate() {
        for unit in &mut node.units {
            *unit = Unit::Dense { width: 5 + nth / 2 };
        }
    }
    let plan = deepfog_network::plan(&topology, Scheme::Resilinet, 1).unwrap();
    let has = |wanted: fn(&Adapter) -> bool| {
        let mut inputs = plan.nodes.iter().flat_map(|node| &node.inputs);
        inputs.any(|input| wanted(&input.adapter) && input.weight != 1.0)
    };
    assert!(has(|adapter| matches!(adapter, Adapter::Dense { .. })));
    assert!(has(|adapter| *adapter == Adapter::Identity));
    agree(&gpu().await, &topology, "sensor-chain with weights").await;
}

/// Before the pool every value is the bias, so that all of a window are the largest: the first has the gradient. Which one it
/// is shows in the weights before it, for the image differs from place to place.
#[wasm_bindgen_test]
async fn ties_of_a_pool_agree() {
    let mut topology = narrow("image-chain");
    topology.nodes.last_mut().unwrap().units = vec![Unit::MaxPool { size: 2 }];
    let bench = Bench::with(&topology, Scheme::Vanilla, SAMPLES, |plan, layout, flat| {
        let before = plan.nodes[plan.cloud()].inputs[0].from;
        for slot in layout.nodes[before].layers.iter().flatten() {
            flat[layout.slots[*slot].range.clone()].fill(0.0);
            flat[layout.slots[*slot + 1].range.clone()].fill(0.3);
        }
    });
    let mut slopes = Slopes::new(&gpu().await, Arc::clone(&bench.plan), ROOM)
        .await
        .unwrap();
    assert!(slopes_agree(&bench, &mut slopes, Pattern::NONE_DOWN, "ties").await);
}

/// As many samples and as wide layers as in a training: products of many tiles, and sums in many shares.
#[wasm_bindgen_test]
async fn wide_networks_agree() {
    let gpu = gpu().await;
    for preset in ["image-chain", "sensor-chain"] {
        let topology = deepfog_topology::presets::find(preset).unwrap().topology;
        let bench = Bench::new(&topology, Scheme::ResilinetPlus, 40);
        let mut slopes = Slopes::new(&gpu, Arc::clone(&bench.plan), 40)
            .await
            .unwrap();
        assert!(slopes_agree(&bench, &mut slopes, Pattern::NONE_DOWN, preset).await);
    }
}
