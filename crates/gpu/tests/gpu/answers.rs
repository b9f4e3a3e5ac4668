//! Every preset and scheme under many failure patterns at once.

use std::collections::HashMap;
use std::sync::Arc;

use deepfog_gpu::{Answers, Gpu, GpuError, Slopes};
use deepfog_resilience::{Delivery, Pattern, Versions};
use deepfog_topology::{Scheme, Topology, WeightRule};
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, SMOOTHING, gpu, made_up, narrow, sensed};

/// Bytes of the device that are enough for everything here.
pub const ROOMY: u64 = 256 << 20;
/// Patterns of one network that are tried where there are more.
const PATTERNS: usize = 64;
/// Samples: no multiple of what fits at once where little does.
const SAMPLES: usize = 19;

/// All of so many patterns, or a seeded choice.
fn chosen(count: usize) -> Vec<Pattern> {
    let mut generator = ChaCha8Rng::seed_from_u64(1);
    let few = count.min(PATTERNS);
    let chosen = index::sample(&mut generator, count, few).into_iter();
    chosen.map(|at| Pattern(at as u64)).collect()
}

async fn answers(gpu: &Gpu, bench: &Bench, versions: &Versions, budget: u64) -> Answers {
    Answers::new(
        gpu,
        Arc::clone(&bench.plan),
        versions,
        bench.trainer.flat(),
        budget,
    )
    .await
    .unwrap()
}

/// Per pattern its place among the distinct answers, in the order of their first appearance.
fn places(versions: &Versions) -> Vec<Option<usize>> {
    let mut known = HashMap::new();
    let place = |answer: &Option<usize>| {
        let fresh = known.len();
        answer.map(|answer| *known.entry(answer).or_insert(fresh))
    };
    versions.answers.iter().map(place).collect()
}

fn near(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() < 1e-4, "{what}: a logit of {a} for {b}");
    }
}

/// A preset under all its patterns against the framework on the main processor.
async fn preset_agrees(preset: &str) {
    let gpu = gpu().await;
    for scheme in Scheme::ALL {
        let bench = Bench::new(&narrow(preset), scheme, 2);
        let patterns = chosen(1 << bench.patterns.failable_count());
        let deliveries: Vec<Delivery> = patterns.iter().map(|&at| bench.delivery(at)).collect();
        let versions = bench.versions(&deliveries);
        let mut answers = answers(&gpu, &bench, &versions, ROOMY).await;
        assert_eq!(answers.parts(), 1, "{preset} {scheme:?}");
        let samples = made_up(&bench.plan.task, SAMPLES, 5);
        let sensed = sensed(&bench.plan, &samples);
        let logits = answers.logits(&sensed, SAMPLES).await.unwrap();
        assert_eq!(logits.len(), answers.distinct());
        let network = bench.network();
        for (&pattern, place) in patterns.iter().zip(places(&versions)) {
            let what = format!("{preset} {scheme:?} {pattern:?}");
            let expected = network.logits(pattern, samples.values());
            assert_eq!(expected.is_some(), place.is_some(), "{what}");
            if let (Some(expected), Some(place)) = (expected, place) {
                near(&logits[place], &expected, &what);
            }
        }
    }
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

/// Against one failure pattern at a time on the device, and by the loss against the framework.
async fn links_agree(gpu: &Gpu, topology: &Topology, scheme: Scheme) {
    let bench = Bench::new(topology, scheme, 7);
    let patterns = bench.patterns_with_links();
    let chosen = chosen(1 << patterns.failable_count());
    let deliveries: Vec<Delivery> = chosen
        .iter()
        .map(|&pattern| bench.delivery_of(&patterns, pattern))
        .collect();
    assert!(chosen.iter().any(|&at| !patterns.cut(at).is_empty()));
    let versions = bench.versions(&deliveries);
    let mut answers = answers(gpu, &bench, &versions, ROOMY).await;
    let mut slopes = Slopes::new(gpu, Arc::clone(&bench.plan), 7).await.unwrap();
    let logits = answers.logits(&bench.batch.sensed, 7).await.unwrap();
    for ((pattern, delivery), place) in chosen.iter().zip(&deliveries).zip(places(&versions)) {
        let what = format!("{} {scheme:?} {pattern:?}", topology.title);
        let (flat, sensed) = (bench.trainer.flat(), &bench.batch.sensed);
        let alone = slopes.logits(flat, sensed, 7, delivery).await.unwrap();
        let loss = bench.expected(delivery).map(|(loss, _)| loss);
        assert_eq!(loss.is_some(), place.is_some(), "{what}");
        if let (Some(alone), Some(loss), Some(place)) = (alone, loss, place) {
            near(&logits[place], &alone, &what);
            let own = cross_entropy(&logits[place], &bench.batch.labels);
            assert!(
                (own - loss).abs() < 1e-4 * (1.0 + loss),
                "{what}: {own} for {loss}"
            );
        }
    }
}

/// The loss of these logits as it is trained on.
fn cross_entropy(logits: &[f32], labels: &[u8]) -> f64 {
    let classes = logits.len() / labels.len();
    let of = |(logits, &label): (&[f32], &u8)| {
        let logits: Vec<f64> = logits.iter().map(|&logit| f64::from(logit)).collect();
        let whole: f64 = logits.iter().map(|logit| logit.exp()).sum();
        let wanted = |class: usize| {
            let own = if class == usize::from(label) {
                1.0 - SMOOTHING
            } else {
                0.0
            };
            own + SMOOTHING / classes as f64
        };
        let terms = logits.iter().enumerate();
        terms
            .map(|(class, logit)| wanted(class) * (whole.ln() - logit))
            .sum::<f64>()
    };
    let sum: f64 = logits.chunks_exact(classes).zip(labels).map(of).sum();
    sum / labels.len() as f64
}

#[wasm_bindgen_test]
async fn hyperconnections_that_are_down_agree() {
    let gpu = gpu().await;
    for preset in ["smallest", "two-sensors", "four-cameras"] {
        for scheme in Scheme::ALL {
            let mut topology = narrow(preset);
            topology.weights = WeightRule::Uniform { high: 2.0 };
            links_agree(&gpu, &topology, scheme).await;
        }
    }
}

/// A network with everything that a call takes.
async fn four_cameras(gpu: &Gpu) -> (Bench, Versions, Answers, Vec<Option<Vec<f32>>>) {
    let bench = Bench::new(&narrow("four-cameras"), Scheme::ResilinetPlus, 2);
    let patterns = chosen(1 << bench.patterns.failable_count());
    let deliveries: Vec<Delivery> = patterns.iter().map(|&at| bench.delivery(at)).collect();
    let versions = bench.versions(&deliveries);
    let answers = answers(gpu, &bench, &versions, ROOMY).await;
    let samples = made_up(&bench.plan.task, SAMPLES, 5);
    let sensed = sensed(&bench.plan, &samples);
    (bench, versions, answers, sensed)
}

/// Less and less room: fewer samples at once, then parts of the answers, then nothing any more.
#[wasm_bindgen_test]
async fn any_budget_gives_the_same() {
    let gpu = gpu().await;
    let (bench, versions, mut whole, sensed) = four_cameras(&gpu).await;
    let expected = whole.logits(&sensed, SAMPLES).await.unwrap();
    let mut budget = whole.bytes();
    let (mut fewest, mut most) = (whole.samples(), whole.parts());
    let refused = loop {
        budget = budget * 2 / 3;
        let plan = Arc::clone(&bench.plan);
        let made = Answers::new(&gpu, plan, &versions, bench.trainer.flat(), budget).await;
        let mut answers = match made {
            Ok(answers) => answers,
            Err(refused) => break refused,
        };
        assert!(answers.bytes() <= budget);
        if answers.samples() < SAMPLES {
            let logits = answers.logits(&sensed, SAMPLES).await.unwrap();
            for (found, expected) in logits.iter().zip(&expected) {
                near(found, expected, &format!("{budget} bytes"));
            }
        }
        fewest = fewest.min(answers.samples());
        most = most.max(answers.parts());
    };
    assert!(fewest == 1 && most > 1, "{fewest} samples, {most} parts");
    assert!(
        matches!(refused, GpuError::TooLarge { batch: 1, needed, allowed } if needed > allowed && allowed == budget),
        "{refused:?}"
    );
}

#[wasm_bindgen_test]
async fn a_lost_device_ends_a_sweep() {
    let gpu = gpu().await;
    let (bench, versions, mut answers, sensed) = four_cameras(&gpu).await;
    let (ended, ()) = futures::join!(answers.logits(&sensed, SAMPLES), async { gpu.lose() });
    assert!(matches!(ended, Err(GpuError::Lost(_))), "{ended:?}");
    let again = answers.logits(&sensed, SAMPLES).await;
    assert!(matches!(again, Err(GpuError::Lost(_))), "{again:?}");
    let plan = Arc::clone(&bench.plan);
    let other = Answers::new(&gpu, plan, &versions, bench.trainer.flat(), ROOMY).await;
    assert!(matches!(other, Err(GpuError::Lost(_))), "{other:?}");
}

/// A call that nobody waits for any more does not spoil the next one.
#[wasm_bindgen_test]
async fn a_sweep_may_be_given_up() {
    let (_, _, mut answers, sensed) = four_cameras(&gpu().await).await;
    {
        let given_up = std::pin::pin!(answers.logits(&sensed, SAMPLES));
        assert!(futures::poll!(given_up).is_pending());
    }
    let first = answers.logits(&sensed, SAMPLES).await.unwrap();
    assert_eq!(answers.logits(&sensed, SAMPLES).await, Ok(first));
}

#[wasm_bindgen_test]
async fn what_is_of_another_network_is_refused() {
    let gpu = gpu().await;
    let (bench, versions, mut answers, sensed) = four_cameras(&gpu).await;
    let flat = bench.trainer.flat();
    let new = |versions, flat| Answers::new(&gpu, Arc::clone(&bench.plan), versions, flat, ROOMY);
    let fewer = new(&versions, &flat[1..]).await;
    assert!(matches!(fewer, Err(GpuError::Failed(_))), "{fewer:?}");
    let other = Bench::new(&narrow("sensor-chain"), Scheme::Resilinet, 2);
    let foreign = other.versions(&[other.delivery(Pattern::NONE_DOWN)]);
    let foreign = new(&foreign, flat).await;
    assert!(matches!(foreign, Err(GpuError::Failed(_))), "{foreign:?}");
    for refused in [
        answers.logits(&sensed, SAMPLES + 1).await,
        answers.logits(&[], SAMPLES).await,
    ] {
        assert!(matches!(refused, Err(GpuError::Failed(_))), "{refused:?}");
    }
    // No samples, no logits; no answers, no lists.
    let none = answers.logits(&sensed, 0).await.unwrap();
    assert!(none.len() == answers.distinct() && none.iter().all(Vec::is_empty));
    let silent = Versions {
        all: Vec::new(),
        answers: vec![None],
    };
    let mut silent = new(&silent, flat).await.unwrap();
    assert_eq!(silent.logits(&sensed, SAMPLES).await, Ok(Vec::new()));
}
