//! The fields that trainings and studies share: length, seed, failout.

use std::rc::Rc;

use deepfog_protocol::EngineChoice;
use yew::prelude::*;

use super::choice::{Choice, segments};
use super::field::{TextField, text_field};
use super::parts::note;
use crate::action::{Action, Which};
use crate::drawing::Drawing;
use crate::form::{Change, FailoutKind, Field, Form, LengthKind, setting_of};

/// A form with what it is about.
pub struct Options {
    /// Which form.
    pub which: Which,
    /// What stands in it.
    pub form: Rc<Form>,
    /// The drawing.
    pub drawing: Rc<Drawing>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

impl Options {
    /// What the form's elements are called.
    fn prefix(&self) -> &'static str {
        match self.which {
            Which::Train => "train",
            Which::Study => "study",
        }
    }

    fn change<T: 'static>(&self, make: impl Fn(T) -> Option<Change> + 'static) -> Callback<T> {
        let (on, which) = (self.on.clone(), self.which);
        Callback::from(move |value: T| {
            if let Some(change) = make(value) {
                on.emit(Action::Fill(which, change));
            }
        })
    }

    /// A text field of the form.
    fn text(&self, field: Field, name: &str, label: &str, keyboard: &'static str) -> Html {
        let id = format!("{}-{name}", self.prefix());
        let value = self.form.text(&field, &self.drawing);
        let fault = self.form.fault(&field, &self.drawing);
        let on_text = self.change(move |text| Some(Change::Text(field.clone(), text)));
        text_field(TextField {
            label: label.to_owned().into(),
            id,
            value,
            fault,
            keyboard,
            on_text,
        })
    }
}

const LENGTHS: [(&str, &str); 3] = [
    ("recipe", "By the recipe"),
    ("epochs", "Epochs"),
    ("seconds", "Seconds"),
];

const FAILOUTS: [(&str, &str); 3] = [
    ("same", "All the same"),
    ("nodes", "Node by node"),
    ("setting", "Variable"),
];

/// How long, and the seed.
pub fn length(props: &Options) -> Html {
    let form = &props.form;
    let prefix = props.prefix();
    let kind = match form.length {
        LengthKind::Recipe => "recipe",
        LengthKind::Epochs => "epochs",
        LengthKind::Seconds => "seconds",
    };
    let on_length = props.change(|value: &'static str| {
        Some(Change::Length(match value {
            "epochs" => LengthKind::Epochs,
            "seconds" => LengthKind::Seconds,
            _ => LengthKind::Recipe,
        }))
    });
    html! {
        <>
            { segments("How long", &format!("{prefix}-length"), kind, &LENGTHS, &on_length) }
            <div class="fields two">
                { match form.length {
                    LengthKind::Recipe => html! { <p class="note lab-beside">{ "As many epochs as networks of this kind need." }</p> },
                    LengthKind::Epochs => props.text(Field::Epochs, "epochs", "Epochs", "numeric"),
                    LengthKind::Seconds => props.text(Field::Seconds, "seconds", "Seconds for each, about", "numeric"),
                } }
                { props.text(Field::Seed, "seed", "Seed", "numeric") }
            </div>
        </>
    }
}

/// Failout, where a scheme that is chosen has it.
pub fn failout(props: &Options) -> Html {
    let form = &props.form;
    if !form.has_failout() {
        return note("Failout is part of ResiliNet and ResiliNet+ only.");
    }
    let prefix = props.prefix();
    let kind = match form.failout {
        FailoutKind::Same => "same",
        FailoutKind::Nodes => "nodes",
        FailoutKind::Setting => "setting",
    };
    let on_kind = props.change(|value: &'static str| {
        Some(Change::Failout(match value {
            "nodes" => FailoutKind::Nodes,
            "setting" => FailoutKind::Setting,
            _ => FailoutKind::Same,
        }))
    });
    html! {
        <div class="form-part">
            { segments("Failout: probability to stay up in training", &format!("{prefix}-failout-kind"), kind, &FAILOUTS, &on_kind) }
            { match form.failout {
                FailoutKind::Same => props.text(Field::Survival, "failout", "Every node", "decimal"),
                FailoutKind::Nodes => html! {
                    <div class="fields three lab-wide">
                        { for props.drawing.patterns.names().iter().map(|node| {
                            let name = format!("failout-{node}");
                            html! { <div key={name.clone()}>{ props.text(Field::Node(node.clone()), &name, node.as_str(), "decimal") }</div> }
                        }) }
                    </div>
                },
                FailoutKind::Setting => settings(props, "failout-setting", "As reliable as under", form.setting.as_deref(), Change::Setting),
            } }
            if form.failout == FailoutKind::Same && form.fault(&Field::Survival, &props.drawing).is_none() && props.drawing.patterns.names().is_empty() {
                { note("No node of this drawing can fail.") }
            }
        </div>
    }
}

/// A list of the drawing's reliability settings.
fn settings(
    props: &Options,
    name: &str,
    label: &'static str,
    chosen: Option<&str>,
    change: fn(String) -> Change,
) -> Html {
    let Some(setting) = setting_of(&props.drawing, chosen) else {
        return note("The drawing has no reliability setting. Add one on the page.");
    };
    let id = format!("{}-{name}", props.prefix());
    let options = props.drawing.topology.settings.iter();
    let options: Vec<(AttrValue, AttrValue)> = options
        .map(|setting| (setting.name.clone().into(), setting.name.clone().into()))
        .collect();
    html! {
        <Choice id={id.clone()} testid={id} {label} value={setting.name.clone()} {options} on_choose={props.change(move |value| Some(change(value)))} />
    }
}

const ENGINES: [(&str, &str); 3] = [
    ("fastest", "The faster one"),
    ("cpu", "CPU"),
    ("webgpu", "WebGPU"),
];

/// What computes.
pub fn engine(props: &Options) -> Html {
    let prefix = props.prefix();
    let (chosen, words) = match props.form.engine {
        EngineChoice::Fastest => (
            "fastest",
            "A few steps on each tell which is faster; without WebGPU, the CPU trains.",
        ),
        EngineChoice::Cpu => (
            "cpu",
            "The same seed gives the same parameters on every machine.",
        ),
        EngineChoice::WebGpu => ("webgpu", "Without an adapter, the CPU trains."),
    };
    let on_engine = props.change(|value: &'static str| {
        Some(Change::Engine(match value {
            "cpu" => EngineChoice::Cpu,
            "webgpu" => EngineChoice::WebGpu,
            _ => EngineChoice::Fastest,
        }))
    });
    html! {
        <div class="form-part">
            { segments("What computes", &format!("{prefix}-engine"), chosen, &ENGINES, &on_engine) }
            { note(words) }
        </div>
    }
}

/// The rule of the weights, and the setting that it may need.
pub fn weights(props: &Options) -> Html {
    use crate::rule::{Rule, drawn_words};
    let form = &props.form;
    let options: Vec<(AttrValue, AttrValue)> = Rule::ALL
        .into_iter()
        .map(|rule| {
            let text = match rule {
                Rule::AsDrawn => {
                    format!("as drawn: {}", drawn_words(&props.drawing.topology.weights))
                }
                other => other.words().to_owned(),
            };
            (rule.slug().into(), text.into())
        })
        .collect();
    html! {
        <div class="form-part">
            <Choice id="train-rule" testid="train-rule" label="Hyperconnection weights" value={form.rule.slug()} {options}
                on_choose={props.change(|value: String| Rule::parse(&value).map(Change::Rule))} />
            if form.rule.needs_setting() {
                { settings(props, "rule-setting", "Reliabilities of", form.rule_setting.as_deref(), Change::RuleSetting) }
            }
            if form.trains_a_copy(&props.drawing) {
                { note("A copy of the drawing with these weights is trained: it is another network. It will be listed under Networks, and its drawing can be opened from there.") }
            }
        </div>
    }
}

/// The field for the name.
pub fn name(props: &Options) -> Html {
    props.text(Field::Name, "name", "Name", "text")
}
