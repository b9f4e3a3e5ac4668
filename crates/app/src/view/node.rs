//! A node of the drawing.

use std::rc::Rc;

use deepfog_topology::{Sense, Tier};
use yew::prelude::*;

use super::glyph::{self, UNIT_STEP};
use crate::action::Action;
use crate::flow::NodeState;
use crate::geometry::NodeBox;
use crate::network::Network;
use crate::state::Mode;

/// Nodes that are less high have smaller marks.
const LOW: f32 = 54.0;

/// Properties of [`NodeMark`].
#[derive(Clone, PartialEq, Properties)]
pub struct NodeMarkProps {
    /// The network that it is a node of.
    pub network: Rc<Network>,
    /// Its index in the graph.
    pub node: usize,
    /// Where it is drawn.
    pub place: NodeBox,
    /// What it does.
    pub state: NodeState,
    /// Its accessible name.
    pub label: AttrValue,
    /// Whether its facts stay shown.
    pub selected: bool,
    /// Whether it is marked together with others.
    pub marked: bool,
    /// Whether a hyperconnection begins or may end here now.
    pub aim: Option<Aim>,
    /// Whether a problem concerns it.
    pub faulty: bool,
    /// What a click does.
    pub mode: Mode,
    /// Whether Tab leads to it: one node of the drawing at a time.
    pub reachable: bool,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// A node's part in a hyperconnection that is being drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// It begins here.
    From,
    /// It would end here.
    To,
    /// It cannot end here.
    Barred,
}

/// The identifier of a node's element.
pub fn element_id(node: usize) -> String {
    format!("node-{node}")
}

/// A node: its name, its units, its state. A click fails or restores it.
#[function_component]
pub fn NodeMark(props: &NodeMarkProps) -> Html {
    let network = &props.network;
    let node = props.node;
    let emit = |action: Action| {
        let on = props.on.clone();
        move || on.emit(action.clone())
    };
    let toggle = emit(Action::Toggle(node));
    let select = emit(Action::Select(Some(node)));
    let enter = emit(Action::PointAt(Some(node)));
    let leave = emit(Action::PointAt(None));

    let tier = network.graph.tier(node);
    let can_fail = network.bit(node).is_some();
    let down = props.state == NodeState::Down;
    let NodeBox {
        centre,
        width,
        height,
    } = props.place;
    let (left, top) = (centre.x - width / 2.0, centre.y - height / 2.0);
    let rect = |class: &'static str, grow: f32| {
        html! {
            <rect {class} x={number(left - grow)} y={number(top - grow)} width={number(width + 2.0 * grow)}
                height={number(height + 2.0 * grow)} rx={number(8.0 + grow)} />
        }
    };
    // Name above, units below, together in the middle; in a low node the marks are smaller.
    let low = height < LOW;
    let name_y = if low {
        top + 15.0
    } else {
        centre.y - height * 0.1
    };
    let marks_y = if low {
        top + height - 11.0
    } else {
        centre.y + height * 0.5 - 15.0
    };
    let scale = if low { 0.68 } else { 1.0 };
    let drawn = props.mode == Mode::Draw;
    let aim = props.aim.map(|aim| match aim {
        Aim::From => "aim-from",
        Aim::To => "aim-to",
        Aim::Barred => "aim-barred",
    });
    html! {
        <g id={element_id(node)} class={classes!("node", tier.name(), class_of(props.state), props.selected.then_some("selected"),
                props.marked.then_some("marked"), aim)}
            role="button" tabindex={if props.reachable { "0" } else { "-1" }} aria-label={&props.label}
            aria-pressed={(can_fail && !drawn).then(|| down.to_string())} aria-disabled={(!can_fail && !drawn).then_some("true")}
            data-marked={props.marked.then_some("true")}
            data-node={network.name(node).to_string()} data-tier={tier.name()}
            data-state={if down { "down" } else { "up" }} data-delivers={(props.state == NodeState::Delivering).to_string()}
            onclick={move |_: MouseEvent| if !drawn { toggle() }} onfocus={move |_: FocusEvent| select()}
            onmouseenter={move |_: MouseEvent| enter()} onmouseleave={move |_: MouseEvent| leave()}>
            { rect("node-ring", 4.0) }
            { rect("node-box", 0.0) }
            if down { { rect("node-hatch", 0.0) } }
            if props.faulty {
                <path class="node-fault" d={format!("M{:.1} {:.1}l5.5 10h-11z", left + 11.0, top + 4.5)} />
            }
            <text class="node-name" x={number(centre.x)} y={number(name_y)}>{ clipped(network.name(node).as_str(), props.place.letters()) }</text>
            { " " }
            if down {
                <path class="node-cross" d={cross(left + width - 11.0, top + 11.0)} />
                <text class="node-down" x={number(centre.x)} y={number(marks_y + 5.0)}>{ "down" }</text>
            } else {
                <g transform={low.then(|| format!("translate({:.1} {marks_y:.1}) scale({scale})", centre.x))}>
                    { if low { contents(network, node, 0.0, 0.0, width / scale) }
                      else { contents(network, node, centre.x, marks_y, width) } }
                </g>
            }
        </g>
    }
}

fn class_of(state: NodeState) -> &'static str {
    match state {
        NodeState::Delivering => "delivering",
        NodeState::Silent => "silent",
        NodeState::Down => "down",
    }
}

/// The units on a node, or what a source without units senses.
fn contents(network: &Network, node: usize, x: f32, y: f32, width: f32) -> Html {
    let units = network.units(node);
    let classifies = network.graph.tier(node) == Tier::Cloud;
    if units.is_empty() && !classifies {
        let sense: Option<&Sense> = network
            .topology
            .node(network.name(node))
            .and_then(|node| node.sense.as_ref());
        return sense.map_or_else(Html::default, |sense| {
            html! { <path class="node-sense" d={glyph::sense_path(sense, &network.space, x, y)} /> }
        });
    }
    let count = units.len() + usize::from(classifies);
    // Many units stand closer together rather than outside of the node.
    let step = UNIT_STEP.min((width - 16.0) / count as f32);
    let first = x - step * (count as f32 - 1.0) / 2.0;
    let bars: String = units
        .iter()
        .enumerate()
        .map(|(at, unit)| glyph::unit_path(unit, first + step * at as f32, y))
        .collect();
    html! {
        <>
            <path class="node-units" d={bars} />
            if classifies {
                <path class="node-classifier" d={glyph::classifier_path(first + step * units.len() as f32, y)} />
            }
        </>
    }
}

fn cross(x: f32, y: f32) -> String {
    format!(
        "M{:.1} {:.1}l8 8M{:.1} {:.1}l-8 8",
        x - 4.0,
        y - 4.0,
        x + 4.0,
        y - 4.0
    )
}

/// A name that is too long for its node ends in an ellipsis; the forms and the table have all of it.
fn clipped(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let start: String = name.chars().take(letters.saturating_sub(1)).collect();
    start + "…"
}

/// A length as an attribute.
pub fn number(value: f32) -> String {
    format!("{value:.1}")
}
