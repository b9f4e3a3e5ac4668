//! Tables as text files: values between commas, full precision, as RFC 4180 has it.

/// A table that grows row by row.
#[derive(Debug, Default)]
pub struct Csv(String);

impl Csv {
    /// A table with its heading.
    pub fn new<T: AsRef<str>>(heading: &[T]) -> Self {
        let mut csv = Self::default();
        csv.row(heading);
        csv
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, values: &[T]) {
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(value.as_ref()));
        }
        self.0.push_str("\r\n");
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A number, or nothing.
pub fn number(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

/// A value as it stands between commas. What a spreadsheet would take for a formula is text to it.
fn quoted(value: &str) -> String {
    let is_formula = value.starts_with(['=', '@', '\t', '\r'])
        || (value.starts_with(['+', '-']) && value.parse::<f64>().is_err());
    let value = if is_formula {
        format!("'{value}")
    } else {
        value.to_owned()
    };
    if value.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_apart() {
        let mut csv = Csv::new(&["name", "value"]);
        csv.row(&["a, b", "0.5"]);
        csv.row(&["say \"x\"", &number(None)]);
        csv.row(&["=1+1", "-0.5"]);
        assert_eq!(
            csv.text(),
            "name,value\r\n\"a, b\",0.5\r\n\"say \"\"x\"\"\",\r\n'=1+1,-0.5\r\n"
        );
    }
}
