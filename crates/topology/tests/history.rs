//! Undo and redo.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::rc::Rc;

use deepfog_topology::{History, Topology, edit};

fn titled(title: &str) -> Rc<Topology> {
    Rc::new(edit::blank("smartwatch".into(), title))
}

/// What is pushed: a name and a key.
type Pushed<'a> = (&'a str, Option<&'a str>);

/// A history of documents whose titles are those of the steps that led to them.
fn history(steps: &[Pushed]) -> History {
    let mut history = History::new(titled("open"), "open");
    for &(name, key) in steps {
        history.push(name, titled(name), key.map(str::to_owned));
    }
    history
}

fn names(history: &History) -> Vec<&str> {
    history.steps().iter().map(|step| &*step.name).collect()
}

#[test]
fn steps_are_undone_and_redone_by_name() {
    let mut history = history(&[("one", None), ("two", None)]);
    assert_eq!(
        (history.undo_name().map(|name| &**name), history.redo_name()),
        (Some("two"), None)
    );
    assert_eq!(history.undo().as_deref(), Some("two"));
    assert_eq!(history.present().title, "one");
    assert_eq!(history.redo_name().map(|name| &**name), Some("two"));
    assert_eq!(history.undo().as_deref(), Some("one"));
    assert_eq!(
        (history.present().title.as_str(), history.at()),
        ("open", 0)
    );
    assert_eq!((history.undo(), history.undo_name()), (None, None));
    assert_eq!(history.redo().as_deref(), Some("one"));
    assert_eq!(history.redo().as_deref(), Some("two"));
    assert_eq!(history.redo(), None);
    assert_eq!(history.present().title, "two");
}

#[test]
fn a_new_step_forgets_what_was_undone() {
    let mut history = history(&[("one", None), ("two", None), ("three", None)]);
    history.go_to(1);
    assert_eq!(history.present().title, "one");
    history.push("other", titled("other"), None);
    assert_eq!(names(&history), ["open", "one", "other"]);
    history.go_to(99);
    assert_eq!(
        (history.at(), history.present().title.as_str()),
        (2, "other")
    );
}

#[test]
fn steps_of_one_key_become_one() {
    let cases: [(&[Pushed], &[&str]); 6] = [
        (&[("a", Some("k")), ("b", Some("k"))], &["open", "b"]),
        (&[("a", Some("k")), ("b", Some("l"))], &["open", "a", "b"]),
        (&[("a", None), ("b", None)], &["open", "a", "b"]),
        (&[("a", Some("")), ("b", Some(""))], &["open", "a", "b"]),
        (
            &[("a", Some("k")), ("x", None), ("b", Some("k"))],
            &["open", "a", "x", "b"],
        ),
        // Back to what was before: nothing has changed.
        (
            &[("a", None), ("b", Some("k")), ("a", Some("k"))],
            &["open", "a"],
        ),
    ];
    for (steps, expected) in cases {
        assert_eq!(names(&history(steps)), expected, "{steps:?}");
    }
}

#[test]
fn undoing_ends_a_run_of_one_key() {
    let mut history = history(&[("a", Some("k")), ("b", Some("l"))]);
    history.undo();
    history.push("c", titled("c"), Some("k".to_owned()));
    assert_eq!(names(&history), ["open", "a", "c"]);
}
