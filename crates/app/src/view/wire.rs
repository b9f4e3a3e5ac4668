//! A hyperconnection of the drawing.

use std::rc::Rc;

use deepfog_topology::LinkKind;
use yew::prelude::*;

use super::node::number;
use crate::action::Action;
use crate::flow::LinkState;
use crate::geometry::LinkShape;

/// Properties of [`Wire`].
#[derive(Clone, PartialEq, Properties)]
pub struct WireProps {
    /// Its index among the graph's edges.
    pub edge: usize,
    /// `e→f1`, for tests and styles.
    pub name: AttrValue,
    /// Where it is drawn.
    pub shape: LinkShape,
    /// Normal or skip.
    pub kind: LinkKind,
    /// What it does.
    pub state: LinkState,
    /// Counts what flowed: with a new number, data are seen to travel.
    pub serial: u32,
    /// Its spoken name.
    pub label: AttrValue,
    /// Whether it is selected.
    pub selected: bool,
    /// The pointer is over it, or leaves it.
    pub on_point: Callback<Option<usize>>,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The identifier of a hyperconnection's element.
pub fn link_id(edge: usize) -> String {
    format!("link-{edge}")
}

/// A hyperconnection: solid when normal, dashed when a skip, dotted when its sender gives nothing, bold when it
/// is part of a live path.
#[function_component]
pub fn Wire(props: &WireProps) -> Html {
    let state = match props.state {
        LinkState::Carrying => "carrying",
        LinkState::Idle => "idle",
        LinkState::Dead => "dead",
        LinkState::Absent => "absent",
    };
    let kind = match props.kind {
        LinkKind::Normal => "normal",
        LinkKind::Skip => "skip",
    };
    let edge = props.edge;
    let (enter, leave) = (props.on_point.clone(), props.on_point.clone());
    let path: AttrValue = Rc::clone(&props.shape.path).into();
    let on = props.on.clone();
    html! {
        <g id={link_id(edge)} class={classes!("wire", kind, state, props.selected.then_some("selected"))} role="img" aria-label={&props.label}
            tabindex={if props.selected { "0" } else { "-1" }} data-link={props.name.clone()} data-kind={kind} data-flow={state}
            onfocus={move |_: FocusEvent| on.emit(Action::SelectLink(Some(edge)))}
            onmouseenter={move |_: MouseEvent| enter.emit(Some(edge))} onmouseleave={move |_: MouseEvent| leave.emit(None)}>
            <path class="wire-reach" d={path.clone()} />
            if props.selected { <path class="wire-ring" d={path.clone()} /> }
            <path class="wire-line" d={path.clone()} />
            <path class="wire-head" d={AttrValue::from(Rc::clone(&props.shape.head))} />
            if props.state == LinkState::Carrying && props.serial > 0 {
                // A new key makes a new element, which starts to move again.
                <path key={props.serial} class="wire-data" d={path} pathLength="100" />
            }
        </g>
    }
}

/// A hyperconnection's label, above all lines.
pub fn label(shape: &LinkShape, kind: LinkKind, state: LinkState, text: String) -> Html {
    let kind = match kind {
        LinkKind::Normal => "normal",
        LinkKind::Skip => "skip",
    };
    let quiet = (state != LinkState::Carrying).then_some("quiet");
    html! {
        <text class={classes!("wire-label", kind, quiet)} x={number(shape.label.x)} y={number(shape.label.y + 3.5)}>{ text }</text>
    }
}
