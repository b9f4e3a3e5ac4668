//! From one state to the next.

mod estimating;
mod trying;

use std::rc::Rc;

use deepfog_protocol::{Finding, Report};
use deepfog_topology::Scheme;
use deepfog_topology::document::View;
use yew::Reducible;

use crate::action::Action;
use crate::cost::Prices;
use crate::evidence::{Asked, Evidence};
use crate::kind::Kind;
use crate::odds::Odds;
use crate::state::State;
use crate::subject::Subject;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(reduce(Rc::unwrap_or_clone(self), action))
    }
}

/// The next state.
pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::Open(document) => {
            state.open = true;
            state.opened += 1;
            follow(&mut state, document);
        }
        Action::Follow(document) => follow(&mut state, document),
        Action::Close => {
            state.open = false;
            drop_open(&mut state);
        }
        Action::Linked => {
            state.links += 1;
            forget(&mut state, None);
        }
        Action::Heard(report) => hear(&mut state, *report),
        Action::Choose(tab) => state.tab = tab,
        Action::Let(kind) => {
            state.kind = kind;
            state.pointed = None;
        }
        Action::Look(lens) => state.lens = lens,
        Action::Engine(engine) => {
            if engine != state.engine {
                state.engine = engine;
                state.evidence.clear();
                state.asked.clear();
                state.estimation.forget();
            }
        }
        Action::Setting(name) => {
            if let Some(subject) = &state.subject {
                let links = state.odds.take().map(|odds| odds.links);
                let mut odds = Odds::of(subject, &name);
                odds.links = links.unwrap_or(odds.links);
                state.odds = Some(odds);
            }
        }
        Action::Rely(bits, value) => {
            if let Some(odds) = &mut state.odds {
                for bit in bits {
                    odds.set(bit, value);
                }
            }
        }
        Action::Point(pattern) => state.pointed = pattern,
        Action::Under(condition) => state.condition = condition,
        Action::Price(field, value) => state.prices.set(field, value),
        Action::Unprice => state.prices = Prices::default(),
        Action::Stop => stop(&mut state),
        Action::Retry => state.asked.retain(|asked| asked.fault.is_none()),
        Action::Refine => estimating::refine(&mut state),
        Action::Take(samples) => estimating::take(&mut state, samples),
        Action::Try(trials) => trying::note(&mut state, trials),
        Action::Tried(number, stage) => trying::hear(&mut state, number, stage),
        Action::Say(text, is_fault) => state.word = Some((text, is_fault)),
        Action::Dismiss => state.word = None,
    }
    ask(&mut state);
    estimating::ask(&mut state);
    state
}

/// Takes over what the page shows.
fn follow(state: &mut State, document: Rc<str>) {
    let (subject, view) = match Subject::read(&document) {
        Ok(read) => read,
        Err(why) => {
            state.word = Some((why.into(), true));
            return;
        }
    };
    let View { down, setting, .. } = view;
    state.pattern = subject.pattern_of(&down);
    let is_chosen = state.page_setting != setting;
    state.odds = Some(match state.odds.take() {
        // What is chosen on the page is followed, until a person has figures of their own.
        Some(odds) if odds.setting.is_none() || !is_chosen => odds.carried(&subject, &setting),
        Some(odds) => Odds {
            setting: Some(setting.clone()),
            ..odds
        }
        .carried(&subject, &setting),
        None => Odds::of(&subject, &setting),
    });
    state.page_setting = setting;
    let is_other = state
        .subject
        .as_ref()
        .is_none_or(|before| before.identity != subject.identity || subject.identity.is_none());
    if is_other {
        state.pointed = None;
        forget(state, None);
    }
    state.subject = Some(subject);
    state.document = Some(document);
}

/// The worker has opened something else: what was measured of before is of no use.
fn forget(state: &mut State, session: Option<u32>) {
    state.session = session;
    state.bundles.clear();
    state.evidence.clear();
    state.asked.clear();
    state.clocked.clear();
    state.estimation.forget();
}

fn hear(state: &mut State, report: Report) {
    let session = match &report {
        Report::Pack { session, .. }
        | Report::Bundle { session, .. }
        | Report::Clocked { session, .. }
        | Report::Sweep { session, .. } => Some(*session),
        Report::Found(finding) => Some(finding.session),
        _ => None,
    };
    if session.is_some() && session != state.session {
        forget(state, session);
    }
    match report {
        Report::Pack { facts, .. } => state.pack = Some(Rc::new(facts)),
        Report::Bundle { facts, .. } => {
            let scheme = facts.scheme;
            state.bundles.retain(|(known, _)| *known != scheme);
            let before = |known: &Scheme| (*known as usize) < scheme as usize;
            let at = state.bundles.partition_point(|(known, _)| before(known));
            state.bundles.insert(at, (scheme, Rc::new(facts)));
        }
        // The page's own sweep is the start of an answer to the question about nodes.
        Report::Sweep {
            session,
            scheme,
            total,
            table,
        } => {
            let is_known = state
                .evidence_in(Kind::Nodes, scheme)
                .is_some_and(|known| known.detail.is_some() || known.table.n >= table.n);
            if !is_known {
                let finding = Finding {
                    session,
                    ticket: 0,
                    total,
                    table,
                    detail: None,
                    engine: String::new(),
                    milliseconds: 0.0,
                };
                keep(state, Evidence::of(Kind::Nodes, scheme, finding));
            }
        }
        Report::Found(finding) if estimating::is_of(state, finding.ticket) => {
            estimating::learn(state, &finding);
        }
        Report::Found(finding) => {
            let asked = state
                .asked
                .iter()
                .find(|asked| asked.ticket == finding.ticket);
            if let Some((kind, scheme)) = asked.map(|asked| (asked.kind, asked.scheme)) {
                keep(state, Evidence::of(kind, scheme, *finding));
            }
        }
        Report::Clocked { scheme, nodes, .. } => {
            state.clocked.retain(|(known, _)| *known != scheme);
            state.clocked.push((scheme, nodes));
        }
        Report::Unfound { ticket, why } => {
            if let Some(asked) = state.asked.iter_mut().find(|asked| asked.ticket == ticket) {
                asked.fault = Some(why.into());
            }
        }
        _ => {}
    }
}

fn keep(state: &mut State, evidence: Evidence) {
    let key = (evidence.kind, evidence.scheme);
    state
        .evidence
        .retain(|known| (known.kind, known.scheme) != key);
    state.evidence.push(evidence);
}

/// Takes back what is not answered yet; what was found so far stays.
fn stop(state: &mut State) {
    let is_complete = |state: &State, asked: &Asked| {
        let found = state.evidence_in(asked.kind, asked.scheme);
        found.is_some_and(Evidence::is_complete)
    };
    let open: Vec<u32> = state
        .asked
        .iter()
        .filter(|asked| !is_complete(state, asked))
        .map(|asked| asked.ticket)
        .collect();
    for asked in &mut state.asked {
        if open.contains(&asked.ticket) {
            asked.fault = Some(STOPPED.into());
        }
    }
}

/// Asks nothing any more that is not answered yet: it is asked again when the analysis is opened again, but for what a person stopped.
fn drop_open(state: &mut State) {
    let mut asked = std::mem::take(&mut state.asked);
    asked.retain(|asked| {
        let found = state.evidence_in(asked.kind, asked.scheme);
        asked.fault.is_some() || asked.some.is_none() && found.is_some_and(Evidence::is_complete)
    });
    state.asked = asked;
}

/// What stands in the place of what was taken back.
pub const STOPPED: &str = "You stopped measuring.";

/// Notes the questions that are due: every network that runs, with what can fail now and what the part that is shown needs. The hook
/// that talks to the worker sends them.
fn ask(state: &mut State) {
    let Some(subject) = state.subject.clone().filter(|_| state.open) else {
        return;
    };
    let mut kinds = vec![state.kind];
    if state.tab.asks_for_skips() {
        kinds.push(Kind::NodesAndSkips);
    }
    let schemes: Vec<Scheme> = state.schemes().collect();
    for kind in kinds {
        // Where patterns are too many to measure each, an estimate asks for some of them.
        if subject.patterns(kind).count().is_none() {
            continue;
        }
        for &scheme in &schemes {
            let is_same = |asked: &Asked| {
                asked.some.is_none() && (asked.kind, asked.scheme) == (kind, scheme)
            };
            if !state.asked.iter().any(is_same) {
                state.ticket += 1;
                state.asked.push(Asked {
                    ticket: state.ticket,
                    kind,
                    scheme,
                    some: None,
                    fault: None,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
