//! How many tests passed and failed, read from what test programs print.

use std::ops::AddAssign;

/// Tests that passed and tests that failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

impl Counts {
    /// One test, passed or failed.
    pub fn one(passed: bool) -> Self {
        Self {
            passed: passed.into(),
            failed: (!passed).into(),
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The programs whose output is understood.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Dialect {
    /// `test result: ok. 3 passed; 0 failed; …`, of cargo test and of wasm-bindgen's runner.
    Rust,
    /// `ℹ pass 3` and `ℹ fail 0`, of Node's runner.
    Node,
    /// `3 passed, 0 failed`, of this project's own scripts.
    Plain,
}

impl Dialect {
    /// What a line adds to the counts; most lines nothing.
    pub fn read(self, line: &str) -> Counts {
        let line = without_colours(line);
        match self {
            Self::Rust => line
                .trim()
                .strip_prefix("test result:")
                .and_then(result_line),
            Self::Node => node_line(line.trim()),
            Self::Plain => plain_line(line.trim()),
        }
        .unwrap_or_default()
    }
}

fn result_line(rest: &str) -> Option<Counts> {
    // "ok." or "FAILED.", then "3 passed; 0 failed; 0 ignored; …".
    let (_, rest) = rest.split_once(". ")?;
    let mut parts = rest.split(';').map(str::trim);
    let passed = number_before(parts.next()?, " passed")?;
    let failed = number_before(parts.next()?, " failed")?;
    Some(Counts { passed, failed })
}

fn node_line(line: &str) -> Option<Counts> {
    let rest = line
        .strip_prefix('ℹ')
        .or_else(|| line.strip_prefix('#'))?
        .trim();
    let (name, number) = rest.split_once(' ')?;
    let number = number.parse().ok()?;
    match name {
        "pass" => Some(Counts {
            passed: number,
            failed: 0,
        }),
        // A test that was cancelled (its file ran out of time) gave no answer: that is a failure.
        "fail" | "cancelled" => Some(Counts {
            passed: 0,
            failed: number,
        }),
        _ => None,
    }
}

fn plain_line(line: &str) -> Option<Counts> {
    let (passed, failed) = line.split_once(", ")?;
    Some(Counts {
        passed: number_before(passed, " passed")?,
        failed: number_before(failed, " failed")?,
    })
}

fn number_before(text: &str, word: &str) -> Option<u64> {
    text.strip_suffix(word)?.trim().parse().ok()
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut parts = line.split('\u{1b}');
    plain.extend(parts.next());
    for part in parts {
        // "[31m" and its like end with the first letter.
        let end = part
            .find(|letter: char| letter.is_ascii_alphabetic())
            .map_or(part.len(), |index| index + 1);
        plain.push_str(&part[end..]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_programs_print() {
        let cases = [
            (
                Dialect::Rust,
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                3,
                0,
            ),
            (
                Dialect::Rust,
                "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
                2,
                1,
            ),
            (
                Dialect::Rust,
                "    test result: \u{1b}[32mok\u{1b}[0m. 12 passed; 0 failed; 0 ignored; 0 filtered out",
                12,
                0,
            ),
            (Dialect::Rust, "test a_test ... ok", 0, 0),
            (
                Dialect::Rust,
                "the test result: ok. 3 passed; 0 failed; said someone",
                0,
                0,
            ),
            (Dialect::Node, "ℹ pass 7", 7, 0),
            (Dialect::Node, "\u{1b}[34mℹ fail 2\u{1b}[39m", 0, 2),
            (Dialect::Node, "# pass 4", 4, 0),
            (Dialect::Node, "ℹ cancelled 1", 0, 1),
            (Dialect::Node, "ℹ skipped 5", 0, 0),
            (Dialect::Node, "✔ pass 3 (1.2ms)", 0, 0),
            (Dialect::Plain, "24 passed, 1 failed", 24, 1),
            (Dialect::Plain, "all passed, none failed", 0, 0),
        ];
        for (dialect, line, passed, failed) in cases {
            assert_eq!(dialect.read(line), Counts { passed, failed }, "{line}");
        }
    }
}
