//! The DNN units on a node: a list in their order, each with its kind and its numbers.

use std::rc::Rc;

use deepfog_topology::{Edit, NodeId, Tier, Unit};
use yew::prelude::*;

use super::action_button::ActionButton;
use super::choice::Choice;
use super::focus::use_focus_after;
use super::pictogram::PictogramKind;
use super::text_field::{TextField, asks};
use super::units::{UnitKind, next_unit, numbers, with_number};
use super::wording;
use crate::action::Action;
use crate::network::Network;

/// Properties of [`UnitsForm`].
#[derive(Clone, PartialEq, Properties)]
pub struct UnitsFormProps {
    /// The network.
    pub network: Rc<Network>,
    /// The node, as an index into the graph.
    pub node: usize,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// The units, and buttons that move, remove and add them.
#[function_component]
pub fn UnitsForm(props: &UnitsFormProps) -> Html {
    let (network, on) = (&props.network, &props.on);
    let list = use_node_ref();
    let focus = use_focus_after(&list, network.clone());
    let id = network.name(props.node);
    let tier = network.graph.tier(props.node);
    let units = network.units(props.node);
    let next = Edit::AddUnit {
        node: id.clone(),
        at: units.len(),
        unit: next_unit(units, tier, &network.task),
    };
    html! {
        <div class="form-part" ref={list}>
            <h3>{ "Units" }</h3>
            if units.is_empty() && tier == Tier::Source {
                <p class="note">{ "None: it gives what it senses." }</p>
            } else if units.is_empty() && tier != Tier::Cloud {
                <p class="note">{ "None: it passes on what it receives." }</p>
            }
            <ol class="unit-list">
                { for units.iter().enumerate().map(|(at, unit)| html! {
                    <li key={at} data-unit={(at + 1).to_string()}>
                        { unit_head(props, id, at, unit, units.len(), &focus) }
                        { unit_numbers(props, id, at, unit) }
                    </li>
                }) }
                if tier == Tier::Cloud {
                    <li key="classifier" class="implied">{ format!("classifier, {} classes, always last", network.classes.len()) }</li>
                }
            </ol>
            <ActionButton label="Add unit" name="add-unit" action={Action::Edit(next)} on={on.clone()} />
        </div>
    }
}

/// Kind, place and the buttons of one unit.
fn unit_head(
    props: &UnitsFormProps,
    id: &NodeId,
    at: usize,
    unit: &Unit,
    count: usize,
    focus: &Callback<Vec<String>>,
) -> Html {
    let on = &props.on;
    let name = wording::unit(at, unit);
    let kind = UnitKind::of(unit);
    let mut kinds = UnitKind::of_task(props.network.is_signal()).to_vec();
    // A unit that came with another task is shown as what it is.
    if !kinds.contains(&kind) {
        kinds.push(kind);
    }
    let options: Vec<(AttrValue, AttrValue)> = kinds
        .into_iter()
        .map(|kind| {
            (
                kind.slug().into(),
                kind.name(props.network.is_signal()).into(),
            )
        })
        .collect();
    let choose_kind = {
        let (on, node, unit) = (on.clone(), id.clone(), *unit);
        Callback::from(move |slug: String| {
            if let Some(kind) = UnitKind::parse(&slug) {
                on.emit(Action::Edit(Edit::ChangeUnit {
                    node: node.clone(),
                    at,
                    unit: kind.with_numbers_of(&unit),
                }));
            }
        })
    };
    let move_to = |to: usize| {
        Action::Edit(Edit::MoveUnit {
            node: id.clone(),
            from: at,
            to,
        })
    };
    // The focus follows the unit that was moved, and stays in the list when one is removed.
    let follow = |to: usize, button: &'static str| {
        focus.reform(move |()| vec![format!("[data-do={button}-{}]", to + 1)])
    };
    let stay = focus.reform(move |()| {
        vec![
            format!("[data-do=remove-unit-{}]", at + 1),
            format!("[data-do=remove-unit-{at}]"),
            "[data-do=add-unit]".to_owned(),
        ]
    });
    let (first, last) = (at == 0, at + 1 == count);
    let up = at.saturating_sub(1);
    let down = if last { at } else { at + 1 };
    html! {
        <div class="unit-head">
            <Choice unseen=true label={format!("Kind of unit {}", at + 1)} field={format!("unit-{}-kind", at + 1)} value={kind.slug()} {options}
                on_choose={choose_kind} />
            <ActionButton name={format!("unit-up-{}", at + 1)} picture={PictogramKind::Up} label={format!("Move {name} up")} action={move_to(up)}
                refused={first.then_some(AttrValue::Static("It is the first unit."))} on_press={if first { Callback::noop() } else { follow(up, "unit-up") }} on={on.clone()} />
            <ActionButton name={format!("unit-down-{}", at + 1)} picture={PictogramKind::Down} label={format!("Move {name} down")} action={move_to(down)}
                refused={last.then_some(AttrValue::Static("It is the last unit."))} on_press={if last { Callback::noop() } else { follow(down, "unit-down") }} on={on.clone()} />
            <ActionButton name={format!("remove-unit-{}", at + 1)} picture={PictogramKind::Remove} label={format!("Remove {name}")}
                action={Action::Edit(Edit::RemoveUnit { node: id.clone(), at })} on_press={stay} on={on.clone()} />
        </div>
    }
}

fn unit_numbers(props: &UnitsFormProps, id: &NodeId, at: usize, unit: &Unit) -> Html {
    let numbers = numbers(unit);
    if numbers.is_empty() {
        return Html::default();
    }
    html! {
        <div class="fields three">
            { for numbers.into_iter().map(|(number, value)| {
                let read = {
                    let (node, unit) = (id.clone(), *unit);
                    asks(&props.on, move |text| {
                        let typed = number.parse(text)?;
                        let edit = Edit::ChangeUnit { node: node.clone(), at, unit: with_number(&unit, number, typed) };
                        Ok((typed != value).then_some(Action::Edit(edit)))
                    })
                };
                html! {
                    <TextField key={number.name()} label={number.name()} field={format!("unit-{}-{}", at + 1, number.name())} keyboard="numeric"
                        value={value.to_string()} {read} spoken={format!("{} of unit {}", number.name(), at + 1)} />
                }
            }) }
        </div>
    }
}
