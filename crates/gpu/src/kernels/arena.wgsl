// What every kernel has: its operation's numbers, and the one array that holds every tensor. Where a tensor begins is
// a number of the operation, counted in values.
@group(0) @binding(0) var<uniform> op: Op;
@group(0) @binding(1) var<storage, read_write> arena: array<f32>;
