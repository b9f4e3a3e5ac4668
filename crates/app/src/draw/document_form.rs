//! The form of the whole drawing: what it is called and recognises, how hyperconnections weigh, and what the editor can do
//! by itself.

use std::rc::Rc;

use deepfog_notation::words::counted;
use deepfog_topology::{Edit, NodeId, TaskId};
use yew::prelude::*;

use super::choice::Choice;
use super::field::parse_title;
use super::skips_button::SkipsButton;
use super::spread;
use super::spread_form::SpreadForm;
use super::text_field::{TextField, asks};
use super::weights::{self, RuleKind};
use super::wording;
use crate::action::Action;
use crate::network::Network;

/// Properties of [`DocumentForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct DocumentFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// Index of the reliability setting chosen, into [`Network::settings`].
    pub setting: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What can be changed while nothing is selected.
#[function_component]
pub fn DocumentForm(props: &DocumentFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let topology = &network.topology;
    let path = use_memo(network.clone(), |network| {
        spread::whole_path(&network.topology)
    });
    let read_title = {
        let present = topology.title.clone();
        asks(on, move |text| {
            let title = parse_title(text)?;
            Ok((title != present).then_some(Action::Edit(Edit::SetTitle { title })))
        })
    };
    html! {
        <section class="draw-form" aria-label="The whole network" data-testid="document-form">
            <h2>{ "Network" }<span class="aside">{ counted(topology.nodes.len(), "node") }</span></h2>
            <TextField label="Title" field="title" value={topology.title.clone()} read={read_title} />
            { task(props) }
            { weight_rule(props) }
            <div class="form-part">
                <h3>{ "Skip hyperconnections" }</h3>
                <p class="note">{ "deepFogGuard's rule: each node also feeds what lies one node further." }</p>
                <SkipsButton network={network.clone()} on={on.clone()} />
            </div>
            <SpreadForm key={path_key(&path)} network={network.clone()} path={(*path).clone()} on={on.clone()} />
            <p class="note">{ "Select a node or a hyperconnection to change it." }</p>
        </section>
    }
}

/// With another path, numbers that were typed for the one before are gone.
fn path_key(path: &Result<Vec<NodeId>, String>) -> String {
    let names = path.iter().flatten().map(NodeId::as_str);
    names.collect::<Vec<_>>().join(" ")
}

fn task(props: &DocumentFormProps) -> Html {
    let present = &props.network.task.id;
    html! {
        <div class="field">
            <fieldset class="segments form-segments" data-field="task" aria-describedby="task-note">
                <legend>{ "Recognises" }</legend>
                { for [(TaskId::SMARTWATCH, "Motion"), (TaskId::FASHION_MNIST, "Image")].into_iter().map(|(task, name)| {
                    let on = props.on.clone();
                    let choose = move |_: Event| on.emit(Action::Edit(Edit::SetTask { task: task.into() }));
                    html! {
                        <label key={task}>
                            <input type="radio" name="drawn-task" value={task} checked={present.as_str() == task} onchange={choose} />
                            <span>{ name }</span>
                        </label>
                    }
                }) }
            </fieldset>
            <p class="note" id="task-note">{ wording::task_change(present) }</p>
        </div>
    }
}

fn weight_rule(props: &DocumentFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let present = &network.topology.weights;
    let kind = RuleKind::of(present);
    let setting = weights::setting_of(present).map(str::to_owned);
    // A rule that needs a setting begins with the one that is chosen on the page.
    let first_setting = setting.clone().unwrap_or_else(|| {
        let chosen = network.settings.get(props.setting);
        chosen.map_or_else(String::new, |setting| setting.name.clone())
    });
    let mut offered: Vec<RuleKind> = RuleKind::OFFERED.to_vec();
    if !offered.contains(&kind) {
        offered.push(kind);
    }
    let choose = |emitted: Vec<RuleKind>, setting: String| {
        let (network, on) = (network.clone(), on.clone());
        Callback::from(move |slug: String| {
            if let Some(kind) = emitted.iter().find(|kind| kind.slug() == slug) {
                let rule = kind.rule(&network.topology, &setting);
                on.emit(Action::Edit(Edit::SetWeightRule { rule }));
            }
        })
    };
    let choose_setting = {
        let (network, on) = (network.clone(), on.clone());
        Callback::from(move |setting: String| {
            let rule = kind.rule(&network.topology, &setting);
            on.emit(Action::Edit(Edit::SetWeightRule { rule }));
        })
    };
    let rules = offered
        .iter()
        .map(|kind| (kind.slug().into(), kind.name().into()))
        .collect::<Vec<_>>();
    html! {
        <div class="form-part">
            <Choice label="Hyperconnection weights" field="weights" value={kind.slug()} options={rules}
                on_choose={choose(offered, first_setting)} />
            if let Some(setting) = setting {
                <Choice label="Reliability under" field="weights-setting" value={setting}
                    options={network.settings.iter().map(|setting| (setting.name.clone().into(), setting.name.clone().into())).collect::<Vec<_>>()}
                    on_choose={choose_setting} />
            }
            <p class="note">{ wording::weight_rule(kind) }</p>
        </div>
    }
}
