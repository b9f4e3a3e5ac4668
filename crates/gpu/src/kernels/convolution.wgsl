// A convolution, its windows read where they lie. Rows: output channels; columns: samples × output positions; depth: input
// channels × places under the kernel.
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
    channels: u32,
    height: u32,
    width: u32,
    kernel_height: u32,
    kernel_width: u32,
    stride_down: u32,
    stride_right: u32,
    lines: u32,
    line: u32,
}

const LEFT_ALONG_DEPTH = true;
const RIGHT_ALONG_DEPTH = false;

fn left(row: u32, depth: u32) -> f32 {
    return arena[op.weight + row * op.depth + depth];
}

// Where the window of this invocation's column begins; outside on the left or above wraps around to a huge number.
var<private> top_left: vec2<u32>;
// The place under the kernel that comes next, and where its channel lies.
var<private> place: vec2<u32>;
var<private> plane: u32;

fn reach(layer: u32) -> vec2<u32> {
    return vec2(0u, op.depth);
}

fn begin(column: u32, depth: u32) {
    let positions = op.lines * op.line;
    let position = column % positions;
    let pad = (vec2(op.kernel_height, op.kernel_width) - 1u) / 2u;
    top_left = vec2(position / op.line, position % op.line) * vec2(op.stride_down, op.stride_right) - pad;
    place = vec2(0u, 0u);
    plane = op.input + column / positions * op.channels * op.height * op.width;
}

fn right(depth: u32, column: u32) -> f32 {
    let at = top_left + place;
    var value = 0.0;
    if at.x < op.height && at.y < op.width {
        value = arena[plane + at.x * op.width + at.y];
    }
    place.y += 1u;
    if place.y == op.kernel_width {
        place = vec2(place.x + 1u, 0u);
        if place.x == op.kernel_height {
            place.x = 0u;
            plane += op.height * op.width;
        }
    }
    return value;
}

fn store(row: u32, column: u32, sum: f32) {
    let positions = op.lines * op.line;
    let at = op.output + (column / positions * op.rows + row) * positions + column % positions;
    var value = op.factor * sum;
    if op.biased != 0u {
        value += arena[op.bias + row];
    }
    if op.rectified != 0u {
        value = max(value, 0.0);
    }
    if op.added != 0u {
        value += arena[at];
    }
    arena[at] = value;
}
