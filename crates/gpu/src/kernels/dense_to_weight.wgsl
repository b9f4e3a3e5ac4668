// The gradient of a dense map's weight and bias. Rows: outputs; columns: inputs, and a last one for the bias, whose
// input is always 1; depth: samples.
struct Op {
    rows: u32,
    columns: u32,
    depth: u32,
    gradient: u32,
    input: u32,
    output: u32,
    inputs: u32,
    weight_target: u32,
    bias_target: u32,
    rectified: u32,
    factor: f32,
}

const LEFT_ALONG_DEPTH = false;
const RIGHT_ALONG_DEPTH = false;

fn left(row: u32, depth: u32) -> f32 {
    let at = depth * op.rows + row;
    if op.rectified != 0u && arena[op.output + at] <= 0.0 {
        return 0.0;
    }
    return arena[op.gradient + at];
}

fn right(depth: u32, column: u32) -> f32 {
    if column == op.inputs {
        return 1.0;
    }
    return arena[op.input + depth * op.inputs + column];
}

fn store(row: u32, column: u32, sum: f32) {
    if column == op.inputs {
        arena[op.bias_target + row] = op.factor * sum;
    } else {
        arena[op.weight_target + row * op.inputs + column] = op.factor * sum;
    }
}
