//! SHA-256 as the headers write it: 64 lower-case hexadecimal digits.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let mut text = String::with_capacity(64);
    for byte in digest {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('?'));
        }
    }
    text
}

/// Whether a text is a SHA-256 in the form of [`sha256_hex`].
pub fn is_sha256_hex(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        // FIPS 180-4 example "abc", and the digest of nothing.
        for (bytes, digest) in [
            (
                "abc",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
            (
                "",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
        ] {
            assert_eq!(sha256_hex(bytes.as_bytes()), digest);
            assert!(is_sha256_hex(digest));
        }
    }

    #[test]
    fn other_texts_are_no_digests() {
        let digest = sha256_hex(b"abc");
        for text in [
            "",
            &digest[1..],
            &digest.to_uppercase(),
            &digest.replace('b', "g"),
        ] {
            assert!(!is_sha256_hex(text), "{text}");
        }
    }
}
