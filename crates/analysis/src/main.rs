//! Starts the analysis.

fn main() {
    console_error_panic_hook::set_once();
    deepfog_analysis::run();
}
