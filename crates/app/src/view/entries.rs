//! What the panels are told of each scheme.

use deepfog_notation::words::counted;
use deepfog_protocol::Item;
use yew::AttrValue;

use crate::panels::{SchemeEntry, Stage};
use crate::state::{Engine, State};

/// What the panels are told of each scheme.
pub fn entries(state: &State) -> Vec<SchemeEntry> {
    let loaded = &state.loaded;
    let fault = |wanted: &Item| {
        loaded
            .faults
            .iter()
            .find(|(item, _)| item == wanted)
            .map(|(_, fault)| AttrValue::from(fault.message.clone()))
    };
    state
        .trained()
        .iter()
        .map(|scheme| {
            let item = Item::Bundle(scheme);
            let progress = loaded.progress.iter().find(|(known, _)| *known == item);
            let stage = if loaded.bundles.get(scheme).is_some() {
                Stage::Ready
            } else if let Some(why) = fault(&item) {
                Stage::Failed(why)
            } else if matches!(state.engine, Engine::Failed(_)) {
                Stage::Failed("The worker that runs it has stopped.".into())
            } else {
                Stage::Loading {
                    received: progress.map_or(0, |(_, progress)| progress.received),
                    total: progress.and_then(|(_, progress)| progress.total),
                }
            };
            let sweep = loaded.sweeps.get(scheme);
            SchemeEntry {
                scheme,
                own: state.own_bundle(scheme).map(|own| {
                    let epochs = counted(own.epochs as usize, "epoch");
                    format!("trained on this device, seed {}, {epochs}", own.seed).into()
                }),
                stage,
                answer: loaded
                    .shown
                    .as_ref()
                    .and_then(|shown| shown.schemes.get(scheme).cloned()),
                sweep: sweep.map(|sweep| sweep.table.clone()),
                total: sweep.map_or(0, |sweep| sweep.total),
                sweep_fault: fault(&Item::Sweep(scheme)),
            }
        })
        .collect()
}
