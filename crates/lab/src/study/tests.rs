use std::rc::Rc;

use super::*;
use crate::drawing::tests::drawn;
use crate::work::Work;
use crate::work::tests::bundle;

fn keys() -> impl FnMut() -> String {
    let mut next = 0;
    move || {
        next += 1;
        next.to_string()
    }
}

/// The papers' health network under deepFogGuard.
fn chain() -> (Study, Vec<Job>) {
    let drawing = drawn("sensor-chain", |_| {});
    begin(
        &drawing,
        "Chain",
        Scheme::DeepFogGuard,
        &TrainingOptions::default(),
        &mut keys(),
        7.0,
    )
    .unwrap()
}

#[test]
fn every_subset_is_trained_once() {
    let (study, jobs) = chain();
    let outline = Outline::of(&study).unwrap();
    let rows = rows(&study, &outline, &Vec::new(), &[]);
    let found: Vec<&str> = rows.iter().map(|row| row.bits.as_str()).collect();
    assert_eq!(
        found,
        ["000", "001", "010", "100", "011", "101", "110", "111"]
    );
    assert!(rows.iter().all(|row| row.stage == Stage::Missing));
    let identities: std::collections::BTreeSet<_> = jobs
        .iter()
        .map(|job| Drawing::read(&job.spec.document).unwrap().identity.clone())
        .collect();
    assert_eq!(identities.len(), 8);
    let all = Drawing::read(&jobs[7].spec.document).unwrap();
    assert_eq!(all.identity, outline.drawing.identity);
    assert_eq!(jobs[1].spec.name, "Chain (skips 001)");
    assert!(
        jobs.windows(2)
            .all(|pair| pair[0].created < pair[1].created)
    );
    assert!(
        jobs.iter()
            .all(|job| job.study.as_deref() == Some(study.key.as_str()))
    );
}

#[test]
fn path_survival_is_that_of_the_papers() {
    let (study, _) = chain();
    let outline = Outline::of(&study).unwrap();
    let rows = rows(&study, &outline, &Vec::new(), &[]);
    let hazardous = outline
        .settings
        .iter()
        .position(|name| name == "Hazardous")
        .unwrap();
    // By the papers' bits: watch→f2, e→f1, f2→cloud.
    for (bits, expected) in [
        ("000", 0.5304),
        ("001", 0.6240),
        ("010", 0.6630),
        ("100", 0.6800),
        ("011", 0.7566),
        ("101", 0.8000),
        ("110", 0.8126),
        ("111", 0.9326),
    ] {
        let row = rows.iter().find(|row| row.bits == bits).unwrap();
        let found = row.survivals[hazardous].value();
        assert!((found - expected).abs() < 5e-5, "{bits}: {found}");
    }
}

#[test]
fn a_subset_is_trained_then_measured_then_shown() {
    let (mut study, jobs) = chain();
    let outline = Outline::of(&study).unwrap();
    let mut works: Works = jobs
        .into_iter()
        .map(|job| Rc::new(Work::new(job)))
        .collect();
    Rc::make_mut(&mut works[0]).start();
    let stages = |study: &Study, works: &Works, bundles: &[OwnBundle]| -> Vec<Stage> {
        rows(study, &outline, works, bundles)
            .iter()
            .take(2)
            .map(|row| row.stage)
            .collect()
    };
    assert_eq!(
        stages(&study, &works, &[]),
        [Stage::Training(0), Stage::Waiting]
    );
    let shelf = [bundle(works[0].key())];
    assert_eq!(
        stages(&study, &works[1..].to_vec(), &shelf),
        [Stage::Trained, Stage::Waiting]
    );
    let wanted = next_to_measure(&study, &shelf, &|_| false).unwrap();
    assert_eq!(wanted.source, Source::Own(works[0].key().to_owned()));
    assert_eq!(wanted.pack, "smartwatch");
    assert_eq!(next_to_measure(&study, &shelf, &|_| true), None);
    let accuracies: Vec<f64> = (0..8).map(|mask| 0.9 - 0.1 * f64::from(mask)).collect();
    keep(&mut study.subsets[0], accuracies, 1_312);
    assert_eq!(next_to_measure(&study, &shelf, &|_| false), None);
    let row = &rows(&study, &outline, &works, &shelf)[0];
    assert_eq!(row.stage, Stage::Measured);
    let plain = row.plain.unwrap();
    assert_eq!((plain.value, plain.n), (0.9, 1_312));
    assert!(
        row.expected
            .iter()
            .all(|expected| expected.is_some_and(|value| value < 0.9))
    );
    let text = csv(&outline, std::slice::from_ref(row));
    assert!(text.starts_with(
        "bits,skips,n,no failure,low,high,Normal: expected accuracy,Normal: a path lives"
    ));
    assert!(text.contains("\r\n000,,1312,0.9,"), "{text}");
}

#[test]
fn what_cannot_be_studied_says_why() {
    for (preset, change, start) in [
        (
            "sensor-chain",
            (|t| t.links.truncate(1)) as fn(&mut deepfog_topology::Topology),
            "The drawing has no skip",
        ),
        (
            "four-cameras",
            |_| {},
            "The drawing has 7 skip hyperconnections, so a study of all subsets would train 128 networks.",
        ),
        (
            "smallest",
            |t| {
                t.nodes.iter_mut().for_each(|node| {
                    if node.id.as_str() == "e" {
                        node.units = vec![deepfog_topology::Unit::MaxPool { size: 4000 }];
                    }
                })
            },
            "The drawing cannot be trained under deepFogGuard:",
        ),
    ] {
        let drawing = drawn(preset, change);
        let why = refusal(&drawing, Scheme::DeepFogGuard).unwrap();
        assert!(why.starts_with(start), "{why}");
    }
}

#[test]
fn a_study_takes_its_time() {
    let options = |length| TrainingOptions {
        length,
        ..TrainingOptions::default()
    };
    for (length, known, text) in [
        (TrainingLength::Seconds(60), None, "about 4 min"),
        (
            TrainingLength::Epochs(20),
            Some(("Mine", 10, 30.0)),
            "about 4 min, going by “Mine”",
        ),
        (
            TrainingLength::Recipe,
            Some(("Mine", 10, 30.0)),
            "about 2 min, going by “Mine” with its 10 epochs",
        ),
        (
            TrainingLength::Recipe,
            None,
            "a time that is known once the first of them is under way",
        ),
    ] {
        assert_eq!(estimate(&options(length), 8, 2, known), text);
    }
}

#[test]
fn what_is_left_goes_by_what_is_under_way() {
    use crate::work::tests::began;
    use deepfog_protocol::{Standing, TrainReport};

    let (study, jobs) = chain();
    let mut works: Works = jobs
        .into_iter()
        .take(3)
        .map(|job| Rc::new(Work::new(job)))
        .collect();
    assert_eq!(seconds_left(&study.key, &works, 1), None);
    let first = Rc::make_mut(&mut works[0]);
    first.start();
    first.hear(TrainReport::Began(began(4)), 0.0);
    // Half of the 40 steps are done and the other half takes 10 s, so that each training takes 20 s.
    let standing = Standing {
        epoch: 2,
        step: 20,
        loss: 1.0,
        speed: 1.0,
        seconds_left: 10.0,
    };
    first.hear(TrainReport::At(standing), 0.0);
    for (at_once, seconds) in [(1, 50.0), (2, 25.0)] {
        assert_eq!(seconds_left(&study.key, &works, at_once), Some(seconds));
    }
    assert_eq!(seconds_left("other", &works, 1), None);
}
