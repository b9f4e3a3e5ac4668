//! Everything that keeps a drawn network from running, in one list: what the rules say and which shapes cannot meet.

use deepfog_topology::edit::Edit;
use deepfog_topology::order;
use deepfog_topology::rules::{self, Place, Repair};
use deepfog_topology::{
    Diagnostic, Graph, Link, LinkKind, NodeId, Scheme, Severity, Task, Topology, Unit,
};

use crate::outline::{Misfit, MisfitKind, Outline};
use crate::shape::{self, MAX_VALUES, Unfit};

/// Checks a topology against the rules, and its shapes under all schemes, as far as they can be told while other things are
/// wrong. The rules' findings come first; nothing is said twice. Of an unsound document (see [`rules::structure`]) only what
/// makes it so is told.
pub fn check(topology: &Topology) -> Vec<Diagnostic> {
    let mut found = rules::structure(topology);
    if !found.is_empty() {
        return found;
    }
    found = rules::check(topology);
    let (Ok(graph), Some(task)) = (Graph::new(topology), Task::find(&topology.task)) else {
        return found;
    };
    let plain = Outline::new(topology, &graph, &task, Scheme::Vanilla).misfits;
    // Of the schemes with skips each has the same shapes.
    let skipping = Outline::new(topology, &graph, &task, Scheme::DeepFogGuard).misfits;
    let added = skipping
        .into_iter()
        .filter(|misfit| !plain.iter().any(|other| is_same(misfit, other)))
        .map(|misfit| (misfit, true));
    let mut misfits: Vec<(Misfit, bool)> = plain
        .iter()
        .cloned()
        .map(|misfit| (misfit, false))
        .chain(added)
        .collect();
    order::sort(&mut misfits, |(a, _), (b, _)| a.node.cmp(&b.node));
    found.extend(misfits.iter().map(|(misfit, needs_skips)| {
        let mut told = tell(misfit, &graph);
        if *needs_skips {
            told.message
                .push_str(" Only the schemes with skip hyperconnections are concerned.");
        }
        told
    }));
    found
}

/// Whether two schemes complain of the same, maybe with other numbers.
fn is_same(one: &Misfit, other: &Misfit) -> bool {
    use MisfitKind::{Adapter, Parameters};
    one.node == other.node
        && match (&one.kind, &other.kind) {
            (Parameters { .. }, Parameters { .. }) => true,
            (Adapter { from: one, .. }, Adapter { from: other, .. }) => one == other,
            (one, other) => one == other,
        }
}

/// Says what cannot be and how to mend it.
pub(crate) fn tell(misfit: &Misfit, graph: &Graph) -> Diagnostic {
    let id = &graph.ids()[misfit.node];
    let name = |node: usize| &graph.ids()[node];
    let (message, repair) = match &misfit.kind {
        MisfitKind::Sources { earlier, later } => {
            let message = format!(
                "{id} cannot join what {} gives ({}) with what {} gives ({}). Give both sources the same kind of units.",
                name(earlier.0),
                shape::text(&earlier.1),
                name(later.0),
                shape::text(&later.1)
            );
            (message, None)
        }
        MisfitKind::Input { received } => {
            let message = format!(
                "{id} would receive {} values, where {MAX_VALUES} are possible. Let its sources sense less.",
                shape::text(received)
            );
            (message, None)
        }
        MisfitKind::Adapter {
            from,
            kind,
            given,
            wanted,
        } => {
            let message = format!(
                "The hyperconnection {} → {id} would need too large an adapter, from {} to {}. Make one of them smaller.",
                name(*from),
                shape::text(given),
                shape::text(wanted)
            );
            // Without a normal hyperconnection a node may lose its only path; a skip can go.
            let repair = (*kind == LinkKind::Skip).then(|| unlink(name(*from), id));
            (message, repair)
        }
        MisfitKind::Unit {
            at,
            unit,
            received,
            why,
        } => {
            let message = format!(
                "Unit {} of {id}: {}. Change or remove the unit.",
                at + 1,
                reason(unit, received, *why)
            );
            (message, Some(mend_unit(id, *at, unit, received)))
        }
        MisfitKind::UnitSize { at } => {
            let message = format!(
                "Unit {} of {id}: the network would be too large. Take smaller numbers.",
                at + 1
            );
            (message, None)
        }
        MisfitKind::ClassifierSize => {
            let message = format!(
                "The classifying layer of {id} would be too large. Make what it receives smaller."
            );
            (message, None)
        }
        MisfitKind::Parameters { count } => {
            let message = format!(
                "{id} would hold {count} parameters, its inputs' adapters included, where {MAX_VALUES} are possible. \
                 Make its units or what it receives smaller."
            );
            (message, None)
        }
    };
    let mut told = Diagnostic::new(Severity::Error, Place::Node(id.clone()), message);
    told.repair = repair;
    told
}

fn reason(unit: &Unit, received: &[usize], why: Unfit) -> String {
    let (unit_text, received) = (unit.describe(), shape::text(received));
    match why {
        Unfit::Window => format!("{unit_text} is larger than its input of {received}"),
        Unfit::Dimensions => {
            let needs = match unit {
                Unit::Conv1d { .. } => "a signal (channels × steps)",
                Unit::Conv2d { .. } => "an image (channels × rows × columns)",
                _ => "a signal or an image",
            };
            format!("{unit_text} needs {needs} but receives {received}")
        }
    }
}

fn unlink(from: &NodeId, to: &NodeId) -> Repair {
    Repair {
        label: format!("Remove {from} → {to}"),
        edit: Edit::Delete {
            nodes: Vec::new(),
            links: vec![Link {
                from: from.clone(),
                to: to.clone(),
            }],
        },
    }
}

/// The unit of the same kind that fits what comes in, or else none in its place.
fn mend_unit(id: &NodeId, at: usize, unit: &Unit, received: &[usize]) -> Repair {
    let node = id.clone();
    let fits = |unit: &Unit| shape::lay(unit, received).is_ok_and(|laid| !laid.is_too_large);
    match fitting(unit, received).filter(fits) {
        Some(unit) => Repair {
            label: format!("Change it to {}", unit.describe()),
            edit: Edit::ChangeUnit { node, at, unit },
        },
        None => Repair {
            label: "Remove this unit".to_owned(),
            edit: Edit::RemoveUnit { node, at },
        },
    }
}

fn fitting(unit: &Unit, received: &[usize]) -> Option<Unit> {
    match (*unit, received) {
        (Unit::Conv1d { channels, .. } | Unit::Conv2d { channels, .. }, [_]) => {
            Some(Unit::Dense { width: channels })
        }
        (
            Unit::Conv1d {
                channels,
                kernel,
                stride,
            },
            [_, _, _],
        ) => Some(Unit::Conv2d {
            channels,
            kernel,
            stride,
        }),
        (
            Unit::Conv2d {
                channels,
                kernel,
                stride,
            },
            [_, _],
        ) => Some(Unit::Conv1d {
            channels,
            kernel,
            stride,
        }),
        (Unit::MaxPool { .. }, [_, spatial @ ..]) => {
            let size = spatial.iter().copied().min()?;
            // Pooling over one value does nothing.
            (size > 1).then_some(Unit::MaxPool { size })
        }
        _ => None,
    }
}
