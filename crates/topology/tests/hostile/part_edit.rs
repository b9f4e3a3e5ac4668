//! Documents that are almost right: parts of them were replaced, and the text is always JSON.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use serde_json::Value;

use super::input::{FRAGMENT_VALUES, VALUES};

/// One change of a JSON value.
#[derive(Clone, Debug)]
enum PartEdit {
    /// A part becomes a fragment.
    Fragment(Index, Index),
    /// A part becomes another part of any document.
    Part(Index, Index, Index),
    /// A part becomes this number.
    Number(Index, f64),
    /// A whole number becomes this one.
    Size(Index, u16),
    /// A number that is not whole becomes this one.
    Share(Index, f64),
    /// A part becomes this text.
    Text(Index, String),
    /// A part that need not be there goes.
    Omit(Index),
    /// A part goes.
    Remove(Index),
    /// An item of a list is there once more.
    Again(Index),
}

fn part_edit() -> impl Strategy<Value = PartEdit> {
    let at = any::<Index>;
    let number = prop_oneof![
        2 => -1e5..1e5,
        1 => any::<f64>().prop_filter("finite", |number| number.is_finite()),
        2 => (0_u16..5000).prop_map(f64::from),
    ];
    let text = prop_oneof![
        vec(any::<char>(), 0..50).prop_map(String::from_iter),
        vec(select(b"abcxyz019-_".as_slice()), 1..33)
            .prop_map(|text| text.into_iter().map(char::from).collect()),
    ];
    prop_oneof![
        2 => (at(), at()).prop_map(|(at, piece)| PartEdit::Fragment(at, piece)),
        2 => (at(), at(), at()).prop_map(|(at, document, part)| PartEdit::Part(at, document, part)),
        1 => (at(), number).prop_map(|(at, number)| PartEdit::Number(at, number)),
        4 => (at(), 0_u16..2048).prop_map(|(at, half)| PartEdit::Size(at, 2 * half + 1)),
        5 => (at(), 0.0..1.0).prop_map(|(at, share)| PartEdit::Share(at, share)),
        4 => at().prop_map(PartEdit::Omit),
        1 => (at(), text).prop_map(|(at, text)| PartEdit::Text(at, text)),
        1 => at().prop_map(PartEdit::Remove),
        1 => at().prop_map(PartEdit::Again),
    ]
}

/// All parts of a value that are chosen, by JSON pointer, the whole first.
fn pointers(value: &Value, wanted: fn(&Value) -> bool) -> Vec<String> {
    fn walk(value: &Value, place: &str, wanted: fn(&Value) -> bool, found: &mut Vec<String>) {
        if wanted(value) {
            found.push(place.to_owned());
        }
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(item, &format!("{place}/{at}"), wanted, found);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(field, &format!("{place}/{name}"), wanted, found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", wanted, &mut found);
    found
}

fn put(document: &mut Value, at: &Index, wanted: fn(&Value) -> bool, value: Value) {
    let places = pointers(document, wanted);
    if let Some(part) = (!places.is_empty())
        .then(|| document.pointer_mut(at.get(&places)))
        .flatten()
    {
        *part = value;
    }
}

/// Parts of places, for things that need not be there.
const OPTIONAL: [&str; 7] = [
    "/view",
    "/settings/",
    "/units/0",
    "/position",
    "/reliability/",
    "/weights/weights/",
    "/links/",
];

fn remove(document: &mut Value, place: &str) {
    let Some((parent, name)) = place.rsplit_once('/') else {
        return;
    };
    match document.pointer_mut(parent) {
        Some(Value::Array(items)) => drop(items.remove(name.parse().unwrap())),
        Some(Value::Object(fields)) => drop(fields.remove(name)),
        _ => {}
    }
}

fn edit_part(document: &mut Value, edit: &PartEdit) {
    match edit {
        PartEdit::Fragment(at, piece) => {
            put(document, at, |_| true, piece.get(&FRAGMENT_VALUES).clone());
        }
        PartEdit::Part(at, other, part) => {
            let other = other.get(&VALUES);
            let places = pointers(other, |_| true);
            let part = other.pointer(part.get(&places)).cloned();
            put(document, at, |_| true, part.unwrap_or_default());
        }
        PartEdit::Number(at, number) => {
            let whole = number.fract() == 0.0 && (0.0..1e6).contains(number);
            let value = if whole {
                (*number as u64).into()
            } else {
                (*number).into()
            };
            put(document, at, Value::is_number, value);
        }
        PartEdit::Size(at, size) => put(document, at, Value::is_u64, (*size).into()),
        PartEdit::Share(at, share) => put(document, at, Value::is_f64, (*share).into()),
        PartEdit::Text(at, text) => put(document, at, Value::is_string, text.clone().into()),
        PartEdit::Remove(at) => {
            let places = pointers(document, |_| true);
            remove(document, at.get(&places));
        }
        PartEdit::Omit(at) => {
            let mut places = pointers(document, |_| true);
            places.retain(|place| OPTIONAL.iter().any(|part| place.contains(part)));
            if !places.is_empty() {
                remove(document, at.get(&places));
            }
        }
        PartEdit::Again(at) => {
            let places = pointers(document, |value| {
                value.as_array().is_some_and(|list| !list.is_empty())
            });
            if places.is_empty() {
                return;
            }
            if let Some(Value::Array(items)) = document.pointer_mut(at.get(&places)) {
                let again = at.get(items).clone();
                items.push(again);
            }
        }
    }
}

/// Valid JSON: documents with parts replaced, removed or repeated.
pub fn spliced_documents() -> impl Strategy<Value = String> {
    (any::<Index>(), vec(part_edit(), 1..4)).prop_map(|(document, edits)| {
        let mut document = document.get(&VALUES).clone();
        for edit in &edits {
            edit_part(&mut document, edit);
        }
        document.to_string()
    })
}
