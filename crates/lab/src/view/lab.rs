//! The whole panel.

use std::rc::Rc;

use deepfog_browser::file;
use gloo::events::{EventListener, EventListenerOptions};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::TabProps;
use super::compare::compare;
use super::mark::cross;
use super::networks::networks;
use super::study::studies;
use super::tabs::{tab_id, tabs};
use super::train::train;
use super::word::last_word;
use crate::action::Action;
use crate::browser::cores;
use crate::device::Device;
use crate::errand::{Errand, Runner};
use crate::gauge::Gauge;
use crate::hooks::{
    use_arrivals, use_clock, use_focus, use_keeper, use_knowledge, use_panel, use_sight,
    use_trainers,
};
use crate::page_link::Inbox;
use crate::queue::limit;
use crate::state::{Shown, State, Tab};

/// Properties of [`Lab`].
#[derive(Clone, PartialEq, Properties)]
pub struct LabProps {
    /// What the page says.
    pub inbox: Inbox,
    /// The element that the panel stands in.
    pub host: HtmlElement,
}

/// The panel with its state.
#[function_component]
pub fn Lab(props: &LabProps) -> Html {
    let state = use_reducer(|| State::new(limit(cores())));
    let on = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let runner = {
        let on = on.clone();
        use_memo((), move |()| Runner {
            device: Device::default(),
            gauge: Gauge::new(on.clone()),
            on,
        })
    };
    let run = {
        let runner = Rc::clone(&runner);
        use_callback((), move |errand: Errand, ()| runner.run(errand))
    };
    let (heading, root) = (use_node_ref(), use_node_ref());
    let (body, trainings) = (use_node_ref(), use_node_ref());
    {
        let (inbox, on) = (props.inbox.clone(), on.clone());
        use_effect_with((), move |()| inbox.connect(on));
    }
    use_panel(&state, &props.host, &heading);
    use_arrivals(&state);
    use_focus(&root, &body);
    use_sight(&state, &trainings);
    use_knowledge(&state, &runner);
    use_clock(&state, &runner);
    use_trainers(&state, &on);
    use_keeper(&state, &runner.device, &on);
    {
        let (runner, measuring) = (Rc::clone(&runner), state.measuring.clone());
        let session = measuring.as_ref().map(|measuring| measuring.session);
        use_effect_with(session, move |_| runner.gauge.measure(measuring.as_ref()));
    }
    use_drop(&root, &run);
    let shown = Shown(Rc::new((*state).clone()));
    let close = {
        let on = on.clone();
        move |_: MouseEvent| on.emit(Action::Close)
    };
    let onkeydown = {
        let on = on.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                on.emit(Action::Close);
            }
            // The page's keys are for the page.
            event.stop_propagation();
        }
    };
    let tab = TabProps {
        state: shown.clone(),
        on: on.clone(),
        run,
    };
    let busy = shown
        .works
        .iter()
        .filter(|work| work.is_running() || work.is_waiting())
        .count();
    html! {
        <div class="lab" ref={root} data-testid="lab" data-tab={shown.tab.slug()} {onkeydown}>
            <header class="lab-head">
                <h2 ref={heading} tabindex="-1">{ "Laboratory" }</h2>
                <button type="button" class="square" data-testid="lab-close" aria-label="Close the laboratory" onclick={close}>{ cross() }</button>
            </header>
            { tabs(shown.tab, busy, &on) }
            { last_word(&tab) }
            <div class="lab-body" ref={body} id="lab-tab-panel" role="tabpanel" tabindex="0" aria-labelledby={tab_id(shown.tab)}>
                if let Some(why) = &shown.shelf.fault {
                    <p class="lab-note fault">{ format!("Nothing can be kept on this device. {why} What you train can be saved as a file.") }</p>
                }
                { match shown.tab {
                    Tab::Train => train(&tab, &trainings),
                    Tab::Networks => networks(&tab),
                    Tab::Compare => compare(&tab),
                    Tab::Study => studies(&tab),
                } }
            </div>
        </div>
    }
}

/// A file that is let go over the panel is a trained network; the page would take it for a drawing.
#[hook]
fn use_drop(root: &NodeRef, run: &Callback<Errand>) {
    let run = run.clone();
    use_effect_with(root.clone(), move |root| {
        let listeners = root.cast::<HtmlElement>().map(|element| {
            let active = EventListenerOptions::enable_prevent_default();
            let over = EventListener::new_with_options(&element, "dragover", active, |event| {
                if let Some(drag) = file::dragged(event) {
                    file::welcome(drag);
                    drag.stop_propagation();
                    // The page says that it would open the file: it would not.
                    file::show_held(false);
                }
            });
            let dropped = EventListener::new_with_options(&element, "drop", active, move |event| {
                if let Some(drag) = file::dragged(event) {
                    drag.prevent_default();
                    drag.stop_propagation();
                    run.emit(Errand::Import(file::dropped(drag)));
                }
            });
            [over, dropped]
        });
        move || drop(listeners)
    });
}
