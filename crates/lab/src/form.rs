//! What a person chose in the form: how a drawing is to be trained.

mod change;

use deepfog_protocol::{
    EngineChoice, FailoutChoice, TrainingLength, TrainingOptions, TrainingSpec,
};
use deepfog_topology::{NodeId, ReliabilitySetting, Scheme, order};

use crate::drawing::Drawing;
use crate::few::Few;
use crate::field;
use crate::rule::Rule;

pub use change::{Change, FailoutKind, Field, LengthKind};

/// Most epochs that are offered.
pub const MAX_EPOCHS: u64 = 1_000;
/// Fewest and most seconds that are offered.
pub const SECONDS: (u64, u64) = (5, 86_400);

/// A form. Texts stand as they were typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The schemes to train.
    pub schemes: Vec<Scheme>,
    /// How the length is given.
    pub length: LengthKind,
    /// Number of epochs.
    pub epochs: String,
    /// Number of seconds.
    pub seconds: String,
    /// The seed.
    pub seed: String,
    /// How failout is given.
    pub failout: FailoutKind,
    /// The survival probability of all nodes.
    pub survival: String,
    /// The survival probabilities that were typed of single nodes.
    pub nodes: Few<NodeId, String>,
    /// The setting of the failout; `None` for the first.
    pub setting: Option<String>,
    /// The rule of the weights.
    pub rule: Rule,
    /// The setting of the rule; `None` for the first.
    pub rule_setting: Option<String>,
    /// What the result is called; `None` for the document's title.
    pub name: Option<String>,
    /// Whether to begin with what is the same in an earlier network.
    pub warm: bool,
    /// What computes.
    pub engine: EngineChoice,
}

impl Form {
    /// The form as it stands at first.
    pub fn new(schemes: &[Scheme]) -> Self {
        Self {
            schemes: schemes.to_vec(),
            length: LengthKind::Recipe,
            epochs: "20".to_owned(),
            seconds: "60".to_owned(),
            seed: "1".to_owned(),
            failout: FailoutKind::Same,
            survival: "0.9".to_owned(),
            nodes: Few::default(),
            setting: None,
            rule: Rule::AsDrawn,
            rule_setting: None,
            name: None,
            warm: false,
            engine: EngineChoice::default(),
        }
    }

    /// Takes a change over.
    pub fn take(&mut self, change: Change) {
        match change {
            Change::Scheme(scheme, wanted) => {
                self.schemes.retain(|other| *other != scheme);
                if wanted {
                    self.schemes.push(scheme);
                    order::sort(&mut self.schemes, Ord::cmp);
                }
            }
            Change::Length(length) => self.length = length,
            Change::Failout(failout) => self.failout = failout,
            Change::Setting(setting) => self.setting = Some(setting),
            Change::Rule(rule) => self.rule = rule,
            Change::RuleSetting(setting) => self.rule_setting = Some(setting),
            Change::Warm(warm) => self.warm = warm,
            Change::Engine(engine) => self.engine = engine,
            Change::Text(field, text) => match field {
                Field::Epochs => self.epochs = text,
                Field::Seconds => self.seconds = text,
                Field::Seed => self.seed = text,
                Field::Survival => self.survival = text,
                Field::Node(node) => {
                    self.nodes.set(node, text);
                }
                Field::Name => self.name = Some(text),
            },
        }
    }

    /// The text of a field.
    pub fn text(&self, field: &Field, drawing: &Drawing) -> String {
        match field {
            Field::Epochs => self.epochs.clone(),
            Field::Seconds => self.seconds.clone(),
            Field::Seed => self.seed.clone(),
            Field::Survival => self.survival.clone(),
            Field::Node(node) => self.nodes.get(node).unwrap_or(&self.survival).clone(),
            Field::Name => self
                .name
                .clone()
                .unwrap_or_else(|| drawing.topology.title.clone()),
        }
    }

    /// What is wrong with a field's text, as a sentence.
    pub fn fault(&self, field: &Field, drawing: &Drawing) -> Option<String> {
        let text = self.text(field, drawing);
        match field {
            Field::Epochs => field::whole(&text, 1, MAX_EPOCHS).err(),
            Field::Seconds => field::whole(&text, SECONDS.0, SECONDS.1).err(),
            Field::Seed => field::whole(&text, 0, u64::MAX).err(),
            Field::Survival | Field::Node(_) => field::survival(&text).err(),
            Field::Name => field::name(&text).err(),
        }
    }

    /// Whether any scheme that is chosen draws failures in training.
    pub fn has_failout(&self) -> bool {
        self.schemes.iter().any(|scheme| scheme.has_failout())
    }

    /// The options of a training of the drawing.
    ///
    /// # Errors
    /// The first thing that is wrong, as a sentence.
    pub fn options(&self, drawing: &Drawing) -> Result<TrainingOptions, String> {
        let text = |field: Field| self.text(&field, drawing);
        let length = match self.length {
            LengthKind::Recipe => TrainingLength::Recipe,
            LengthKind::Epochs => {
                TrainingLength::Epochs(small(field::whole(&text(Field::Epochs), 1, MAX_EPOCHS)?))
            }
            LengthKind::Seconds => TrainingLength::Seconds(small(field::whole(
                &text(Field::Seconds),
                SECONDS.0,
                SECONDS.1,
            )?)),
        };
        let failout = if self.has_failout() {
            self.failout_of(drawing)?
        } else {
            FailoutChoice::Survival(0.9)
        };
        Ok(TrainingOptions {
            seed: field::whole(&text(Field::Seed), 0, u64::MAX)?,
            length,
            failout,
            engine: self.engine,
        })
    }

    fn failout_of(&self, drawing: &Drawing) -> Result<FailoutChoice, String> {
        Ok(match self.failout {
            FailoutKind::Same => FailoutChoice::Survival(field::survival(&self.survival)?),
            FailoutKind::Nodes => {
                let node = |node: &NodeId| {
                    let text = self.text(&Field::Node(node.clone()), drawing);
                    let share = field::survival(&text).map_err(|why| format!("{node}: {why}"))?;
                    Ok((node.clone(), share))
                };
                FailoutChoice::Nodes(
                    drawing
                        .patterns
                        .names()
                        .iter()
                        .map(node)
                        .collect::<Result<_, String>>()?,
                )
            }
            FailoutKind::Setting => {
                let setting = setting_of(drawing, self.setting.as_deref()).ok_or(
                    "The drawing has no reliability setting for variable failout: add one, or give a probability.",
                )?;
                FailoutChoice::Setting(setting.name.clone())
            }
        })
    }

    /// What is to be trained: one entry for each scheme. `warm` gives the bundle that a scheme begins with.
    ///
    /// # Errors
    /// Why nothing can be trained so, as a sentence.
    pub fn specs(
        &self,
        drawing: &Drawing,
        warm: impl Fn(Scheme) -> Option<String>,
    ) -> Result<Vec<TrainingSpec>, String> {
        if self.schemes.is_empty() {
            return Err("Choose a scheme to train.".to_owned());
        }
        if let Some(scheme) = self
            .schemes
            .iter()
            .find(|scheme| !drawing.problems(**scheme).is_empty())
        {
            return Err(format!(
                "The drawing cannot be trained under {}: {}",
                scheme.name(),
                drawing.problems(*scheme).join(" ")
            ));
        }
        let options = self.options(drawing)?;
        let name = field::name(&self.text(&Field::Name, drawing))?;
        let document = self.document(drawing)?;
        Ok(self
            .schemes
            .iter()
            .map(|&scheme| TrainingSpec {
                name: name.clone(),
                document: document.clone(),
                scheme,
                options: options.clone(),
                warm_start: if self.warm { warm(scheme) } else { None },
            })
            .collect())
    }

    /// Whether a copy of the document is trained, with other weights than drawn.
    pub fn trains_a_copy(&self, drawing: &Drawing) -> bool {
        let setting = setting_of(drawing, self.rule_setting.as_deref());
        self.rule.of(&drawing.topology, setting).is_some()
    }

    fn document(&self, drawing: &Drawing) -> Result<String, String> {
        let setting = setting_of(drawing, self.rule_setting.as_deref());
        if self.rule.needs_setting() && setting.is_none() {
            return Err(
                "The drawing has no reliability setting for these weights: add one, or choose others."
                    .to_owned(),
            );
        }
        match self.rule.of(&drawing.topology, setting) {
            None => Ok(drawing.text.to_string()),
            Some(rule) => {
                let words = match setting.filter(|_| self.rule.needs_setting()) {
                    Some(setting) => format!("{}, {}", self.rule.words(), setting.name),
                    None => self.rule.words().to_owned(),
                };
                drawing.with_rule(rule, &words)
            }
        }
    }
}

/// The drawing's reliability setting of that name, or its first one.
pub fn setting_of<'a>(drawing: &'a Drawing, name: Option<&str>) -> Option<&'a ReliabilitySetting> {
    let settings = &drawing.topology.settings;
    name.and_then(|name| settings.iter().find(|setting| setting.name == name))
        .or_else(|| settings.first())
}

/// A number that was checked to be small.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
