use super::*;

#[test]
fn whole_numbers() {
    for (text, low, high, expected) in [
        ("3", 1, 9, Ok(3)),
        (" 64 ", 1, 4096, Ok(64)),
        ("007", 1, 9, Ok(7)),
        ("18446744073709551615", 0, u64::MAX, Ok(u64::MAX)),
        (
            "",
            1,
            4096,
            Err("A whole number is missing. Take 1 to 4096."),
        ),
        ("0", 1, 4096, Err("0 is too small. Take 1 to 4096.")),
        ("5000", 1, 4096, Err("5000 is too large. Take 1 to 4096.")),
        (
            "99999999999999999999999999",
            1,
            4096,
            Err("999999999999… is too large. Take 1 to 4096."),
        ),
        (
            "1.5",
            1,
            9,
            Err("“1.5” is not a whole number. Take 1 to 9."),
        ),
        (
            "-1",
            0,
            27,
            Err("“-1” is not a whole number. Take 0 to 27."),
        ),
        (
            "<script>alert(1)</script>",
            1,
            1,
            Err("“<script>aler…” is not a whole number. Take 1."),
        ),
    ] {
        assert_eq!(
            whole(text, low, high),
            expected.map_err(str::to_owned),
            "{text}"
        );
    }
}

#[test]
fn probabilities() {
    for (text, low, expected) in [
        (".92", 0.0, Ok(0.92)),
        ("0,92", 0.0, Ok(0.92)),
        ("92 %", 0.01, Ok(0.92)),
        ("0", 0.0, Ok(0.0)),
        ("-0", 0.0, Ok(0.0)),
        ("1", 0.01, Ok(1.0)),
        ("0", 0.01, Err("0 is too small. Take this.")),
        ("0.5 %", 0.01, Err("0.5 % is too small. Take this.")),
        ("1.01", 0.0, Err("1.01 is above 1. Take this.")),
        ("−.1", 0.0, Err("−.1 is below 0. Take this.")),
        ("x%", 0.0, Err("“x%” is not a number. Take this.")),
        ("NaN", 0.0, Err("“NaN” is not a number. Take this.")),
        ("1e-1", 0.0, Err("“1e-1” is not a number. Take this.")),
        ("", 0.0, Err("A probability is missing. Take this.")),
        ("0.9.2", 0.0, Err("“0.9.2” is not a number. Take this.")),
    ] {
        let read = share(text, low, "Take this.");
        assert_eq!(read, expected.map_err(str::to_owned), "{text}");
        assert!(read.is_err() || read.is_ok_and(f64::is_sign_positive));
    }
}

#[test]
fn lines() {
    let long = "é".repeat(MAX_TITLE + 1);
    for (text, expected) in [
        (" Two houses ", Ok("Two houses")),
        ("<b>Markup</b>", Ok("<b>Markup</b>")),
        ("  ", Err("A network needs a title.")),
        (
            "a\nb",
            Err("A title stands on one line. Remove the special characters."),
        ),
        (
            long.as_str(),
            Err("The title is too long: 121 characters. Take at most 120."),
        ),
    ] {
        assert_eq!(
            line(text, "title", "A network"),
            expected.map(str::to_owned).map_err(str::to_owned),
            "{text}"
        );
    }
}
