//! What the laboratory reads of a bundle's manifest. Every byte of a bundle is checked by the inference worker; here its
//! facts are picked out.

use deepfog_network::bundle::MAX_BYTES;
use deepfog_topology::{Scheme, Topology, document};
use serde_json::Value;

/// The facts of a manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The network as drawn.
    pub topology: Topology,
    /// The scheme.
    pub scheme: Scheme,
    /// The seed.
    pub seed: u64,
    /// Passes over the training samples.
    pub epochs: u32,
    /// How long training took, in seconds.
    pub seconds: f64,
    /// Accuracy on validation samples, 0 to 1.
    pub validation: f64,
    /// Accuracy on test samples, 0 to 1, and their number.
    pub test: (f64, u32),
    /// Learned parameters.
    pub parameters: u64,
}

impl Head {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        if json.len() > MAX_BYTES {
            return Err(format!(
                "The manifest has {} bytes; at most {MAX_BYTES} are read.",
                json.len()
            ));
        }
        let manifest: Value = serde_json::from_slice(json)
            .map_err(|error| format!("The manifest cannot be read: {error}."))?;
        let missing = |field: &str| {
            format!("The manifest lacks the field {field}, or it is of another kind.")
        };
        let number = |pointer: &str| {
            let value = manifest.pointer(pointer).and_then(Value::as_f64);
            value.ok_or_else(|| missing(&pointer[1..].replace('/', ".")))
        };
        let scheme = manifest["scheme"].as_str().and_then(Scheme::parse);
        let nodes = manifest["nodes"]
            .as_array()
            .ok_or_else(|| missing("nodes"))?;
        let topology = document::parse(&manifest["topology"].to_string())
            .map_err(|error| error.to_string())?;
        Ok(Self {
            topology,
            scheme: scheme.ok_or_else(|| missing("scheme"))?,
            seed: manifest["seed"].as_u64().ok_or_else(|| missing("seed"))?,
            epochs: number("/training/epochs")? as u32,
            seconds: number("/training/seconds")?,
            validation: number("/accuracy/validation/accuracy")?,
            test: (
                number("/accuracy/test/accuracy")?,
                number("/accuracy/test/n")? as u32,
            ),
            parameters: nodes
                .iter()
                .filter_map(|node| node["parameters"].as_u64())
                .sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Vec<u8> {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../models/smallest/resilinet/manifest.json"
        );
        std::fs::read(path).unwrap()
    }

    #[test]
    fn the_facts_of_a_shipped_manifest() {
        let json = shipped();
        let head = Head::read(&json).unwrap();
        let whole = deepfog_network::bundle::Manifest::parse(&json).unwrap();
        assert_eq!(head.topology, whole.topology);
        assert_eq!((head.scheme, head.seed), (whole.scheme, whole.seed));
        assert_eq!(head.epochs as usize, whole.training.epochs);
        assert_eq!(head.seconds, whole.training.seconds);
        assert_eq!(head.validation, whole.accuracy.validation.accuracy);
        assert_eq!(head.test.0, whole.accuracy.test.accuracy);
        assert_eq!(head.test.1 as usize, whole.accuracy.test.n);
        let parameters: usize = whole.nodes.iter().map(|node| node.parameters).sum();
        assert_eq!(head.parameters, parameters as u64);
    }

    #[test]
    fn what_is_no_manifest_is_a_sentence() {
        let json = String::from_utf8(shipped()).unwrap();
        for (text, start) in [
            ("", "The manifest cannot be read"),
            ("[]", "The manifest lacks the field nodes"),
            (
                &json.replace("\"seed\"", "\"sead\""),
                "The manifest lacks the field seed",
            ),
            (
                &json.replace("\"accuracy\"", "\"accurate\""),
                "The manifest lacks the field accuracy.validation.accuracy",
            ),
        ] {
            let why = Head::read(text.as_bytes()).unwrap_err();
            assert!(why.starts_with(start), "{why}");
        }
        assert!(
            Head::read(&vec![b' '; MAX_BYTES + 1])
                .unwrap_err()
                .ends_with("are read.")
        );
    }
}
