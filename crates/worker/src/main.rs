//! The worker's binary: listens to the page.

fn main() {
    console_error_panic_hook::set_once();
    deepfog_worker::listen();
}
