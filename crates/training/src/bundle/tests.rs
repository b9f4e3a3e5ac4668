//! Bundles of small trainings.

use deepfog_dataset::Task;
use deepfog_network::bundle::{Manifest, parameters};
use deepfog_network::plan;
use deepfog_topology::Scheme;

use super::*;
use crate::samples_for_tests::{made_up, narrow};
use crate::settings::Settings;

fn data(task: &Task) -> FullData {
    let (train, validation) = (made_up(task, 64, 1), made_up(task, 16, 2));
    let classes = task.classes.len();
    FullData::from(TrainingSet {
        task: task.clone(),
        normalisation: Normalisation::of(&train),
        class_prior: vec![1.0 / classes as f64; classes],
        split: deepfog_dataset::ChosenSplit {
            people: Some(Split::fixed()),
            rule: "by person".to_owned(),
        },
        test: made_up(task, 24, 3),
        train,
        validation,
    })
}

fn trainer(topology: &Topology, scheme: Scheme, settings: Settings) -> (Trainer, FullData) {
    let plan = plan(topology, scheme, settings.seed).unwrap();
    let data = data(&plan.task);
    let training = Arc::clone(&data.training);
    let trainer = Trainer::new(Arc::new(plan), training, settings).unwrap();
    (trainer, data)
}

fn settings() -> Settings {
    Settings {
        epochs: 4,
        batch: 16,
        kept_after: 0.5,
        averaging: 0.9,
        seed: 3,
        ..Settings::default()
    }
}

#[test]
fn a_bundle_holds_what_was_trained_and_says_how() {
    let topology = narrow("two-sensors");
    let (mut trainer, data) = trainer(&topology, Scheme::ResilinetPlus, settings());
    while trainer.step().unwrap().is_some() {}
    let notes = vec!["e1 was lent.".to_owned()];
    let bundle = bundle(&trainer, &topology, &data, 2.5, notes).unwrap();
    let manifest = Manifest::parse(&bundle.manifest_json).unwrap();
    assert_eq!(manifest, bundle.manifest);
    assert_eq!(
        parameters(&manifest, &bundle.files).unwrap(),
        trainer.parameters()
    );
    let (training, accuracy) = (&manifest.training, &manifest.accuracy);
    assert_eq!((manifest.seed, training.epochs), (3, 4));
    assert_eq!(training.best_epoch, trainer.best().unwrap().epoch);
    assert_eq!(training.samples_seen, 4 * 64);
    assert_eq!(training.seconds, 2.5);
    assert_eq!(training.failout.len(), 3);
    assert_eq!(manifest.split.name, "fixed");
    assert_eq!(manifest.split.samples.test, 24);
    assert_eq!(manifest.split.people.unwrap().validation, [5]);
    let validated = trainer.best().unwrap().validation_accuracy;
    assert_eq!(accuracy.validation.accuracy, validated);
    let counts = [accuracy.train.n, accuracy.validation.n, accuracy.test.n];
    assert_eq!(counts, [64, 16, 24]);
    assert!(training.notes[0].starts_with("Of the epochs after the first 50 %"));
    assert_eq!(training.notes.last().unwrap(), "e1 was lent.");
}

/// What the notes say of a training that was ended after so many steps of four epochs of four steps.
#[test]
fn a_training_that_was_ended_early_says_so() {
    let topology = narrow("two-sensors");
    for (steps, epochs, kept) in [
        (0, 0, "What is kept is how the parameters were at the end."),
        (3, 0, "What is kept is how the parameters were at the end."),
        (
            5,
            1,
            "The epoch with the best validation accuracy without failures is kept.",
        ),
        (
            13,
            3,
            "Of the epochs after the first 50 % the one with the best validation accuracy without failures is kept.",
        ),
    ] {
        let (mut trainer, data) = trainer(&topology, Scheme::Vanilla, settings());
        for _ in 0..steps {
            trainer.step().unwrap();
        }
        let bundle = bundle(&trainer, &topology, &data, 1.0, Vec::new()).unwrap();
        let training = bundle.manifest.training;
        assert_eq!(training.epochs, epochs);
        assert_eq!(training.samples_seen, 16 * steps);
        assert_eq!(
            training.notes[0],
            format!(
                "The training was ended after {epochs} of 4 epochs, while the learning rate was still falling."
            )
        );
        assert_eq!(training.notes[1], kept);
        assert!(training.failout.is_empty());
    }
}

#[test]
fn a_warm_start_is_told_by_name() {
    for (kept, sentence) in [
        (&[][..], None),
        (
            &["e"][..],
            Some("e began with the parameters of an earlier bundle."),
        ),
        (
            &["e", "f1", "cloud"][..],
            Some("e, f1 and cloud began with the parameters of an earlier bundle."),
        ),
    ] {
        let kept: Vec<NodeId> = kept.iter().map(|&id| id.into()).collect();
        assert_eq!(warm_start_note(&kept).as_deref(), sentence);
    }
}

#[test]
fn a_plan_of_another_drawing_has_no_bundle() {
    let topology = narrow("two-sensors");
    let (trainer, data) = trainer(&topology, Scheme::Vanilla, settings());
    let other = narrow("wide-fog");
    let error = bundle(&trainer, &other, &data, 1.0, Vec::new()).unwrap_err();
    assert!(matches!(error, BundleError::Write(_)), "{error}");
}
