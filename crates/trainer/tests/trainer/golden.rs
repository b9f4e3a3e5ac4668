//! The recorded trainings hold here too.

use deepfog_dataset::{PackHeader, TrainingSet};
use deepfog_shipped::{file, training_file};
use deepfog_training::golden::{GoldenRun, cases, compare};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn ten_steps_are_those_of_a_native_training() {
    for case in cases() {
        let recorded = file(&format!("tests/golden/training/{}.bin", case.name)).expect(case.name);
        let recorded = GoldenRun::from_bytes(recorded).expect(case.name);
        let [training, ..] = TrainingSet::folders(&case.topology.task);
        let folder = format!("models/packs/{training}");
        let header =
            PackHeader::parse(training_file(&format!("{folder}/pack.json")).unwrap()).unwrap();
        let chunk = training_file(&format!("{folder}/{}", header.chunks[0].file)).unwrap();
        let chunk = header.decode_chunk(0, chunk).unwrap();
        let run = case.run(chunk, header.normalisation).unwrap();
        let difference = compare(&recorded, &run);
        assert!(difference.is_tolerable(), "{}: {difference:?}", case.name);
    }
}
