//! The sensitivity study: every subset of a drawing's skip hyperconnections, each trained anew.

mod table;

use deepfog_notation::name::titled;
use deepfog_notation::number::count;
use deepfog_notation::words::counted;
use deepfog_protocol::{
    Job, JobStatus, OwnBundle, Study, StudySubset, TrainingLength, TrainingOptions, TrainingSpec,
};
use deepfog_topology::{Link, Scheme, Topology, WeightRule, identity, order};

use crate::drawing::{Drawing, write};
use crate::measure::{Source, Wanted};
use crate::queue::Works;

pub use table::{Outline, Row, Stage, csv, rows};

/// What stands as the study of a trial, which the analysis orders: its network is listed with a person's own, but takes the place of none
/// until it is chosen.
pub const TRIAL: &str = "trial";
/// Most skip hyperconnections that are studied: each further one doubles the number of trainings.
pub const MAX_SKIPS: usize = 6;
/// The schemes with skip hyperconnections.
pub const SCHEMES: [Scheme; 3] = [
    Scheme::DeepFogGuard,
    Scheme::Resilinet,
    Scheme::ResilinetPlus,
];

/// Why a drawing cannot be studied under a scheme, as a sentence.
pub fn refusal(drawing: &Drawing, scheme: Scheme) -> Option<String> {
    let skips = drawing.skips().len();
    if skips == 0 {
        return Some(
            "The drawing has no skip hyperconnection: there is nothing to study.".to_owned(),
        );
    }
    if skips > MAX_SKIPS {
        return Some(format!(
            "The drawing has {skips} skip hyperconnections, so a study of all subsets would train {} networks. Up to \
             {MAX_SKIPS} skips, 64 networks, are studied: remove some.",
            1_u64
                .checked_shl(skips as u32)
                .map_or_else(|| "very many".to_owned(), count)
        ));
    }
    let problems = drawing.problems(scheme);
    (!problems.is_empty()).then(|| {
        format!(
            "The drawing cannot be trained under {}: {}",
            scheme.name(),
            problems.join(" ")
        )
    })
}

/// All subsets as masks, whose bit i stands for the i-th skip: fewest skips first, then as their bits read.
pub fn subsets(skips: usize) -> Vec<u64> {
    let mut masks: Vec<u64> = (0..1_u64 << skips).collect();
    order::sort(&mut masks, |a, b| {
        let place = |mask: u64| (mask.count_ones(), bits(mask, skips));
        place(*a).cmp(&place(*b))
    });
    masks
}

/// A subset as digits, the first skip's first: `101`.
pub fn bits(mask: u64, skips: usize) -> String {
    (0..skips)
        .map(|skip| if mask >> skip & 1 == 1 { '1' } else { '0' })
        .collect()
}

/// A new study with its trainings. `new_key` gives keys that nothing else has.
///
/// # Errors
/// Why it cannot be, as a sentence.
pub fn begin(
    drawing: &Drawing,
    name: &str,
    scheme: Scheme,
    options: &TrainingOptions,
    new_key: &mut dyn FnMut() -> String,
    now: f64,
) -> Result<(Study, Vec<Job>), String> {
    if let Some(why) = refusal(drawing, scheme) {
        return Err(why);
    }
    let skips = drawing.skips();
    let subsets = subsets(skips.len())
        .into_iter()
        .map(|mask| StudySubset {
            skips: skips
                .iter()
                .enumerate()
                .filter(|(at, _)| mask >> at & 1 == 1)
                .map(|(_, link)| (link.from.clone(), link.to.clone()))
                .collect(),
            job: new_key(),
            accuracies: None,
            n: 0,
        })
        .collect();
    let study = Study {
        key: new_key(),
        name: name.to_owned(),
        document: drawing.text.to_string(),
        scheme,
        options: options.clone(),
        created: now,
        subsets,
    };
    let jobs = (0..study.subsets.len())
        .map(|at| job(&study, drawing, at, now))
        .collect::<Result<_, _>>()?;
    Ok((study, jobs))
}

/// The training of a subset.
///
/// # Errors
/// Why its document cannot be made, as a sentence.
pub fn job(study: &Study, drawing: &Drawing, at: usize, now: f64) -> Result<Job, String> {
    let subset = study
        .subsets
        .get(at)
        .ok_or("The study has no such subset.")?;
    let bits = bits_of(subset, &drawing.skips());
    let mut topology = without_others(drawing, subset);
    topology.title = titled(&topology.title, &format!("skips {bits}"));
    Ok(Job {
        key: subset.job.clone(),
        spec: TrainingSpec {
            name: titled(&study.name, &format!("skips {bits}")),
            document: write(topology, drawing.view.clone())?,
            scheme: study.scheme,
            options: study.options.clone(),
            warm_start: None,
        },
        status: JobStatus::Waiting,
        // Times that differ keep the order.
        created: now + at as f64 / 1_000.0,
        alive: now,
        study: Some(study.key.clone()),
        history: Vec::new(),
    })
}

fn bits_of(subset: &StudySubset, skips: &[Link]) -> String {
    skips
        .iter()
        .map(|link| if stays(subset, link) { '1' } else { '0' })
        .collect()
}

fn stays(subset: &StudySubset, link: &Link) -> bool {
    subset
        .skips
        .iter()
        .any(|(from, to)| *from == link.from && *to == link.to)
}

/// The drawing without the skips that are not in a subset.
fn without_others(drawing: &Drawing, subset: &StudySubset) -> Topology {
    let mut topology = (*drawing.topology).clone();
    let skips = drawing.skips();
    let goes = |link: &Link| skips.contains(link) && !stays(subset, link);
    topology.links.retain(|link| !goes(link));
    if let WeightRule::Given { weights } = &mut topology.weights {
        // The weight of what is not there stands nowhere.
        weights.retain(|given| !skips.iter().any(|link| given.is_of(link) && goes(link)));
    }
    topology
}

/// Which subset's bundle is to be measured next; `None` where all that are trained are. `skip` says which are given up.
pub fn next_to_measure(
    study: &Study,
    bundles: &[OwnBundle],
    given_up: &dyn Fn(&Source) -> bool,
) -> Option<Wanted> {
    study
        .subsets
        .iter()
        .filter(|subset| subset.accuracies.is_none())
        .find_map(|subset| {
            let bundle = bundles.iter().find(|bundle| bundle.key == subset.job)?;
            let source = Source::Own(bundle.key.clone());
            if given_up(&source) {
                return None;
            }
            let drawing = Drawing::read(&study.document).ok()?;
            let topology = without_others(&drawing, subset);
            Some(Wanted {
                source,
                scheme: study.scheme,
                identity: identity(&topology)?,
                pack: topology.task.to_string(),
            })
        })
}

/// How long a study takes, in words. `known` is how many epochs took how many seconds in a training of this drawing, and
/// what that is called.
pub fn estimate(
    options: &TrainingOptions,
    trainings: usize,
    at_once: usize,
    known: Option<(&str, u32, f64)>,
) -> String {
    let rounds = trainings as f64 / at_once.max(1) as f64;
    let words = |seconds: f64| crate::duration::about(seconds * rounds.max(1.0));
    match (options.length, known) {
        (TrainingLength::Seconds(seconds), _) => words(f64::from(seconds)),
        (TrainingLength::Epochs(epochs), Some((name, of, seconds))) if of > 0 => format!(
            "{}, going by “{name}”",
            words(seconds * f64::from(epochs) / f64::from(of))
        ),
        (TrainingLength::Recipe, Some((name, of, seconds))) => format!(
            "{}, going by “{name}” with its {}",
            words(seconds),
            counted(of as usize, "epoch")
        ),
        _ => "a time that is known once the first of them is under way".to_owned(),
    }
}

/// How many seconds the trainings of a study still take, going by those that are under way; `None` while none is.
pub fn seconds_left(key: &str, works: &Works, at_once: usize) -> Option<f64> {
    let of_study = || {
        works
            .iter()
            .filter(|work| work.job.study.as_deref() == Some(key))
    };
    let (mut left, mut whole, mut running) = (0.0, 0.0, 0);
    for work in of_study().filter(|work| work.is_running()) {
        if let (Some(began), Some(standing)) = (&work.began, &work.standing)
            && standing.step > began.done
            && standing.seconds_left.is_finite()
            && standing.step < began.steps
        {
            let share_left = (began.steps - standing.step) as f64 / began.steps as f64;
            left += standing.seconds_left;
            whole += standing.seconds_left / share_left;
            running += 1;
        }
    }
    let waiting = of_study().filter(|work| work.is_waiting()).count();
    (running > 0).then(|| {
        let each = whole / f64::from(running);
        (left + waiting as f64 * each) / at_once.max(1) as f64
    })
}

/// Accuracies that were measured, as a study keeps them.
pub fn keep(subset: &mut StudySubset, accuracies: Vec<f64>, n: u32) {
    subset.accuracies = Some(accuracies);
    subset.n = n;
}

#[cfg(test)]
mod tests;
