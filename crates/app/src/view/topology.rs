//! The network as a drawing that a person can walk, break and change.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_resilience::Pattern;
use deepfog_topology::edit::{self, Clip};
use deepfog_topology::order;
use deepfog_topology::rules::Place;
use deepfog_topology::{LinkKind, NodeId, Scheme};
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};
use yew::prelude::*;

use super::board::{Board, Gesture};
use super::desk::Desk;
use super::key_press::focus;
use super::minimap::Minimap;
use super::node::{Aim, NodeMark, element_id, number};
use super::toolbar::{Tools, palette, tools};
use super::wire::{self, Wire, link_id};
use crate::action::Action;
use crate::flow::{Flow, LinkState};
use crate::geometry::{self, Camera, Drawing, Frame, Point, Size};
use crate::network::Network;
use crate::state::{Editor, Mode};
use crate::wording;
use deepfog_chart::size::use_size;

/// Narrower than this, the network runs downwards.
const DOWNWARDS_BELOW: i32 = 560;
/// Space around a drawing that is fitted into the pane, in CSS pixels.
const FIT_MARGIN: f32 = 18.0;

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
    /// What is edited, and how.
    pub desk: DeskProps,
    /// Counts what flowed.
    pub serial: u32,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// What the drawing needs of the editor.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskProps {
    /// What a click does.
    pub mode: Mode,
    /// What is selected beside the node whose facts are shown.
    pub selection: crate::state::Selection,
    /// The node that a hyperconnection is begun at.
    pub connecting: Option<usize>,
    /// The name of the edit that Undo takes back.
    pub undo: Option<AttrValue>,
    /// The name of the edit that Redo does again.
    pub redo: Option<AttrValue>,
    /// Whether something was copied.
    pub has_clip: bool,
    /// Counts documents opened.
    pub opened: u32,
}

impl DeskProps {
    /// Takes what the drawing needs.
    pub fn of(editor: &Editor) -> Self {
        let name = |name: Option<&Rc<str>>| name.map(|name| AttrValue::from(Rc::clone(name)));
        Self {
            mode: editor.mode,
            selection: editor.selection.clone(),
            connecting: editor.connecting,
            undo: name(editor.history.undo_name()),
            redo: name(editor.history.redo_name()),
            has_clip: editor.clip.is_some(),
            opened: editor.opened,
        }
    }
}

/// What is written on and spoken of the parts of a drawing; made anew only when the network or its failures change.
struct Words {
    nodes: Vec<AttrValue>,
    links: Vec<AttrValue>,
    /// `e→f1`, for keys, tests and styles.
    names: Vec<AttrValue>,
    faulty: Vec<bool>,
}

impl Words {
    fn new(network: &Network, flow: &Flow) -> Self {
        let graph = &network.graph;
        let faulty = |id: &NodeId| {
            network
                .problems
                .iter()
                .any(|problem| matches!(&problem.place, Place::Node(other) if other == id))
        };
        Self {
            nodes: (0..graph.len())
                .map(|node| wording::node(network, flow, node).into())
                .collect(),
            links: (0..graph.edges().len())
                .map(|edge| wording::spoken_link(network, flow, edge).into())
                .collect(),
            names: graph
                .edges()
                .iter()
                .map(|edge| format!("{}→{}", network.name(edge.from), network.name(edge.to)).into())
                .collect(),
            faulty: graph.ids().iter().map(faulty).collect(),
        }
    }
}

/// The network. Tab reaches it once; what keys do is listed in [`super::keys::KEYS`].
#[function_component]
pub fn TopologyView(props: &TopologyViewProps) -> Html {
    let container = use_node_ref();
    let svg = use_node_ref();
    let size = use_size(&container, (660, 320));
    let board = use_mut_ref(Board::default);
    let redraw = use_force_update();
    let drawing: Rc<Drawing> = use_memo((props.network.clone(), size), |(network, size)| {
        draw(network, *size)
    });
    let flow: Rc<Flow> = use_memo(
        (props.network.clone(), props.scheme, props.pattern),
        |(network, scheme, pattern)| Flow::new(network, *scheme, *pattern),
    );
    let words = use_memo(
        (props.network.clone(), props.scheme, props.pattern),
        |(network, _, _)| Words::new(network, &flow),
    );
    let skips = use_memo(props.network.clone(), |network| {
        edit::suggested_skips(&network.topology, None).len()
    });
    let wire_pointed = use_state_eq(|| None::<usize>);
    let on_point = {
        let wire_pointed = wire_pointed.setter();
        use_callback((), move |edge: Option<usize>, ()| wire_pointed.set(edge))
    };

    let network = &props.network;
    let graph = &network.graph;
    // Where Tab leads and keys act: the node that had the focus last, even after Escape let go of its facts.
    let roving = use_state_eq(|| 0_usize);
    {
        let roving = roving.setter();
        use_effect_with((props.desk.opened, props.selected), move |(_, selected)| {
            if let Some(node) = *selected {
                roving.set(node);
            }
        });
    }
    let active = (!graph.is_empty()).then(|| {
        props
            .selected
            .unwrap_or(*roving)
            .min(graph.len().saturating_sub(1))
    });
    let pane = Size {
        width: size.0 as f32,
        height: if drawing.frame.downwards {
            drawing.frame.height
        } else {
            size.1 as f32
        },
    };
    {
        // Another document is looked at from where all of it is in sight.
        let (board, redraw) = (Rc::clone(&board), redraw.clone());
        use_effect_with(props.desk.opened, move |_| {
            if board.borrow_mut().camera.take().is_some() {
                redraw.force_update();
            }
        });
    }
    {
        // Another pane has another drawing, unless a person placed the nodes.
        let (board, redraw, pinned) = (Rc::clone(&board), redraw.clone(), network.is_pinned());
        use_effect_with(size, move |_| {
            if !pinned && board.borrow_mut().camera.take().is_some() {
                redraw.force_update();
            }
        });
    }
    let camera = board
        .borrow()
        .camera
        .map(|camera| camera.clamped(drawing.bounds(), pane))
        .unwrap_or_else(|| fitted(network, &drawing, pane));
    let desk = Desk {
        network: Rc::clone(network),
        drawing: Rc::clone(&drawing),
        camera,
        pane,
        svg: svg.clone(),
        mode: props.desk.mode,
        connecting: props.desk.connecting,
        marked: props.desk.selection.marked,
        active,
        selected: props.selected,
        link: props.desk.selection.link,
        board: Rc::clone(&board),
        redraw,
        on: props.on.clone(),
    };
    {
        let board = Rc::clone(&board);
        let target = match (props.desk.selection.link, active) {
            (Some(link), _) => Some(link_id(link)),
            (None, Some(node)) => Some(element_id(node)),
            (None, None) => Some(GROUND.to_owned()),
        };
        let place = active.and_then(|node| drawing.nodes.get(node).copied());
        let desk = desk.clone();
        use_effect_with((network.clone(), target), move |(_, target)| {
            let wanted = std::mem::take(&mut board.borrow_mut().focus_wanted);
            if let Some(target) = target.as_ref().filter(|_| wanted) {
                focus(target);
                let camera = board.borrow().camera;
                if let (Some(camera), Some(place)) = (camera, place) {
                    desk.look_from(camera.reveal(&place, desk.pane));
                }
            }
        });
    }
    let newest = use_newest(&desk);
    use_wheel(&svg, &newest);
    use_stray_keys(&newest);
    use_clipboard(&container, &newest);

    let shown = board
        .borrow()
        .preview
        .clone()
        .unwrap_or_else(|| Rc::clone(&drawing));
    let gesture = board.borrow().gesture.clone();
    let drawn = props.desk.mode == Mode::Draw;
    let seen = camera.seen(pane);
    let (view_w, view_h) = (seen.width, seen.height);
    let near = |edge: &deepfog_topology::Edge| {
        [props.pointed, props.selected]
            .into_iter()
            .flatten()
            .any(|node| node == edge.from || node == edge.to)
    };
    // Many labels would only hide the drawing.
    let few = graph.edges().len() <= 60;
    let labels = graph.edges().iter().enumerate().filter_map(|(at, edge)| {
        let shape = shown.links.get(at)?;
        let state = flow.links[at];
        let always = shown.roomy
            && shape.room > 34.0
            && !shown.frame.downwards
            && (edge.kind == LinkKind::Normal || state == LinkState::Carrying);
        let selected = props.desk.selection.link == Some(at);
        // Beside a node there may be no room for it.
        let fits = shape.room
            > if edge.kind == LinkKind::Skip {
                90.0
            } else {
                44.0
            };
        let is_shown =
            always || *wire_pointed == Some(at) || selected || (few && fits && near(edge));
        is_shown.then(|| {
            wire::label(
                shape,
                edge.kind,
                state,
                wording::link(network, &flow, props.scheme, at),
            )
        })
    });
    let aim = |node: usize| {
        let (from, target, allowed) = match gesture {
            Gesture::Linking {
                from,
                target,
                allowed,
                ..
            } => (Some(from), target, allowed),
            _ => {
                let over = props.desk.connecting.and(props.pointed.or(active));
                let allowed = props
                    .desk
                    .connecting
                    .zip(over)
                    .is_some_and(|(from, to)| desk.can_connect(from, to));
                (props.desk.connecting, over, allowed)
            }
        };
        match (from == Some(node), target == Some(node)) {
            (true, _) => Some(Aim::From),
            (false, true) if from.is_some() && allowed => Some(Aim::To),
            (false, true) if from.is_some() => Some(Aim::Barred),
            _ => None,
        }
    };
    let down = {
        let desk = desk.clone();
        move |event: PointerEvent| desk.pointer_down(&event)
    };
    let moved = {
        let desk = desk.clone();
        move |event: PointerEvent| desk.pointer_move(&event)
    };
    let up = {
        let desk = desk.clone();
        move |event: PointerEvent| desk.pointer_up(&event)
    };
    let cancel = {
        let desk = desk.clone();
        move |event: PointerEvent| desk.pointer_cancel(&event)
    };
    let key_down = {
        let desk = desk.clone();
        move |event: KeyboardEvent| desk.key_down(&event)
    };
    let key_up = {
        let desk = desk.clone();
        move |event: KeyboardEvent| desk.key_up(&event)
    };
    let on_look = {
        let desk = desk.clone();
        Callback::from(move |middle: Point| {
            desk.look_from(Camera {
                x: middle.x - view_w / 2.0,
                y: middle.y - view_h / 2.0,
                zoom: camera.zoom,
            });
        })
    };
    let order = drawing_order(&flow);
    let is_empty = graph.is_empty();
    let state = Tools {
        undo: props.desk.undo.clone(),
        redo: props.desk.redo.clone(),
        has_clip: props.desk.has_clip,
        skips: *skips,
    };
    html! {
        <div class={classes!("board", drawn.then_some("drawn"))}>
            if drawn {
                <div class="toolbar">{ palette(&desk) }{ tools(&desk, &state) }</div>
            }
            <div class={classes!("drawing", shown.frame.downwards.then_some("downwards"), gesture_class(&gesture))} ref={container} data-testid="network"
                data-zoom={camera.zoom.to_string()}>
                <svg ref={svg} viewBox={format!("{:.2} {:.2} {view_w:.2} {view_h:.2}", camera.x, camera.y)}
                    height={shown.frame.downwards.then(|| number(shown.frame.height))}
                    preserveAspectRatio="xMidYMid meet" role="group" onkeydown={key_down} onkeyup={key_up}
                    onpointerdown={down} onpointermove={moved} onpointerup={up} onpointercancel={cancel}
                    aria-label={ground_label(network)}>
                    <defs>
                        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <path class="hatch-line" d="M0 0v6" />
                        </pattern>
                    </defs>
                    <g aria-hidden="true">{ for shown.tiers.iter().map(tier) }</g>
                    <g>
                        { for order.into_iter().filter_map(|at| {
                            let edge = graph.edges().get(at)?;
                            let name = words.names.get(at)?.clone();
                            let shape = shown.links.get(at)?.clone();
                            Some(html! {
                                <Wire key={name.to_string()} edge={at} name={name.clone()} {shape} kind={edge.kind} state={flow.links[at]}
                                    label={words.links.get(at).cloned().unwrap_or_default()} selected={props.desk.selection.link == Some(at)}
                                    serial={props.serial} on_point={on_point.clone()} on={props.on.clone()} />
                            })
                        }) }
                    </g>
                    <g class="wire-labels" aria-hidden="true">{ for labels }</g>
                    { for shown.nodes.iter().enumerate().map(|(node, place)| html! {
                        <NodeMark key={network.name(node).to_string()} network={network.clone()} {node} place={*place}
                            state={flow.nodes[node]} label={words.nodes[node].clone()} marked={props.desk.selection.marked.contains(node)}
                            aim={aim(node)} faulty={words.faulty[node]} mode={props.desk.mode}
                            selected={props.selected == Some(node)} reachable={active == Some(node) && props.desk.selection.link.is_none()}
                            on={props.on.clone()} />
                    }) }
                    <g class="gesture" aria-hidden="true">
                        if drawn { { ports(&desk, &shown) } }
                        { gesture_marks(&gesture, &desk, &shown) }
                    </g>
                    if is_empty {
                        <g id={GROUND} class="ground" tabindex="0" role="img" aria-label={EMPTY}>
                            <rect x={number(camera.x + 4.0)} y={number(camera.y + 4.0)} width={number((view_w - 8.0).max(0.0))} height={number((view_h - 8.0).max(0.0))} />
                        </g>
                    }
                </svg>
                if is_empty {
                    <div class="empty-pane"><p>{ EMPTY }</p></div>
                }
                if !camera.shows(drawing.bounds(), pane) && !is_empty {
                    <Minimap drawing={shown.clone()} {camera} {pane} {on_look} />
                }
            </div>
        </div>
    }
}

/// The identifier of the empty pane, where keys act while there is no node.
const GROUND: &str = "ground";

const EMPTY: &str = "An empty page. Drag a source from the palette, or press 1 for a source; then Ctrl and an arrow key for the nodes after it, up to the cloud.";

fn ground_label(network: &Network) -> String {
    format!(
        "Network {}. Arrow keys walk over its nodes, question mark lists all keys.",
        network.topology.title
    )
}

/// What the cursor looks like.
fn gesture_class(gesture: &Gesture) -> Option<&'static str> {
    match gesture {
        Gesture::Dragging { .. } | Gesture::Panning { .. } => Some("grabbing"),
        Gesture::Linking { .. } | Gesture::Adding { .. } | Gesture::Marquee { .. } => {
            Some("crosshair")
        }
        Gesture::None | Gesture::Pressed { .. } | Gesture::Pinching { .. } => None,
    }
}

/// Draws a network for a pane: where a person put its nodes, or laid out to fit.
fn draw(network: &Network, size: (i32, i32)) -> Drawing {
    let graph = &network.graph;
    let positions: Vec<Option<Point>> = graph
        .ids()
        .iter()
        .map(|id| {
            let [x, y] = network.topology.node(id)?.position?;
            Some(Point { x, y })
        })
        .collect();
    geometry::arrange(
        graph,
        &network.layout,
        &positions,
        &network.unit_marks(),
        frame(network, size),
    )
}

/// Where a drawing is looked at from, so that all of it is in sight.
fn fitted(network: &Network, drawing: &Drawing, pane: Size) -> Camera {
    let scale = pane.width / drawing.frame.width.max(1.0);
    let plain = Camera {
        x: 0.0,
        y: 0.0,
        zoom: scale,
    };
    if network.graph.is_empty() || (!network.is_pinned() && plain.shows(drawing.bounds(), pane)) {
        return plain;
    }
    Camera::fit(drawing.bounds(), pane, FIT_MARGIN)
}

/// The desk of the newest rendering, for listeners that are made once.
type Newest = Rc<RefCell<Desk>>;

#[hook]
fn use_newest(desk: &Desk) -> Newest {
    let newest = {
        let desk = desk.clone();
        use_mut_ref(move || desk)
    };
    *newest.borrow_mut() = desk.clone();
    newest
}

/// Yew's own wheel handler cannot keep the page from scrolling.
#[hook]
fn use_wheel(svg: &NodeRef, newest: &Newest) {
    let newest = Rc::clone(newest);
    use_effect_with(svg.clone(), move |svg| {
        let listener = svg.cast::<Element>().map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<web_sys::WheelEvent>() {
                    let desk = newest.borrow().clone();
                    desk.wheel(event);
                }
            })
        });
        move || drop(listener)
    });
}

/// Between a key that changes the drawing and the rendering that moves the focus on, the browser may have put the focus
/// nowhere: keys that come just then are still meant for the drawing.
#[hook]
fn use_stray_keys(newest: &Newest) {
    let newest = Rc::clone(newest);
    use_effect_with((), move |()| {
        let options = EventListenerOptions::enable_prevent_default();
        let document = gloo::utils::document();
        let listener =
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let desk = newest.borrow().clone();
                let is_stray = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok())
                    .is_some_and(|target| target.tag_name().eq_ignore_ascii_case("body"));
                let is_pending = desk.board.borrow().focus_wanted;
                if let (true, Some(event)) = (
                    is_stray && is_pending,
                    event.dyn_ref::<web_sys::KeyboardEvent>(),
                ) {
                    desk.key_down(event);
                }
            });
        move || drop(listener)
    });
}

/// Copy, cut and paste with the system's clipboard, while the drawing has the focus.
#[hook]
fn use_clipboard(container: &NodeRef, newest: &Newest) {
    let newest = Rc::clone(newest);
    use_effect_with(container.clone(), move |container| {
        let listeners = container.cast::<Element>().map(|element| {
            ["copy", "cut", "paste"].map(|kind| {
                let newest = Rc::clone(&newest);
                let options = EventListenerOptions::enable_prevent_default();
                EventListener::new_with_options(&element, kind, options, move |event| {
                    if let Some(event) = event.dyn_ref::<ClipboardEvent>() {
                        let desk = newest.borrow().clone();
                        clipboard(&desk, kind, event);
                    }
                })
            })
        });
        move || drop(listeners)
    });
}

fn clipboard(desk: &Desk, kind: &str, event: &ClipboardEvent) {
    event.prevent_default();
    desk.board.borrow_mut().focus_wanted = true;
    let data = event.clipboard_data();
    if kind == "paste" {
        let text = data.and_then(|data| data.get_data("text/plain").ok());
        let clip = text.and_then(|text| Clip::parse(&text).ok());
        desk.on.emit(match clip {
            Some(clip) => Action::PasteFrom(Box::new(clip)),
            None => Action::Paste,
        });
        return;
    }
    desk.select_focused();
    let chosen = desk.chosen();
    let focused = desk
        .active
        .filter(|_| chosen.is_empty() && desk.link.is_none());
    let nodes: Vec<NodeId> = chosen
        .into_iter()
        .chain(focused)
        .map(|node| desk.network.name(node).clone())
        .collect();
    if let (Some(data), false) = (data, nodes.is_empty()) {
        // A browser may refuse: then other pages do not see the copy, this one does.
        let _ = data.set_data(
            "text/plain",
            &Clip::of(&desk.network.topology, &nodes).write(),
        );
    }
    desk.on.emit(if kind == "cut" {
        Action::Cut
    } else {
        Action::Copy
    });
}

/// The dots from which hyperconnections are drawn.
fn ports(desk: &Desk, shown: &Drawing) -> Html {
    let unit = 1.0 / desk.camera.zoom;
    let moved = Desk {
        drawing: Rc::new(shown.clone()),
        ..desk.clone()
    };
    (0..shown.nodes.len())
        .filter_map(|node| {
            let Point { x, y } = moved.port(node)?;
            Some(html! {
                <g key={node} class="port" data-port={desk.network.name(node).to_string()}>
                    <circle class="port-reach" cx={number(x)} cy={number(y)} r={number(12.0 * unit)} />
                    <circle class="port-dot" cx={number(x)} cy={number(y)} r={number(4.5 * unit.min(1.4))} />
                </g>
            })
        })
        .collect()
}

/// What is seen of a gesture: the new hyperconnection, the marquee, guides, a new node.
fn gesture_marks(gesture: &Gesture, desk: &Desk, shown: &Drawing) -> Html {
    match gesture {
        Gesture::Linking {
            from,
            to,
            target,
            allowed,
        } => {
            let start = desk.port(*from).unwrap_or(*to);
            let end = target
                .and_then(|target| shown.nodes.get(target))
                .map_or(*to, |place| place.centre);
            let barred = target.is_some() && !allowed;
            html! {
                <path class={classes!("new-link", barred.then_some("barred"))}
                    d={format!("M{:.1} {:.1}L{:.1} {:.1}", start.x, start.y, end.x, end.y)} />
            }
        }
        Gesture::Marquee { from, to, .. } => html! {
            <rect class="marquee" x={number(from.x.min(to.x))} y={number(from.y.min(to.y))}
                width={number((from.x - to.x).abs())} height={number((from.y - to.y).abs())} />
        },
        Gesture::Dragging { guides, .. } => guides
            .iter()
            .map(|guide| {
                html! {
                    <path class="guide" d={format!("M{:.1} {:.1}L{:.1} {:.1}", guide.from.x, guide.from.y, guide.to.x, guide.to.y)} />
                }
            })
            .collect(),
        Gesture::Adding {
            at: Some(at), tier, ..
        } => html! {
            <g class="new-node">
                <rect x={number(at.x - 36.0)} y={number(at.y - 24.0)} width="72" height="48" rx="8" />
                <text x={number(at.x)} y={number(at.y + 4.0)}>{ tier.name() }</text>
            </g>
        },
        _ => Html::default(),
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
    let pane = Size {
        width: width as f32,
        height: height.max(160) as f32,
    };
    let scale = Camera::comfortable_zoom(pane);
    Frame {
        width: pane.width / scale,
        height: pane.height / scale,
        downwards: false,
    }
}

/// What carries is drawn last, above everything that it crosses.
fn drawing_order(flow: &Flow) -> Vec<usize> {
    let height = |at: usize| match flow.links[at] {
        LinkState::Absent => 0,
        LinkState::Dead => 1,
        LinkState::Idle => 2,
        LinkState::Carrying => 3,
    };
    order::ordered(flow.links.len(), &mut |a, b| height(a).cmp(&height(b)))
}
