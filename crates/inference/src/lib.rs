//! Runs a bundle with tract-onnx under failure patterns.
