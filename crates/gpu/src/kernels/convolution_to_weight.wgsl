// The gradient of a convolution's weight and bias, a share of the depth per layer; `total` adds them up. Rows: output channels;
// columns: input channels × places under the kernel, and a last one for the bias, whose input is always 1; depth: samples ×
// output positions.
struct Op {
    rows: u32,
    columns: u32,
    depth: u32,
    share: u32,
    gradient: u32,
    input: u32,
    output: u32,
    shares_at: u32,
    rectified: u32,
    inputs: u32,
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

fn reach(layer: u32) -> vec2<u32> {
    let first = layer * op.share;
    return vec2(first, min(op.depth, first + op.share));
}

fn left(row: u32, depth: u32) -> f32 {
    let positions = op.lines * op.line;
    let at = (depth / positions * op.rows + row) * positions + depth % positions;
    if op.rectified != 0u && arena[op.output + at] <= 0.0 {
        return 0.0;
    }
    return arena[op.gradient + at];
}

// The place under the kernel of this invocation's column, less the padding: outside on the left or above wraps around to a
// huge number.
var<private> place: vec2<u32>;
// The window that comes next, and where the column's channel of its sample lies.
var<private> window: vec2<u32>;
var<private> plane: u32;

fn begin(column: u32, depth: u32) {
    let kernel = vec2(op.kernel_height, op.kernel_width);
    let under = kernel.x * kernel.y;
    let nth = column % under;
    place = vec2(nth / kernel.y, nth % kernel.y) - (kernel - 1u) / 2u;
    let positions = op.lines * op.line;
    let position = depth % positions;
    window = vec2(position / op.line, position % op.line);
    plane = op.input + (depth / positions * op.channels + column / under) * op.height * op.width;
}

fn right(depth: u32, column: u32) -> f32 {
    if column == op.inputs {
        return 1.0;
    }
    let at = window * vec2(op.stride_down, op.stride_right) + place;
    var value = 0.0;
    if at.x < op.height && at.y < op.width {
        value = arena[plane + at.x * op.width + at.y];
    }
    window.y += 1u;
    if window.y == op.line {
        window = vec2(window.x + 1u, 0u);
        if window.x == op.lines {
            window.x = 0u;
            plane += op.channels * op.height * op.width;
        }
    }
    return value;
}

fn store(row: u32, column: u32, sum: f32) {
    arena[op.shares_at + (layer * op.rows + row) * op.columns + column] = sum;
}
