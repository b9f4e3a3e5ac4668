// A matrix product: a tile of 16 × 64 results per workgroup, 4 × 4 of them per invocation. What the matrices are is said by
// the file before: `left(row, depth)`, `right(depth, column)`, `store(row, column, sum)`, how far the depth reaches, and
// along which direction each of the two lies contiguously, for neighbouring invocations to read neighbouring values. `op.rows`,
// `op.columns`: sizes of the result. Where the right one does not lie along the depth, an invocation takes one column from the
// first depth to the last, each once: `begin(column, depth)` is called before, for what need not be found anew. The third dimension of the workgroups is `layer`: several products at once.
const ROWS = 16u;
const COLUMNS = 64u;
const DEPTH = 16u;
const INVOCATIONS = 64u;

// A column too many, so that both directions of writing fall on different banks.
var<workgroup> lefts: array<array<f32, 17>, 16>;
var<workgroup> rights: array<array<f32, 65>, 16>;

@compute @workgroup_size(16, 4)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) invocation: u32,
) {
    layer = group.z;
    let across = (op.columns + COLUMNS - 1u) / COLUMNS;
    let tile = group.x + group.y * groups.x;
    let top = tile / across * ROWS;
    let side = tile % across * COLUMNS;
    let ends = reach(group.z);
    begin(side + invocation, ends.x);

    var sums: array<vec4<f32>, 4>;
    for (var start = ends.x; start < ends.y; start += DEPTH) {
        if LEFT_ALONG_DEPTH {
            let depth = invocation % DEPTH;
            for (var row = invocation / DEPTH; row < ROWS; row += INVOCATIONS / DEPTH) {
                var value = 0.0;
                if top + row < op.rows && start + depth < ends.y {
                    value = left(top + row, start + depth);
                }
                lefts[row][depth] = value;
            }
        } else {
            let row = invocation % ROWS;
            for (var depth = invocation / ROWS; depth < DEPTH; depth += INVOCATIONS / ROWS) {
                var value = 0.0;
                if top + row < op.rows && start + depth < ends.y {
                    value = left(top + row, start + depth);
                }
                lefts[row][depth] = value;
            }
        }
        if RIGHT_ALONG_DEPTH {
            let depth = invocation % DEPTH;
            for (var column = invocation / DEPTH; column < COLUMNS; column += INVOCATIONS / DEPTH) {
                var value = 0.0;
                if side + column < op.columns && start + depth < ends.y {
                    value = right(start + depth, side + column);
                }
                rights[depth][column] = value;
            }
        } else {
            for (var depth = 0u; depth < DEPTH; depth++) {
                var value = 0.0;
                if side + invocation < op.columns && start + depth < ends.y {
                    value = right(start + depth, side + invocation);
                }
                rights[depth][invocation] = value;
            }
        }
        workgroupBarrier();
        for (var depth = 0u; depth < DEPTH; depth++) {
            let r = vec4(
                rights[depth][local.x],
                rights[depth][local.x + 16u],
                rights[depth][local.x + 32u],
                rights[depth][local.x + 48u],
            );
            sums[0] += lefts[local.y][depth] * r;
            sums[1] += lefts[local.y + 4u][depth] * r;
            sums[2] += lefts[local.y + 8u][depth] * r;
            sums[3] += lefts[local.y + 12u][depth] * r;
        }
        workgroupBarrier();
    }

    for (var down = 0u; down < 4u; down++) {
        let row = top + local.y + 4u * down;
        for (var right = 0u; right < 4u; right++) {
            let column = side + local.x + 16u * right;
            if row < op.rows && column < op.columns {
                store(row, column, sums[down][right]);
            }
        }
    }
}
