// The gradient of a mean's inputs: each has an even part. One invocation per input.
struct Op {
    count: u32,
    gradient: u32,
    target_at: u32,
    added: u32,
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
    var value = arena[op.gradient + at / op.positions] / f32(op.positions);
    if op.added != 0u {
        value += arena[op.target_at + at];
    }
    arena[op.target_at + at] = value;
}
