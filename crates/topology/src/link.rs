//! A document as the text of a link: compact JSON, packed by raw deflate (RFC 1951), written in base64url without
//! padding (RFC 4648, section 5), after one character that says how it is packed.

use data_encoding::{BASE64URL_NOPAD, DecodeKind};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};

use crate::document::{self, Document, DocumentError, MAX_BYTES, Read};

/// The first character: JSON in raw deflate in base64url. Another packing takes another one.
const PACKING: char = '1';

/// The longest link that is read or written, in characters.
pub const MAX_CHARACTERS: usize = 100_000;

/// How hard it is packed: 10 is the most that `miniz_oxide` knows. A link is made once and kept short.
const LEVEL: u8 = 10;

/// Why a link could not be read or made. It displays as full sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LinkError {
    /// Nothing but white space.
    #[error("The link holds no network.")]
    Empty,
    /// More than [`MAX_CHARACTERS`].
    #[error("The link has {characters} characters. At most {MAX_CHARACTERS} are read.")]
    TooLong {
        /// Its length; in bytes where it holds other characters than links do.
        characters: usize,
    },
    /// The network does not fit into [`MAX_CHARACTERS`].
    #[error("The network is too large for a link. Save it as a file instead.")]
    TooLarge,
    /// A character that no link holds.
    #[error("The link holds {} as character {at}, which no link does. Copy it again, whole.", show(*.character))]
    Character {
        /// The character.
        character: char,
        /// Where it stands, from 1.
        at: usize,
    },
    /// Packed in a way that is not known here.
    #[error(
        "The link begins with {found}; this page reads links that begin with {PACKING}. Open it with a later one."
    )]
    OtherPacking {
        /// Its first character.
        found: char,
    },
    /// Its end is not there.
    #[error("The link is cut off: its end is missing or was changed. Copy it again, whole.")]
    CutOff,
    /// What it holds is not packed text.
    #[error("The link was changed on its way: it cannot be unpacked. Copy it again, whole.")]
    Damaged,
    /// It unpacks to more than [`MAX_BYTES`].
    #[error("The link unpacks to more than {MAX_BYTES} bytes (256 kB). It is not opened.")]
    UnpacksTooLarge,
    /// It was unpacked, but what it holds is refused.
    #[error("What the link holds cannot be opened. {0}")]
    Document(DocumentError),
    /// The document cannot be written.
    #[error("The network cannot be put into a link. {0}")]
    Unwritable(DocumentError),
}

/// A character between quotation marks, or its number where it cannot be seen.
fn show(character: char) -> String {
    if character.is_control() || character.is_whitespace() {
        format!("the character U+{:04X}", u32::from(character))
    } else {
        format!("\"{character}\"")
    }
}

/// The text that stands for a document in a link; [`decode`] reads it. All its characters may stand in an address.
///
/// # Errors
/// The document cannot be written (see [`document::write_document`]), or needs more than [`MAX_CHARACTERS`].
pub fn encode(document: &Document) -> Result<String, LinkError> {
    let text = document::write_compact(document).map_err(|error| match error {
        DocumentError::TooLargeToWrite { .. } => LinkError::TooLarge,
        error => LinkError::Unwritable(error),
    })?;
    let mut link = String::from(PACKING);
    BASE64URL_NOPAD.encode_append(&compress_to_vec(text.as_bytes(), LEVEL), &mut link);
    if link.len() > MAX_CHARACTERS {
        return Err(LinkError::TooLarge);
    }
    Ok(link)
}

/// Reads the text of a link. White space around it is passed over. Its length is bounded before it is unpacked, and what
/// it unpacks to while it is.
///
/// # Errors
/// [`LinkError`]: the first thing that is wrong.
pub fn decode(text: &str) -> Result<Read, LinkError> {
    if text.len() > MAX_CHARACTERS {
        return Err(LinkError::TooLong {
            characters: text.len(),
        });
    }
    let text = text.trim();
    let packing = text.chars().next().ok_or(LinkError::Empty)?;
    check_characters(text)?;
    if packing != PACKING {
        return Err(LinkError::OtherPacking { found: packing });
    }
    let packed = BASE64URL_NOPAD
        .decode(&text.as_bytes()[PACKING.len_utf8()..])
        .map_err(|error| match error.kind {
            // Whole bytes are missing at the end, or bits of the last one.
            DecodeKind::Length | DecodeKind::Trailing => LinkError::CutOff,
            DecodeKind::Symbol | DecodeKind::Padding => LinkError::Damaged,
        })?;
    let unpacked = decompress_to_vec_with_limit(&packed, MAX_BYTES).map_err(|error| match error
        .status
    {
        TINFLStatus::HasMoreOutput => LinkError::UnpacksTooLarge,
        TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => LinkError::CutOff,
        _ => LinkError::Damaged,
    })?;
    document::read_bytes(&unpacked).map_err(LinkError::Document)
}

fn check_characters(text: &str) -> Result<(), LinkError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match text.chars().enumerate().find(|(_, c)| !legal(*c)) {
        None => Ok(()),
        Some((at, character)) => Err(LinkError::Character {
            character,
            at: at + 1,
        }),
    }
}
