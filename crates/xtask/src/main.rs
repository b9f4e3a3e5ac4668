//! Set-up, serve, test, train, data, bench.

fn main() {}
