//! The sentences about trainings.

use deepfog_notation::number::{bytes, count, percentage};
use deepfog_notation::words::{counted, sentence};
use deepfog_protocol::{JobStatus, OwnBundle, Standing, TrainingLength};

use crate::duration;
use crate::study::TRIAL;
use crate::work::{Holder, Phase, Wish, Work};

/// How far a training is, in words.
pub fn status(work: &Work) -> String {
    if let Some(bundle) = &work.done {
        return format!(
            "trained: {} on validation, {} on test",
            percentage(bundle.validation),
            percentage(bundle.test.0)
        );
    }
    match (&work.job.status, work.holder) {
        (JobStatus::Failed { why, .. }, _) if work.unkept.is_some() => {
            format!(
                "It is trained, but not kept on this device. {}",
                sentence(why)
            )
        }
        (JobStatus::Failed { why, .. }, _) => sentence(why),
        (JobStatus::Waiting, Holder::Elsewhere) => "waits in another tab".to_owned(),
        (JobStatus::Running, Holder::Elsewhere) => "another tab trains it".to_owned(),
        (JobStatus::Paused, _) => match work.epoch() {
            0 => "paused".to_owned(),
            epoch => format!("paused in {}", epoch_of(work, epoch)),
        },
        (_, Holder::Nobody) => match work.epoch() {
            0 => "was interrupted before its first epoch ended".to_owned(),
            epoch => format!("was interrupted after epoch {epoch}"),
        },
        (JobStatus::Waiting, Holder::Here) => "waits for its turn".to_owned(),
        (JobStatus::Running, Holder::Here) => running(work),
    }
}

fn running(work: &Work) -> String {
    match work.wish {
        Some(Wish::Cancel) => return "stops".to_owned(),
        Some(Wish::Finish) => return "stops and keeps its best epoch".to_owned(),
        Some(Wish::Pause) => return "pauses after this step".to_owned(),
        None => {}
    }
    match work.live.map(|live| live.phase) {
        None | Some(Phase::Starting | Phase::Ready) => "the training program starts".to_owned(),
        Some(Phase::Fetching(received, total)) => {
            format!("fetches samples: {} of {}", bytes(received), bytes(total))
        }
        Some(Phase::Calibrating) => "measures how fast this machine is".to_owned(),
        Some(Phase::Training) => match &work.standing {
            None => "begins".to_owned(),
            Some(standing) => under_way(work, standing),
        },
    }
}

fn under_way(work: &Work, standing: &Standing) -> String {
    let mut text = epoch_of(work, standing.epoch);
    if standing.speed > 0.0 {
        text += &format!(" · {} samples/s", count(standing.speed.round() as u64));
    }
    if standing.seconds_left.is_finite() {
        text += &format!(" · {} left", duration::about(standing.seconds_left));
    }
    text
}

fn epoch_of(work: &Work, epoch: u32) -> String {
    match work.epochs() {
        Some(epochs) => format!("epoch {epoch} of {epochs}"),
        None => format!("epoch {epoch}"),
    }
}

/// The status in attributes.
pub fn status_slug(work: &Work) -> &'static str {
    if work.done.is_some() {
        return "finished";
    }
    match (&work.job.status, work.holder) {
        (JobStatus::Paused, _) => "paused",
        (JobStatus::Failed { .. }, _) => "failed",
        (_, Holder::Nobody) => "interrupted",
        (_, Holder::Elsewhere) => "elsewhere",
        (JobStatus::Waiting, Holder::Here) => "waiting",
        (JobStatus::Running, Holder::Here) => "running",
    }
}

/// What a training is, in one line: parameters, samples, engine.
pub fn facts(work: &Work) -> Option<String> {
    let began = work.began.as_ref()?;
    Some(format!(
        "{} parameters · {} training and {} validation samples · steps of {} · {}",
        count(began.parameters),
        count(u64::from(began.samples)),
        count(u64::from(began.validation)),
        began.batch,
        began.engine
    ))
}

/// How long it was asked to train.
pub fn length(length: TrainingLength) -> String {
    match length {
        TrainingLength::Recipe => "by the recipe".to_owned(),
        TrainingLength::Epochs(epochs) => counted(epochs as usize, "epoch"),
        TrainingLength::Seconds(seconds) => duration::about(f64::from(seconds)),
    }
}

/// What is said when a training begins.
pub fn began(work: &Work) -> String {
    let name = work.spec().scheme.name();
    match work.epochs() {
        Some(epochs) if work.job.history.is_empty() => {
            format!("{name} trains: {}.", counted(epochs as usize, "epoch"))
        }
        _ => format!("{name} goes on after epoch {}.", work.epoch()),
    }
}

/// What is said of a network that is trained. `runs_live` says whether it fits the page's drawing.
pub fn finished(bundle: &OwnBundle, runs_live: bool) -> String {
    let place = if bundle.study.as_deref() == Some(TRIAL) {
        "a trial, listed under Networks"
    } else if bundle.study.is_some() {
        "it belongs to a study"
    } else if runs_live {
        "it runs live now"
    } else {
        "it is listed under Networks"
    };
    format!(
        "{} is trained: {} on validation; {place}.",
        bundle.scheme.name(),
        percentage(bundle.validation)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::tests::{began as began_with, bundle, job, point};
    use deepfog_protocol::{Job, TrainReport};

    fn plain(text: &str) -> String {
        text.replace('\u{202f}', " ")
    }

    #[test]
    fn a_training_in_words() {
        let mut work = Work::new(job("a", 0.0));
        let mut said = vec![status(&work)];
        work.start();
        said.push(status(&work));
        let standing = Standing {
            epoch: 2,
            step: 14,
            loss: 0.5,
            speed: 1_240.4,
            seconds_left: 42.0,
        };
        for report in [
            TrainReport::Fetching {
                received: 2_100_000,
                total: 5_300_000,
            },
            TrainReport::Calibrating,
            TrainReport::Began(began_with(10)),
            TrainReport::At(standing),
            TrainReport::Paused,
        ] {
            if report == TrainReport::Paused {
                work.wish = Some(Wish::Pause);
            }
            work.hear(report, 0.0);
            said.push(status(&work));
        }
        let said: Vec<String> = said.iter().map(|text| plain(text)).collect();
        assert_eq!(
            said,
            [
                "waits for its turn",
                "the training program starts",
                "fetches samples: 2.1 MB of 5.3 MB",
                "measures how fast this machine is",
                "begins",
                "epoch 2 of 10 · 1 240 samples/s · about 42 s left",
                "paused in epoch 2 of 10",
            ]
        );
        assert_eq!(began(&work), "Vanilla trains: 10 epochs.");
        assert!(
            plain(&facts(&work).unwrap())
                .starts_with("1 000 parameters · 640 training and 100 validation samples")
        );
        work.hear(TrainReport::Finished(bundle("a")), 0.0);
        assert_eq!(
            plain(&status(&work)),
            "trained: 90.0 % on validation, 80.0 % on test"
        );
        assert_eq!(status_slug(&work), "finished");
    }

    #[test]
    fn what_was_found_in_words() {
        let found = |status_now, history: &[u32]| {
            let job = Job {
                status: status_now,
                history: history
                    .iter()
                    .map(|epoch| point(*epoch, 0.5, true))
                    .collect(),
                ..job("a", 0.0)
            };
            status(&Work::found(job, 100_000.0))
        };
        for (now, history, text) in [
            (
                JobStatus::Running,
                &[1, 2][..],
                "was interrupted after epoch 2",
            ),
            (
                JobStatus::Waiting,
                &[],
                "was interrupted before its first epoch ended",
            ),
            (JobStatus::Paused, &[1], "paused in epoch 1"),
            (
                JobStatus::Failed {
                    why: "It diverged.".to_owned(),
                    has_best: true,
                },
                &[1],
                "It diverged.",
            ),
        ] {
            assert_eq!(found(now, history), text);
        }
        let elsewhere = Job {
            status: JobStatus::Running,
            ..job("a", 0.0)
        };
        assert_eq!(
            status(&Work::found(elsewhere, 1.0)),
            "another tab trains it"
        );
    }

    #[test]
    fn a_trained_network_in_words() {
        let mut bundle = bundle("a");
        for (study, live, end) in [
            (None, true, "it runs live now."),
            (None, false, "it is listed under Networks."),
            (Some("s"), true, "it belongs to a study."),
            (Some(TRIAL), true, "a trial, listed under Networks."),
        ] {
            bundle.study = study.map(str::to_owned);
            let text = plain(&finished(&bundle, live));
            assert_eq!(
                text,
                format!("Vanilla is trained: 90.0 % on validation; {end}")
            );
        }
    }

    #[test]
    fn lengths_in_words() {
        assert_eq!(length(TrainingLength::Epochs(1)), "1 epoch");
        assert_eq!(length(TrainingLength::Seconds(60)), "about 1 min");
    }
}
