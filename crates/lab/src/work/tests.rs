use super::*;
use deepfog_protocol::{EpochPoint, Fault, FaultKind, TrainingOptions};
use deepfog_topology::Scheme;

/// A job as the form makes it.
pub(crate) fn job(key: &str, created: f64) -> Job {
    Job {
        key: key.to_owned(),
        spec: TrainingSpec {
            name: "Mine".to_owned(),
            document: "{}".to_owned(),
            scheme: Scheme::Vanilla,
            options: TrainingOptions::default(),
            warm_start: None,
        },
        status: JobStatus::Waiting,
        created,
        alive: created,
        study: None,
        history: Vec::new(),
    }
}

/// An epoch as a worker tells it.
pub(crate) fn point(epoch: u32, accuracy: f64, best: bool) -> EpochPoint {
    EpochPoint {
        epoch,
        loss: 1.0 / f64::from(epoch),
        validation_loss: 1.0,
        validation_accuracy: accuracy,
        best,
    }
}

pub(crate) fn began(epochs: u32) -> Began {
    Began {
        epochs,
        batch: 64,
        samples: 640,
        validation: 100,
        guess: 0.1,
        steps: u64::from(epochs) * 10,
        parameters: 1_000,
        engine: "CPU".to_owned(),
        kept: Vec::new(),
        history: Vec::new(),
        done: 0,
    }
}

pub(crate) fn bundle(key: &str) -> OwnBundle {
    OwnBundle {
        key: key.to_owned(),
        name: "Mine".to_owned(),
        identity: "0".to_owned(),
        title: "Mine".to_owned(),
        scheme: Scheme::Vanilla,
        seed: 1,
        epochs: 3,
        validation: 0.9,
        test: (0.8, 100),
        parameters: 1_000,
        bytes: 4_000,
        created: 0.0,
        used: 0.0,
        study: None,
    }
}

fn fault() -> Fault {
    Fault {
        kind: FaultKind::Run,
        message: "It diverged.".to_owned(),
    }
}

fn running() -> Work {
    let mut work = Work::new(job("a", 0.0));
    work.start();
    work
}

#[test]
fn a_training_that_is_found_is_left_alone_while_its_page_lives() {
    for (status, age, holder) in [
        (JobStatus::Running, 1_000.0, Holder::Elsewhere),
        (JobStatus::Waiting, 14_000.0, Holder::Elsewhere),
        (JobStatus::Running, 16_000.0, Holder::Nobody),
        (JobStatus::Paused, 0.0, Holder::Nobody),
    ] {
        let found = Work::found(
            Job {
                status,
                ..job("a", 0.0)
            },
            age,
        );
        assert_eq!(found.holder, holder);
        assert_eq!(order(&found), None, "nobody asked for it");
    }
}

#[test]
fn a_training_goes_its_way() {
    let mut work = running();
    assert_eq!(order(&work), Some(Order::Run));
    for report in [
        TrainReport::Ready,
        TrainReport::Fetching {
            received: 1,
            total: 2,
        },
    ] {
        assert_eq!(work.hear(report, 1.0), Outcome::None);
    }
    assert_eq!(work.hear(TrainReport::Began(began(3)), 1.0), Outcome::Began);
    let standing = Standing {
        epoch: 1,
        step: 4,
        loss: 1.0,
        speed: 100.0,
        seconds_left: 9.0,
    };
    work.hear(TrainReport::At(standing), 2.0);
    assert_eq!((work.epoch(), work.epochs()), (1, Some(3)));
    work.hear(TrainReport::Epoch(point(1, 0.5, true)), 3.0);
    work.hear(TrainReport::Epoch(point(1, 0.6, true)), 3.0);
    let why = || "The GPU was lost.".to_owned();
    let other = TrainReport::Engine {
        engine: "Abacus".to_owned(),
        why: why(),
    };
    assert_eq!(work.hear(other, 3.0), Outcome::Engine(why()));
    assert_eq!(work.began.as_ref().unwrap().engine, "Abacus");
    assert_eq!(work.job.history, [point(1, 0.6, true)]);
    assert!(work.has_best());
    let outcome = work.hear(TrainReport::Finished(bundle("a")), 4.0);
    assert_eq!(outcome, Outcome::Finished(Rc::new(bundle("a"))));
    assert_eq!(order(&work), None);
    assert!(!work.is_running());
}

#[test]
fn a_pause_keeps_the_worker_and_its_place_free() {
    let mut work = running();
    work.wish = Some(Wish::Pause);
    assert_eq!(order(&work), Some(Order::Pause));
    work.hear(TrainReport::Paused, 1.0);
    assert_eq!(work.job.status, JobStatus::Paused);
    assert_eq!(order(&work), Some(Order::Pause));
    work.queue(2.0);
    assert_eq!(
        order(&work),
        Some(Order::Pause),
        "until it has a place again"
    );
    work.start();
    assert_eq!(order(&work), Some(Order::Run));
}

#[test]
fn what_ends_a_training_ends_its_worker() {
    for (report, outcome) in [
        (
            TrainReport::Failed {
                fault: fault(),
                has_best: true,
            },
            Outcome::Failed("It diverged.".to_owned()),
        ),
        (
            TrainReport::NotKept {
                bundle: Box::new(StoredBundle {
                    facts: bundle("a"),
                    document: String::new(),
                    manifest: Vec::new(),
                    files: Vec::new(),
                }),
                fault: fault(),
            },
            Outcome::NotKept("It diverged.".to_owned()),
        ),
    ] {
        let mut work = running();
        assert_eq!(work.hear(report, 1.0), outcome);
        assert_eq!(order(&work), None);
        assert!(matches!(
            work.job.status,
            JobStatus::Failed { has_best: true, .. }
        ));
        // What the worker said before it was ended comes late.
        assert_eq!(work.hear(TrainReport::Ready, 2.0), Outcome::None);
    }
    assert_eq!(
        running().hear(TrainReport::Cancelled, 1.0),
        Outcome::Cancelled
    );
}

#[test]
fn a_page_says_now_and_then_that_it_is_at_work() {
    let mut work = running();
    for (now, alive) in [
        (1_000.0, 0.0),
        (5_000.0, 5_000.0),
        (9_000.0, 5_000.0),
        (10_000.0, 10_000.0),
    ] {
        work.hear(TrainReport::Ready, now);
        assert_eq!(work.job.alive, alive);
    }
}
