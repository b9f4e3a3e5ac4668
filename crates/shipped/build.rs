//! Lists the shipped bundles, packs and recordings for tests in a browser.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    let mut list = String::from("&[\n");
    for folder in ["models", "tests/golden/logits"] {
        println!("cargo::rerun-if-changed=../../{folder}");
        for file in files(&root.join(folder))? {
            let name = file.strip_prefix(&root).unwrap_or(&file);
            let _ = writeln!(
                list,
                "    ({:?}, include_bytes!({:?})),",
                name.to_string_lossy().replace('\\', "/"),
                file
            );
        }
    }
    list.push_str("]\n");
    fs::write(out.join("shipped.rs"), list)
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
