//! A validator for the part of JSON Schema (2020-12) that `www/topology.schema.json` uses. A keyword that it does not
//! know is an error, so that the schema cannot say something that no test looks at.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;

use regex_lite::Regex;
use serde_json::{Map, Value};

/// Keywords that describe and demand nothing.
const NOTES: [&str; 5] = ["$schema", "$defs", "title", "description", "default"];

/// A schema, with all its references inside itself.
pub struct Schema {
    whole: Value,
    /// Patterns that were met, compiled.
    patterns: RefCell<HashMap<String, Regex>>,
}

impl Schema {
    /// The schema of documents that the site offers.
    pub fn of_documents() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/topology.schema.json");
        let text = std::fs::read_to_string(path).unwrap();
        Self {
            whole: serde_json::from_str(&text).unwrap(),
            patterns: RefCell::default(),
        }
    }

    /// The first thing that a document breaks, with its place.
    pub fn check(&self, document: &Value) -> Result<(), String> {
        self.check_at(&self.whole, document, "")
    }

    fn check_at(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        let schema = schema.as_object().expect("a schema is an object");
        for (keyword, demand) in schema {
            self.keyword(keyword, demand, schema, value, place)?;
        }
        Ok(())
    }

    fn keyword(
        &self,
        keyword: &str,
        demand: &Value,
        schema: &Map<String, Value>,
        value: &Value,
        place: &str,
    ) -> Result<(), String> {
        let fail = || Err(format!("{place}: {value} breaks {keyword} {demand}"));
        let holds = match keyword {
            _ if NOTES.contains(&keyword) => true,
            "$ref" => {
                let pointer = demand.as_str().unwrap().strip_prefix('#').unwrap();
                let target = self
                    .whole
                    .pointer(pointer)
                    .expect("references lead somewhere");
                return self.check_at(target, value, place);
            }
            "type" => types(demand).iter().any(|name| is_type(value, name)),
            "const" => value == demand,
            "enum" => demand.as_array().unwrap().contains(value),
            "oneOf" => {
                let matches = |one: &&Value| self.check_at(one, value, place).is_ok();
                demand.as_array().unwrap().iter().filter(matches).count() == 1
            }
            "not" => self.check_at(demand, value, place).is_err(),
            "required" => value.as_object().is_none_or(|fields| {
                let mut names = demand.as_array().unwrap().iter();
                names.all(|name| fields.contains_key(name.as_str().unwrap()))
            }),
            "properties" => return self.properties(demand, value, place),
            "additionalProperties" => {
                assert!(!schema.contains_key("properties"), "not both: {place}");
                return self.each(demand, fields(value), place);
            }
            "items" => return self.each(demand, items(value), place),
            "minItems" => value
                .as_array()
                .is_none_or(|list| list.len() as f64 >= number(demand)),
            "maxItems" => value
                .as_array()
                .is_none_or(|list| list.len() as f64 <= number(demand)),
            "minLength" => length(value).is_none_or(|length| length >= number(demand)),
            "maxLength" => length(value).is_none_or(|length| length <= number(demand)),
            "pattern" => value
                .as_str()
                .is_none_or(|text| self.matches(demand.as_str().unwrap(), text)),
            "minimum" => value.as_f64().is_none_or(|value| value >= number(demand)),
            "maximum" => value.as_f64().is_none_or(|value| value <= number(demand)),
            "exclusiveMinimum" => value.as_f64().is_none_or(|value| value > number(demand)),
            "multipleOf" => value
                .as_f64()
                .is_none_or(|value| value % number(demand) == 0.0),
            _ => panic!("the validator does not know {keyword}"),
        };
        if holds { Ok(()) } else { fail() }
    }

    fn matches(&self, pattern: &str, text: &str) -> bool {
        let mut patterns = self.patterns.borrow_mut();
        let compiled = patterns
            .entry(pattern.to_owned())
            .or_insert_with(|| Regex::new(pattern).unwrap());
        compiled.is_match(text)
    }

    fn properties(&self, demand: &Value, value: &Value, place: &str) -> Result<(), String> {
        for (name, schema) in demand.as_object().unwrap() {
            if let Some(field) = value.get(name) {
                self.check_at(schema, field, &format!("{place}/{name}"))?;
            }
        }
        Ok(())
    }

    fn each<'a>(
        &self,
        schema: &Value,
        parts: impl Iterator<Item = (String, &'a Value)>,
        place: &str,
    ) -> Result<(), String> {
        for (name, part) in parts {
            self.check_at(schema, part, &format!("{place}/{name}"))?;
        }
        Ok(())
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (String, &Value)> {
    let fields = value.as_object().into_iter().flatten();
    fields.map(|(name, field)| (name.clone(), field))
}

fn items(value: &Value) -> impl Iterator<Item = (String, &Value)> {
    let items = value.as_array().into_iter().flatten().enumerate();
    items.map(|(at, item)| (at.to_string(), item))
}

fn types(demand: &Value) -> Vec<&str> {
    match demand {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => vec![name.as_str().unwrap()],
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => panic!("the validator does not know the type {name}"),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// The length of a text in characters.
fn length(value: &Value) -> Option<f64> {
    value.as_str().map(|text| text.chars().count() as f64)
}
