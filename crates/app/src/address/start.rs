//! What the page begins with: what its address holds, else what was open last, else the first preset.

use std::rc::Rc;

use deepfog_topology::link;

use super::{apply, bar, document_text, telling_part};
use crate::network::Network;
use crate::state::State;
use crate::store::memory::{self, Last, Tab};
use crate::store::{self, Device, Shelf};
use crate::{browser, editing};

/// What the page knows when it begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrival {
    /// The address's query, with its question mark.
    pub query: String,
    /// The address's fragment, with its hash.
    pub fragment: String,
    /// What this tab showed before it was loaded again.
    pub tab: Option<Tab>,
    /// The key of the person's own document whose last change this tab could not save.
    pub unsaved: Option<String>,
    /// What was open last on this device.
    pub last: Option<Last>,
    /// A key that no document has yet.
    pub new_key: String,
}

/// The state to begin with; `None` without any network.
pub fn start(networks: Rc<Vec<Rc<Network>>>) -> Option<State> {
    let arrival = Arrival {
        query: browser::query(),
        fragment: bar::fragment(),
        tab: Tab::recall(&Device::Tab),
        unsaved: memory::unsaved(&Device::Tab),
        last: Last::recall(&Device::Local),
        new_key: store::new_key(),
    };
    Some(arrive(State::new(networks)?, &arrival, &Device::Local))
}

/// The state to begin with, from a fresh one. What cannot be had is said in [`State::link_faults`].
pub fn arrive(mut state: State, arrival: &Arrival, shelf: &impl Shelf) -> State {
    let held = document_text(&arrival.fragment);
    let address = telling_part(&arrival.query, &arrival.fragment);
    // A reload: the address is the one that this tab wrote for the person's own document.
    let reloaded = arrival
        .tab
        .as_ref()
        .filter(|tab| tab.address == address)
        .and_then(|tab| tab.own.as_deref());
    // The store has the newest state of it, unless it could not be saved: then only the address has.
    let is_unsaved = held.is_some() && reloaded.is_some() && reloaded == arrival.unsaved.as_deref();
    if let Some(own) = reloaded.filter(|_| !is_unsaved)
        && open_own(&mut state, own, shelf)
    {
        return state;
    }
    let mut faults = Vec::new();
    if let Some(text) = held {
        match link::decode(text) {
            Ok(read) => {
                // What could not be saved gets a key of its own, so that it is tried again and nothing is written over.
                let own = store::find_same(shelf, &read.document)
                    .or_else(|| is_unsaved.then(|| arrival.new_key.as_str().into()));
                editing::open(&mut state, read.document, own, read.notes);
                return state;
            }
            Err(error) => faults.push(error.to_string()),
        }
    }
    state = if arrival.query.trim_start_matches('?').is_empty() {
        as_last(state, arrival.last.as_ref(), shelf)
    } else {
        apply(state, &arrival.query)
    };
    state.link_faults.splice(0..0, faults);
    state
}

/// What was open last. Where that is gone, the page opens as if nothing had been.
fn as_last(mut state: State, last: Option<&Last>, shelf: &impl Shelf) -> State {
    match last {
        Some(Last::Own(own)) => {
            open_own(&mut state, own, shelf);
        }
        Some(Last::Query(query)) => {
            state = apply(state, query);
            // Nobody asked for it just now.
            state.link_faults.clear();
        }
        None => {}
    }
    state
}

/// Opens one of the person's own documents. Whether it could be read; one that is there but cannot be is told of.
fn open_own(state: &mut State, own: &str, shelf: &impl Shelf) -> bool {
    match store::load(shelf, own) {
        Ok(Some(document)) => {
            editing::open(state, document, Some(own.into()), Vec::new());
            true
        }
        Ok(None) => false,
        Err(error) => {
            state.link_faults.push(format!(
                "The drawing that was open last could not be opened again. {error}"
            ));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fake::Memory;
    use deepfog_topology::document::{Document, View};
    use deepfog_topology::presets;

    fn fresh() -> State {
        State::new(Rc::new(Network::all())).unwrap()
    }

    fn document(title: &str) -> Document {
        let mut topology = presets::find("image-chain").unwrap().topology;
        topology.title = title.to_owned();
        Document {
            topology,
            view: View {
                bundle: Some("image-chain".to_owned()),
                sample: 3,
                ..View::default()
            },
        }
    }

    fn fragment(title: &str) -> String {
        format!("#d={}", link::encode(&document(title)).unwrap())
    }

    /// What is shown, as title and key.
    fn shown(arrival: &Arrival, shelf: &Memory) -> (String, Option<String>, usize) {
        let state = arrive(fresh(), arrival, shelf);
        (
            state.network.topology.title.clone(),
            state.editor.own.map(|own| own.to_string()),
            state.link_faults.len(),
        )
    }

    #[test]
    fn the_first_that_can_be_had_is_shown() {
        let shelf = Memory::default();
        store::save(&shelf, "k", &document("Kept"), 1).unwrap();
        shelf.put("deepfog.document.bad", "{").unwrap();
        let first = presets::all()[0].topology.title.clone();
        let preset = presets::find("sensor-chain").unwrap().topology.title;
        let query = || "?preset=sensor-chain".to_owned();
        let tab = |own: &str, address: &str| {
            Some(Tab {
                own: Some(own.into()),
                address: address.to_owned(),
            })
        };
        let older = fragment("Kept, before");
        type Expected<'a> = (&'a str, Option<&'a str>, usize);
        let cases: Vec<(&str, Arrival, Expected)> = vec![
            ("nothing", Arrival::default(), (&first, None, 0)),
            (
                "a query",
                Arrival {
                    query: query(),
                    last: Some(Last::Own("k".into())),
                    ..Arrival::default()
                },
                (&preset, None, 0),
            ),
            (
                "a link before a query",
                Arrival {
                    query: query(),
                    fragment: fragment("Theirs"),
                    ..Arrival::default()
                },
                ("Theirs", None, 0),
            ),
            (
                "a link to the same as one's own",
                Arrival {
                    fragment: fragment("Kept"),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 0),
            ),
            (
                "a link that is damaged",
                Arrival {
                    fragment: "#d=1!".to_owned(),
                    last: Some(Last::Own("k".into())),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 1),
            ),
            (
                "another fragment",
                Arrival {
                    query: query(),
                    fragment: "#stage".to_owned(),
                    ..Arrival::default()
                },
                (&preset, None, 0),
            ),
            (
                "a reload",
                Arrival {
                    fragment: older.clone(),
                    tab: tab("k", &older),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 0),
            ),
            (
                "a reload of one's own that is as a preset",
                Arrival {
                    query: query(),
                    tab: tab("k", &query()),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 0),
            ),
            (
                "a link in the same tab",
                Arrival {
                    fragment: fragment("Theirs"),
                    tab: tab("k", &older),
                    ..Arrival::default()
                },
                ("Theirs", None, 0),
            ),
            (
                "a reload of what was deleted",
                Arrival {
                    fragment: older.clone(),
                    tab: tab("gone", &older),
                    ..Arrival::default()
                },
                ("Kept, before", None, 0),
            ),
            (
                "a reload of what could not be saved",
                Arrival {
                    fragment: older.clone(),
                    tab: tab("k", &older),
                    unsaved: Some("k".to_owned()),
                    new_key: "new".to_owned(),
                    ..Arrival::default()
                },
                ("Kept, before", Some("new"), 0),
            ),
            (
                "a reload of what was saved, after another was not",
                Arrival {
                    fragment: older.clone(),
                    tab: tab("k", &older),
                    unsaved: Some("l".to_owned()),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 0),
            ),
            (
                "last: one's own",
                Arrival {
                    last: Some(Last::Own("k".into())),
                    ..Arrival::default()
                },
                ("Kept", Some("k"), 0),
            ),
            (
                "last: a preset",
                Arrival {
                    query: "?".to_owned(),
                    last: Some(Last::Query(query())),
                    ..Arrival::default()
                },
                (&preset, None, 0),
            ),
            (
                "last: a preset that is no more",
                Arrival {
                    last: Some(Last::Query("?preset=gone".to_owned())),
                    ..Arrival::default()
                },
                (&first, None, 0),
            ),
            (
                "last: deleted",
                Arrival {
                    last: Some(Last::Own("gone".into())),
                    ..Arrival::default()
                },
                (&first, None, 0),
            ),
            (
                "last: unreadable",
                Arrival {
                    last: Some(Last::Own("bad".into())),
                    ..Arrival::default()
                },
                (&first, None, 1),
            ),
        ];
        for (what, arrival, (title, own, faults)) in cases {
            assert_eq!(
                shown(&arrival, &shelf),
                (title.to_owned(), own.map(str::to_owned), faults),
                "{what}"
            );
        }
    }

    #[test]
    fn what_a_link_shows_is_shown() {
        let mut theirs = document("Theirs");
        theirs.view.down = vec!["e".into()];
        theirs.view.setting = "Poor".to_owned();
        theirs.view.draw = 9;
        let arrival = Arrival {
            fragment: format!("#d={}", link::encode(&theirs).unwrap()),
            ..Arrival::default()
        };
        let state = arrive(fresh(), &arrival, &Memory::default());
        assert_eq!(state.document(), theirs);
    }

    #[test]
    fn without_a_store_the_page_opens_all_the_same() {
        let shelf = Memory::default();
        shelf.refused.set(true);
        for arrival in [
            Arrival::default(),
            Arrival {
                fragment: fragment("Theirs"),
                ..Arrival::default()
            },
        ] {
            assert_eq!(shown(&arrival, &shelf).2, 0);
        }
    }
}
