//! The readers of documents and links against hostile input: no panic, always a sentence, and what is accepted is sound
//! and survives saving and sharing unchanged.
//!
//! The usual run is short and always the same. A million cases for each reader, other ones each time, in a few minutes:
//!
//! ```text
//! cargo test -p deepfog-topology --test hostile -- --ignored
//! ```
//!
//! `DEEPFOG_CASES=20000000` in the environment asks for another number. A failure prints the smallest input found.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "hostile/input.rs"]
mod input;
#[path = "hostile/link_edit.rs"]
mod link_edit;
#[path = "hostile/part_edit.rs"]
mod part_edit;
#[path = "document/schema.rs"]
mod schema;
#[path = "hostile/text_edit.rs"]
mod text_edit;

use std::cell::Cell;
use std::time::Instant;

use deepfog_topology::document::{self, DocumentError, MAX_BYTES, Read};
use deepfog_topology::link::{self, LinkError, MAX_CHARACTERS};
use deepfog_topology::rules;
use proptest::prelude::{Strategy, TestCaseError};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{prop_assert, prop_assert_eq};
use schema::Schema;

type Checked = Result<(), TestCaseError>;

/// What was accepted is sound and stays as it is when it is saved, opened, shared and opened again.
fn accepted(read: &Read, schema: &Schema) -> Checked {
    let Read { document, notes } = read;
    prop_assert_eq!(rules::structure(&document.topology), Vec::new());
    for note in notes {
        sentence(note)?;
    }
    let kept = Read {
        document: document.clone(),
        notes: Vec::new(),
    };
    let kept_document: Result<_, DocumentError> = Ok(kept.clone());
    let kept_link: Result<_, LinkError> = Ok(kept);
    let written = document::write_document(document);
    prop_assert!(written.is_ok(), "not written: {written:?}");
    let text = written.unwrap_or_default();
    prop_assert!(text.len() <= MAX_BYTES);
    prop_assert_eq!(document::read(&text), kept_document);
    let json = serde_json::from_str(&text).unwrap_or_default();
    prop_assert_eq!(schema.check(&json), Ok(()));
    match link::encode(document) {
        Ok(text) => {
            prop_assert!(text.len() <= MAX_CHARACTERS);
            prop_assert_eq!(link::decode(&text), kept_link);
        }
        Err(error) => prop_assert_eq!(error, LinkError::TooLarge),
    }
    Ok(())
}

/// Words for a person: on one line, of bearable length, with an end.
fn sentence(text: &str) -> Checked {
    // A message that repeats something long is cut.
    let whole = text.ends_with(['.', '…']) && text.chars().count() <= 1200;
    prop_assert!(whole && !text.chars().any(char::is_control), "{text:?}");
    Ok(())
}

fn check_document(
    result: Result<Read, DocumentError>,
    schema: &Schema,
) -> Result<bool, TestCaseError> {
    match result {
        Ok(read) => accepted(&read, schema).map(|()| true),
        Err(error) => sentence(&error.to_string()).map(|()| false),
    }
}

fn check_link(result: Result<Read, LinkError>, schema: &Schema) -> Result<bool, TestCaseError> {
    match result {
        Ok(read) => accepted(&read, schema).map(|()| true),
        Err(error) => sentence(&error.to_string()).map(|()| false),
    }
}

/// How many cases, and whether they are the same ones every time.
#[derive(Clone, Copy)]
struct Run {
    cases: u32,
    same: bool,
}

impl Run {
    fn short(cases: u32) -> Self {
        Self { cases, same: true }
    }

    /// As many cases as `DEEPFOG_CASES` says, or a million.
    fn long() -> Self {
        let cases = std::env::var("DEEPFOG_CASES").map_or(1_000_000, |text| {
            text.parse().expect("DEEPFOG_CASES is a number")
        });
        Self { cases, same: false }
    }

    /// Tries the cases; `property` says whether the input was accepted. At least `share` of them must be, or else the test
    /// would say little about what is accepted.
    fn hold<S: Strategy>(
        self,
        name: &str,
        strategy: &S,
        share: f64,
        property: impl Fn(S::Value, &Schema) -> Result<bool, TestCaseError>,
    ) {
        let config = Config {
            cases: self.cases,
            failure_persistence: None,
            ..Config::default()
        };
        let mut runner = if self.same {
            TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
        } else {
            TestRunner::new(config)
        };
        let schema = Schema::of_documents();
        let taken = Cell::new(0_u32);
        let start = Instant::now();
        let result = runner.run(strategy, |input| {
            if property(input, &schema)? {
                taken.set(taken.get() + 1);
            }
            Ok(())
        });
        if let Err(error) = result {
            panic!("{name}: {error}");
        }
        let found = f64::from(taken.get()) / f64::from(self.cases);
        println!(
            "{name}: {} cases, {:.1} % accepted, {:.1} s",
            self.cases,
            100.0 * found,
            start.elapsed().as_secs_f64()
        );
        assert!(found >= share, "{name}: only {found} accepted");
    }
}

/// Arbitrary bytes, edited documents, documents with parts replaced: the cases are divided among them as 1 : 4 : 5.
fn documents(run: Run) {
    let part = |tenths: u32| Run {
        cases: run.cases * tenths / 10,
        ..run
    };
    part(1).hold("arbitrary bytes", &input::bytes(), 0.0, |bytes, schema| {
        check_document(document::read_bytes(&bytes), schema)
    });
    part(4).hold(
        "edited text",
        &text_edit::edited_documents(),
        0.02,
        |bytes, schema| check_document(document::read_bytes(&bytes), schema),
    );
    part(5).hold(
        "replaced parts",
        &part_edit::spliced_documents(),
        0.1,
        |text, schema| check_document(document::read(&text), schema),
    );
}

/// Arbitrary text, edited links, links that hold arbitrary bytes or documents with parts replaced: 1 : 4 : 2 : 3.
fn links(run: Run) {
    let part = |tenths: u32| Run {
        cases: run.cases * tenths / 10,
        ..run
    };
    part(1).hold(
        "arbitrary text",
        &link_edit::link_texts(),
        0.0,
        |text, schema| check_link(link::decode(&text), schema),
    );
    part(4).hold(
        "edited links",
        &link_edit::edited_links(),
        0.005,
        |text, schema| check_link(link::decode(&text), schema),
    );
    part(2).hold(
        "links that hold bytes",
        &link_edit::packed_bytes(),
        0.0,
        |text, schema| check_link(link::decode(&text), schema),
    );
    part(3).hold(
        "links that hold documents",
        &link_edit::packed_documents(),
        0.1,
        |text, schema| check_link(link::decode(&text), schema),
    );
}

#[test]
fn documents_of_any_kind_are_read_or_refused() {
    documents(Run::short(3000));
}

#[test]
fn links_of_any_kind_are_read_or_refused() {
    links(Run::short(3000));
}

/// `cargo test -p deepfog-topology --test hostile -- --ignored documents`, with `DEEPFOG_CASES` for another number.
#[test]
#[ignore = "takes minutes"]
fn a_million_documents() {
    documents(Run::long());
}

/// `cargo test -p deepfog-topology --test hostile -- --ignored links`, with `DEEPFOG_CASES` for another number.
#[test]
#[ignore = "takes minutes"]
fn a_million_links() {
    links(Run::long());
}
