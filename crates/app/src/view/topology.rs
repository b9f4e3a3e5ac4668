//! The network as a drawing that a person can walk and break.

use std::rc::Rc;

use deepfog_resilience::Pattern;
use deepfog_topology::{LinkKind, Scheme};
use wasm_bindgen::JsCast;
use web_sys::SvgElement;
use yew::prelude::*;

use super::node::{NodeMark, element_id, number};
use super::wire::{self, Wire};
use crate::action::Action;
use crate::flow::{Flow, LinkState};
use crate::geometry::{self, Direction, Drawing, Frame};
use crate::network::Network;
use crate::size::use_size;
use crate::wording;

/// Narrower than this, the network runs downwards.
const DOWNWARDS_BELOW: i32 = 560;
/// The size in drawing units that fits the page's own type; on a larger screen, everything grows.
const COMFORTABLE: (f32, f32) = (640.0, 300.0);

/// Properties of [`TopologyView`].
#[derive(Clone, PartialEq, Properties)]
pub struct TopologyViewProps {
    /// The network.
    pub network: Rc<Network>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// The scheme whose flow is shown.
    pub scheme: Scheme,
    /// The node whose facts stay shown.
    pub selected: Option<usize>,
    /// The node that is pointed at.
    pub pointed: Option<usize>,
    /// Counts what flowed.
    pub serial: u32,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The network. Tab reaches it once; arrows walk its nodes by place; Enter, Space or F fails or restores a
/// node, R restores all.
#[function_component]
pub fn TopologyView(props: &TopologyViewProps) -> Html {
    let container = use_node_ref();
    let size = use_size(&container, (660, 320));
    let drawing: Rc<Drawing> = use_memo((props.network.clone(), size), |(network, size)| {
        geometry::draw(
            &network.graph,
            &network.layout,
            &network.unit_marks(),
            frame(network, *size),
        )
    });
    let flow: Rc<Flow> = use_memo(
        (props.network.clone(), props.scheme, props.pattern),
        |(network, scheme, pattern)| Flow::new(network, *scheme, *pattern),
    );
    let wire_pointed = use_state_eq(|| None::<usize>);
    let on_point = {
        let wire_pointed = wire_pointed.setter();
        use_callback((), move |edge: Option<usize>, ()| wire_pointed.set(edge))
    };

    let network = &props.network;
    // Where Tab leads and keys act: the node that had the focus last, even after Escape let go of its facts.
    let roving = use_state_eq(|| 0_usize);
    {
        let roving = roving.setter();
        use_effect_with((network.id, props.selected), move |(_, selected)| {
            if let Some(node) = *selected {
                roving.set(node);
            }
        });
    }
    let active = props
        .selected
        .unwrap_or(*roving)
        .min(network.graph.len().saturating_sub(1));
    let on_key = key_handler(props, &drawing, active);
    let Frame {
        width,
        height,
        downwards,
    } = drawing.frame;
    let near = |edge: &deepfog_topology::Edge| {
        [props.pointed, props.selected]
            .into_iter()
            .flatten()
            .any(|node| node == edge.from || node == edge.to)
    };
    let labels = network
        .graph
        .edges()
        .iter()
        .enumerate()
        .filter_map(|(at, edge)| {
            let shape = drawing.links.get(at)?;
            let state = flow.links[at];
            let always = drawing.roomy
                && shape.room > 34.0
                && !downwards
                && (edge.kind == LinkKind::Normal || state == LinkState::Carrying);
            let shown = always || *wire_pointed == Some(at) || near(edge);
            shown.then(|| {
                wire::label(
                    shape,
                    edge.kind,
                    state,
                    wording::link(network, &flow, props.scheme, at),
                )
            })
        });
    let order = drawing_order(&flow);
    html! {
        <div class={classes!("drawing", downwards.then_some("downwards"))} ref={container} data-testid="network">
            <svg viewBox={format!("0 0 {width:.1} {height:.1}")} height={downwards.then(|| number(height))}
                preserveAspectRatio="xMidYMid meet" role="group" onkeydown={on_key}
                aria-label={format!("Network {}. Arrow keys walk over its nodes, Enter fails or restores one.", network.topology.title)}>
                <defs>
                    <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <path class="hatch-line" d="M0 0v6" />
                    </pattern>
                </defs>
                <g aria-hidden="true">
                    { for drawing.tiers.iter().map(tier) }
                    { for order.into_iter().filter_map(|at| {
                        let edge = network.graph.edges().get(at)?;
                        let name = format!("{}→{}", network.name(edge.from), network.name(edge.to));
                        let shape = drawing.links.get(at)?.clone();
                        Some(html! {
                            <Wire key={name.clone()} edge={at} name={name.clone()} {shape} kind={edge.kind} state={flow.links[at]}
                                serial={props.serial} on_point={on_point.clone()} />
                        })
                    }) }
                    <g class="wire-labels">{ for labels }</g>
                </g>
                { for drawing.nodes.iter().enumerate().map(|(node, place)| html! {
                    <NodeMark key={network.name(node).to_string()} network={network.clone()} {node} place={*place}
                        state={flow.nodes[node]} label={wording::node(network, &flow, node)}
                        selected={props.selected == Some(node)} reachable={active == node} on={props.on.clone()} />
                }) }
            </svg>
        </div>
    }
}

fn tier(mark: &geometry::TierMark) -> Html {
    html! {
        <g class="tier">
            if let Some((from, to)) = mark.separator {
                <path class="tier-line" d={format!("M{:.1} {:.1}L{:.1} {:.1}", from.x, from.y, to.x, to.y)} />
            }
            <text class="tier-name" x={number(mark.label.x)} y={number(mark.label.y)}>{ mark.tier.name() }</text>
        </g>
    }
}

/// The room to draw in: the container's, in units in which text has the page's size or is larger.
fn frame(network: &Network, (width, height): (i32, i32)) -> Frame {
    if width < DOWNWARDS_BELOW {
        return Frame {
            width: width.max(240) as f32,
            height: geometry::height_downwards(&network.layout),
            downwards: true,
        };
    }
    let (width, height) = (width as f32, height.max(160) as f32);
    let scale = (width / COMFORTABLE.0)
        .min(height / COMFORTABLE.1)
        .clamp(0.85, 1.8);
    Frame {
        width: width / scale,
        height: height / scale,
        downwards: false,
    }
}

/// What carries is drawn last, above everything that it crosses.
fn drawing_order(flow: &Flow) -> Vec<usize> {
    let mut order: Vec<usize> = (0..flow.links.len()).collect();
    order.sort_by_key(|&at| match flow.links[at] {
        LinkState::Absent => 0,
        LinkState::Dead => 1,
        LinkState::Idle => 2,
        LinkState::Carrying => 3,
    });
    order
}

fn key_handler(
    props: &TopologyViewProps,
    drawing: &Rc<Drawing>,
    active: usize,
) -> Callback<KeyboardEvent> {
    let on = props.on.clone();
    let drawing = Rc::clone(drawing);
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let walk = |direction| geometry::neighbour(&drawing.nodes, active, direction);
        let target = match event.key().as_str() {
            "ArrowLeft" => walk(Direction::Left),
            "ArrowRight" => walk(Direction::Right),
            "ArrowUp" => walk(Direction::Up),
            "ArrowDown" => walk(Direction::Down),
            "Home" => Some(0),
            "End" => drawing.nodes.len().checked_sub(1),
            "Enter" | " " | "f" | "F" => {
                // A key that is held down would fail and restore the node over and over.
                if !event.repeat() {
                    on.emit(Action::Toggle(active));
                }
                event.prevent_default();
                return;
            }
            "r" | "R" => {
                on.emit(Action::RestoreAll);
                return;
            }
            "?" => {
                on.emit(Action::ShowHelp(true));
                return;
            }
            "Escape" => {
                on.emit(Action::Select(None));
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(target) = target {
            focus(target);
        }
    })
}

/// Moves the focus to a node, which selects it.
fn focus(node: usize) {
    if let Some(element) = gloo::utils::document()
        .get_element_by_id(&element_id(node))
        .and_then(|element| element.dyn_into::<SvgElement>().ok())
    {
        // An element that is gone cannot take the focus, and nothing is lost then.
        let _ = element.focus();
    }
}
