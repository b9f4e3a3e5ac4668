//! Lists the shipped bundles, packs and recordings for tests in a browser.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let (mut shipped, mut training) = (Vec::new(), Vec::new());
    for folder in ["models", "tests/golden/logits", "tests/golden/training"] {
        println!("cargo::rerun-if-changed=../../{folder}");
        for file in files(&root.join(folder))? {
            let name = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy();
            let name = name.replace('\\', "/");
            if is_training_pack(&name) {
                training.push((name, file));
            } else {
                shipped.push((name, file));
            }
        }
    }
    fs::write(out.join("shipped.rs"), list(&shipped))?;
    fs::write(out.join("training.rs"), list(&training))
}

/// Whether a file is of a pack on which the page trains. Those are large, and few tests need them.
fn is_training_pack(name: &str) -> bool {
    let pack = name.strip_prefix("models/packs/");
    pack.and_then(|rest| rest.split_once('/'))
        .is_some_and(|(pack, _)| pack.ends_with("-training") || pack.ends_with("-validation"))
}

/// The files as an expression of Rust: names with their bytes.
fn list(files: &[(String, PathBuf)]) -> String {
    let mut list = String::from("&[\n");
    for (name, file) in files {
        let _ = writeln!(list, "    ({name:?}, include_bytes!({file:?})),");
    }
    list.push_str("]\n");
    list
}

/// All files below a folder, in order; none where it does not exist.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}
