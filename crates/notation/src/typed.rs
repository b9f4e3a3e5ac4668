//! What a person types into a field, read and checked: each reader gives the value or a sentence that says what to type
//! instead.

use deepfog_topology::rules::MAX_TITLE;

/// Reads a whole number within a range.
///
/// # Errors
/// A sentence that says what is wrong with the text and which numbers can be taken.
pub fn whole(text: &str, low: u64, high: u64) -> Result<u64, String> {
    let take = if low == high {
        format!("Take {low}.")
    } else {
        format!("Take {low} to {high}.")
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A whole number is missing. {take}"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("“{}” is not a whole number. {take}", short(text)));
    }
    match text.parse::<u64>() {
        Ok(number) if number < low => Err(format!("{number} is too small. {take}")),
        Ok(number) if number <= high => Ok(number),
        // A number that overflows is too large as well.
        _ => Err(format!("{} is too large. {take}", short(text))),
    }
}

/// Reads a probability from `low` to 1: `.92`, `0.92`, `0,92` and `92 %` are the same. `take` is the sentence that says
/// what can be taken.
///
/// # Errors
/// A sentence that says what is wrong with the text, and `take`.
pub fn share(text: &str, low: f64, take: &str) -> Result<f64, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("A probability is missing. {take}"));
    }
    let (digits, scale) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text, 1.0),
    };
    let share = decimal(digits, text, take)? / scale;
    if (low..=1.0).contains(&share) {
        // No probability of −0.
        return Ok(share.abs());
    }
    let why = if share > 1.0 {
        "above 1"
    } else if share < 0.0 {
        "below 0"
    } else {
        "too small"
    };
    Err(format!("{} is {why}. {take}", short(text)))
}

/// Reads a finite decimal number with a point or a comma, and with any kind of minus sign. `shown` is the text that a
/// person sees, `take` the sentence that says what can be taken.
///
/// # Errors
/// A sentence that says that the text is no number, and `take`.
pub fn decimal(text: &str, shown: &str, take: &str) -> Result<f64, String> {
    let plain = text.replace('−', "-").replace(',', ".");
    // `parse` takes `inf`, `nan` and exponents too, which nobody means here.
    let legal = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+');
    plain
        .bytes()
        .all(legal)
        .then(|| plain.parse::<f64>().ok())
        .flatten()
        .filter(|number| number.is_finite())
        .ok_or_else(|| format!("“{}” is not a number. {take}", short(shown)))
}

/// Reads what something is called: one line, not longer than a title. `what` is what it is that is read, `whose` what has
/// it: the sentence begins with it.
///
/// # Errors
/// A sentence that says why it cannot be used.
pub fn line(text: &str, what: &str, whose: &str) -> Result<String, String> {
    let line = text.trim();
    if line.is_empty() {
        return Err(format!("{whose} needs a {what}."));
    }
    if line.chars().any(char::is_control) {
        return Err(format!(
            "A {what} stands on one line. Remove the special characters."
        ));
    }
    match line.chars().count() {
        count if count > MAX_TITLE => Err(format!(
            "The {what} is too long: {count} characters. Take at most {MAX_TITLE}."
        )),
        _ => Ok(line.to_owned()),
    }
}

/// A text that may be long, for a sentence about it.
pub fn short(text: &str) -> String {
    const SHOWN: usize = 12;
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}

#[cfg(test)]
mod tests;
