//! Resilience against cost: every scheme, with every set of its skips cut.

mod plot;
mod told;

use std::rc::Rc;

use yew::prelude::*;

use self::plot::Plot;
use self::told::{Measure, table};
use super::{Costed, PartProps, use_flows};
use crate::cost::{Known, Point, front, points};
use crate::kind::Kind;
use crate::kit::Table;
use crate::kit::parts::instead;

/// The part.
#[function_component]
pub fn Front(props: &PartProps) -> Html {
    let state = &props.tab.state;
    let measure = use_state_eq(|| Measure::Bytes);
    let has_cuts = state
        .subject
        .as_ref()
        .is_some_and(|subject| subject.patterns(Kind::NodesAndSkips).count().is_some());
    let kind = if has_cuts {
        Kind::NodesAndSkips
    } else {
        Kind::Nodes
    };
    let flows = use_flows(props, kind);
    let shown = {
        let all_schemes = state.schemes();
        let evidence: Vec<_> = all_schemes
            .filter_map(|scheme| state.evidence_in(kind, scheme).cloned())
            .collect();
        let deps = (evidence, state.odds.clone(), Rc::clone(&flows), *measure);
        use_memo(deps, |(_, _, flows, measure)| {
            Shown::of(props, kind, flows, *measure)
        })
    };
    if shown.all.is_empty() {
        let subject = state.subject.as_ref();
        let is_beyond =
            subject.is_some_and(|subject| subject.patterns(Kind::Nodes).count().is_none());
        return instead(if is_beyond {
            "More than 16 nodes can fail: resilience against cost is told of measured patterns only."
        } else {
            "What happens without each skip is being measured."
        });
    }
    let on_measure = {
        let measure = measure.clone();
        Callback::from(move |chosen: Measure| measure.set(chosen))
    };
    html! { <Plot part={props.clone()} {shown} measure={*measure} {kind} {on_measure} /> }
}

/// What the plot shows. Pointing at it computes nothing anew.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    all: Vec<Point>,
    pairs: Vec<(f64, f64)>,
    best: Vec<usize>,
    table: Rc<Table>,
}

impl Shown {
    fn of(props: &PartProps, kind: Kind, flows: &Costed, measure: Measure) -> Self {
        let all = all(props, kind, flows);
        let pairs: Vec<(f64, f64)> = all
            .iter()
            .map(|point| (measure.of(point), point.accuracy))
            .collect();
        let best = front(&pairs);
        let subject = props.tab.state.subject.as_ref();
        let table = subject.map(|subject| table(subject, &all, &best));
        Self {
            table: Rc::new(table.unwrap_or_default()),
            all,
            pairs,
            best,
        }
    }
}

/// Every network that is measured.
fn all(props: &PartProps, kind: Kind, flows: &Costed) -> Vec<Point> {
    let state = &props.tab.state;
    let (Some(subject), Some(odds)) = (&state.subject, &state.odds) else {
        return Vec::new();
    };
    let known = props.priced.iter().enumerate().filter_map(|(at, priced)| {
        let scheme = priced.wiring.scheme;
        let evidence = state.evidence_in(kind, scheme)?;
        let (flows, costs) = flows.of(at)?;
        let known = Known {
            scheme,
            accuracy: &evidence.accuracy,
            flows,
            costs,
            has_cuts: kind == Kind::NodesAndSkips,
        };
        Some(points(&known, &odds.nodes, subject.skips().len()))
    });
    known.flatten().collect()
}
