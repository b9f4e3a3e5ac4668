//! The shipped bundles, packs and recordings as bytes, for tests in a browser, which can read no files.
//!
//! A crate of its own, so that new bundles do not make the product be compiled again.

const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Apart from the others: a test that asks for none of them does not carry them.
const TRAINING_FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/training.rs"));

/// The file of that path below the repository's root, with slashes: `models/smallest/vanilla/manifest.json`.
/// The packs on which the page trains are not among them: see [`training_file`].
pub fn file(path: &str) -> Option<&'static [u8]> {
    find(FILES, path)
}

/// The file of that path of a pack on which the page trains: `models/packs/smartwatch-training/pack.json`. Those are 10 MB, and only in the
/// programs that call this.
pub fn training_file(path: &str) -> Option<&'static [u8]> {
    find(TRAINING_FILES, path)
}

fn find(files: &[(&str, &'static [u8])], path: &str) -> Option<&'static [u8]> {
    files
        .iter()
        .find(|(held, _)| *held == path)
        .map(|(_, bytes)| *bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_path() {
        let (bundle, pack) = (
            "models/smallest/vanilla/f.onnx",
            "models/packs/smartwatch/chunk-001.bin",
        );
        assert!(file(bundle).is_some() && file(pack).is_some());
        assert!(training_file(bundle).is_none() && training_file(pack).is_none());
        for pack in [
            "smartwatch-training",
            "smartwatch-validation",
            "fashion-mnist-training",
            "fashion-mnist-validation",
        ] {
            for name in ["pack.json", "chunk-001.bin"] {
                let path = format!("models/packs/{pack}/{name}");
                assert!(training_file(&path).is_some(), "{path}");
                assert!(file(&path).is_none(), "{path}");
            }
        }
        assert!(file("models/packs/none/pack.json").is_none());
    }
}
