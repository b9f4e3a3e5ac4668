//! What an answer costs, and what resilience costs.

mod form;
mod front;
mod schedule;
mod sums;

use std::rc::Rc;

use deepfog_topology::{Scheme, Tier};
use yew::prelude::*;

use super::TabProps;
use crate::cost::{Field, Flows, Hop, Times, Wiring};
use crate::kind::Kind;
use crate::kit::Source;
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
    let source = Source {
        costs: made_with(state, &priced),
        ..(*props.source).clone()
    };
    let part = PartProps {
        tab: TabProps {
            source: Rc::new(source),
            ..props.clone()
        },
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
            deepfog_notation::number::count(state.prices.of(Field::Speed).round() as u64)
        )
    }
}

/// The networks that the drawing's hyperconnections use, those on the way of longer ones included.
pub(crate) fn hops(priced: &[Priced]) -> Vec<Hop> {
    let mut used = Vec::new();
    for priced in priced {
        let wiring = &priced.wiring;
        for (to, senders) in wiring.inputs.iter().enumerate() {
            for from in senders {
                let hop = Hop::between(wiring.tiers[*from], wiring.tiers[to]);
                used.push(hop);
                used.extend(hop.path());
            }
        }
    }
    Hop::ALL
        .into_iter()
        .filter(|hop| used.contains(hop))
        .collect()
}

/// Whether a node of that tier computes anything.
pub(crate) fn computes(priced: &[Priced], tier: Tier) -> bool {
    priced.iter().any(|priced| {
        let nodes = priced.wiring.tiers.iter().zip(&priced.wiring.work);
        nodes.into_iter().any(|(of, work)| *of == tier && *work > 0)
    })
}

/// What the costs were made with: networks, nodes and where the partitions' times come from.
fn made_with(state: &State, priced: &[Priced]) -> String {
    let prices = &state.prices;
    let networks = hops(priced).into_iter().map(|hop| {
        let (rate, latency) = (prices.of(Field::Rate(hop)), prices.of(Field::Latency(hop)));
        format!("{} {rate} Mbit/s, {latency} ms", hop.words())
    });
    let tiers = Tier::ALL.into_iter().filter(|tier| computes(priced, *tier));
    let nodes = tiers.map(|tier| {
        format!(
            "{} {} times slower than this machine",
            tier.name(),
            prices.of(Field::Slowdown(tier))
        )
    });
    let mut all: Vec<String> = networks.chain(nodes).collect();
    all.push(origin_of_times(state, priced));
    all.join("; ")
}
