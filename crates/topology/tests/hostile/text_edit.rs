//! Documents that are almost right: their text was edited.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

use super::input::{DOCUMENTS, FRAGMENTS};

/// One change of a text, at places that are chosen by shares of its length.
#[derive(Clone, Debug)]
enum TextEdit {
    Byte(Index, u8),
    Digit(Index, u8),
    Insert(Index, &'static str),
    Remove(Index, usize),
    Repeat(Index, usize),
    Truncate(Index),
    ReplaceNumber(Index, &'static str),
    Swap(Index, Index, usize),
}

fn text_edit() -> impl Strategy<Value = TextEdit> {
    let at = any::<Index>;
    prop_oneof![
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| TextEdit::Byte(at, byte)),
        4 => (at(), b'0'..=b'9').prop_map(|(at, byte)| TextEdit::Digit(at, byte)),
        3 => (at(), select(FRAGMENTS)).prop_map(|(at, text)| TextEdit::Insert(at, text)),
        2 => (at(), 1_usize..40).prop_map(|(at, length)| TextEdit::Remove(at, length)),
        1 => (at(), 1_usize..200).prop_map(|(at, length)| TextEdit::Repeat(at, length)),
        1 => at().prop_map(TextEdit::Truncate),
        4 => (at(), select(FRAGMENTS)).prop_map(|(at, text)| TextEdit::ReplaceNumber(at, text)),
        1 => (at(), at(), 1_usize..60).prop_map(|(a, b, length)| TextEdit::Swap(a, b, length)),
    ]
}

/// Where the numbers of a text stand.
fn numbers(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
        let length = text[at..].iter().take_while(|byte| is_part(byte)).count();
        if text[at..at + length].iter().any(u8::is_ascii_digit) {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    found
}

fn edit_text(text: &mut Vec<u8>, edit: &TextEdit) {
    if text.is_empty() {
        return;
    }
    let length = text.len();
    let span = |at: usize, count: usize| at..(at + count).min(length);
    match edit {
        TextEdit::Byte(at, byte) => text[at.index(length)] = *byte,
        TextEdit::Digit(at, byte) => {
            let digits: Vec<usize> = (0..length)
                .filter(|&at| text[at].is_ascii_digit())
                .collect();
            if !digits.is_empty() {
                text[*at.get(&digits)] = *byte;
            }
        }
        TextEdit::Insert(at, piece) => {
            let at = at.index(length);
            text.splice(at..at, piece.bytes());
        }
        TextEdit::Remove(at, count) => drop(text.drain(span(at.index(length), *count))),
        TextEdit::Repeat(at, count) => {
            let span = span(at.index(length), *count);
            let piece = text[span.clone()].to_vec();
            text.splice(span.end..span.end, piece);
        }
        TextEdit::Truncate(at) => text.truncate(at.index(length)),
        TextEdit::ReplaceNumber(at, piece) => {
            let numbers = numbers(text);
            if !numbers.is_empty() {
                text.splice(at.get(&numbers).clone(), piece.bytes());
            }
        }
        TextEdit::Swap(a, b, count) => {
            let (a, b) = (a.index(length), b.index(length));
            for step in 0..*count {
                text.swap((a + step) % length, (b + step) % length);
            }
        }
    }
}

fn edited(texts: &'static LazyLock<Vec<String>>) -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), vec(text_edit(), 1..5)).prop_map(|(document, edits)| {
        let mut text = document.get(texts).clone().into_bytes();
        for edit in &edits {
            edit_text(&mut text, edit);
        }
        text
    })
}

/// Valid documents with bytes changed, pieces put in, taken out, repeated, swapped, and numbers replaced.
pub fn edited_documents() -> impl Strategy<Value = Vec<u8>> {
    edited(&DOCUMENTS)
}
