//! What an answer costs, and what resilience costs.

mod form;
mod front;
mod schedule;
mod sums;

use std::rc::Rc;

use deepfog_topology::Scheme;
use yew::prelude::*;

use super::TabProps;
use crate::cost::{Flows, Times, Wiring};
use crate::kind::Kind;
use crate::kit::parts::instead;
use crate::state::State;

/// One scheme's network with its times.
#[derive(Clone, Debug, PartialEq)]
pub struct Priced {
    /// What it is made of.
    pub wiring: Rc<Wiring>,
    /// How long everything takes.
    pub times: Times,
}

/// Properties of the parts of this tab.
#[derive(Clone, PartialEq, Properties)]
pub struct PartProps {
    /// What every part needs.
    pub tab: TabProps,
    /// The networks that run, in the schemes' order; at least one.
    pub priced: Rc<Vec<Priced>>,
}

/// The tab.
#[function_component]
pub fn Cost(props: &TabProps) -> Html {
    let state = &props.state;
    let schemes: Vec<Scheme> = state.schemes().collect();
    let wirings = use_memo((state.subject.clone(), schemes), |(subject, schemes)| {
        let subject = subject.as_deref();
        let of = |scheme: &Scheme| Wiring::new(subject?, *scheme).map(Rc::new);
        schemes.iter().filter_map(of).collect::<Vec<_>>()
    });
    let priced = use_memo(
        (
            Rc::clone(&wirings),
            state.prices.clone(),
            state.clocked.clone(),
        ),
        |(wirings, prices, _)| {
            let of = |wiring: &Rc<Wiring>| Priced {
                times: wiring.times(prices, state.clocked_of(wiring.scheme)),
                wiring: Rc::clone(wiring),
            };
            wirings.iter().map(of).collect::<Vec<_>>()
        },
    );
    if priced.is_empty() {
        return instead("This drawing cannot run yet: its costs are told once it can.");
    }
    let part = PartProps {
        tab: props.clone(),
        priced,
    };
    html! {
        <>
            <schedule::Schedule ..part.clone() />
            <sums::Sums ..part.clone() />
            <front::Front ..part.clone() />
            <form::Form ..part />
        </>
    }
}

/// The flows of all failure patterns, and what they cost.
#[derive(Clone)]
pub struct Costed {
    flows: Key,
    costs: Rc<Vec<Vec<(f64, f64)>>>,
}

impl PartialEq for Costed {
    /// Made once, as [`Key`] is.
    fn eq(&self, other: &Self) -> bool {
        self.flows == other.flows && Rc::ptr_eq(&self.costs, &other.costs)
    }
}

impl Costed {
    /// Those of a network, by its place among the priced ones.
    pub fn of(&self, at: usize) -> Option<(&Flows, &[(f64, f64)])> {
        Some((self.flows.0.get(at)?, self.costs.get(at)?))
    }
}

/// The flows of all failure patterns of a kind, per network, and their costs. Reliabilities do not change them.
#[hook]
fn use_flows(part: &PartProps, kind: Kind) -> Rc<Costed> {
    let subject = part.tab.state.subject.clone();
    let wirings: Vec<Rc<Wiring>> = part
        .priced
        .iter()
        .map(|priced| Rc::clone(&priced.wiring))
        .collect();
    let flows = use_memo((subject, wirings, kind), |(subject, wirings, kind)| {
        let Some(subject) = subject else {
            return Vec::new();
        };
        let of = |wiring: &Rc<Wiring>| Flows::new(wiring, subject.patterns(*kind));
        wirings.iter().map(of).collect::<Vec<Flows>>()
    });
    use_memo((Key(flows), Rc::clone(&part.priced)), |(flows, priced)| {
        let pairs = flows.0.iter().zip(priced.iter());
        let costs = pairs.map(|(flows, priced)| flows.costs(&priced.wiring, &priced.times));
        Costed {
            flows: flows.clone(),
            costs: Rc::new(costs.collect()),
        }
    })
}

/// Flows are made once: the same ones are the same allocation, so that thousands need not be compared.
#[derive(Clone)]
struct Key(Rc<Vec<Flows>>);

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// A time in milliseconds as a person reads it.
pub(crate) fn milliseconds(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}\u{202f}ms")
    } else if value >= 10.0 {
        format!("{value:.1}\u{202f}ms")
    } else {
        format!("{value:.2}\u{202f}ms")
    }
}

/// Whether every partition's time is measured.
pub(crate) fn is_measured(priced: &[Priced]) -> bool {
    priced.iter().all(|priced| priced.times.is_measured)
}

/// Where the partitions' times come from, as a sentence.
pub(crate) fn origin_of_times(state: &State, priced: &[Priced]) -> String {
    if is_measured(priced) {
        "Partitions: measured on this machine, times the slowdown of their tier.".to_owned()
    } else {
        format!(
            "Partitions are not measured: their multiply-adds are taken at {} million per second, an assumed speed, times the slowdown of their tier.",
            deepfog_notation::number::count(
                state.prices.of(crate::cost::Field::Speed).round() as u64
            )
        )
    }
}
