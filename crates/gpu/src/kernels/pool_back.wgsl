// The gradient of a maximum's inputs: the first of a window's largest values has all of it. One invocation per input.
struct Op {
    count: u32,
    input: u32,
    gradient: u32,
    target_at: u32,
    added: u32,
    height: u32,
    width: u32,
    window_height: u32,
    window_width: u32,
    lines: u32,
    line: u32,
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
    let side = at % op.width;
    let row = at / op.width % op.height;
    let plane = at / op.width / op.height;
    let window_row = row / op.window_height;
    let window_side = side / op.window_width;
    var value = 0.0;
    if window_row < op.lines && window_side < op.line {
        let first = (plane * op.height + window_row * op.window_height) * op.width + window_side * op.window_width;
        var best = first;
        for (var y = 0u; y < op.window_height; y++) {
            for (var x = 0u; x < op.window_width; x++) {
                let other = first + y * op.width + x;
                if arena[op.input + other] > arena[op.input + best] {
                    best = other;
                }
            }
        }
        if best == at {
            value = arena[op.gradient + (plane * op.lines + window_row) * op.line + window_side];
        }
    }
    if op.added != 0u {
        value += arena[op.target_at + at];
    }
    arena[op.target_at + at] = value;
}
