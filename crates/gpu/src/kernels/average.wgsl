// The mean of each plane of so many positions. One invocation per plane.
struct Op {
    count: u32,
    input: u32,
    output: u32,
    positions: u32,
}

@compute @workgroup_size(256)
fn main(
    @builtin(global_invocation_id) place: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let at = number(place, groups);
    if at >= op.count {
        return;
    }
    var sum = 0.0;
    for (var position = 0u; position < op.positions; position++) {
        sum += arena[op.input + at * op.positions + position];
    }
    arena[op.output + at] = sum / f32(op.positions);
}
