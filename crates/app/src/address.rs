//! The page's address: a link shows the same network, failures and sample to a colleague.
//!
//! A shipped network has a readable query:
//! `?preset=sensor-chain&down=e,f1&setting=Hazardous&sample=12&scheme=resilinet-plus&draw=3`. Everything is optional;
//! `sample` counts from 1 as the page does; `draw` is the number of the last draw of failures. Any other network is
//! held whole by the fragment: `#d=` and what [`link::encode`] makes of it. [`mod@start`] reads the address, [`bar`]
//! keeps it up to date.

pub mod bar;
pub mod start;

use std::rc::Rc;

use deepfog_topology::Scheme;
use deepfog_topology::document::{Document, View};
use deepfog_topology::history::History;
use deepfog_topology::link::{self, LinkError};

use crate::network::Network;
use crate::state::State;

pub use start::start;

/// Longer queries are not read: a link that the page wrote has about a hundred characters.
const MAX_LENGTH: usize = 2_000;

/// Links of more characters are cut by some programs.
pub const SAFE_LENGTH: usize = 2_000;

/// What a fragment that holds a document begins with.
const FRAGMENT: &str = "#d=";

/// What follows the page's path in an address that shows this network: a query or a fragment.
///
/// # Errors
/// [`LinkError`]: the network is too large for a link.
pub fn of(network: &Network, view: &View) -> Result<String, LinkError> {
    match network.preset {
        Some(preset) => Ok(query(preset, view)),
        None => {
            let document = Document {
                topology: (*network.topology).clone(),
                view: view.clone(),
            };
            Ok(format!("{FRAGMENT}{}", link::encode(&document)?))
        }
    }
}

/// The text of the document in a fragment; `None` in any other fragment.
pub fn document_text(fragment: &str) -> Option<&str> {
    fragment.strip_prefix(FRAGMENT)
}

/// What an address says of a network: the fragment only where it holds a document.
fn telling_part(query: &str, fragment: &str) -> String {
    match document_text(fragment) {
        Some(_) => format!("{query}{fragment}"),
        None => query.to_owned(),
    }
}

/// Takes over what a query asks for. What cannot be had is left as it was, and said in
/// [`State::link_faults`].
pub fn apply(mut state: State, query: &str) -> State {
    let query = query.trim_start_matches('?');
    if query.len() > MAX_LENGTH {
        state
            .link_faults
            .push("The link is too long to be one of this page's; it was not read.".to_owned());
        return state;
    }
    let pairs: Vec<(String, String)> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), decode(value)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    };
    // The preset first: the others are read in its terms.
    for (name, read) in READERS {
        if let Some(Err(fault)) = value(name).map(|value| read(&mut state, value)) {
            state.link_faults.push(fault);
        }
    }
    state
}

type Reader = fn(&mut State, &str) -> Result<(), String>;

const READERS: [(&str, Reader); 6] = [
    ("preset", read_preset),
    ("setting", read_setting),
    ("down", read_down),
    ("sample", read_sample),
    ("scheme", read_scheme),
    ("draw", read_draw),
];

fn read_preset(state: &mut State, value: &str) -> Result<(), String> {
    let network = state
        .networks
        .iter()
        .find(|network| network.preset == Some(value))
        .ok_or_else(|| {
            format!(
                "The link asks for a network called “{}”, which does not exist.",
                short(value)
            )
        })?;
    state.network = Rc::clone(network);
    state.reopen();
    state.editor.history = History::new(Rc::clone(&state.network.topology), "Open");
    state.setting = crate::state::default_setting(&state.network);
    Ok(())
}

fn read_setting(state: &mut State, value: &str) -> Result<(), String> {
    state.setting = state
        .network
        .settings
        .iter()
        .position(|setting| {
            setting
                .name
                .replace(' ', "-")
                .eq_ignore_ascii_case(&value.replace(' ', "-"))
        })
        .ok_or_else(|| {
            format!(
                "The link asks for a reliability setting called “{}”, which this network does not have.",
                short(value)
            )
        })?;
    Ok(())
}

fn read_down(state: &mut State, value: &str) -> Result<(), String> {
    state.pattern = state
        .network
        .patterns
        .with_down(value.split(',').filter(|name| !name.is_empty()))
        .map_err(|unknown| {
            format!(
                "The link takes “{}” down, which is not a node that can fail; those are {}. No node was taken down.",
                short(&unknown.name),
                unknown.known.join(", ")
            )
        })?;
    Ok(())
}

fn read_sample(state: &mut State, value: &str) -> Result<(), String> {
    state.sample = value
        .parse::<u32>()
        .ok()
        .and_then(|number| number.checked_sub(1))
        .ok_or_else(|| {
            format!(
                "The link asks for sample “{}”; samples are counted from 1.",
                short(value)
            )
        })?;
    Ok(())
}

fn read_scheme(state: &mut State, value: &str) -> Result<(), String> {
    state.scheme = Scheme::parse(value).ok_or_else(|| {
        format!(
            "The link asks for a scheme called “{}”; there are vanilla, deep-fog-guard, resilinet and resilinet-plus.",
            short(value)
        )
    })?;
    Ok(())
}

fn read_draw(state: &mut State, value: &str) -> Result<(), String> {
    state.draws = value.parse().map_err(|_| {
        format!(
            "The link names “{}” as the last draw of failures; draws are numbers.",
            short(value)
        )
    })?;
    Ok(())
}

/// The query, with its question mark, that shows a preset like this.
fn query(preset: &str, view: &View) -> String {
    let mut query = format!("?preset={preset}");
    let down: Vec<String> = view.down.iter().map(|id| encode(id.as_str())).collect();
    if !down.is_empty() {
        query += &format!("&down={}", down.join(","));
    }
    query += &format!(
        "&setting={}&sample={}",
        encode(&view.setting.replace(' ', "-")),
        view.sample
    );
    if view.scheme != Scheme::ResilinetPlus {
        query += &format!("&scheme={}", view.scheme.slug());
    }
    if view.draw > 0 {
        query += &format!("&draw={}", view.draw);
    }
    query
}

/// At most 40 characters of what a link says, for quoting.
fn short(value: &str) -> String {
    if value.chars().count() <= 40 {
        return value.to_owned();
    }
    let start: String = value.chars().take(39).collect();
    start + "…"
}

/// Percent-encodes everything but letters, digits, `-`, `_` and `.`.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

/// Undoes percent-encoding; a plus is a space; what is not well-formed stays as it is.
fn decode(text: &str) -> String {
    let hex = |byte: u8| char::from(byte).to_digit(16);
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1).zip(bytes.get(at + 2));
        let value = digits.and_then(|(high, low)| Some(16 * hex(*high)? + hex(*low)?));
        match (bytes[at], value.and_then(|value| u8::try_from(value).ok())) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 3;
                continue;
            }
            (b'+', _) => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_resilience::Pattern;

    fn fresh() -> State {
        State::new(Rc::new(Network::all())).unwrap()
    }

    fn write(state: &State) -> String {
        of(&state.network, &state.view()).unwrap()
    }

    fn names(state: &State) -> Vec<String> {
        let down = state.network.patterns.down_names(state.pattern);
        down.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_link_is_taken_over() {
        let state = apply(
            fresh(),
            "?preset=sensor-chain&down=e,f1&sample=12&setting=Poor&scheme=vanilla&draw=4",
        );
        assert_eq!(state.link_faults, Vec::<String>::new());
        assert_eq!(state.network.preset, Some("sensor-chain"));
        assert_eq!(*state.editor.history.present(), state.network.topology);
        assert_eq!(names(&state), ["e", "f1"]);
        assert_eq!(state.sample, 11);
        assert_eq!(state.reliability().name, "Poor");
        assert_eq!(state.scheme, Scheme::Vanilla);
        assert_eq!(state.draws, 4);
    }

    #[test]
    fn order_and_case_do_not_matter() {
        for query in [
            "?down=f2&setting=no-failure&preset=sensor-chain",
            "preset=sensor-chain&setting=No%20failure&down=f2,",
            "?setting=NO+FAILURE&&x=1&down=%662&preset=sensor-chain&sample=",
        ] {
            let state = apply(fresh(), query);
            assert_eq!(state.link_faults, Vec::<String>::new(), "{query}");
            assert_eq!(names(&state), ["f2"], "{query}");
            assert_eq!(state.setting, 0, "{query}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_and_left_alone() {
        for (query, part) in [
            ("?preset=nothing", "“nothing”"),
            ("?setting=Rosy", "“Rosy”"),
            ("?down=cloud", "those are e, f."),
            ("?sample=0", "counted from 1"),
            ("?sample=-3", "counted from 1"),
            ("?sample=99999999999999", "counted from 1"),
            ("?scheme=best", "deep-fog-guard"),
            ("?draw=x", "“x”"),
            ("?down=%F0%28%8C%28", "those are"),
            ("?down=%", "those are"),
        ] {
            let state = apply(fresh(), query);
            assert_eq!(state.link_faults.len(), 1, "{query}");
            assert!(
                state.link_faults[0].contains(part),
                "{query}: {}",
                state.link_faults[0]
            );
            assert_eq!(write(&state), write(&fresh()), "{query}");
        }
        let long = format!("?down={}", "e,".repeat(5_000));
        let state = apply(fresh(), &long);
        assert_eq!(state.link_faults.len(), 1);
        assert_eq!(state.pattern, Pattern::NONE_DOWN);
    }

    #[test]
    fn a_written_link_reads_the_same() {
        for network in Network::all() {
            for (at, pattern) in network.patterns.all().enumerate().step_by(7) {
                let mut state = fresh();
                state.network = network.clone();
                state.pattern = pattern;
                state.setting = at % state.network.settings.len();
                state.sample = at as u32 * 13;
                state.scheme = Scheme::ALL[at % 4];
                state.draws = at as u64;
                let query = write(&state);
                let read = apply(fresh(), &query);
                assert_eq!(read.link_faults, Vec::<String>::new(), "{query}");
                assert_eq!(write(&read), query);
                assert_eq!(read.pattern, pattern, "{query}");
                assert_eq!(read.network.preset, network.preset);
            }
        }
    }

    #[test]
    fn what_is_no_preset_is_held_whole_by_the_fragment() {
        let mut state = fresh();
        let mut topology = (*state.network.topology).clone();
        topology.title = "Mine <b> & yours".to_owned();
        state.network = Network::new(Rc::new(topology)).unwrap();
        state.pattern = Pattern(1);
        state.sample = 4;
        state.draws = 7;
        let text = write(&state);
        assert!(text.len() < SAFE_LENGTH, "{} characters", text.len());
        let read = link::decode(document_text(&text).unwrap()).unwrap();
        assert_eq!(read.document, state.document());
        assert_eq!(read.notes, Vec::<String>::new());
        assert_eq!(document_text("#drawing"), None);
        assert_eq!(document_text(""), None);
    }

    #[test]
    fn text_survives_its_encoding() {
        for text in ["e", "No failure", "f&=?#", "Kühlschrank", "100 %"] {
            assert_eq!(decode(&encode(text)), text);
        }
    }
}
