//! From any earlier version of the format to the latest, one step at a time.

use serde_json::{Value, json};

use super::error::DocumentError;
use super::wording::describe;
use super::{DOCUMENT_VERSION, FORMAT};

/// Turns a document of one version into one of the next. It only moves what is there and judges nothing: the reader of
/// the latest version says what is wrong.
type Step = fn(Value) -> Value;

/// `STEPS[n]` leads from version `n + 1` to version `n + 2`. A new version needs one more step here.
const STEPS: [Step; 1] = [wrap_topology];

const _: () = assert!(STEPS.len() + 1 == DOCUMENT_VERSION as usize);

/// The document as one of [`DOCUMENT_VERSION`].
pub(super) fn to_latest(document: Value) -> Result<Value, DocumentError> {
    let version = check_version(&document, DOCUMENT_VERSION)?;
    Ok(STEPS
        .iter()
        .skip(version - 1)
        .fold(document, |document, step| step(document)))
}

/// The version that a document names: 1 to `known`. From version 2 on, the format is named too.
pub(super) fn check_version(document: &Value, known: u32) -> Result<usize, DocumentError> {
    let Value::Object(fields) = document else {
        return Err(DocumentError::shape("the whole", "an object is expected"));
    };
    let format = match fields.get("format") {
        None => None,
        Some(Value::String(format)) if format == FORMAT => Some(format),
        Some(Value::String(format)) => {
            return Err(DocumentError::OtherFormat {
                found: format.clone(),
            });
        }
        Some(_) => {
            let message = format!("the text \"{FORMAT}\" is expected");
            return Err(DocumentError::shape("format", message));
        }
    };
    let Some(version) = fields.get("version") else {
        return Err(DocumentError::shape("version", "the field is missing"));
    };
    let wrong = || {
        let message = format!(
            "a whole number from 1 is expected, not {}",
            describe(version)
        );
        DocumentError::shape("version", message)
    };
    let found = version
        .as_u64()
        .filter(|found| *found > 0)
        .ok_or_else(wrong)?;
    if found > u64::from(known) {
        return Err(DocumentError::LaterVersion { found, known });
    }
    if format.is_none() != (found == 1) {
        let message = if found == 1 {
            "version 1 has no field of this name".to_owned()
        } else {
            format!("the field is missing; the text \"{FORMAT}\" is expected")
        };
        return Err(DocumentError::shape("format", message));
    }
    usize::try_from(found).map_err(|_| wrong())
}

/// 1 → 2: the topology moves into a field of its own, beside the view. The version now is the document's.
fn wrap_topology(mut topology: Value) -> Value {
    if let Value::Object(fields) = &mut topology {
        fields.remove("version");
    }
    json!({ "format": FORMAT, "version": 2, "topology": topology })
}

#[cfg(test)]
mod tests {
    // A test says by a panic what is wrong.
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_version_has_its_way_to_the_latest() {
        let latest = json!({"format": "deepfog", "version": 2, "topology": {"title": "T"}});
        for (document, migrated) in [
            (json!({"version": 1, "title": "T"}), latest.clone()),
            (latest.clone(), latest),
        ] {
            assert_eq!(to_latest(document).unwrap(), migrated);
        }
    }
}
