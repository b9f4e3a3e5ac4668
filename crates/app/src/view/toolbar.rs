//! The palette and the tools of the drawing.

use deepfog_notation::words::counted;
use deepfog_topology::Tier;
use deepfog_topology::edit::Edit;
use yew::prelude::*;

use super::desk::Desk;
use super::glyph::{GlyphKind, glyph};
use crate::action::Action;

/// What the toolbar knows beside the desk.
pub struct Tools {
    /// The name of the edit that Undo takes back.
    pub undo: Option<AttrValue>,
    /// The name of the edit that Redo does again.
    pub redo: Option<AttrValue>,
    /// Whether something was copied.
    pub has_clip: bool,
    /// Number of skip hyperconnections that deepFogGuard's rule would add.
    pub skips: usize,
}

/// A button of the toolbar.
struct Tool {
    name: &'static str,
    label: String,
    glyph: GlyphKind,
    /// Why it does nothing now.
    why_not: Option<&'static str>,
    /// Whether it is switched on, for a switch.
    pressed: Option<bool>,
    run: Callback<()>,
}

/// The palette: new nodes are dragged to their place, or added by a click.
pub fn palette(desk: &Desk) -> Html {
    html! {
        <div class="palette" role="group" aria-label="Add a node: click, or drag it to its place" data-testid="palette">
            <span class="tools-name" aria-hidden="true">{ "Add" }</span>
            { for Tier::ALL.into_iter().enumerate().map(|(at, tier)| {
                let (take, carry, put, cancel, add) = (desk.clone(), desk.clone(), desk.clone(), desk.clone(), desk.clone());
                html! {
                    <button key={tier.name()} type="button" class={classes!("palette-node", tier.name())} data-add={tier.name()}
                        aria-label={format!("Add a {} node", tier.name())} title={format!("Drag to its place, or click. Key {}", at + 1)}
                        onpointerdown={move |event: PointerEvent| take.take_from_palette(tier, &event)}
                        onpointermove={move |event: PointerEvent| carry.carry(&event)}
                        onpointerup={move |_: PointerEvent| put.put_down()}
                        onpointercancel={move |_: PointerEvent| cancel.put_down()}
                        onclick={move |_: MouseEvent| {
                            let dragged = std::mem::take(&mut add.board.borrow_mut().swallow_click);
                            if !dragged {
                                add.on.emit(Action::Edit(add.add(tier, None, Vec::new())));
                            }
                        }}>
                        { tier.name() }
                    </button>
                }
            }) }
        </div>
    }
}

/// The tools.
pub fn tools(desk: &Desk, state: &Tools) -> Html {
    let emit = |action: Action| {
        let on = desk.on.clone();
        Callback::from(move |()| on.emit(action.clone()))
    };
    let act = |run: fn(&Desk)| {
        let desk = desk.clone();
        Callback::from(move |()| run(&desk))
    };
    let empty = desk.network.graph.is_empty();
    let chosen = desk.chosen();
    let any = !chosen.is_empty();
    let no_node = (!any).then_some("No node is selected.");
    let nothing_there = empty.then_some("There is no node yet.");
    let marks = desk.board.borrow().marks;
    let skips = state.skips;
    let groups: [Vec<Tool>; 4] = [
        vec![
            Tool {
                name: "undo",
                label: match &state.undo {
                    Some(name) => format!("Undo: {name}"),
                    None => "Undo".to_owned(),
                },
                glyph: GlyphKind::Undo,
                why_not: state.undo.is_none().then_some("Nothing to undo."),
                pressed: None,
                run: emit(Action::Undo),
            },
            Tool {
                name: "redo",
                label: match &state.redo {
                    Some(name) => format!("Redo: {name}"),
                    None => "Redo".to_owned(),
                },
                glyph: GlyphKind::Redo,
                why_not: state.redo.is_none().then_some("Nothing to redo."),
                pressed: None,
                run: emit(Action::Redo),
            },
        ],
        vec![
            Tool {
                name: "connect",
                label: "Connect from the selected node: then choose the node that it leads to"
                    .to_owned(),
                glyph: GlyphKind::Connect,
                why_not: (desk.selected.is_none() && desk.connecting.is_none()).then_some(
                    "Select the node that it begins at; or drag from the dot beside a node.",
                ),
                pressed: Some(desk.connecting.is_some()),
                run: emit(Action::Connect(match desk.connecting {
                    Some(_) => None,
                    None => desk.selected,
                })),
            },
            Tool {
                name: "select-several",
                label: "Select several: clicks and drags mark nodes".to_owned(),
                glyph: GlyphKind::Marquee,
                why_not: nothing_there,
                pressed: Some(marks),
                run: act(|desk| {
                    let marks = desk.board.borrow().marks;
                    desk.board.borrow_mut().marks = !marks;
                    desk.redraw.force_update();
                }),
            },
            Tool {
                name: "duplicate",
                label: format!("Duplicate {}", counted(chosen.len(), "node")),
                glyph: GlyphKind::Duplicate,
                why_not: no_node,
                pressed: None,
                run: emit(Action::Duplicate),
            },
            Tool {
                name: "copy",
                label: "Copy".to_owned(),
                glyph: GlyphKind::Copy,
                why_not: no_node,
                pressed: None,
                run: emit(Action::Copy),
            },
            Tool {
                name: "paste",
                label: "Paste".to_owned(),
                glyph: GlyphKind::Paste,
                why_not: (!state.has_clip).then_some("Nothing was copied yet."),
                pressed: None,
                run: emit(Action::Paste),
            },
            Tool {
                name: "delete",
                label: "Delete what is selected".to_owned(),
                glyph: GlyphKind::Delete,
                why_not: (!any && desk.link.is_none()).then_some("Nothing is selected."),
                pressed: None,
                run: emit(Action::Delete),
            },
        ],
        vec![
            Tool {
                name: "layout",
                label: "Lay out automatically, with few crossings".to_owned(),
                glyph: GlyphKind::LayOut,
                why_not: if empty {
                    nothing_there
                } else {
                    (!desk.network.is_pinned())
                        .then_some("It is laid out automatically already, until you move a node.")
                },
                pressed: None,
                run: emit(Action::Edit(Edit::AutoLayout)),
            },
            Tool {
                name: "align",
                label: "Align to tiers: one column each".to_owned(),
                glyph: GlyphKind::Align,
                why_not: nothing_there,
                pressed: None,
                run: act(|desk| {
                    desk.on.emit(Action::Edit(Edit::AlignToTiers {
                        positions: desk.positions(),
                    }));
                }),
            },
            Tool {
                name: "suggest-skips",
                label: format!(
                    "Suggest skip hyperconnections: adds {skips}, each node also feeds what lies one node further"
                ),
                glyph: GlyphKind::Skip,
                why_not: (skips == 0).then_some(
                    "There is none to add: every node feeds what lies one node further.",
                ),
                pressed: None,
                run: emit(Action::Edit(Edit::SuggestSkips { node: None })),
            },
        ],
        vec![
            Tool {
                name: "zoom-out",
                label: "Farther".to_owned(),
                glyph: GlyphKind::Farther,
                why_not: None,
                pressed: None,
                run: act(|desk| desk.zoom(false)),
            },
            Tool {
                name: "zoom-in",
                label: "Nearer".to_owned(),
                glyph: GlyphKind::Nearer,
                why_not: None,
                pressed: None,
                run: act(|desk| desk.zoom(true)),
            },
            Tool {
                name: "fit",
                label: "All in sight".to_owned(),
                glyph: GlyphKind::Fit,
                why_not: None,
                pressed: None,
                run: act(Desk::fit),
            },
        ],
    ];
    html! {
        <div class="tools" role="group" aria-label="Tools" data-testid="tools">
            { for groups.into_iter().enumerate().map(|(at, group)| html! {
                <span class="tool-group" key={at}>{ for group.into_iter().map(|tool| button(tool, &desk.on)) }</span>
            }) }
        </div>
    }
}

/// A button that does nothing now stays in reach and says why, when it is pressed too.
fn button(tool: Tool, on: &Callback<Action>) -> Html {
    let Tool {
        name,
        label,
        glyph: picture,
        why_not,
        pressed,
        run,
    } = tool;
    let on = on.clone();
    let press = move |_: MouseEvent| match why_not {
        Some(why) => on.emit(Action::Refuse(why.into())),
        None => run.emit(()),
    };
    let title = match why_not {
        Some(why) => format!("{label}. {why}"),
        None => label.clone(),
    };
    html! {
        <button key={name} type="button" class="tool" data-tool={name} aria-label={title.clone()} {title}
            aria-disabled={why_not.map(|_| "true")} aria-pressed={pressed.map(|pressed| pressed.to_string())} onclick={press}>
            { glyph(picture) }
        </button>
    }
}
