//! Chromium and ChromeDriver, which the browser tests drive.

use super::{Reporter, apt};
use crate::environment::Environment;
use anyhow::{Context, Result};
use serde_json::json;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Programs of a browser that serves, in the order of preference.
const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
];

/// Where macOS keeps Chrome.
const MAC_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// The crates that have tests which run in a browser.
pub const TESTED: [&str; 5] = [
    "crates/app",
    "crates/browser",
    WEBGPU_TESTED,
    "crates/trainer",
    "crates/worker",
];

/// The one of them whose tests need WebGPU.
const WEBGPU_TESTED: &str = "crates/gpu";

/// No sandbox, because containers mostly do not allow one and the tests load only what stands in this checkout; no
/// request that the page did not make.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Most tests have no use for a graphics processor. WebGPU works without one too, in software, where it is asked for.
const NO_GPU: &str = "--disable-gpu";
const WEBGPU: &str = "--enable-unsafe-webgpu";

/// A browser and its driver.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium or Chrome.
    pub browser: PathBuf,
    /// ChromeDriver of the same version.
    pub driver: PathBuf,
}

/// Installs both where they are missing.
///
/// # Errors
/// Where there are none and this account cannot install them.
pub fn ensure(environment: &Environment, reporter: &mut Reporter) -> Result<Browser> {
    if let Some(found) = find(environment) {
        return Ok(found);
    }
    const REMEDY: &str = "the browser tests need Chromium and ChromeDriver: install both (Debian: `apt-get install chromium \
                          chromium-driver`), or name them in CHROME and CHROMEDRIVER, and run this again";
    let right = apt::right(environment).context(REMEDY)?;
    reporter
        .step("installing Chromium and ChromeDriver (about 30 s)", |log| {
            right.update(environment, log)?;
            right.install(environment, &["chromium", "chromium-driver"], log)
        })
        .context(REMEDY)?;
    find(environment).context(REMEDY)
}

/// What `CHROME` and `CHROMEDRIVER` name, else what is on the search path.
pub fn find(environment: &Environment) -> Option<Browser> {
    let named = |variable: &str| {
        env::var_os(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_file())
    };
    let on_mac = || Some(PathBuf::from(MAC_CHROME)).filter(|path| path.is_file());
    let browser = named("CHROME")
        .or_else(|| BROWSERS.iter().find_map(|name| environment.find(name)))
        .or_else(on_mac)?;
    let driver = named("CHROMEDRIVER").or_else(|| environment.find("chromedriver"))?;
    Some(Browser { browser, driver })
}

impl Browser {
    /// Writes `webdriver.json` beside each crate with browser tests: wasm-pack reads there which browser to start.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_webdriver_settings(&self, environment: &Environment) -> Result<()> {
        for folder in TESTED {
            let settings = settings(&self.browser, folder == WEBGPU_TESTED);
            let file = environment.root.join(folder).join("webdriver.json");
            if !fs::read_to_string(&file).is_ok_and(|present| present == settings) {
                fs::write(&file, &settings)
                    .with_context(|| format!("cannot write {}", file.display()))?;
            }
        }
        Ok(())
    }
}

fn settings(browser: &Path, webgpu: bool) -> String {
    let mut flags = FLAGS.to_vec();
    flags.push(if webgpu { WEBGPU } else { NO_GPU });
    json!({ "goog:chromeOptions": { "binary": browser, "args": flags } }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_name_the_browser_and_no_window() {
        for (webgpu, flag) in [(false, NO_GPU), (true, WEBGPU)] {
            let settings: serde_json::Value =
                serde_json::from_str(&settings(Path::new("/usr/bin/chromium"), webgpu)).unwrap();
            let options = &settings["goog:chromeOptions"];
            assert_eq!(options["binary"], "/usr/bin/chromium");
            let arguments = options["args"].as_array().unwrap();
            for wanted in ["--headless", flag] {
                assert!(arguments.contains(&json!(wanted)), "{wanted}");
            }
        }
    }
}
