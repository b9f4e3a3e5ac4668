//! Everything that is wrong or doubtful, each with its place and, where there is one, its repair.

use std::rc::Rc;

use deepfog_topology::rules::Place;
use deepfog_topology::{Diagnostic, Severity};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::focus::use_focus_after;
use super::pictogram::{PictogramKind, pictogram};
use super::wording;
use crate::action::Action;
use crate::network::Network;
use crate::panels::{IconKind, icon};

/// Properties of [`Problems`].
#[derive(Clone, PartialEq, Properties)]
pub struct ProblemsProps {
    /// The network.
    pub network: Rc<Network>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The list of problems; it says so when there is none.
#[function_component]
pub fn Problems(props: &ProblemsProps) -> Html {
    let network = &props.network;
    let root = use_node_ref();
    let focus = use_focus_after(&root, network.clone());
    let errors = network.error_count();
    let warnings = network.problems.len() - errors;
    html! {
        <section class="problems" ref={root} aria-label="Problems" data-testid="problems" data-errors={errors.to_string()} data-warnings={warnings.to_string()}>
            <h2 tabindex="-1">{ "Problems" }<span class="aside">{ wording::problem_count(errors, warnings) }</span></h2>
            if network.problems.is_empty() {
                <p class="no-problem">{ icon(IconKind::Tick) }{ "No problem: this network can be trained and run." }</p>
            } else {
                <ul>
                    { for network.problems.iter().enumerate().map(|(at, problem)| row(props, at, problem, &focus)) }
                </ul>
                if errors == 0 {
                    <p class="note">{ "It can be trained and run nevertheless." }</p>
                }
            }
        </section>
    }
}

fn row(
    props: &ProblemsProps,
    at: usize,
    problem: &Diagnostic,
    focus: &Callback<Vec<String>>,
) -> Html {
    let severity = wording::severity(problem.severity);
    let (words, name) = wording::place(&problem.place);
    let picture = match problem.severity {
        Severity::Error => PictogramKind::Error,
        Severity::Warning => PictogramKind::Warning,
    };
    let place = match select(&props.network, &problem.place) {
        Some(action) => html! {
            <ActionButton class="plain" label={words.clone()} spoken={format!("{words}: select it")} name="go-to-problem" {action} on={props.on.clone()} />
        },
        None => html! { <b>{ &words }</b> },
    };
    // The next problem takes this one's place, or the heading the focus.
    let next = focus.reform(move |()| {
        vec![
            format!("li:nth-child({}) [data-repair]", at + 1),
            format!("li:nth-child({}) button", at + 1),
            "h2".to_owned(),
        ]
    });
    html! {
        <li key={at} class={severity} data-problem={severity} data-place={name}>
            <p class="problem-head">{ pictogram(picture) }<span class="severity">{ severity }</span>{ place }</p>
            <p>{ &problem.message }</p>
            if let Some(repair) = &problem.repair {
                <span data-repair={repair.label.clone()}>
                    <ActionButton label={repair.label.clone()} spoken={format!("{}: repairs {words}", repair.label)} name="repair"
                        action={Action::Edit(repair.edit.clone())} on_press={next} on={props.on.clone()} />
                </span>
            }
        </li>
    }
}

/// What shows a place in the drawing; `None` for what has no place there.
fn select(network: &Network, place: &Place) -> Option<Action> {
    let graph = &network.graph;
    match place {
        Place::Node(id) => Some(Action::Select(Some(graph.index(id)?))),
        Place::Link(link) => {
            let (from, to) = (graph.index(&link.from)?, graph.index(&link.to)?);
            let edge = graph
                .edges()
                .iter()
                .position(|edge| edge.from == from && edge.to == to)?;
            Some(Action::SelectLink(Some(edge)))
        }
        Place::Document | Place::Setting(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::Link;

    #[test]
    fn places_are_selected_by_index() {
        let network = Network::of_preset("sensor-chain").unwrap();
        let link = |from: &str, to: &str| {
            Place::Link(Link {
                from: from.into(),
                to: to.into(),
            })
        };
        let node = network.graph.index(&"f1".into());
        for (place, expected) in [
            (Place::Node("f1".into()), Some(Action::Select(node))),
            (Place::Node("gone".into()), None),
            // The first edge by name.
            (link("e", "f1"), Some(Action::SelectLink(Some(0)))),
            (link("f1", "e"), None),
            (Place::Document, None),
            (Place::Setting("Poor".to_owned()), None),
        ] {
            assert_eq!(select(&network, &place), expected);
        }
    }
}
