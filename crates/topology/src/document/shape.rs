//! From a JSON value to a topology: only the shape that the schema states, with the place of what is not.
//!
//! `serde` alone takes more than the schema: an array of its fields for an object, `{"fog": null}` for `"fog"`, and the
//! number of a variant for its name. What was never documented must not become a format that has to be kept.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::VERSION;
use super::error::DocumentError;
use super::wording::{clip, quote};
use crate::model::{
    Link, LinkWeight, Node, NodeId, ReliabilitySetting, Sense, Tier, Topology, Unit, WeightRule,
};

/// The topology and the view of a document of the latest version; the view may be missing.
pub(super) fn split(mut document: Value) -> (Value, Option<Value>) {
    let mut take = |name: &str| document.as_object_mut()?.remove(name);
    (take("topology").unwrap_or(Value::Null), take("view"))
}

/// The topology of that shape, whatever its rules say.
pub(super) fn topology(mut value: Value) -> Result<Topology, DocumentError> {
    let Value::Object(fields) = &mut value else {
        let message = if value.is_null() {
            "the field is missing"
        } else {
            "an object is expected"
        };
        return Err(DocumentError::shape("topology", message));
    };
    fields.insert("version".to_owned(), VERSION.into());
    for (pattern, form) in FORMS {
        let steps: Vec<&str> = pattern.split('.').collect();
        require(&value, &steps, *form, &mut String::new())
            .map_err(|place| DocumentError::shape(named(&place, &value), form.expected()))?;
    }
    Topology::deserialize(&value).map_err(|error| {
        let found = PARTS.iter().find_map(|(pattern, read)| {
            let steps: Vec<&str> = pattern.split('.').collect();
            find_fault(&value, &steps, *read, &mut String::new())
        });
        let (place, message) = match found {
            Some((place, message)) => (named(&place, &value), message),
            None => ("topology".to_owned(), error.to_string()),
        };
        DocumentError::shape(place, plain(&message))
    })
}

/// Reads a part of a topology for what is wrong with it.
type ReadPart = fn(&Value) -> Option<String>;

fn fault_of<T: for<'a> Deserialize<'a>>(value: &Value) -> Option<String> {
    T::deserialize(value).err().map(|error| error.to_string())
}

/// What reads each part, the smaller parts first, so that a fault is found where it stands. `serde` does not say where.
const PARTS: &[(&str, ReadPart)] = &[
    ("title", fault_of::<String>),
    ("task", fault_of::<String>),
    ("nodes", fault_of::<Vec<IgnoredAny>>),
    ("nodes.*.id", fault_of::<String>),
    ("nodes.*.tier", fault_of::<Tier>),
    ("nodes.*.position.*", fault_of::<f32>),
    ("nodes.*.position", fault_of::<Option<[f32; 2]>>),
    ("nodes.*.sense", fault_of::<Option<Sense>>),
    ("nodes.*.units", fault_of::<Vec<IgnoredAny>>),
    ("nodes.*.units.*", fault_of::<Unit>),
    ("nodes.*", fault_of::<Node>),
    ("links", fault_of::<Vec<IgnoredAny>>),
    ("links.*.from", fault_of::<String>),
    ("links.*.to", fault_of::<String>),
    ("links.*", fault_of::<Link>),
    ("settings", fault_of::<Vec<IgnoredAny>>),
    ("settings.*.name", fault_of::<String>),
    ("settings.*.reliability.*", fault_of::<f64>),
    ("settings.*.reliability", fault_of::<BTreeMap<NodeId, f64>>),
    ("settings.*", fault_of::<ReliabilitySetting>),
    ("weights.weights.*", fault_of::<LinkWeight>),
    ("weights", fault_of::<WeightRule>),
];

/// The first part that a pattern reaches and that cannot be read, with what is wrong with it.
fn find_fault(
    value: &Value,
    steps: &[&str],
    read: ReadPart,
    place: &mut String,
) -> Option<(String, String)> {
    let Some((step, rest)) = steps.split_first() else {
        let message = read(value)?;
        // What names the variant of an object stands in one of its fields.
        let tag = ["kind", "rule"]
            .into_iter()
            .find(|tag| message.starts_with("unknown variant") && value.get(tag).is_some());
        let tag = tag.map_or(String::new(), |tag| format!(".{tag}"));
        return Some((format!("{place}{tag}"), message));
    };
    let length = place.len();
    let mut into = |part: &Value, name: &str| {
        place.push_str(name);
        let found = find_fault(part, rest, read, place);
        place.truncate(length);
        found
    };
    let dot = if length == 0 { "" } else { "." };
    match (value, *step) {
        (Value::Array(items), "*") => items
            .iter()
            .enumerate()
            .find_map(|(at, item)| into(item, &format!("[{at}]"))),
        (Value::Object(fields), "*") => fields
            .iter()
            .find_map(|(name, field)| into(field, &format!("{dot}{name}"))),
        _ => into(value.get(step)?, &format!("{dot}{step}")),
    }
}

/// What must stand at a place, where `serde` would take something else too, or something longer.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Object,
    Text,
    /// A text of at most [`MAX_TEXT`] characters.
    Short,
}

/// The longest text in a topology, in characters. Rules may bound it more tightly, and repeat it in what they say: 256 kB
/// of faults must not become gigabytes of sentences.
const MAX_TEXT: usize = 256;

impl Form {
    fn expected(self) -> String {
        match self {
            Form::Object => "an object is expected".to_owned(),
            Form::Text => "a text is expected".to_owned(),
            Form::Short => format!("a text of at most {MAX_TEXT} characters is expected"),
        }
    }

    fn is(self, value: &Value) -> bool {
        match self {
            Form::Object => value.is_object(),
            Form::Text => value.is_string(),
            Form::Short => value
                .as_str()
                .is_some_and(|text| text.chars().nth(MAX_TEXT).is_none()),
        }
    }
}

/// Places by pattern; `*` stands for every item of a list.
const FORMS: &[(&str, Form)] = &[
    ("title", Form::Short),
    ("task", Form::Short),
    ("nodes.*", Form::Object),
    ("nodes.*.id", Form::Short),
    ("nodes.*.tier", Form::Text),
    ("nodes.*.sense", Form::Object),
    ("nodes.*.sense.kind", Form::Text),
    ("nodes.*.sense.region", Form::Object),
    ("nodes.*.units.*", Form::Object),
    ("nodes.*.units.*.kind", Form::Text),
    ("links.*", Form::Object),
    ("links.*.from", Form::Short),
    ("links.*.to", Form::Short),
    ("settings.*", Form::Object),
    ("settings.*.name", Form::Short),
    ("settings.*.reliability", Form::Object),
    ("weights", Form::Object),
    ("weights.rule", Form::Text),
    ("weights.setting", Form::Short),
    ("weights.weights.*", Form::Object),
    ("weights.weights.*.from", Form::Short),
    ("weights.weights.*.to", Form::Short),
];

/// The first place that a pattern reaches where something of another form stands. What is missing, or `null`, is left
/// to `serde`: it knows which fields may be.
fn require(value: &Value, steps: &[&str], form: Form, place: &mut String) -> Result<(), String> {
    let Some((step, rest)) = steps.split_first() else {
        return if value.is_null() || form.is(value) {
            Ok(())
        } else {
            Err(place.clone())
        };
    };
    let length = place.len();
    if *step == "*" {
        for (at, item) in value.as_array().into_iter().flatten().enumerate() {
            place.push_str(&format!("[{at}]"));
            require(item, rest, form, place)?;
            place.truncate(length);
        }
    } else if let Some(field) = value.get(step) {
        if !place.is_empty() {
            place.push('.');
        }
        place.push_str(step);
        require(field, rest, form, place)?;
        place.truncate(length);
    }
    Ok(())
}

/// The place, and the name of the node that it lies in.
fn named(place: &str, topology: &Value) -> String {
    let node = || {
        let (index, _) = place.strip_prefix("nodes[")?.split_once(']')?;
        let index: usize = index.parse().ok()?;
        topology.get("nodes")?.get(index)?.get("id")?.as_str()
    };
    let place = clip(place);
    node().map_or(place.clone(), |id| format!("{place} (node {})", quote(id)))
}

/// What `serde` calls what it expects, and what a person does.
const EXPECTED: [(&str, &str); 8] = [
    ("usize", "a whole number from 0"),
    ("f64", "a number"),
    ("f32", "a number"),
    ("a string", "a text"),
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("an array of length 2", PAIR),
    ("fewer elements in array", PAIR),
];

/// The only list of a fixed length is a position.
const PAIR: &str = "a list of two numbers";

/// What `serde` calls what it found, before the value itself.
const FOUND: [(&str, &str); 7] = [
    ("floating point ", ""),
    ("integer ", ""),
    ("boolean ", ""),
    ("string ", "the text "),
    ("map", "an object"),
    ("sequence", "a list"),
    ("null", "null"),
];

/// One of serde's messages in plain words.
fn plain(message: &str) -> String {
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("the field {} is missing", field.replace('`', "\""));
    }
    // From the right: what was found is foreign text and may hold anything.
    let Some((found, expected)) = message.rsplit_once(", expected ") else {
        return clip(message);
    };
    if let Some(name) = found.strip_prefix("unknown variant `") {
        let name = quote(name.strip_suffix('`').unwrap_or(name));
        return format!(
            "{name} is not known; it must be {}",
            expected.replace('`', "\"")
        );
    }
    let renamed = EXPECTED.iter().find(|(theirs, _)| *theirs == expected);
    let expected = renamed.map_or(expected, |(_, ours)| ours);
    let value = ["invalid type: ", "invalid value: "];
    let Some(found) = value.iter().find_map(|prefix| found.strip_prefix(prefix)) else {
        // The length of a list.
        return format!("{expected} is expected");
    };
    let found = found.replace('`', "");
    let found = FOUND
        .iter()
        .find_map(|(theirs, ours)| Some(format!("{ours}{}", found.strip_prefix(theirs)?)))
        .unwrap_or(found);
    format!("{expected} is expected, not {}", clip(&found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_serde_become_plain() {
        for (theirs, ours) in [
            ("missing field `id`", "the field \"id\" is missing"),
            (
                "invalid type: map, expected a sequence",
                "a list is expected, not an object",
            ),
            (
                "invalid type: null, expected usize",
                "a whole number from 0 is expected, not null",
            ),
            (
                "invalid type: boolean `true`, expected f64",
                "a number is expected, not true",
            ),
            (
                "invalid value: integer `-1`, expected usize",
                "a whole number from 0 is expected, not -1",
            ),
            (
                "invalid type: string \"a, expected b\", expected f32",
                "a number is expected, not the text \"a, expected b\"",
            ),
            (
                "invalid length 1, expected an array of length 2",
                "a list of two numbers is expected",
            ),
            (
                "unknown variant ``, expected `a` or `b`",
                "\"\" is not known; it must be \"a\" or \"b\"",
            ),
            ("something new", "something new"),
        ] {
            assert_eq!(plain(theirs), ours);
        }
    }
}
