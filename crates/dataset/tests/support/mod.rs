//! Small packs made in memory, to be read back or to be damaged first.

// Each test binary uses its own part of this.
#![allow(dead_code)]
// The allowance for tests in clippy.toml does not reach helper functions.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use deepfog_dataset::checksum::sha256_hex;
use serde_json::{Value, json};

/// A folder that is removed at the end of a test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("deepfog-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind harms nothing.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One window: person, label, recording, first row, 2 × 3 values.
pub type Window = (u32, u8, u32, u32, [i16; 6]);

/// A chunk of windows, as the crate's documentation lays it out.
pub fn signal_chunk(windows: &[Window]) -> Vec<u8> {
    let mut bytes = b"DFPC\x01\x00\x01\x03".to_vec();
    bytes.extend(u32::try_from(windows.len()).unwrap().to_le_bytes());
    bytes.extend(6u32.to_le_bytes());
    bytes.extend(windows.iter().map(|window| window.1));
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    for column in [|w: &Window| w.0, |w: &Window| w.2, |w: &Window| w.3] {
        bytes.extend(
            windows
                .iter()
                .flat_map(|window| column(window).to_le_bytes()),
        );
    }
    bytes.extend(windows.iter().flat_map(|w| w.4).flat_map(i16::to_le_bytes));
    bytes
}

/// A chunk of 1 × 2 × 2 images: index, label, values.
pub fn image_chunk(images: &[(u32, u8, [u8; 4])]) -> Vec<u8> {
    let mut bytes = b"DFPC\x01\x00\x00\x01".to_vec();
    bytes.extend(u32::try_from(images.len()).unwrap().to_le_bytes());
    bytes.extend(4u32.to_le_bytes());
    bytes.extend(images.iter().map(|image| image.1));
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes.extend(images.iter().flat_map(|image| image.0.to_le_bytes()));
    bytes.extend(images.iter().flat_map(|image| image.2));
    bytes
}

fn entries(chunks: &[Vec<u8>]) -> (Value, usize) {
    let counts = chunks
        .iter()
        .map(|chunk| u32::from_le_bytes(chunk[8..12].try_into().unwrap()) as usize);
    let list = chunks.iter().zip(counts.clone()).enumerate();
    let entries = list
        .map(|(index, (chunk, count))| {
            json!({"file": format!("chunk-{index:03}.bin"), "count": count, "bytes": chunk.len(), "sha256": sha256_hex(chunk)})
        })
        .collect();
    (Value::Array(entries), counts.sum())
}

/// The header of a pack of 2 × 3 windows with scales 0.5 and 2 and three classes.
pub fn signal_header(chunks: &[Vec<u8>]) -> Value {
    let (chunks, samples) = entries(chunks);
    json!({
        "format": "deepfog-pack", "version": 1,
        "task": {
            "id": "wrist", "title": "Wrist",
            "input": {"kind": "signal", "channels": ["a", "b"], "steps": 3, "rate_hz": 50.0},
            "classes": ["one", "two", "three"],
        },
        "part": "all", "selection": "all",
        "source": {"name": "made up", "reference": "none", "file": "none", "sha256": "none"},
        "licence": {"name": "MIT", "copyright": "none", "file": "none"},
        "encoding": {"dtype": "i16", "scale": [0.5, 2.0], "clipped": [0, 0]},
        "normalisation": {"mean": [0.0, 1.0], "std": [1.0, 2.0]},
        "class_prior": [0.5, 0.25, 0.25],
        "group": "person",
        "split": {"kind": "people", "train": [1, 2, 4, 6, 8, 10], "validation": [5], "test": [3, 7, 9]},
        "samples": samples, "chunks": chunks,
    })
}

/// The header of a pack of 1 × 2 × 2 images with scale 1/255 and two classes.
pub fn image_header(chunks: &[Vec<u8>]) -> Value {
    let mut header = signal_header(&[]);
    let (chunks, samples) = entries(chunks);
    let changes = json!({
        "task": {
            "id": "dots", "title": "Dots",
            "input": {"kind": "image", "channels": 1, "height": 2, "width": 2},
            "classes": ["dark", "light"],
        },
        "encoding": {"dtype": "u8", "scale": [0.003_921_569], "clipped": [0]},
        "normalisation": {"mean": [0.5], "std": [0.5]},
        "class_prior": [0.5, 0.5],
        "group": "image",
        "split": {"kind": "images", "train": 2, "validation": 1, "test": 1, "rule": "made up"},
        "samples": samples, "chunks": chunks,
    });
    for (field, value) in changes.as_object().unwrap() {
        header[field] = value.clone();
    }
    header
}

/// Writes a pack to the disk.
pub fn write(folder: &Path, header: &Value, chunks: &[Vec<u8>]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("pack.json"), header.to_string()).unwrap();
    for (index, chunk) in chunks.iter().enumerate() {
        std::fs::write(folder.join(format!("chunk-{index:03}.bin")), chunk).unwrap();
    }
}
