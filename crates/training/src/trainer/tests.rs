//! Tests of the training loop.

use deepfog_topology::Scheme;

use super::*;
use crate::augmentation::{Augmentation, SignalAugmentation};
use crate::initialise::Initialisation;
use crate::samples_for_tests::{made_up, made_up_data, narrow_plan};

fn settings() -> Settings {
    Settings {
        epochs: 3,
        batch: 16,
        learning_rate: 3e-3,
        weight_decay: 0.01,
        label_smoothing: 0.1,
        ..Settings::default()
    }
}

fn finish(trainer: &mut Trainer) -> Vec<Step> {
    let mut steps = Vec::new();
    while let Some(step) = trainer.step().unwrap() {
        steps.push(step);
    }
    steps
}

/// The recorded gradient of every slot against differences of the loss, over every kind of layer and
/// adapter; slots that have no part in the answer have none.
#[test]
fn gradients_are_slopes_of_the_loss() {
    for (preset, down) in [
        ("image-chain", &[][..]),
        ("image-chain", &["e"][..]),
        ("sensor-chain", &["f2"][..]),
        ("wide-fog", &["e1", "f3"][..]),
        ("four-cameras", &["f2"][..]),
    ] {
        let plan = narrow_plan(preset, Scheme::ResilinetPlus);
        let frame = Frame::new(Arc::clone(&plan));
        let flat = Initialisation::He.draw(&frame.layout, 3);
        let samples = made_up(&plan.task, 5, 4);
        let pattern = frame.patterns.with_down(down.iter().copied()).unwrap();
        let batch = Batch {
            sensed: frame.sensed(samples.values()),
            labels: samples.labels().to_vec(),
            pattern,
            delivery: frame.delivery(pattern),
        };
        let of = |flat: &[f32]| slopes::gradients(&frame, flat, &batch, 0.1).unwrap();
        let (_, recorded) = of(&flat);
        for (at, node) in plan.nodes.iter().enumerate() {
            let slots = &frame.layout.nodes[at];
            let own = slots.layers.iter().flatten();
            for &slot in own {
                let dead = down.contains(&node.id.as_str());
                assert!(!(dead && recorded[slot].is_some()), "{preset} {}", node.id);
            }
            for (input, slot) in node.inputs.iter().zip(&slots.adapters) {
                if let Some(slot) = slot {
                    let dead = down.contains(&plan.nodes[input.from].id.as_str());
                    assert!(!(dead && recorded[*slot].is_some()), "{preset} {}", node.id);
                }
            }
        }
        let mut checked = 0;
        for (slot, gradient) in frame.layout.slots.iter().zip(&recorded) {
            let Some(gradient) = gradient else {
                // Without a part in the answer a change does not matter at all.
                let mut moved = flat.clone();
                moved[slot.range.clone()]
                    .iter_mut()
                    .for_each(|value| *value += 1.0);
                assert_eq!(of(&moved).0, of(&flat).0);
                continue;
            };
            for place in [0, gradient.len() / 2, gradient.len() - 1] {
                let slope = |h: f32| {
                    let mut moved = flat.clone();
                    moved[slot.range.start + place] += h;
                    let up = of(&moved).0;
                    moved[slot.range.start + place] -= 2.0 * h;
                    (up - of(&moved).0) / (2.0 * f64::from(h))
                };
                // Where two step sizes disagree, a ReLU switches in between.
                let (wide, close) = (slope(4e-3), slope(1e-3));
                if (wide - close).abs() > 1e-3 {
                    continue;
                }
                checked += 1;
                assert!(
                    (close - f64::from(gradient[place])).abs() < 2e-3 + 0.1 * close.abs(),
                    "{preset} {slot:?} at {place}: {} for {close}",
                    gradient[place]
                );
            }
        }
        assert!(checked > 10, "{preset}: {checked}");
    }
}

#[test]
fn a_small_problem_is_learned() {
    for scheme in [Scheme::Vanilla, Scheme::Resilinet] {
        let plan = narrow_plan("two-sensors", scheme);
        let data = made_up_data(&plan.task, 400, 100);
        let mut trainer = Trainer::new(
            plan,
            data,
            Settings {
                epochs: 16,
                learning_rate: 1e-2,
                label_smoothing: 0.0,
                ..settings()
            },
        )
        .unwrap();
        let steps = finish(&mut trainer);
        assert_eq!(steps.len() as u64, trainer.steps());
        assert_eq!(trainer.history().len(), 16);
        let best = *trainer.best().unwrap();
        assert!(best.validation_accuracy > 0.9, "{scheme:?}: {best:?}");
        let top = trainer
            .history()
            .iter()
            .map(|report| report.validation_accuracy)
            .fold(0.0, f64::max);
        assert_eq!(best.validation_accuracy, top);
    }
}

/// The same seed gives the same numbers, another one does not; and a training that was broken off in the
/// middle of an epoch and went on from its checkpoint gives the same numbers too.
#[test]
fn trainings_are_repeatable_and_can_be_broken_off() {
    let plan = narrow_plan("wide-fog", Scheme::ResilinetPlus);
    let data = made_up_data(&plan.task, 90, 20);
    let settings = Settings {
        samples_per_epoch: Some(80),
        averaging: 0.9,
        kept_after: 0.5,
        augmentation: Augmentation::Signal(SignalAugmentation {
            shift: true,
            speed: 0.1,
            rotation: 0.2,
            scale: 0.1,
        }),
        ..settings()
    };
    let new = |seed| {
        let settings = Settings {
            seed,
            ..settings.clone()
        };
        Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings).unwrap()
    };
    let mut whole = new(1);
    let steps = finish(&mut whole);
    assert!(steps.iter().any(|step| step.pattern != Pattern::NONE_DOWN));
    // Of three epochs only the second and the third end after half of them: the second takes the first one's place
    // whatever it reached.
    let best: Vec<usize> = whole
        .history()
        .iter()
        .filter(|report| report.best)
        .map(|report| report.epoch)
        .collect();
    assert_eq!(best[..2], [1, 2]);
    assert_eq!(best.last(), whole.best().map(|best| &best.epoch));

    let mut again = new(1);
    assert_eq!(finish(&mut again), steps);
    assert_eq!(again.parameters(), whole.parameters());
    let mut other = new(2);
    finish(&mut other);
    assert_ne!(other.parameters(), whole.parameters());

    for broken_at in [0, 5, 7] {
        let mut first = new(1);
        for expected in &steps[..broken_at] {
            assert_eq!(first.step().unwrap().as_ref(), Some(expected));
        }
        let bytes = first.checkpoint();
        drop(first);
        let mut second = Trainer::resume(
            Arc::clone(&plan),
            Arc::clone(&data),
            Settings {
                seed: 1,
                ..settings.clone()
            },
            &bytes,
        )
        .unwrap();
        assert_eq!(second.checkpoint(), bytes);
        assert_eq!(finish(&mut second), steps[broken_at..]);
        assert_eq!(second.parameters(), whole.parameters());
        assert_eq!(second.current_parameters(), whole.current_parameters());
    }
}

/// A warm start begins with what was carried and draws the rest; its checkpoint is not that of a cold one.
#[test]
fn a_warm_start_begins_with_what_is_carried() {
    let plan = narrow_plan("wide-fog", Scheme::ResilinetPlus);
    let data = made_up_data(&plan.task, 64, 16);
    let settings = Settings {
        averaging: 0.9,
        ..settings()
    };
    let new = || Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings.clone()).unwrap();
    let mut trained = new();
    finish(&mut trained);
    let mut carried: Vec<_> = trained.parameters().nodes.into_iter().map(Some).collect();
    let left_out = plan.cloud();
    carried[left_out] = None;

    let cold = new();
    let mut warm = new();
    let start = warm.start_from(&carried).unwrap();
    assert_eq!((cold.start(), warm.start()), (0, start));
    assert_ne!(start, 0);
    let begins = warm.current_parameters();
    let drawn = cold.current_parameters();
    for (at, node) in begins.nodes.iter().enumerate() {
        let expected = carried[at].as_ref().unwrap_or(&drawn.nodes[at]);
        assert_eq!(node, expected, "{}", plan.nodes[at].id);
    }
    assert_eq!(warm.state.average, warm.state.flat);
    assert_eq!(warm.state.adam, cold.state.adam);

    for _ in 0..2 {
        warm.step().unwrap();
    }
    assert_eq!(warm.start_from(&carried), Err(TrainError::Begun));
    let bytes = warm.checkpoint();
    let resume = |start| {
        let (plan, data) = (Arc::clone(&plan), Arc::clone(&data));
        Trainer::resume_warm(plan, data, settings.clone(), start, &bytes)
    };
    for other in [0, start ^ 1] {
        assert!(matches!(
            resume(other),
            Err(TrainError::Checkpoint {
                what: "it belongs to another training"
            })
        ));
    }
    let mut resumed = resume(start).unwrap();
    assert_eq!(resumed.start(), start);
    assert_eq!(resumed.checkpoint(), bytes);
    assert_eq!(finish(&mut resumed), finish(&mut warm));
    assert_eq!(resumed.parameters(), warm.parameters());

    // Nothing carried is a cold start.
    let mut none = new();
    assert_eq!(none.start_from(&vec![None; plan.nodes.len()]), Ok(0));
    let mut short = new();
    for wrong in [&carried[1..], &[carried.clone(), vec![None]].concat()] {
        let error = short.start_from(wrong).unwrap_err();
        assert!(matches!(error, TrainError::Parameters(_)), "{error}");
    }
    let mut swapped = carried.clone();
    swapped.swap(left_out - 1, left_out);
    let error = short.start_from(&swapped).unwrap_err();
    assert!(matches!(error, TrainError::Parameters(_)), "{error}");
    assert_eq!(short.flat(), cold.flat());
}

/// Whoever stops a training early has the best epoch so far, and one that was possible from the start gives way to the
/// first candidate.
#[test]
fn the_best_epoch_so_far_is_kept_until_a_candidate_ends() {
    let plan = narrow_plan("two-sensors", Scheme::Vanilla);
    let data = made_up_data(&plan.task, 64, 32);
    let settings = Settings {
        epochs: 10,
        kept_after: 0.7,
        ..settings()
    };
    let mut trainer = Trainer::new(plan, data, settings).unwrap();
    assert_eq!(trainer.best(), None);
    let mut kept = Vec::new();
    while let Some(step) = trainer.step().unwrap() {
        if let Some(end) = step.epoch_end {
            let best = trainer.best().unwrap();
            assert_eq!(best.epoch == end.epoch, end.best);
            let so_far = &trainer.history()[if end.epoch > 7 { 7 } else { 0 }..];
            let top = so_far
                .iter()
                .map(|report| report.validation_accuracy)
                .fold(0.0, f64::max);
            assert_eq!(best.validation_accuracy, top);
            kept.push(best.epoch);
        }
        assert_eq!(trainer.samples_seen(), 16 * trainer.steps_done());
    }
    assert_eq!(kept[7], 8);
}

#[test]
fn checkpoints_of_other_trainings_and_damaged_ones_are_refused() {
    let plan = narrow_plan("smallest", Scheme::Vanilla);
    let data = made_up_data(&plan.task, 32, 8);
    let mut trainer = Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings()).unwrap();
    trainer.step().unwrap();
    let bytes = trainer.checkpoint();
    let resume = |settings, bytes: &[u8]| {
        Trainer::resume(Arc::clone(&plan), Arc::clone(&data), settings, bytes).map(drop)
    };
    assert_eq!(resume(settings(), &bytes), Ok(()));
    let other = Settings {
        seed: 9,
        ..settings()
    };
    assert!(matches!(
        resume(other, &bytes),
        Err(TrainError::Checkpoint { .. })
    ));
    for length in [0, 3, 8, 40, bytes.len() - 1] {
        assert!(matches!(
            resume(settings(), &bytes[..length]),
            Err(TrainError::Checkpoint { .. })
        ));
    }
    let mut damaged = bytes;
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert!(matches!(
        resume(settings(), &damaged),
        Err(TrainError::Checkpoint {
            what: "it is damaged"
        })
    ));
}

#[test]
fn divergence_is_an_error() {
    let plan = narrow_plan("smallest", Scheme::Vanilla);
    let data = made_up_data(&plan.task, 64, 8);
    let mut trainer = Trainer::new(
        plan,
        data,
        Settings {
            learning_rate: 1e30,
            ..settings()
        },
    )
    .unwrap();
    let error = loop {
        match trainer.step() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("it did not diverge"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, TrainError::Diverged { epoch: 1, .. }));
}

/// An engine of another kind does a step in its parts; what comes of it is the same.
#[test]
fn a_step_in_parts_is_a_step() {
    let plan = narrow_plan("smallest", Scheme::ResilinetPlus);
    let data = made_up_data(&plan.task, 40, 230);
    let begun = || Trainer::new(Arc::clone(&plan), Arc::clone(&data), settings()).unwrap();
    let (mut whole, mut parts) = (begun(), begun());
    finish(&mut whole);
    let mut slices = 0;
    while let Some(batch) = parts.begin_step() {
        let slopes = parts.slopes(&batch);
        let step = parts.end_step(&batch, slopes.as_ref()).unwrap();
        assert_eq!(step.epoch_end, None);
        while parts.is_measuring() {
            assert_eq!(parts.begin_step(), None, "the epoch is not over yet");
            let end = parts.measure().unwrap();
            assert_eq!(end.is_none(), parts.is_measuring());
            slices += 1;
        }
        assert_eq!(parts.measure().unwrap(), None);
    }
    assert_eq!(slices, 3 * 3);
    assert_eq!(parts.history(), whole.history());
    assert_eq!(parts.flat(), whole.flat());
    let all = Network::of_frame(whole.frame.clone(), whole.kept())
        .evaluate(Pattern::NONE_DOWN, &whole.validation)
        .unwrap();
    let last = whole.history().last().unwrap();
    assert_eq!(last.validation_accuracy, all.accuracy());
    assert!((last.validation_loss - all.loss).abs() < 1e-9);
}

/// A layer's ReLU makes 0 of what is no number: the next loss would be finite.
#[test]
fn a_gradient_that_is_no_number_is_divergence() {
    let plan = narrow_plan("smallest", Scheme::Vanilla);
    let data = made_up_data(&plan.task, 64, 8);
    let mut trainer = Trainer::new(plan, data, settings()).unwrap();
    let batch = trainer.begin_step().unwrap();
    let mut slopes = trainer.slopes(&batch).unwrap();
    slopes.gradients[3] = f32::NAN;
    assert_eq!(
        trainer.end_step(&batch, Some(&slopes)),
        Err(TrainError::Diverged { epoch: 1, step: 1 })
    );
}

#[test]
fn what_cannot_be_trained_is_named() {
    let plan = narrow_plan("smallest", Scheme::Vanilla);
    let sensors = narrow_plan("two-sensors", Scheme::Vanilla);
    let data = made_up_data(&plan.task, 8, 4);
    let no_validation = Arc::new(TrainingData {
        validation: data.validation.select(&[]).unwrap(),
        ..TrainingData::clone(&data)
    });
    let cases = [
        (
            &plan,
            &data,
            Settings {
                epochs: 0,
                ..settings()
            },
            "epochs",
        ),
        (
            &plan,
            &data,
            Settings {
                batch: 0,
                ..settings()
            },
            "batch",
        ),
        (
            &plan,
            &data,
            Settings {
                learning_rate: f64::NAN,
                ..settings()
            },
            "learning rate",
        ),
        (
            &plan,
            &data,
            Settings {
                label_smoothing: 1.0,
                ..settings()
            },
            "smoothing",
        ),
        (
            &plan,
            &data,
            Settings {
                failout: crate::Failout::Survival { probability: 0.0 },
                ..settings()
            },
            "failout",
        ),
        (&plan, &no_validation, settings(), "no validation samples"),
        (&sensors, &data, settings(), "shape"),
    ];
    for (plan, data, settings, words) in cases {
        let error = Trainer::new(Arc::clone(plan), Arc::clone(data), settings).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
}
