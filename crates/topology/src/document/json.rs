//! JSON text to a value, more strictly than `serde_json` alone: no field twice, and errors in plain words.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::error::DocumentError;
use super::wording::{clip, quote};

/// Reads JSON. A byte order mark at the start is passed over. Depth is bounded (by `serde_json`, at 128).
pub(super) fn parse(text: &str) -> Result<Value, DocumentError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(DocumentError::Empty);
    }
    let Unique(value) = serde_json::from_str(text).map_err(|error| malformed(&error, text))?;
    Ok(value)
}

/// Compact JSON with two spaces of indentation for each depth, as `serde_json` would write it: its own way of doing so
/// compiles everything that can be written a second time.
pub(super) fn indented(compact: &str) -> String {
    let mut text = String::with_capacity(2 * compact.len());
    let mut depth = 0_usize;
    let (mut in_text, mut is_escaped) = (false, false);
    let mut letters = compact.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_text {
            text.push(letter);
            in_text = letter != '"' || is_escaped;
            is_escaped = letter == '\\' && !is_escaped;
            continue;
        }
        match letter {
            '{' | '[' => {
                text.push(letter);
                let is_empty = matches!(letters.peek(), Some('}' | ']'));
                if !is_empty {
                    depth += 1;
                    begin_line(&mut text, depth);
                } else if let Some(end) = letters.next() {
                    text.push(end);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                begin_line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(letter);
                begin_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                in_text = letter == '"';
                text.push(letter);
            }
        }
    }
    text
}

fn begin_line(text: &mut String, depth: usize) {
    text.push('\n');
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn malformed(error: &serde_json::Error, text: &str) -> DocumentError {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    DocumentError::Malformed {
        line: error.line().max(1),
        column: column(error, text),
        message: plain(message).map_or_else(|| clip(message), str::to_owned),
    }
}

/// The column in characters: `serde_json` counts bytes.
fn column(error: &serde_json::Error, text: &str) -> usize {
    let line = text
        .split('\n')
        .nth(error.line().saturating_sub(1))
        .unwrap_or_default();
    let before = line
        .char_indices()
        .take_while(|(at, _)| *at < error.column());
    before.count().max(1)
}

/// What `serde_json` says, and what it means.
const PLAIN: [(&str, &str); 20] = [
    ("EOF while parsing a list", "the text ends inside a list"),
    (
        "EOF while parsing an object",
        "the text ends inside an object",
    ),
    (
        "EOF while parsing a string",
        "the text ends inside a text in quotation marks",
    ),
    (
        "EOF while parsing a value",
        "the text ends where a value is expected",
    ),
    ("expected `:`", "a colon is expected here"),
    ("expected `,` or `]`", "a comma or ] is expected here"),
    ("expected `,` or `}`", "a comma or } is expected here"),
    (
        "expected ident",
        "a value is expected here (texts stand in quotation marks)",
    ),
    (
        "expected value",
        "a value is expected here (JSON has no NaN and no Infinity)",
    ),
    ("expected `\"`", "a quotation mark is expected here"),
    (
        "key must be a string",
        "the name of a field in quotation marks is expected here",
    ),
    (
        "invalid escape",
        "after a backslash stands a character that JSON does not allow there",
    ),
    (
        "invalid number",
        "the number is not one of JSON (which has no NaN and no Infinity)",
    ),
    ("number out of range", "the number is too large"),
    (
        "invalid unicode code point",
        "the escape \\u names no character",
    ),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "a line break or another control character stands inside quotation marks",
    ),
    (
        "lone leading surrogate in hex escape",
        "the escape \\u is half a character",
    ),
    (
        "unexpected end of hex escape",
        "the escape \\u is half a character",
    ),
    ("trailing comma", "nothing follows the comma"),
    (
        "trailing characters",
        "more text follows the end of the document",
    ),
];

fn plain(message: &str) -> Option<&'static str> {
    if message == "recursion limit exceeded" {
        return Some("lists and objects are nested too deeply");
    }
    PLAIN
        .iter()
        .find(|(theirs, _)| *theirs == message)
        .map(|(_, ours)| *ours)
}

/// A JSON value none of whose objects has a field twice. (A later one would silently replace an earlier one.)
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!(
                    "the field {} is there twice",
                    quote(&name)
                )));
            }
            let Unique(value) = fields.next_value()?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_as_serde_json_does() {
        for compact in [
            r#"{}"#,
            r#"[]"#,
            r#"{"a":[],"b":{},"c":[1,2.5,[true,null]],"d":"x:,{}[]\"\\","e":{"f":"\\"}}"#,
        ] {
            let value: Value = serde_json::from_str(compact).unwrap();
            assert_eq!(
                indented(compact),
                serde_json::to_string_pretty(&value).unwrap()
            );
        }
    }
}
