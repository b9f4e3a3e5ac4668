//! The failures: a reliability setting, random draws, and a list with the same powers as the drawing.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_resilience::Pattern;
use yew::prelude::*;

use crate::action::Action;
use crate::network::Network;
use crate::panels::{IconKind, icon};

/// Properties of [`Failures`].
#[derive(Clone, PartialEq, Properties)]
pub struct FailuresProps {
    /// The network.
    pub network: Rc<Network>,
    /// Which nodes are down.
    pub pattern: Pattern,
    /// Index of the reliability setting chosen.
    pub setting: usize,
    /// Draws made so far.
    pub draws: u64,
    /// Takes what a person does.
    pub on: Callback<Action>,
}

/// Chooses what fails without touching the drawing.
#[function_component]
pub fn Failures(props: &FailuresProps) -> Html {
    let network = &props.network;
    let weighting = network.weightings.get(props.setting);
    let reliability = |bit: usize| {
        weighting.and_then(|weighting| weighting.reliabilities.values().get(bit).copied())
    };
    let none_can_fail = (0..network.patterns.failable_count())
        .all(|bit| reliability(bit).is_none_or(|up| up >= 1.0));
    let none_down = props.pattern == Pattern::NONE_DOWN;
    let emit = |action: Action| {
        let on = props.on.clone();
        move |_: MouseEvent| on.emit(action.clone())
    };
    html! {
        <section class="failures" aria-labelledby="failures-title" data-testid="failures">
            <h2 id="failures-title">{ "Failures" }
                <span class="aside figure" data-testid="down-count">
                    { format!("{} of {} down", props.pattern.down_count(), network.patterns.failable_count()) }
                </span>
            </h2>
            <fieldset class="segments settings" data-testid="settings">
                <legend class="unseen">{ "Reliability setting" }</legend>
                { for network.settings.iter().enumerate().map(|(index, setting)| {
                    let on = props.on.clone();
                    html! {
                        <label key={setting.name.clone()}>
                            <input type="radio" name="setting" value={setting.name.clone()} checked={index == props.setting}
                                onchange={move |_: Event| on.emit(Action::ChooseSetting(index))} />
                            <span>{ &setting.name }</span>
                        </label>
                    }
                }) }
            </fieldset>
            <div class="buttons">
                // Not `disabled`: that would take the focus away, and the reason with it. The reducer does nothing then.
                <button type="button" data-testid="fail-at-random" aria-disabled={none_can_fail.then_some("true")} onclick={emit(Action::FailAtRandom)}
                    aria-describedby={none_can_fail.then_some("why-no-draw")}>
                    { "Fail at random" }
                </button>
                <button type="button" data-testid="restore-all" aria-disabled={none_down.then_some("true")} title={none_down.then_some("No node is down.")}
                    aria-describedby={none_down.then_some("why-no-restore")} onclick={emit(Action::RestoreAll)}>
                    { "Restore all" }
                </button>
            </div>
            if none_can_fail {
                <p class="note" id="why-no-draw">{ "Under No failure nothing fails at random: choose another setting." }</p>
            } else {
                <p class="note" data-draw={props.draws.to_string()}>
                    { if props.draws > 0 { format!("Draw {} · figures: probability to be up", props.draws) }
                      else { "Figures: probability to be up".to_owned() } }
                </p>
            }
            <span class="unseen" id="why-no-restore">{ "No node is down." }</span>
            <ul class="failure-list" data-testid="failure-list">
                { for network.patterns.names().iter().enumerate().map(|(bit, name)| {
                    let down = props.pattern.is_down(bit);
                    let node = network.patterns.nodes()[bit];
                    html! {
                        <li key={name.to_string()}>
                            <button type="button" class={classes!(down.then_some("down"))} data-toggle={name.to_string()}
                                data-state={if down { "down" } else { "up" }} aria-pressed={down.to_string()}
                                onclick={emit(Action::Toggle(node))}>
                                <span class="failure-mark">
                                    if down { { icon(IconKind::Cross) } }
                                </span>
                                <b>{ name.to_string() }</b>{ " " }
                                <span class="failure-state">{ if down { "down" } else { "up" } }</span>{ " " }
                                <span class="figure">{ reliability(bit).map(number::share) }</span>
                                <span class="unseen">{ " probability to be up" }</span>
                            </button>
                        </li>
                    }
                }) }
            </ul>
        </section>
    }
}
