//! Links that are almost right, and links to what is not right at all.

use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

use super::input::{LINKS, bytes};
use super::part_edit::spliced_documents;
use super::text_edit::edited_documents;

/// The characters of links.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Arbitrary text, some of the characters of links only.
pub fn link_texts() -> impl Strategy<Value = String> {
    let of_alphabet = |length| {
        let text = vec(select(ALPHABET), length);
        text.prop_map(|text| text.into_iter().map(char::from).collect::<String>())
    };
    prop_oneof![
        vec(any::<char>(), 0..200).prop_map(String::from_iter),
        of_alphabet(0..300),
        of_alphabet(0..300).prop_map(|text| format!("1{text}")),
    ]
}

/// One change of a link.
#[derive(Clone, Debug)]
enum LinkEdit {
    Character(Index, u8),
    Foreign(Index, char),
    Remove(Index, usize),
    Insert(Index, u8),
    Truncate(Index),
    Swap(Index, Index),
    Upper,
    Tail(Index),
    Nothing,
}

/// Valid links with characters changed, put in, taken out, swapped, cut off, or continued by another link.
pub fn edited_links() -> impl Strategy<Value = String> {
    let at = any::<Index>;
    let edit = prop_oneof![
        6 => (at(), select(ALPHABET)).prop_map(|(at, byte)| LinkEdit::Character(at, byte)),
        1 => (at(), any::<char>()).prop_map(|(at, c)| LinkEdit::Foreign(at, c)),
        2 => (at(), 1_usize..20).prop_map(|(at, count)| LinkEdit::Remove(at, count)),
        2 => (at(), select(ALPHABET)).prop_map(|(at, byte)| LinkEdit::Insert(at, byte)),
        2 => at().prop_map(LinkEdit::Truncate),
        2 => (at(), at()).prop_map(|(a, b)| LinkEdit::Swap(a, b)),
        1 => Just(LinkEdit::Upper),
        1 => at().prop_map(LinkEdit::Tail),
        1 => Just(LinkEdit::Nothing),
    ];
    (at(), vec(edit, 1..3)).prop_map(|(link, edits)| {
        let mut link: Vec<char> = link.get(&LINKS).chars().collect();
        for edit in &edits {
            edit_link(&mut link, edit);
        }
        link.into_iter().collect()
    })
}

fn edit_link(link: &mut Vec<char>, edit: &LinkEdit) {
    if link.is_empty() {
        return;
    }
    let length = link.len();
    match edit {
        LinkEdit::Character(at, byte) => link[at.index(length)] = char::from(*byte),
        LinkEdit::Foreign(at, character) => link[at.index(length)] = *character,
        LinkEdit::Remove(at, count) => {
            let at = at.index(length);
            link.drain(at..(at + count).min(length));
        }
        LinkEdit::Insert(at, byte) => link.insert(at.index(length), char::from(*byte)),
        LinkEdit::Truncate(at) => link.truncate(at.index(length)),
        LinkEdit::Swap(a, b) => link.swap(a.index(length), b.index(length)),
        LinkEdit::Upper => link.iter_mut().for_each(|c| *c = c.to_ascii_uppercase()),
        LinkEdit::Tail(other) => link.extend(other.get(&LINKS).chars()),
        LinkEdit::Nothing => {}
    }
}

fn pack(bytes: &[u8]) -> String {
    format!("1{}", BASE64URL_NOPAD.encode(&compress_to_vec(bytes, 1)))
}

/// Links that hold arbitrary bytes, packed as they should be, or not packed at all.
pub fn packed_bytes() -> impl Strategy<Value = String> {
    prop_oneof![
        bytes().prop_map(|bytes| pack(&bytes)),
        bytes().prop_map(|bytes| format!("1{}", BASE64URL_NOPAD.encode(&bytes))),
    ]
}

/// Links that hold documents with changes.
pub fn packed_documents() -> impl Strategy<Value = String> {
    prop_oneof![
        edited_documents().prop_map(|bytes| pack(&bytes)),
        spliced_documents().prop_map(|text| pack(text.as_bytes())),
    ]
}
