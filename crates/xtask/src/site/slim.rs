//! Takes out of a WebAssembly file what is of no use to a browser: the names of its functions, and who compiled it.
//!
//! `strip` of the build profile leaves them there: `wasm-bindgen` needs names, and writes them again. They are a tenth
//! of what a browser would fetch.

use anyhow::{Context, Result, bail, ensure};

/// Custom sections that no engine reads.
const IDLE: [&str; 2] = ["name", "producers"];

/// The file without its idle sections; everything else stays byte for byte.
///
/// # Errors
/// It is no WebAssembly file, or is cut off.
pub fn without_names(wasm: &[u8]) -> Result<Vec<u8>> {
    ensure!(
        wasm.starts_with(b"\0asm\x01\0\0\0"),
        "not a WebAssembly file of version 1"
    );
    let mut slim = wasm[..8].to_vec();
    let mut at = 8;
    while at < wasm.len() {
        let start = at;
        let kind = wasm[at];
        at += 1;
        let (size, content) = number(wasm, at)?;
        let end = content
            .checked_add(size)
            .filter(|end| *end <= wasm.len())
            .context("a section is cut off")?;
        let is_idle = kind == 0 && {
            let (length, name) = number(wasm, content)?;
            let name = wasm
                .get(name..name + length)
                .context("the name of a section is cut off")?;
            IDLE.iter().any(|idle| idle.as_bytes() == name)
        };
        if !is_idle {
            slim.extend_from_slice(&wasm[start..end]);
        }
        at = end;
    }
    Ok(slim)
}

/// An unsigned number in LEB128, and where it ends.
fn number(bytes: &[u8], mut at: usize) -> Result<(usize, usize)> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at).context("a number is cut off")?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok((value, at));
        }
    }
    bail!("a number has more than 32 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(sections: &[(u8, &[u8])]) -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        for (kind, content) in sections {
            wasm.push(*kind);
            wasm.push(content.len() as u8);
            wasm.extend_from_slice(content);
        }
        wasm
    }

    #[test]
    fn only_idle_sections_go() {
        let code = (10_u8, b"\x00".as_slice());
        let kept = (0_u8, b"\x0ftarget_features\x01".as_slice());
        let names = (0_u8, b"\x04name\x01\x02".as_slice());
        let producers = (0_u8, b"\x09producers\x00".as_slice());
        assert_eq!(
            without_names(&file(&[names, code, producers, kept])).unwrap(),
            file(&[code, kept])
        );
    }

    #[test]
    fn what_is_no_webassembly_is_refused() {
        for bytes in [
            b"".as_slice(),
            b"\0asm",
            b"\0asm\x01\0\0\0\x0a",
            b"\0asm\x01\0\0\0\x0a\x05\x00",
            b"\0asm\x01\0\0\0\x0a\xff\xff\xff\xff\xff\x01",
            b"\0asm\x01\0\0\0\x00\x02\x09n",
        ] {
            assert!(without_names(bytes).is_err(), "{bytes:?}");
        }
    }
}
