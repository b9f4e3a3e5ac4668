// Adds up the shares of a gradient of weight and bias: (shares, rows, columns), the column `inputs` for the bias.
struct Op {
    count: u32,
    shares: u32,
    columns: u32,
    inputs: u32,
    shares_at: u32,
    weight_target: u32,
    bias_target: u32,
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
    var sum = 0.0;
    for (var share = 0u; share < op.shares; share++) {
        sum += arena[op.shares_at + share * op.count + at];
    }
    let row = at / op.columns;
    let column = at % op.columns;
    if column == op.inputs {
        arena[op.bias_target + row] = op.factor * sum;
    } else {
        arena[op.weight_target + row * op.inputs + column] = op.factor * sum;
    }
}
