//! Runs programmes without a device, step by step and value by value, to test them: what a kernel is for is written here once
//! more.

use crate::kernel::{ABSENT, Kernel, Step};
use crate::programme::Programme;

/// The answer of a programme without a way back, to these parameters and this upload. Whatever is read before it is written
/// is no number.
pub(crate) fn answer(programme: &Programme, flat: &[f32], upload: &[f32]) -> Vec<f32> {
    let mut arena = vec![f32::NAN; programme.size];
    arena[..flat.len()].copy_from_slice(flat);
    let start = programme.upload.start as usize;
    arena[start..start + upload.len()].copy_from_slice(upload);
    for step in &programme.steps {
        run(step, &programme.table, &mut arena);
    }
    arena[programme.answer.start as usize..programme.answer.end as usize].to_vec()
}

fn run(step: &Step, table: &[u32], arena: &mut [f32]) {
    let words: Vec<usize> = step.words.iter().map(|&word| word as usize).collect();
    let number = |at: usize| f32::from_bits(step.words[at]);
    match step.kernel {
        Kernel::Dense => product(&words, number(10), arena, |arena, row, column, depth| {
            arena[words[3] + row * words[2] + depth] * arena[words[4] + column * words[2] + depth]
        }),
        Kernel::Convolution => {
            product(&words, number(10), arena, |arena, row, column, depth| {
                under(&words, arena, column, depth) * arena[words[4] + row * words[2] + depth]
            });
        }
        Kernel::Add => {
            for at in 0..words[0] {
                let before = if words[3] == 1 {
                    arena[words[2] + at]
                } else {
                    0.0
                };
                arena[words[2] + at] = number(4) * arena[words[1] + at] + before;
            }
        }
        Kernel::Pool => {
            let [height, width, down, right, lines, line] = words[3..9] else {
                panic!("a pool has six sizes");
            };
            for at in 0..words[0] {
                let (plane, row, side) = (at / line / lines, at / line % lines, at % line);
                let places = (0..down * right).map(|nth| {
                    let row = plane * height + row * down + nth / right;
                    arena[words[1] + row * width + side * right + nth % right]
                });
                arena[words[2] + at] = places.reduce(larger).unwrap();
            }
        }
        Kernel::Average => {
            for at in 0..words[0] {
                let start = words[1] + at * words[3];
                let sum: f32 = arena[start..start + words[3]].iter().sum();
                arena[words[2] + at] = sum / words[3] as f32;
            }
        }
        Kernel::Sum => sum(&words, table, arena),
        other => panic!("{other:?} is no part of a forward pass"),
    }
}

/// A dense map or a convolution: the sum over the depth, and what becomes of it.
fn product(
    words: &[usize],
    factor: f32,
    arena: &mut [f32],
    one: impl Fn(&[f32], usize, usize, usize) -> f32,
) {
    let [rows, columns, depth] = words[..3] else {
        panic!("a product has three sizes");
    };
    let [biased, rectified, added] = [7, 8, 9].map(|at| words[at] == 1);
    let is_dense = words.len() == 11;
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        let sum: f32 = (0..depth).map(|at| one(arena, row, column, at)).sum();
        let (channel, at) = if is_dense {
            (column, row * columns + column)
        } else {
            let positions = words[18] * words[19];
            let at = (column / positions * rows + row) * positions + column % positions;
            (row, at)
        };
        let at = words[6] + at;
        let mut value = factor * sum;
        if biased {
            value += arena[words[5] + channel];
        }
        if rectified {
            value = larger(value, 0.0);
        }
        if added {
            value += arena[at];
        }
        arena[at] = value;
    }
}

/// The input value of one output position under one place of the kernel; 0 outside.
fn under(words: &[usize], arena: &[f32], column: usize, depth: usize) -> f32 {
    let [channels, height, width, down, right] = words[11..16] else {
        panic!("a convolution has sizes");
    };
    let (lines, line) = (words[18], words[19]);
    let (sample, position) = (column / (lines * line), column % (lines * line));
    let (channel, nth) = (depth / (down * right), depth % (down * right));
    let y = position / line * words[16] + nth / right;
    let x = position % line * words[17] + nth % right;
    let (pad_y, pad_x) = ((down - 1) / 2, (right - 1) / 2);
    if y < pad_y || x < pad_x || y - pad_y >= height || x - pad_x >= width {
        return 0.0;
    }
    let row = (sample * channels + channel) * height + y - pad_y;
    arena[words[3] + row * width + x - pad_x]
}

fn sum(words: &[usize], table: &[u32], arena: &mut [f32]) {
    let [count, first, terms, output, block] = words[..5] else {
        panic!("a sum has a table");
    };
    let [biased, bias, rectified, positions, channels] = words[5..10] else {
        panic!("a sum has a channel");
    };
    for at in 0..count {
        let within = at % block;
        let mut value = 0.0;
        for term in 0..terms {
            let place = table[first + terms + at / block * terms + term];
            if place != ABSENT {
                value += f32::from_bits(table[first + term]) * arena[place as usize + within];
            }
        }
        if biased == 1 {
            value += arena[bias + within / positions % channels];
        }
        if rectified == 1 {
            value = larger(value, 0.0);
        }
        arena[output + at] = value;
    }
}

/// The larger one; what is no number stays none, so that it shows.
fn larger(a: f32, b: f32) -> f32 {
    if a.is_nan() || a > b { a } else { b }
}
