// X_k for many versions of a node at once: the sum of the terms that count in each, or, where the terms are a first layer's
// linear part already, its output. The table holds the terms' factors, then per version where each term begins. One invocation
// per value.
struct Op {
    count: u32,
    table_at: u32,
    terms: u32,
    output: u32,
    block: u32,
    biased: u32,
    bias: u32,
    rectified: u32,
    positions: u32,
    channels: u32,
}

@group(0) @binding(2) var<storage, read> table: array<u32>;

const ABSENT = 0xffffffffu;

@compute @workgroup_size(256)
fn main(
    @builtin(global_invocation_id) place: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let at = number(place, groups);
    if at >= op.count {
        return;
    }
    let within = at % op.block;
    let own = op.table_at + (1u + at / op.block) * op.terms;
    var value = 0.0;
    for (var term = 0u; term < op.terms; term++) {
        let start = table[own + term];
        if start != ABSENT {
            value += bitcast<f32>(table[op.table_at + term]) * arena[start + within];
        }
    }
    if op.biased != 0u {
        value += arena[op.bias + within / op.positions % op.channels];
    }
    if op.rectified != 0u {
        value = max(value, 0.0);
    }
    arena[op.output + at] = value;
}
