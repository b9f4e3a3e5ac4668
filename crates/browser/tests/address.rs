//! Addresses in words.

#![cfg(target_arch = "wasm32")]

use deepfog_browser::address::end_of;
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn an_address_is_named_by_its_end() {
    for (url, parts, expected) in [
        (
            "http://127.0.0.1:80/a/models/smallest/vanilla/e.onnx?v=12",
            3,
            "smallest/vanilla/e.onnx",
        ),
        (
            "http://127.0.0.1:80/a/models/smallest/vanilla/",
            2,
            "smallest/vanilla",
        ),
        ("pack.json", 3, "pack.json"),
    ] {
        assert_eq!(end_of(url, parts), expected);
    }
}
