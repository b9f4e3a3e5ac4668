//! The training worker's binary: listens to the laboratory.

fn main() {
    console_error_panic_hook::set_once();
    deepfog_trainer::listen();
}
