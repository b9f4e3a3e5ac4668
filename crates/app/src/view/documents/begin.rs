//! Beginning: with nothing, with a shipped network, with a file.

use std::rc::Rc;

use deepfog_browser::file;
use deepfog_topology::document::{Document, View};
use deepfog_topology::{TaskId, edit};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::action::Action;
use crate::files;
use crate::network::Network;

/// Properties of [`Begin`].
#[derive(Clone, PartialEq, Properties)]
pub struct BeginProps {
    /// The shipped networks.
    pub networks: Rc<Vec<Rc<Network>>>,
    /// Takes what opens a document.
    pub on_open: Callback<Action>,
}

/// Test id, task and words of the buttons for a new drawing.
const NEW: [(&str, &str, &str); 2] = [
    ("new-motion", TaskId::SMARTWATCH, "New drawing: motion"),
    ("new-image", TaskId::FASHION_MNIST, "New drawing: image"),
];

/// Buttons for new drawings, the shipped networks, and the choice of a file.
#[function_component]
pub fn Begin(props: &BeginProps) -> Html {
    let fault = use_state_eq(|| None::<AttrValue>);
    let on_file = {
        let (on_open, fault) = (props.on_open.clone(), fault.setter());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let files = file::of_list(input.files());
            let (on_open, fault) = (on_open.clone(), fault.clone());
            fault.set(None);
            yew::platform::spawn_local(async move {
                let read = files::read(&files).await;
                // So that the same file, once it is put right, is a change again.
                input.set_value("");
                match read {
                    Ok(read) => on_open.emit(files::open(read)),
                    Err(error) => fault.set(Some(error.to_string().into())),
                }
            });
        })
    };
    html! {
        <>
            <section aria-labelledby="begin-title">
                <h3 id="begin-title">{ "Begin" }</h3>
                <div class="buttons">
                    { for NEW.iter().map(|&(test_id, task, words)| {
                        let on_open = props.on_open.clone();
                        html! {
                            <button key={test_id} type="button" data-testid={test_id} onclick={move |_: MouseEvent| on_open.emit(blank(task))}>{ words }</button>
                        }
                    }) }
                    <label class="file-choice">
                        <input type="file" accept=".json,application/json" data-testid="open-file" onchange={on_file}
                            aria-describedby="file-fault" />
                        <span>{ "Open a file…" }</span>
                    </label>
                </div>
                <p id="file-fault" class="documents-fault" role="alert" data-testid="file-fault">{ (*fault).clone().unwrap_or_default() }</p>
                <p class="note">{ "A file can also be dropped anywhere on the page." }</p>
            </section>
            <section aria-labelledby="start-title">
                <h3 id="start-title">{ "Start from a network that is trained" }</h3>
                <ul class="starts">
                    { for props.networks.iter().filter_map(|network| start(network, &props.on_open)) }
                </ul>
            </section>
        </>
    }
}

/// An empty drawing. It has a place in the store as soon as something is drawn.
fn blank(task: &str) -> Action {
    let topology = edit::blank(task.into(), "Untitled");
    let view = View {
        setting: topology
            .all_settings()
            .pop()
            .map_or_else(|| View::default().setting, |setting| setting.name),
        ..View::default()
    };
    Action::OpenDocument {
        document: Box::new(Document { topology, view }),
        own: None,
        notes: Vec::new(),
    }
}

fn start(network: &Rc<Network>, on_open: &Callback<Action>) -> Option<Html> {
    let preset = network.preset?;
    let on_open = on_open.clone();
    let task = task_name(&network.task.id);
    Some(html! {
        <li key={preset}>
            <button type="button" data-start={preset} onclick={move |_: MouseEvent| on_open.emit(Action::OpenPreset(preset.to_owned()))}>
                { &network.topology.title }
            </button>
            <span class="note">{ format!("{task}. {}", network.lesson) }</span>
        </li>
    })
}

/// A task in one word, as the page's head has it.
pub fn task_name(task: &TaskId) -> &'static str {
    match task.as_str() {
        TaskId::SMARTWATCH => "Motion",
        TaskId::FASHION_MNIST => "Image",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::rules;

    #[test]
    fn a_new_drawing_is_empty_and_sound() {
        for (_, task, _) in NEW {
            let Action::OpenDocument { document, own, .. } = blank(task) else {
                panic!("it opens nothing");
            };
            assert_eq!(own, None);
            assert_eq!(document.topology.task.as_str(), task);
            assert!(document.topology.nodes.is_empty());
            assert!(rules::structure(&document.topology).is_empty());
            assert_eq!(document.view.setting, "Hazardous");
        }
    }
}
