// The gradient of a convolution's input, gathered: every input looks for the windows that it was under. Inputs whose places
// have the same rest by the stride are under the same places of the kernel: each rest is a layer. Rows: input channels;
// columns: samples × input positions of one rest; depth: output channels × places under the kernel that such inputs are under.
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
    outputs: u32,
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

fn stride() -> vec2<u32> {
    return vec2(op.stride_down, op.stride_right);
}

fn kernel() -> vec2<u32> {
    return vec2(op.kernel_height, op.kernel_width);
}

// The rest of a layer's inputs.
fn rest(layer: u32) -> vec2<u32> {
    let across = min(op.stride_right, op.width);
    return vec2(layer / across, layer % across);
}

// The first place under the kernel that a layer's inputs are under; the others follow by the stride.
fn first(layer: u32) -> vec2<u32> {
    return (rest(layer) + (kernel() - 1u) / 2u) % stride();
}

// How many such places there are.
fn places(layer: u32) -> vec2<u32> {
    return (max(kernel(), first(layer)) - first(layer) + stride() - 1u) / stride();
}

// The input of a column: sample, row, column.
fn input(column: u32) -> vec3<u32> {
    let size = (vec2(op.height, op.width) + stride() - 1u) / stride();
    let positions = size.x * size.y;
    let position = column % positions;
    return vec3(column / positions, vec2(position / size.y, position % size.y) * stride() + rest(layer));
}

fn reach(layer: u32) -> vec2<u32> {
    let places = places(layer);
    return vec2(0u, op.outputs * places.x * places.y);
}

fn left(row: u32, depth: u32) -> f32 {
    let places = places(layer);
    let under = places.x * places.y;
    let nth = depth % under;
    let place = first(layer) + vec2(nth / places.y, nth % places.y) * stride();
    let channel = (depth / under * op.rows + row) * op.kernel_height + place.x;
    return arena[op.weight + channel * op.kernel_width + place.y];
}

// The last window that has this invocation's input at one of the places.
var<private> last: vec2<u32>;
// How many windows back the next one is, and where its channel lies among the gradients.
var<private> back: vec2<u32>;
var<private> plane: u32;

fn begin(column: u32, depth: u32) {
    let at = input(column);
    last = (at.yz + (kernel() - 1u) / 2u - first(layer)) / stride();
    back = vec2(0u, 0u);
    plane = at.x * op.outputs * op.lines * op.line;
}

fn right(depth: u32, column: u32) -> f32 {
    let places = places(layer);
    // What would stand before the first window wraps around to a huge number.
    let window = last - back;
    var value = 0.0;
    if window.x < op.lines && window.y < op.line {
        let at = plane + window.x * op.line + window.y;
        if op.rectified == 0u || arena[op.output + at] > 0.0 {
            value = arena[op.gradient + at];
        }
    }
    back.y += 1u;
    if back.y == places.y {
        back = vec2(back.x + 1u, 0u);
        if back.x == places.x {
            back.x = 0u;
            plane += op.lines * op.line;
        }
    }
    return value;
}

fn store(row: u32, column: u32, sum: f32) {
    let place = input(column);
    if place.y >= op.height || place.z >= op.width {
        return;
    }
    let at = op.target_at + ((place.x * op.rows + row) * op.height + place.y) * op.width + place.z;
    var value = op.factor * sum;
    if op.added != 0u {
        value += arena[at];
    }
    arena[at] = value;
}
