// A dense layer or adapter. Rows: samples; columns: outputs; depth: inputs.
struct Op {
    rows: u32,
    columns: u32,
    depth: u32,
    input: u32,
    weight: u32,
    bias: u32,
    output: u32,
    biased: u32,
    rectified: u32,
    added: u32,
    factor: f32,
}

const LEFT_ALONG_DEPTH = true;
const RIGHT_ALONG_DEPTH = true;

fn left(row: u32, depth: u32) -> f32 {
    return arena[op.input + row * op.depth + depth];
}

fn right(depth: u32, column: u32) -> f32 {
    return arena[op.weight + column * op.depth + depth];
}

fn store(row: u32, column: u32, sum: f32) {
    let at = op.output + row * op.columns + column;
    var value = op.factor * sum;
    if op.biased != 0u {
        value += arena[op.bias + column];
    }
    if op.rectified != 0u {
        value = max(value, 0.0);
    }
    if op.added != 0u {
        value += arena[at];
    }
    arena[at] = value;
}
