//! Jobs that cannot be done.

use deepfog_protocol::{FailoutChoice, FaultKind, TrainReport, TrainRequest, TrainingSpec};
use deepfog_topology::Scheme;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::desk::{Desk, Trouble, clear, drawn, held, spec};

/// The kind and the sentence.
async fn refused(desk: &Desk, spec: &TrainingSpec) -> (FaultKind, String) {
    desk.begin("refused", spec);
    let end = desk.end().await;
    let TrainReport::Failed { fault, has_best } = end else {
        panic!("{end:?}");
    };
    assert!(!has_best);
    assert_eq!(held("refused").await, None);
    assert!(
        fault.message.ends_with('.') && !fault.message.ends_with(".."),
        "{fault:?}"
    );
    let first = fault.message.chars().next();
    assert!(
        first.is_some_and(|first| !first.is_lowercase()),
        "{fault:?}"
    );
    (fault.kind, fault.message)
}

#[wasm_bindgen_test]
async fn what_cannot_be_trained_is_told_in_words() {
    let good = spec(&drawn("sensor-chain"), Scheme::Resilinet, 1);
    let mut without_cloud = drawn("sensor-chain");
    without_cloud
        .nodes
        .retain(|node| node.id.as_str() != "cloud");
    without_cloud
        .links
        .retain(|link| link.to.as_str() != "cloud");
    let with_options = |change: &dyn Fn(&mut TrainingSpec)| {
        let mut spec = good.clone();
        change(&mut spec);
        spec
    };
    for (spec, words) in [
        (
            with_options(&|spec| spec.document = "{".to_owned()),
            "The drawing cannot be read",
        ),
        (
            spec(&without_cloud, Scheme::Vanilla, 1),
            "cannot be trained for Vanilla yet",
        ),
        (
            with_options(&|spec| spec.options.failout = FailoutChoice::Survival(0.0)),
            "failout",
        ),
        (
            with_options(&|spec| spec.options.failout = FailoutChoice::Setting("Calm".to_owned())),
            "Calm",
        ),
        (
            with_options(&|spec| spec.warm_start = Some("never there".to_owned())),
            "it was deleted",
        ),
    ] {
        let (kind, sentence) = refused(&Desk::new(), &spec).await;
        assert_eq!(kind, FaultKind::Run, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[wasm_bindgen_test]
async fn samples_that_do_not_arrive_whole_are_not_trained_on() {
    let spec = spec(&drawn("sensor-chain"), Scheme::Vanilla, 1);
    for (trouble, kind, words) in [
        (
            Trouble::Offline,
            FaultKind::Download,
            "could not be downloaded",
        ),
        (
            Trouble::Damaged,
            FaultKind::Corrupt,
            "samples for training cannot be used",
        ),
    ] {
        let desk = Desk::new();
        desk.shelf.trouble.set(trouble);
        let (found, sentence) = refused(&desk, &spec).await;
        assert_eq!(found, kind, "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
    // A damaged file in the cache is fetched anew.
    let desk = Desk::new();
    desk.shelf.trouble.set(Trouble::DamagedCache);
    desk.begin("fetched anew", &spec);
    desk.finished().await;
    clear("fetched anew").await;
}

#[wasm_bindgen_test]
async fn nothing_trained_is_nothing_to_keep() {
    let desk = Desk::new();
    desk.begin("nothing", &spec(&drawn("sensor-chain"), Scheme::Vanilla, 1));
    desk.session.handle(TrainRequest::Finish);
    let end = desk.end().await;
    assert!(
        matches!(&end, TrainReport::Failed { fault, has_best: false } if fault.message.contains("nothing to keep")),
        "{end:?}"
    );
}
