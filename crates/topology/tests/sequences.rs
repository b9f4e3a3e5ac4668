//! Random edits in any order: sound documents stay sound, and undo brings every one of them back.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod random;

use std::rc::Rc;

use deepfog_topology::document::{self, Document, View};
use deepfog_topology::edit::{EditError, apply};
use deepfog_topology::rules::{check, structure};
use deepfog_topology::{Edit, History, Topology};
use proptest::prelude::*;
use random::{aim, any_edit, start};

const EDITS: usize = 30;

fn holds(first: Topology, edits: &[Edit]) {
    let first = Rc::new(first);
    let mut history = History::new(Rc::clone(&first), "Open");
    let mut documents = vec![Rc::clone(&first)];
    for edit in edits {
        let before = Rc::clone(history.present());
        let edit = &aim(edit.clone(), &before);
        let applied = match apply(&before, edit) {
            Ok(applied) => applied,
            Err(refusal) => {
                assert_is_sentence(&refusal, edit);
                continue;
            }
        };
        let after = Rc::new(applied.topology);
        assert_eq!(structure(&after), [], "{edit:?}");
        assert_ne!(before, after, "{edit:?}");
        assert!(!applied.name.is_empty(), "{edit:?}");
        for id in &applied.touched {
            assert!(after.node(id).is_some(), "{edit:?} touches {id}");
        }
        let text = serde_json::to_string(&*after).unwrap();
        assert_eq!(
            serde_json::from_str::<Topology>(&text).unwrap(),
            *after,
            "{edit:?}"
        );
        assert_is_accepted(&after);
        check(&after);
        history.push(&applied.name, Rc::clone(&after), None);
        documents.push(after);
    }
    for document in documents.iter().rev().skip(1) {
        history.undo().unwrap();
        assert_eq!(history.present(), document);
    }
    assert_eq!(history.undo(), None);
    assert_eq!(**history.present(), *first);
    for document in documents.iter().skip(1) {
        history.redo().unwrap();
        assert_eq!(history.present(), document);
    }
    assert_eq!(history.redo(), None);
}

/// The reader takes what was written, and reads the same.
fn assert_is_accepted(topology: &Topology) {
    let document = Document {
        topology: topology.clone(),
        view: View::default(),
    };
    let text = document::write_document(&document).unwrap();
    assert_eq!(document::read(&text).unwrap().document.topology, *topology);
}

/// A refusal is a sentence.
fn assert_is_sentence(refusal: &EditError, edit: &Edit) {
    let text = refusal.to_string();
    assert!(
        text.ends_with('.') && text.contains(' '),
        "{edit:?}: {text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_edits_leave_a_sound_document_and_are_undone(
        first in start(),
        edits in proptest::collection::vec(any_edit(), EDITS),
    ) {
        holds(first, &edits);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

    /// The same for longer: `cargo test -p deepfog-topology --test sequences -- --ignored`.
    #[test]
    #[ignore = "takes minutes"]
    fn any_edits_for_long(
        first in start(),
        edits in proptest::collection::vec(any_edit(), EDITS),
    ) {
        holds(first, &edits);
    }
}
