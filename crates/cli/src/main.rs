//! deepfog on the command line.

fn main() {}
