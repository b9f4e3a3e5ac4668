// Cross-entropy against (1 - smoothing) · one-hot + smoothing / classes: each sample's loss, and the gradient of the mean
// loss by its logits. One invocation per sample.
struct Op {
    count: u32,
    logits: u32,
    labels: u32,
    losses: u32,
    target_at: u32,
    classes: u32,
    smoothing: f32,
}

fn wanted(which: u32, label: u32) -> f32 {
    let even = op.smoothing / f32(op.classes);
    return select(even, even + 1.0 - op.smoothing, which == label);
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
    let logits = op.logits + at * op.classes;
    let label = u32(arena[op.labels + at]);
    var largest = arena[logits];
    for (var which = 1u; which < op.classes; which++) {
        largest = max(largest, arena[logits + which]);
    }
    var sum = 0.0;
    for (var which = 0u; which < op.classes; which++) {
        sum += exp(arena[logits + which] - largest);
    }
    let shift = log(sum);
    var loss = 0.0;
    var all = 0.0;
    for (var which = 0u; which < op.classes; which++) {
        loss -= wanted(which, label) * (arena[logits + which] - largest - shift);
        all += wanted(which, label);
    }
    for (var which = 0u; which < op.classes; which++) {
        let share = exp(arena[logits + which] - largest) / sum;
        let slope = share * all - wanted(which, label);
        arena[op.target_at + at * op.classes + which] = slope / f32(op.count);
    }
    arena[op.losses + at] = loss;
}
