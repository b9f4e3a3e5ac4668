//! What a built site must hold to: its budget in bytes, its security policy, its hashes.

use super::counts::Counts;
use crate::site::finish::{ANALYSIS, LABORATORY, LATER, TRAINER, WORKER};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The page's WebAssembly in brotli, at most (bytes).
const PAGE_BUDGET: usize = 450_000;

/// The worker's WebAssembly in brotli, at most (bytes).
const WORKER_BUDGET: usize = 2_000_000;

/// The training worker's WebAssembly in brotli, at most (bytes).
const TRAINER_BUDGET: usize = 455_000;

/// The laboratory's WebAssembly in brotli, at most (bytes).
const LABORATORY_BUDGET: usize = 395_000;

/// The analysis' WebAssembly in brotli, at most (bytes).
const ANALYSIS_BUDGET: usize = 385_000;

/// The samples of one pack, at most (bytes).
const PACK_BUDGET: usize = 6_000_000;

/// What a browser downloads until the first live answer, at most (bytes in brotli).
const FIRST_ANSWER_BUDGET: usize = 3_000_000;

/// The network that the page opens with, and its task.
const FIRST: (&str, &str) = ("smallest", "fashion-mnist");

/// The weights of one scheme of that network, at most (bytes).
const FIRST_WEIGHTS_BUDGET: usize = 150_000;

/// The first chunk of its samples, at most (bytes).
const FIRST_CHUNK_BUDGET: usize = 50_000;

/// All bundles together, at most (bytes).
const BUNDLES_BUDGET: usize = 12_000_000;

/// Checks the site in `folder`, printing each check.
///
/// # Errors
/// When the site's page cannot be read.
pub fn check(folder: &Path) -> Result<Counts> {
    let page = folder.join("index.html");
    let html =
        fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
    let page_wasm = Size::of(&wasm(folder, "deepfog-app-")?)?;
    let worker_wasm = Size::of(&folder.join(WORKER))?;
    let checks: [(&str, Result<String>); 12] = [
        (
            "the page's WebAssembly is within its budget",
            page_wasm.within(PAGE_BUDGET),
        ),
        (
            "the worker's WebAssembly is within its budget",
            worker_wasm.within(WORKER_BUDGET),
        ),
        (
            "the training worker's WebAssembly is within its budget",
            Size::of(&folder.join(TRAINER)).and_then(|size| size.within(TRAINER_BUDGET)),
        ),
        (
            "the laboratory's WebAssembly is within its budget",
            Size::of(&folder.join(LABORATORY)).and_then(|size| size.within(LABORATORY_BUDGET)),
        ),
        (
            "the analysis' WebAssembly is within its budget",
            Size::of(&folder.join(ANALYSIS)).and_then(|size| size.within(ANALYSIS_BUDGET)),
        ),
        (
            "training, laboratory and analysis are not fetched before they are wanted",
            later(&html),
        ),
        ("the packs are within their budget", packs(folder)),
        (
            "a first live answer is within its budget",
            first_answer(folder, page_wasm.small + worker_wasm.small),
        ),
        ("the bundles are within their budget", bundles(folder)),
        (
            "the policy is strict and no script is inline",
            strict(&html),
        ),
        ("every file that the page loads has a hash", hashed(&html)),
        (
            "the workers have a version and the paths are relative",
            relative(&html),
        ),
    ];
    let mut counts = Counts::default();
    for (what, result) in checks {
        match &result {
            Ok(remark) => println!("ok {what} {remark}"),
            Err(error) => println!("FAILED {what}: {error:#}"),
        }
        counts += Counts::one(result.is_ok());
    }
    Ok(counts)
}

fn wasm(folder: &Path, start: &str) -> Result<PathBuf> {
    let files =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut found = files.flatten().map(|file| file.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(start) && name.ends_with("_bg.wasm")
    });
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        _ => bail!(
            "{} does not hold exactly one {start}…_bg.wasm",
            folder.display()
        ),
    }
}

/// Bytes of a file.
#[derive(Clone, Copy)]
struct Size {
    raw: usize,
    /// In brotli.
    small: usize,
}

impl Size {
    fn of(file: &Path) -> Result<Self> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        Ok(Self {
            raw: content.len(),
            small: compressed(&content)?,
        })
    }

    fn within(self, budget: usize) -> Result<String> {
        let Self { raw, small } = self;
        let figures = format!("({raw} bytes, {small} in brotli, at most {budget})");
        ensure!(small <= budget, "{figures}");
        Ok(figures)
    }
}

/// Everything that the browser has asked for when all four schemes of the first network answer.
fn first_answer(folder: &Path, wasm: usize) -> Result<String> {
    let (preset, task) = FIRST;
    let pack = folder.join("models/packs").join(task);
    let chunk = Size::of(&pack.join("chunk-000.bin"))?;
    ensure!(
        chunk.raw <= FIRST_CHUNK_BUDGET,
        "the first chunk has {} bytes, at most {FIRST_CHUNK_BUDGET}",
        chunk.raw
    );
    let mut total = wasm + chunk.small + Size::of(&pack.join("pack.json"))?.small;
    for file in files(folder)? {
        let is_later = LATER.iter().any(|name| file.ends_with(name));
        if !is_later && file.extension().is_none_or(|end| end != "wasm") {
            total += Size::of(&file)?.small;
        }
    }
    let schemes = folder.join("models").join(preset);
    for scheme in fs::read_dir(&schemes)
        .with_context(|| format!("cannot list {}", schemes.display()))?
        .flatten()
    {
        let mut weights = 0;
        for file in files(&scheme.path())? {
            let size = Size::of(&file)?;
            total += size.small;
            if file.extension().is_some_and(|end| end == "onnx") {
                weights += size.raw;
            }
        }
        ensure!(
            (1..=FIRST_WEIGHTS_BUDGET).contains(&weights),
            "{} has {weights} bytes of weights, at most {FIRST_WEIGHTS_BUDGET}",
            scheme.path().display()
        );
    }
    ensure!(
        total <= FIRST_ANSWER_BUDGET,
        "{total} bytes in brotli, at most {FIRST_ANSWER_BUDGET}"
    );
    Ok(format!(
        "({total} bytes in brotli with four schemes, at most {FIRST_ANSWER_BUDGET})"
    ))
}

/// No tag of the page asks for what a person has not asked for.
fn later(html: &str) -> Result<String> {
    for tag in tags(html, "link").chain(tags(html, "script")) {
        let path = attribute(tag, "href")
            .or_else(|| attribute(tag, "src"))
            .unwrap_or_default();
        ensure!(
            !LATER.iter().any(|name| path.contains(name)),
            "the page loads it at once: {tag}"
        );
    }
    Ok(String::new())
}

/// Every pack's folder; each task has one for training and one for validation beside the one that is shown.
fn packs(folder: &Path) -> Result<String> {
    let packs = folder.join("models/packs");
    let mut largest = 0;
    let mut names = Vec::new();
    for entry in fs::read_dir(&packs)
        .with_context(|| format!("cannot list {}", packs.display()))?
        .flatten()
    {
        let mut bytes = 0;
        for file in files(&entry.path())? {
            bytes += fs::metadata(&file)?.len() as usize;
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        ensure!(
            (1..=PACK_BUDGET).contains(&bytes),
            "{name} has {bytes} bytes, at most {PACK_BUDGET}"
        );
        largest = largest.max(bytes);
        names.push(name);
    }
    let tasks = names
        .iter()
        .filter(|name| !name.contains("-training") && !name.contains("-validation"));
    for task in tasks {
        for part in ["training", "validation"] {
            let wanted = format!("{task}-{part}");
            ensure!(names.contains(&wanted), "there is no {wanted}");
        }
    }
    Ok(format!(
        "({} packs, the largest {largest} bytes, at most {PACK_BUDGET})",
        names.len()
    ))
}

fn bundles(folder: &Path) -> Result<String> {
    let mut total = 0;
    let mut folders = vec![folder.join("models")];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "onnx") {
                total += fs::metadata(&path)?.len() as usize;
            }
        }
    }
    let figures = format!("({total} bytes of weights, at most {BUNDLES_BUDGET})");
    ensure!((1..=BUNDLES_BUDGET).contains(&total), "{figures}");
    Ok(figures)
}

/// The files that stand in a folder itself.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect())
}

/// The size in brotli at quality 11 with a window of 4 MiB, which is what static hosts compress to.
fn compressed(content: &[u8]) -> Result<usize> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(content).context("brotli")?;
    Ok(writer.into_inner().len())
}

fn strict(html: &str) -> Result<String> {
    let policy = tags(html, "meta")
        .find(|tag| tag.contains("http-equiv=\"Content-Security-Policy\""))
        .and_then(|tag| attribute(tag, "content"))
        .context("no policy")?;
    for part in ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'"] {
        ensure!(
            policy.split(';').any(|directive| directive.trim() == part),
            "the policy lacks {part}"
        );
    }
    for word in [
        "unsafe-inline",
        "'unsafe-eval'",
        "http:",
        "https:",
        "*",
        "blob:",
    ] {
        ensure!(!policy.contains(word), "the policy allows {word}");
    }
    ensure!(
        tags(html, "script").all(|tag| attribute(tag, "src").is_some()),
        "a script is inline"
    );
    ensure!(
        !html.contains("<style") && !html.contains(" style="),
        "a style is inline"
    );
    Ok(String::new())
}

fn hashed(html: &str) -> Result<String> {
    let loaded: Vec<&str> = tags(html, "script")
        .chain(tags(html, "link").filter(|tag| {
            matches!(
                attribute(tag, "rel"),
                Some("stylesheet" | "preload" | "modulepreload")
            )
        }))
        .collect();
    ensure!(
        loaded.len() >= 4,
        "found only {} of script, style, module and WebAssembly",
        loaded.len()
    );
    for tag in &loaded {
        ensure!(
            attribute(tag, "integrity").is_some_and(|hash| hash.starts_with("sha")),
            "no hash: {tag}"
        );
    }
    Ok(format!("({} files)", loaded.len()))
}

fn relative(html: &str) -> Result<String> {
    let version = tags(html, "meta")
        .find(|tag| attribute(tag, "name") == Some("deepfog-worker-version"))
        .and_then(|tag| attribute(tag, "content"))
        .context("no version")?;
    ensure!(
        version.len() == 16 && version.chars().all(|digit| digit.is_ascii_hexdigit()),
        "the version is {version:?}"
    );
    for tag in tags(html, "script").chain(tags(html, "link")) {
        let path = attribute(tag, "src")
            .or_else(|| attribute(tag, "href"))
            .unwrap_or_default();
        ensure!(
            !path.starts_with('/') && !path.contains("://"),
            "not relative: {tag}"
        );
    }
    Ok(format!("({version})"))
}

/// The opening tags of that name. Enough for a page that this project writes itself.
fn tags<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("<{name}");
    html.match_indices(&start)
        .map(|(index, _)| &html[index..])
        .filter(move |rest| rest[name.len() + 1..].starts_with([' ', '>', '\n']))
        .map(|rest| &rest[..rest.find('>').map_or(rest.len(), |end| end + 1)])
        .collect::<Vec<_>>()
        .into_iter()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";

    fn page(policy: &str, rest: &str) -> String {
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{rest}")
    }

    #[test]
    fn the_source_of_the_page_is_strict() {
        strict(include_str!("../../../../www/index.html")).unwrap();
    }

    #[test]
    fn a_policy_that_is_not_strict_is_refused() {
        assert!(strict(&page(POLICY, "<script src=\"a.js\"></script>")).is_ok());
        let refused = [
            String::new(),
            page("script-src 'self' 'wasm-unsafe-eval'", ""),
            page(&format!("{POLICY} 'unsafe-inline'"), ""),
            page(&POLICY.replace("'wasm-", "'"), ""),
            page(&format!("{POLICY}; connect-src https://example.org"), ""),
            page(POLICY, "<script>1</script>"),
            page(POLICY, "<p style=\"color: red\">"),
        ];
        for html in refused {
            assert!(strict(&html).is_err(), "{html}");
        }
    }

    #[test]
    fn a_file_without_a_hash_is_refused() {
        let whole = "<link rel=\"stylesheet\" href=\"a.css\" integrity=\"sha384-a\"/>\
                     <link rel=\"modulepreload\" href=\"a.js\" integrity=\"sha384-b\"/>\
                     <link rel=\"preload\" href=\"a.wasm\" integrity=\"sha384-c\"/>\
                     <script src=\"boot.js\" integrity=\"sha384-d\"></script>";
        hashed(whole).unwrap();
        assert!(hashed(&whole.replace(" integrity=\"sha384-d\"", "")).is_err());
        assert!(hashed("").is_err());
    }

    #[test]
    fn an_absolute_path_or_a_missing_version_is_refused() {
        let version = "<meta name=\"deepfog-worker-version\" content=\"0123456789abcdef\">";
        assert!(relative(version).is_ok());
        let unversioned = version.replace("0123456789abcdef", "unversioned");
        for html in [
            String::new(),
            unversioned,
            format!("{version}<script src=\"/a.js\">"),
            format!("{version}<link href=\"https://a/b\">"),
        ] {
            assert!(relative(&html).is_err(), "{html}");
        }
    }

    #[test]
    fn a_page_that_loads_training_at_once_is_refused() {
        assert!(later("<script src=\"lab-0123456789abcdef.js\"></script>").is_ok());
        for name in LATER {
            for tag in ["link rel=\"preload\" href", "script src"] {
                let html = format!("<{tag}=\"./{name}\">");
                assert!(later(&html).is_err(), "{html}");
            }
        }
    }

    #[test]
    fn packs_are_small_and_whole() {
        let folder =
            std::env::temp_dir().join(format!("deepfog-xtask-{}-packs", std::process::id()));
        let write = |pack: &str, bytes: usize| {
            let pack = folder.join("models/packs").join(pack);
            fs::create_dir_all(&pack).unwrap();
            fs::write(pack.join("chunk-000.bin"), vec![0; bytes]).unwrap();
        };
        write("task", 10);
        write("task-training", 10);
        let missing = packs(&folder);
        write("task-validation", 10);
        let whole = packs(&folder);
        write("task-training", PACK_BUDGET + 1);
        let large = packs(&folder);
        fs::remove_dir_all(&folder).unwrap();
        assert!(missing.unwrap_err().to_string().contains("task-validation"));
        whole.unwrap();
        assert!(large.unwrap_err().to_string().contains("task-training"));
    }

    #[test]
    fn compression_shrinks() {
        assert!(compressed(&[7; 10_000]).unwrap() < 100);
    }
}
