//! What the page says to its laboratory, where networks are trained, and to its analysis of failures, and what they say to it:
//! events of the document, so that the page needs nothing of either until a person asks for it.

use std::rc::Rc;

use deepfog_browser::event::{self, ANALYSE, DOCUMENT, FAIL, OPEN, RESUME, TRAIN, VIEW};
use deepfog_resilience::Pattern;
use deepfog_topology::document::{self, Document, View};
use gloo::events::EventListener;
use yew::prelude::*;

use crate::action::Action;
use crate::network::Network;
use crate::state::State;

/// The document that is open.
#[derive(Clone, PartialEq)]
struct Present {
    network: Rc<Network>,
    view: View,
}

/// What a person wants of the laboratory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To train what is drawn.
    Train,
    /// To go on with what was interrupted.
    GoOn,
    /// To analyse its failures.
    Analyse,
}

/// Keeps the laboratory up to date and opens the documents that come from there. What is returned asks for the
/// laboratory.
#[hook]
pub fn use_lab(state: &State, on: &Callback<Action>) -> Callback<Ask> {
    let present = use_mut_ref(|| None::<Present>);
    *present.borrow_mut() = Some(Present {
        network: Rc::clone(&state.network),
        view: state.view(),
    });
    {
        // What is merely shown of it trains nothing.
        let present = Rc::clone(&present);
        use_effect_with(Rc::clone(&state.network), move |_| {
            follow("data-lab", DOCUMENT, present.borrow().as_ref());
        });
    }
    {
        let now = present.borrow().clone();
        use_effect_with(now, move |now| {
            follow("data-analysis", VIEW, now.as_ref());
        });
    }
    {
        let (on, apply) = (on.clone(), on.clone());
        use_effect_with((), move |()| {
            let listener = EventListener::new(&gloo::utils::document(), OPEN, move |event| {
                if let Some(text) = event::text_of(event) {
                    on.emit(open(&text));
                }
            });
            let fail = EventListener::new(&gloo::utils::document(), FAIL, move |event| {
                if let Some(mask) = event::text_of(event).and_then(|text| text.parse().ok()) {
                    apply.emit(Action::ChoosePattern(Pattern(mask)));
                }
            });
            move || drop((listener, fail))
        });
    }
    let on = on.clone();
    use_callback((), move |ask, ()| {
        let event = match ask {
            Ask::Train => TRAIN,
            Ask::GoOn => RESUME,
            Ask::Analyse => ANALYSE,
        };
        on.emit(match tell(event, present.borrow().as_ref()) {
            Ok(()) => Action::DismissUnfinished,
            Err(why) => Action::Refuse(why.into()),
        });
    })
}

/// Tells a program that is open, as the attribute of the page's body says.
fn follow(program: &str, event: &str, present: Option<&Present>) {
    if gloo::utils::body().get_attribute(program).as_deref() == Some("open") {
        // What cannot be written is told when a person asks for the program.
        let _ = tell(event, present);
    }
}

/// Opens a document as a new one.
fn open(text: &str) -> Action {
    match document::read(text) {
        Ok(read) => Action::OpenDocument {
            document: Box::new(read.document),
            own: None,
            notes: read.notes,
        },
        Err(error) => Action::Refuse(error.to_string().into()),
    }
}

/// Sends an event with the document, or says why it cannot.
fn tell(event: &str, present: Option<&Present>) -> Result<(), String> {
    let Some(Present { network, view }) = present else {
        return Ok(());
    };
    let document = Document {
        topology: (*network.topology).clone(),
        view: view.clone(),
    };
    let text = document::write_document(&document).map_err(|error| error.to_string())?;
    event::tell(event, &text);
    Ok(())
}
