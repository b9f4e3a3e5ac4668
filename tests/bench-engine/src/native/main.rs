//! The engine natively, as a process that the benchmark asks by turns with the one in the browser: a line of JSON
//! comes in (`{"operation":"pass","size":32}`), a line goes out (`{"value":...}` or `{"error":"..."}`).

#[cfg(not(target_family = "wasm"))]
#[path = "../passes.rs"]
mod passes;
#[cfg(not(target_family = "wasm"))]
mod requests;

#[cfg(not(target_family = "wasm"))]
fn main() -> anyhow::Result<()> {
    requests::answer(std::io::stdin().lock(), std::io::stdout().lock())
}

/// The browser has the library.
#[cfg(target_family = "wasm")]
fn main() {}
