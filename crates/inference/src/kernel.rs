//! The inner loop of matrix products in WebAssembly, which the engine finds in its registry of kernels.
//!
//! A compiler of the browser has sixteen vector registers. The engine's own tile of 8 × 8 values takes them all and spills
//! to memory in each step. Here the same tile is computed in two halves of 4 × 8, each of which takes eight registers, with
//! two for a row of the right matrix and one for a value of the left one.

// What comes from the engine are addresses: its interface of kernels is one of pointers.
#![allow(unsafe_code)]

use std::arch::wasm32::{
    f32x4_add, f32x4_gt, f32x4_max, f32x4_min, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat,
    f32x4_sub, i32x4_shuffle, v128, v128_bitselect, v128_load, v128_load32_splat, v128_store,
};

use tract_onnx::prelude::DatumType;
use tract_onnx::tract_core::tract_linalg::isa::Arch;
use tract_onnx::tract_core::tract_linalg::mmm::{
    DynKernel, FusedKerSpec, FusedSpec, MatMatMul, OutputStoreKer,
};
use tract_onnx::tract_core::tract_linalg::mmm_routines::MmmRoutine;
use tract_onnx::tract_core::tract_linalg::mmm_tiers::MmmTier;
use tract_onnx::tract_core::tract_linalg::pack::Packing;

const NAME: &str = "deepfog_f32_8x8";
const ROWS: usize = 8;
/// Rows whose sums stay in registers.
const HALF: usize = ROWS / 2;
const COLUMNS: usize = 8;
const LANES: usize = 4;
/// Values are aligned so, in bytes.
const ALIGNMENT: usize = 16;

type Row = [v128; COLUMNS / LANES];
type Tile = [Row; ROWS];

/// The linker leaves out what nothing names, entries of registries too: whoever loads a partition names this.
pub(crate) fn register() {
    std::hint::black_box(make as *const ());
}

inventory::submit! { MmmRoutine { make } }

// One step above the engine's own choice, which it leaves as it is for products of a matrix with a vector.
inventory::submit! {
    MmmTier {
        arch: Some(Arch::Wasm32Simd128),
        precedence: 2,
        name: NAME,
        applies: |_| true,
        preferred: |_, of, query, _| {
            (of == DatumType::F32 && query.n != Some(1)).then_some(NAME)
        },
    }
}

fn make() -> Box<dyn MatMatMul> {
    let (left, right) = (f32::packing(ROWS), f32::packing(COLUMNS));
    let mut kernel = DynKernel::<ROWS, COLUMNS, f32>::new(
        NAME,
        compute,
        left.align(ALIGNMENT),
        right.align(ALIGNMENT),
    );
    kernel.arch = Some(Arch::Wasm32Simd128);
    kernel.with_can_fuse(can_fuse).mmm()
}

/// Everything but what is for whole numbers.
fn can_fuse(spec: &FusedSpec<'_>) -> bool {
    !matches!(
        spec,
        FusedSpec::QScale(..) | FusedSpec::RoundingShiftRight(..) | FusedSpec::ShiftLeft(_)
    )
}

/// Computes one tile; 0 when all is well.
///
/// # Safety
/// The engine's addresses are those of its packed matrices and of as many values as the tile has rows and columns.
unsafe fn compute(specs: &[FusedKerSpec<f32>]) -> isize {
    let mut tile: Tile = [[f32x4_splat(0.0); COLUMNS / LANES]; ROWS];
    for spec in specs {
        // SAFETY: see above; each address is read or written as far as the tile reaches.
        unsafe {
            match *spec {
                FusedKerSpec::Done => break,
                FusedKerSpec::Clear => tile = [[f32x4_splat(0.0); COLUMNS / LANES]; ROWS],
                FusedKerSpec::LoadTile(_, rows) => {
                    for (at, row) in tile.iter_mut().enumerate() {
                        *row = load(rows.add(at * COLUMNS));
                    }
                }
                FusedKerSpec::ScalarMin(value) => scalar(&mut tile, value, least),
                FusedKerSpec::ScalarMax(value) => scalar(&mut tile, value, greatest),
                FusedKerSpec::ScalarAdd(value) => scalar(&mut tile, value, f32x4_add),
                FusedKerSpec::ScalarMul(value) => scalar(&mut tile, value, f32x4_mul),
                FusedKerSpec::ScalarSub(value) => scalar(&mut tile, value, f32x4_sub),
                FusedKerSpec::ScalarSubF(value) => scalar(&mut tile, value, flipped),
                FusedKerSpec::LeakyRelu(slope) => scalar(&mut tile, slope, leaky_relu),
                FusedKerSpec::PerRowMin(rows) => per_row(&mut tile, rows, f32x4_min),
                FusedKerSpec::PerRowMax(rows) => per_row(&mut tile, rows, f32x4_max),
                FusedKerSpec::PerRowAdd(rows) => per_row(&mut tile, rows, f32x4_add),
                FusedKerSpec::PerRowMul(rows) => per_row(&mut tile, rows, f32x4_mul),
                FusedKerSpec::PerRowSub(rows) => per_row(&mut tile, rows, f32x4_sub),
                FusedKerSpec::PerRowSubF(rows) => per_row(&mut tile, rows, flipped),
                FusedKerSpec::PerColMin(columns) => per_column(&mut tile, columns, f32x4_min),
                FusedKerSpec::PerColMax(columns) => per_column(&mut tile, columns, f32x4_max),
                FusedKerSpec::PerColAdd(columns) => per_column(&mut tile, columns, f32x4_add),
                FusedKerSpec::PerColMul(columns) => per_column(&mut tile, columns, f32x4_mul),
                FusedKerSpec::PerColSub(columns) => per_column(&mut tile, columns, f32x4_sub),
                FusedKerSpec::PerColSubF(columns) => per_column(&mut tile, columns, flipped),
                FusedKerSpec::AddUnicast(other) => {
                    for (at, row) in tile.iter_mut().enumerate() {
                        let other = gather(&other, at);
                        *row = [f32x4_add(row[0], other[0]), f32x4_add(row[1], other[1])];
                    }
                }
                FusedKerSpec::AddRowColProducts(rows, columns) => {
                    let columns = load(columns);
                    for (at, row) in tile.iter_mut().enumerate() {
                        add_product(row, rows.add(at), columns);
                    }
                }
                FusedKerSpec::AddMatMul { k, pa, pb, .. } => {
                    multiply(&mut tile, k, pa.cast(), pb.cast());
                }
                FusedKerSpec::Store(to) => store(&to, &tile),
                FusedKerSpec::QScale(..)
                | FusedKerSpec::RoundingShiftRight(..)
                | FusedKerSpec::ShiftLeft(_) => return 1,
            }
        }
    }
    0
}

/// Adds the product of `depth` columns of the left matrix with as many rows of the right one.
#[inline(always)]
unsafe fn multiply(tile: &mut Tile, depth: usize, left: *const f32, right: *const f32) {
    for (at, half) in tile.chunks_exact_mut(HALF).enumerate() {
        let mut sums: [Row; HALF] = [half[0], half[1], half[2], half[3]];
        for step in 0..depth {
            // SAFETY: both matrices are packed so, step by step.
            unsafe {
                let row = load(right.add(step * COLUMNS));
                let column = left.add(step * ROWS + at * HALF);
                add_product(&mut sums[0], column, row);
                add_product(&mut sums[1], column.add(1), row);
                add_product(&mut sums[2], column.add(2), row);
                add_product(&mut sums[3], column.add(3), row);
            }
        }
        half.copy_from_slice(&sums);
    }
}

#[inline(always)]
unsafe fn add_product(row: &mut Row, value: *const f32, columns: Row) {
    // SAFETY: one value is read.
    let value = unsafe { v128_load32_splat(value.cast()) };
    row[0] = f32x4_add(row[0], f32x4_mul(value, columns[0]));
    row[1] = f32x4_add(row[1], f32x4_mul(value, columns[1]));
}

#[inline(always)]
unsafe fn load(values: *const f32) -> Row {
    // SAFETY: a row of values is read.
    unsafe {
        [
            v128_load(values.cast()),
            v128_load(values.add(LANES).cast()),
        ]
    }
}

// These are one instruction each, other than the minimum and the maximum that order zeros and pass on what is no number of
// either side; of the tile they pass it on too.

fn least(bound: v128, value: v128) -> v128 {
    f32x4_pmin(value, bound)
}

fn greatest(bound: v128, value: v128) -> v128 {
    f32x4_pmax(value, bound)
}

fn flipped(left: v128, right: v128) -> v128 {
    f32x4_sub(right, left)
}

fn leaky_relu(slope: v128, value: v128) -> v128 {
    let is_positive = f32x4_gt(value, f32x4_splat(0.0));
    v128_bitselect(value, f32x4_mul(slope, value), is_positive)
}

#[inline(always)]
fn scalar(tile: &mut Tile, value: f32, operation: fn(v128, v128) -> v128) {
    for vector in tile.as_flattened_mut() {
        *vector = operation(f32x4_splat(value), *vector);
    }
}

#[inline(always)]
unsafe fn per_row(tile: &mut Tile, values: *const f32, operation: fn(v128, v128) -> v128) {
    for (at, row) in tile.iter_mut().enumerate() {
        // SAFETY: one value for each row.
        let value = unsafe { v128_load32_splat(values.add(at).cast()) };
        *row = [operation(value, row[0]), operation(value, row[1])];
    }
}

#[inline(always)]
unsafe fn per_column(tile: &mut Tile, values: *const f32, operation: fn(v128, v128) -> v128) {
    // SAFETY: one value for each column.
    let values = unsafe { load(values) };
    for row in tile {
        *row = [operation(values[0], row[0]), operation(values[1], row[1])];
    }
}

/// A row of a matrix that lies somewhere in any order.
#[inline(always)]
unsafe fn gather(from: &OutputStoreKer, row: usize) -> Row {
    let mut values = [0.0_f32; COLUMNS];
    // SAFETY: the engine gives the addresses of whole tiles.
    unsafe {
        let start = from.ptr.offset(row as isize * from.row_byte_stride);
        for (column, value) in values.iter_mut().enumerate() {
            *value = start
                .offset(column as isize * from.col_byte_stride)
                .cast::<f32>()
                .read();
        }
        load(values.as_ptr())
    }
}

/// Stores the tile into a matrix that lies somewhere in any order.
#[inline(always)]
unsafe fn store(to: &OutputStoreKer, tile: &Tile) {
    const NEXT: isize = size_of::<f32>() as isize;
    // SAFETY: the engine gives the addresses of whole tiles.
    unsafe {
        if to.row_byte_stride == NEXT {
            for (at, half) in tile.chunks_exact(HALF).enumerate() {
                for part in [0, 1] {
                    let columns =
                        transposed([half[0][part], half[1][part], half[2][part], half[3][part]]);
                    for (column, values) in columns.into_iter().enumerate() {
                        let column = (part * LANES + column) as isize;
                        let start = to.ptr.offset(column * to.col_byte_stride);
                        v128_store(start.cast::<v128>().add(at), values);
                    }
                }
            }
            return;
        }
        for (at, row) in tile.iter().enumerate() {
            let start = to.ptr.offset(at as isize * to.row_byte_stride);
            if to.col_byte_stride == NEXT {
                v128_store(start.cast(), row[0]);
                v128_store(start.cast::<v128>().add(1), row[1]);
                continue;
            }
            let mut values = [0.0_f32; COLUMNS];
            v128_store(values.as_mut_ptr().cast(), row[0]);
            v128_store(values.as_mut_ptr().add(LANES).cast(), row[1]);
            for (column, value) in values.into_iter().enumerate() {
                let address = start.offset(column as isize * to.col_byte_stride);
                address.cast::<f32>().write(value);
            }
        }
    }
}

/// Four rows of four values as columns.
#[inline(always)]
fn transposed(rows: [v128; LANES]) -> [v128; LANES] {
    let low = [
        i32x4_shuffle::<0, 4, 1, 5>(rows[0], rows[1]),
        i32x4_shuffle::<0, 4, 1, 5>(rows[2], rows[3]),
    ];
    let high = [
        i32x4_shuffle::<2, 6, 3, 7>(rows[0], rows[1]),
        i32x4_shuffle::<2, 6, 3, 7>(rows[2], rows[3]),
    ];
    [
        i32x4_shuffle::<0, 1, 4, 5>(low[0], low[1]),
        i32x4_shuffle::<2, 3, 6, 7>(low[0], low[1]),
        i32x4_shuffle::<0, 1, 4, 5>(high[0], high[1]),
        i32x4_shuffle::<2, 3, 6, 7>(high[0], high[1]),
    ]
}
