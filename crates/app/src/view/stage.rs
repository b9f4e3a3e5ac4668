//! The middle of the page: the sentence, the drawing, and the facts of one node.

use std::rc::Rc;

use deepfog_protocol::SchemeAnswer;
use deepfog_resilience::Pattern;
use deepfog_topology::Scheme;
use yew::prelude::*;

use super::scheme_switch::scheme_switch;
use super::topology::{DeskProps, TopologyView};
use crate::action::Action;
use crate::draw::ElementTable;
use crate::network::Network;
use crate::panels::{IconKind, Inspector, Shared, icon, price};
use crate::schemes::Schemes;
use crate::sentence;
use crate::state::{Mode, Word};

/// Properties of [`Stage`].
#[derive(Clone, PartialEq, Properties)]
pub struct StageProps {
    /// The network.
    pub network: Rc<Network>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The schemes that there are.
    pub schemes: Schemes,
    /// The scheme chosen.
    pub scheme: Scheme,
    /// The scheme whose flow is shown now.
    pub flow_scheme: Scheme,
    /// The node whose facts stay shown.
    pub selected: Option<usize>,
    /// The node that is pointed at.
    pub pointed: Option<usize>,
    /// What the scheme shown answered, when that is the answer to the present sample and pattern.
    pub answer: Option<Shared<SchemeAnswer>>,
    /// Counts what flowed.
    pub serial: u32,
    /// The reliability setting chosen.
    pub setting: usize,
    /// What is edited, and how.
    pub desk: DeskProps,
    /// What is to be said of the last edit.
    pub word: Option<Word>,
    /// What the live region says.
    pub announcement: Rc<str>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What the failures mean, in words and as a drawing.
#[function_component]
pub fn Stage(props: &StageProps) -> Html {
    let network = &props.network;
    let sentence = use_memo(
        (network.clone(), props.pattern, props.schemes),
        |(network, pattern, schemes)| sentence::describe(network, *pattern, *schemes),
    );
    let table = use_state_eq(|| false);
    let on_table = {
        let table = table.clone();
        move |_: MouseEvent| table.set(!*table)
    };
    let drawing = props.desk.mode == Mode::Draw;
    html! {
        <section class={classes!("stage", drawing.then_some("drawing-stage"))} aria-label="Network">
            <p class="say" data-testid="sentence"><b>{ &sentence.lead }</b>{ " " }{ &sentence.rest }</p>
            <p class="unseen" role="status" data-testid="announcement">{ props.announcement.to_string() }</p>
            <div class="stage-tools">
                { scheme_switch(props.schemes, props.scheme, props.flow_scheme, &props.on) }
                <button type="button" class="table-switch" aria-expanded={table.to_string()} data-testid="table-switch" onclick={on_table}>{ "Table" }</button>
            </div>
            <TopologyView network={network.clone()} pattern={props.pattern} scheme={props.flow_scheme}
                selected={props.selected} pointed={props.pointed} serial={props.serial} desk={props.desk.clone()} on={props.on.clone()} />
            { begun(props) }
            { word(props.word.as_ref(), &props.on) }
            if *table {
                <div class="table-pane" tabindex="0" role="region" aria-label="Nodes and hyperconnections">
                    <ElementTable network={network.clone()} pattern={props.pattern} scheme={props.flow_scheme}
                        setting={props.setting} selected={props.selected} link={props.desk.selection.link} on={props.on.clone()} />
                </div>
            } else if !drawing {
                <div class="node-facts" data-testid="inspector">{ facts(props) }</div>
            }
        </section>
    }
}

/// What to do next with a hyperconnection that was begun. The live region has said it already.
fn begun(props: &StageProps) -> Html {
    let Some(from) = props.desk.connecting else {
        return Html::default();
    };
    let on = props.on.clone();
    html! {
        <div class="word" data-testid="begun">
            <p>{ format!("From {}: choose the node that the hyperconnection leads to, or an empty place for a new one.", props.network.name(from)) }</p>
            <button type="button" onclick={move |_: MouseEvent| on.emit(Action::Connect(None))}>{ "Cancel" }</button>
        </div>
    }
}

/// What there is to say of the last edit.
fn word(word: Option<&Word>, on: &Callback<Action>) -> Html {
    let Some(word) = word else {
        return Html::default();
    };
    let (kind, picture, text) = match word {
        Word::Refused(text) => ("refused", IconKind::Warn, text),
        Word::Noted(text) => ("noted", IconKind::Tick, text),
    };
    let on = on.clone();
    html! {
        <div class={classes!("word", kind)} data-testid="word" data-word={kind}>
            { icon(picture) }
            <p>{ text.to_string() }</p>
            <button type="button" onclick={move |_: MouseEvent| on.emit(Action::DismissWord)}>{ "Dismiss" }</button>
        </div>
    }
}

/// The facts of one node, or what the skips cost.
fn facts(props: &StageProps) -> Html {
    let network = &props.network;
    let node = props.pointed.or(props.selected);
    match (node, network.plan(props.flow_scheme)) {
        (Some(node), Some(plan)) => html! {
            <Inspector topology={network.document.clone()} plan={plan.clone()}
                node={network.name(node).clone()} pattern={props.pattern} answer={props.answer.clone()}
                classes={network.classes.clone()} />
        },
        (None, _) if network.error_count() == 0 => html! {
            <>
                <p class="empty">{ "Click a node to fail it, again to restore it. Point at one, or walk there with the arrow keys, to see its units, its output and what it sends." }</p>
                { price(&network.graph, &network.costs(Scheme::Vanilla), &network.costs(Scheme::ResilinetPlus)) }
            </>
        },
        _ => html! {
            <p class="empty">{ "Click a node to fail it, again to restore it. What a node takes in and gives can be told once the drawing has no problem: “Draw” lists what is missing." }</p>
        },
    }
}
