//! How a person's drawing is trained: the recipe of the shipped network that it resembles, and what the person chose.

use std::collections::BTreeMap;

use deepfog_protocol::{FailoutChoice, TrainingLength, TrainingOptions};
use deepfog_topology::{InputSpace, ReliabilitySetting, Task, Topology, Unit, identity, presets};

use crate::error::TrainError;
use crate::failout::Failout;
use crate::recipe::recipe_for;
use crate::settings::Settings;

/// The most passes that a training has.
pub const MAX_EPOCHS: usize = 1000;

/// Where the passes go whose number is chosen by time: the rest is for preparing and measuring.
const SHARE_OF_TIME: f64 = 0.95;

/// The settings for a drawing, with so many training samples.
///
/// A shipped preset gets its own recipe, another drawing that of the preset with the same task and the same kind of units;
/// with few training images, the one for few.
/// [`TrainingLength::Seconds`] gives the recipe's number of passes here; whoever has measured a few steps puts
/// [`fitting_epochs`] in their place.
///
/// # Errors
/// A task that is not known, a reliability setting that the document does not have, a number that cannot be.
pub fn settings_for(
    topology: &Topology,
    options: &TrainingOptions,
    samples: usize,
) -> Result<Settings, TrainError> {
    let preset = resembling(topology)?;
    let mut settings = recipe_for(preset, samples).ok_or_else(|| TrainError::Option {
        problem: format!("There is no recipe for {preset}."),
    })?;
    settings.seed = options.seed;
    if let TrainingLength::Epochs(epochs) = options.length {
        settings.epochs = usize::try_from(epochs).unwrap_or(usize::MAX);
    }
    if settings.epochs > MAX_EPOCHS {
        return Err(TrainError::Option {
            problem: format!(
                "{} passes over the training samples are too many: choose at most {MAX_EPOCHS}.",
                settings.epochs
            ),
        });
    }
    settings.failout = failout(topology, &options.failout)?;
    settings.check()?;
    Ok(settings)
}

/// The preset whose recipe a drawing gets.
fn resembling(topology: &Topology) -> Result<&'static str, TrainError> {
    let own = identity(topology);
    let same = presets::all()
        .into_iter()
        .find(|preset| own.is_some() && identity(&preset.topology) == own);
    if let Some(preset) = same {
        return Ok(preset.id);
    }
    let task = Task::find(&topology.task).ok_or_else(|| TrainError::Option {
        problem: format!(
            "The task \"{}\" is not known, so there is no recipe for it.",
            topology.task
        ),
    })?;
    let convolves = topology
        .nodes
        .iter()
        .flat_map(|node| &node.units)
        .any(|unit| matches!(unit, Unit::Conv1d { .. }));
    Ok(match (task.input, convolves) {
        (InputSpace::Signal { .. }, true) => "two-sensors",
        (InputSpace::Signal { .. }, false) => "sensor-chain",
        (InputSpace::Image { .. }, _) => "image-chain",
    })
}

fn failout(topology: &Topology, choice: &FailoutChoice) -> Result<Failout, TrainError> {
    Ok(match choice {
        FailoutChoice::Survival(probability) => Failout::Survival {
            probability: *probability,
        },
        FailoutChoice::Nodes(nodes) => {
            if let Some((unknown, _)) = nodes.iter().find(|(id, _)| topology.node(id).is_none()) {
                return Err(TrainError::Option {
                    problem: format!("Failout names {unknown}, which is no node of the drawing."),
                });
            }
            Failout::Variable {
                setting: ReliabilitySetting {
                    name: "failout".to_owned(),
                    reliability: nodes.iter().cloned().collect::<BTreeMap<_, _>>(),
                },
            }
        }
        FailoutChoice::Setting(name) => Failout::Variable {
            setting: topology.setting(name).ok_or_else(|| {
                let known: Vec<String> = topology
                    .all_settings()
                    .into_iter()
                    .map(|setting| setting.name)
                    .collect();
                TrainError::Option {
                    problem: format!(
                        "The drawing has no reliability setting \"{name}\" for failout. It has: {}.",
                        known.join(", ")
                    ),
                }
            })?,
        },
    })
}

/// How many passes fit a time, by the seconds that one step and one validation take: at least 1, at most [`MAX_EPOCHS`].
/// Where a time was not measured (not above 0, or no number) it counts as nothing.
pub fn fitting_epochs(
    seconds: f64,
    seconds_per_step: f64,
    steps_per_epoch: u64,
    seconds_per_validation: f64,
) -> usize {
    let time = |value: f64| {
        if value.is_finite() {
            value.max(0.0)
        } else {
            0.0
        }
    };
    let epoch = time(seconds_per_step) * steps_per_epoch as f64 + time(seconds_per_validation);
    let fitting = SHARE_OF_TIME * time(seconds) / epoch.max(f64::MIN_POSITIVE);
    // A float that is too large becomes the largest number.
    (fitting as usize).clamp(1, MAX_EPOCHS)
}

#[cfg(test)]
mod tests {
    use deepfog_topology::NodeId;

    use super::*;

    fn topology(preset: &str) -> Topology {
        presets::find(preset).unwrap().topology
    }

    /// Epochs and learning rate tell the recipes apart.
    fn is_of(settings: &Settings, preset: &str) -> bool {
        let own = recipe_for(preset, 55_000).unwrap();
        (settings.learning_rate, settings.weight_decay) == (own.learning_rate, own.weight_decay)
    }

    type Case = (&'static str, fn(&mut Topology), &'static str, usize);

    #[test]
    fn a_drawing_gets_the_recipe_of_the_preset_that_it_resembles() {
        let all = 55_000;
        let cases: [Case; 10] = [
            ("smallest", |_| {}, "smallest", 10),
            ("sensor-chain", |_| {}, "sensor-chain", 100),
            ("two-sensors", |_| {}, "two-sensors", 60),
            ("image-chain", |_| {}, "image-chain", 8),
            ("four-cameras", |_| {}, "four-cameras", 8),
            ("wide-fog", |t| t.title.push_str(" of mine"), "wide-fog", 60),
            // Drawings of a person's own: by task, and for signals by whether there is a convolution.
            ("smallest", |t| t.links.truncate(3), "image-chain", 8),
            ("wide-fog", |t| t.links.truncate(9), "two-sensors", 60),
            (
                "sensor-chain",
                |t| t.nodes[1].units.truncate(0),
                "sensor-chain",
                100,
            ),
            (
                "sensor-chain",
                |t| {
                    t.nodes[1].units = vec![Unit::Conv1d {
                        channels: 4,
                        kernel: 3,
                        stride: 2,
                    }];
                },
                "two-sensors",
                60,
            ),
        ];
        for (preset, change, expected, epochs) in cases {
            let mut drawn = topology(preset);
            change(&mut drawn);
            let settings = settings_for(&drawn, &TrainingOptions::default(), all).unwrap();
            assert!(is_of(&settings, expected), "{preset}: {settings:?}");
            assert_eq!(settings.epochs, epochs, "{preset}");
            assert_eq!(settings.seed, 1);
        }
    }

    #[test]
    fn few_images_get_the_recipe_for_few() {
        let drawn = topology("four-cameras");
        for (samples, epochs) in [(6000, 30), (55_000, 8)] {
            let settings = settings_for(&drawn, &TrainingOptions::default(), samples).unwrap();
            assert_eq!(settings.epochs, epochs);
        }
    }

    #[test]
    fn a_person_chooses_seed_length_and_failout() {
        let drawn = topology("sensor-chain");
        let of = |options: TrainingOptions| settings_for(&drawn, &options, 2875);
        let standard = TrainingOptions::default;
        let lengths = [
            (TrainingLength::Recipe, 100),
            (TrainingLength::Epochs(7), 7),
            (TrainingLength::Epochs(1000), 1000),
            (TrainingLength::Seconds(5), 100),
        ];
        for (length, epochs) in lengths {
            let settings = of(TrainingOptions {
                length,
                seed: 9,
                ..standard()
            });
            let settings = settings.unwrap();
            assert_eq!((settings.epochs, settings.seed), (epochs, 9), "{length:?}");
        }
        let e: NodeId = "e".into();
        let survivals = [
            (FailoutChoice::Survival(0.8), [0.8, 0.8]),
            (FailoutChoice::Nodes(vec![(e.clone(), 0.5)]), [0.5, 1.0]),
            (FailoutChoice::Setting("hazardous".to_owned()), [0.78, 0.85]),
            (FailoutChoice::Setting("No failure".to_owned()), [1.0, 1.0]),
        ];
        for (failout, [of_e, of_f1]) in survivals {
            let settings = of(TrainingOptions {
                failout: failout.clone(),
                ..standard()
            });
            let found = match settings.unwrap().failout {
                Failout::Survival { probability } => [probability; 2],
                Failout::Variable { setting } => [setting.of(&e), setting.of(&"f1".into())],
            };
            assert_eq!(found, [of_e, of_f1], "{failout:?}");
        }
    }

    #[test]
    fn a_choice_that_does_not_suit_is_refused_with_a_sentence() {
        let length = |length| TrainingOptions {
            length,
            ..TrainingOptions::default()
        };
        let failout = |failout| TrainingOptions {
            failout,
            ..TrainingOptions::default()
        };
        let cases = [
            (length(TrainingLength::Epochs(0)), "epochs: at least 1"),
            (length(TrainingLength::Epochs(1001)), "at most 1000."),
            (failout(FailoutChoice::Survival(0.0)), "survival above 0"),
            (failout(FailoutChoice::Survival(1.5)), "from 0 to 1"),
            (
                failout(FailoutChoice::Nodes(vec![("e".into(), f64::NAN)])),
                "from 0 to 1",
            ),
            (
                failout(FailoutChoice::Nodes(vec![("g".into(), 0.5)])),
                "Failout names g, which is no node of the drawing.",
            ),
            (
                failout(FailoutChoice::Setting("Stormy".to_owned())),
                "The drawing has no reliability setting \"Stormy\" for failout. It has: No failure, Normal, Poor, Hazardous.",
            ),
        ];
        let drawn = topology("sensor-chain");
        for (options, words) in cases {
            let error = settings_for(&drawn, &options, 2875).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
        let mut unknown = drawn;
        unknown.task = "birdsong".into();
        let error = settings_for(&unknown, &TrainingOptions::default(), 10).unwrap_err();
        assert!(error.to_string().contains("\"birdsong\" is not known"));
    }

    #[test]
    fn epochs_fit_the_time() {
        let cases = [
            // 45 steps of 20 ms and 0.1 s of measuring make 1 s: 57 s of 60 are for passes.
            ((60.0, 0.02, 45, 0.1), 57),
            ((60.0, 2.0, 45, 0.0), 1),
            ((0.0, 0.02, 45, 0.1), 1),
            ((f64::NAN, 0.02, 45, 0.1), 1),
            ((60.0, 0.0, 45, 0.0), MAX_EPOCHS),
            ((60.0, -1.0, 45, f64::INFINITY), MAX_EPOCHS),
            ((1e9, 0.02, 45, 0.1), MAX_EPOCHS),
            ((60.0, 0.02, 0, 0.1), 570),
        ];
        for ((seconds, step, steps, validation), epochs) in cases {
            let found = fitting_epochs(seconds, step, steps, validation);
            assert_eq!(found, epochs, "{seconds} {step} {steps} {validation}");
        }
    }
}
