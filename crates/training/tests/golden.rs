//! Training gives what was recorded.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use deepfog_dataset::{Part, files};
use deepfog_training::golden::{GoldenRun, cases, compare};

/// After a change that is meant to change it, `cargo run -p deepfog-cli -- record --training` records it anew.
#[test]
fn training_gives_what_was_recorded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for case in cases() {
        let task = &case.topology.task;
        let pack = root.join("models/packs").join(format!("{task}-training"));
        let header = files::read_header(&pack).unwrap();
        assert_eq!(header.part, Part::Train);
        let bytes = std::fs::read(pack.join(&header.chunks[0].file)).unwrap();
        let chunk = header.decode_chunk(0, &bytes).unwrap();
        let run = case.run(chunk, header.normalisation.clone()).unwrap();
        let file = format!("tests/golden/training/{}.bin", case.name);
        let recorded = std::fs::read(root.join(&file)).expect(&file);
        let recorded = GoldenRun::from_bytes(&recorded).expect(&file);
        let apart = compare(&recorded, &run);
        assert!(apart.is_tolerable(), "{file}: {apart:?}");
    }
}
