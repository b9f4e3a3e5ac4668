// The maximum of each window; windows lie side by side, and what is left over at the edges has no part. One invocation
// per result.
struct Op {
    count: u32,
    input: u32,
    output: u32,
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
    let side = at % op.line * op.window_width;
    let row = at / op.line % op.lines * op.window_height;
    let plane = at / op.line / op.lines;
    let first = op.input + (plane * op.height + row) * op.width + side;
    var best = arena[first];
    for (var y = 0u; y < op.window_height; y++) {
        for (var x = 0u; x < op.window_width; x++) {
            best = max(best, arena[first + y * op.width + x]);
        }
    }
    arena[op.output + at] = best;
}
