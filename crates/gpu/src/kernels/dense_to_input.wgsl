// The gradient of a dense map's input. Rows: samples; columns: inputs; depth: outputs.
struct Op {
    rows: u32,
    columns: u32,
    depth: u32,
    gradient: u32,
    weight: u32,
    output: u32,
    target_at: u32,
    rectified: u32,
    added: u32,
    factor: f32,
}

const LEFT_ALONG_DEPTH = true;
const RIGHT_ALONG_DEPTH = false;

fn left(row: u32, depth: u32) -> f32 {
    let at = row * op.depth + depth;
    if op.rectified != 0u && arena[op.output + at] <= 0.0 {
        return 0.0;
    }
    return arena[op.gradient + at];
}

fn right(depth: u32, column: u32) -> f32 {
    return arena[op.weight + depth * op.columns + column];
}

fn store(row: u32, column: u32, sum: f32) {
    let at = op.target_at + row * op.columns + column;
    var value = op.factor * sum;
    if op.added != 0u {
        value += arena[at];
    }
    arena[at] = value;
}
