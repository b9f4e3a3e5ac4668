// A tensor times a factor, written or added: a hyperconnection with the identity, and its way back.
struct Op {
    count: u32,
    input: u32,
    output: u32,
    added: u32,
    factor: f32,
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
    var value = op.factor * arena[op.input + at];
    if op.added != 0u {
        value += arena[op.output + at];
    }
    arena[op.output + at] = value;
}
