//! Starts the laboratory.

fn main() {
    console_error_panic_hook::set_once();
    deepfog_lab::run();
}
