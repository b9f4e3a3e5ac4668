//! A sample laid out so that what the kernel meets for neighbouring results are neighbours.

use std::collections::HashMap;

use super::geometry::Geometry;

/// Values of the input that stand side by side in a plane: each so many places further on than the one before.
#[derive(Clone, Copy, Debug)]
struct Segment {
    from: usize,
    to: usize,
    length: usize,
}

/// How a sample is laid out.
///
/// A kernel in steps of 2 meets every other value. The input, with zeros around, is therefore taken apart into as many planes as
/// a step has places, in each of which it meets neighbours. Planes that no value of the kernel meets are left out.
#[derive(Debug)]
pub(super) struct Planes {
    geometry: Geometry,
    /// Values of all planes of a channel.
    of_channel: usize,
    /// Values of a plane's row.
    of_row: usize,
    /// Where each value of the kernel begins in a channel.
    taps: Vec<usize>,
    /// The same for every channel.
    segments: Vec<Segment>,
}

impl Planes {
    pub(super) fn new(geometry: Geometry) -> Self {
        let Geometry {
            kernel,
            stride,
            dilation,
            input,
            before,
            ..
        } = geometry;
        let padded = geometry.padded();
        let plane = [0, 1].map(|axis| padded[axis].div_ceil(stride[axis]));
        let size = plane[0] * plane[1];
        let met = pairs(kernel).map(|[y, x]| [y * dilation[0], x * dilation[1]]);
        let mut phases: Vec<[usize; 2]> = Vec::new();
        let mut planes = HashMap::new();
        let mut taps = Vec::new();
        for [y, x] in met {
            let phase = [y % stride[0], x % stride[1]];
            let at = *planes.entry(phase).or_insert_with(|| {
                phases.push(phase);
                phases.len() - 1
            });
            taps.push(at * size + (y / stride[0]) * plane[1] + x / stride[1]);
        }
        let mut segments = Vec::new();
        for (at, phase) in phases.iter().enumerate() {
            // The first place of the plane that is no zero above or to the left of the input, and the input's there.
            let [top, left] = [0, 1].map(|axis| {
                before[axis]
                    .saturating_sub(phase[axis])
                    .div_ceil(stride[axis])
            });
            let [y, x] = [(top, 0), (left, 1)]
                .map(|(place, axis)| place * stride[axis] + phase[axis] - before[axis]);
            let length = input[1].saturating_sub(x).div_ceil(stride[1]);
            let rows = if length > 0 { y..input[0] } else { 0..0 };
            for (row, y) in rows.step_by(stride[0]).enumerate() {
                segments.push(Segment {
                    from: y * input[1] + x,
                    to: at * size + (top + row) * plane[1] + left,
                    length,
                });
            }
        }
        Self {
            of_channel: phases.len() * size,
            of_row: plane[1],
            taps,
            segments,
            geometry,
        }
    }

    /// The convolution's lengths and steps.
    pub(super) fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Where each value of the kernel begins in a channel.
    pub(super) fn taps(&self) -> &[usize] {
        &self.taps
    }

    /// Values of all planes of a channel.
    pub(super) fn of_channel(&self) -> usize {
        self.of_channel
    }

    /// How far a result of row y, column x lies from the first one.
    pub(super) fn place(&self, [y, x]: [usize; 2]) -> usize {
        y * self.of_row + x
    }

    /// Room for one sample, channel by channel and plane by plane, of so many values at least; it can be used again and again.
    pub(super) fn room(&self, least: usize) -> Vec<f32> {
        vec![0.0; least.max(self.geometry.channels * self.of_channel)]
    }

    /// Lays a sample out.
    pub(super) fn take(&self, sample: &[f32], room: &mut [f32]) {
        let of_input = self.geometry.input[0] * self.geometry.input[1];
        let channels = sample.chunks_exact(of_input.max(1));
        for (from, to) in channels.zip(room.chunks_exact_mut(self.of_channel.max(1))) {
            for segment in &self.segments {
                let to = &mut to[segment.to..][..segment.length];
                let from = &from[segment.from..];
                match self.geometry.stride[1] {
                    1 => copy::<1>(to, from),
                    2 => copy::<2>(to, from),
                    stride => {
                        for (to, from) in to.iter_mut().zip(from.iter().step_by(stride)) {
                            *to = *from;
                        }
                    }
                }
            }
        }
    }
}

/// Copies values that stand `STEP` apart, four at once; the last four may overlap those before.
#[inline(always)]
fn copy<const STEP: usize>(to: &mut [f32], from: &[f32]) {
    const AT_ONCE: usize = 4;
    let Some(last) = to.len().checked_sub(AT_ONCE) else {
        for (to, from) in to.iter_mut().zip(from.iter().step_by(STEP)) {
            *to = *from;
        }
        return;
    };
    let mut at = 0;
    loop {
        let from = &from[at * STEP..][..(AT_ONCE - 1) * STEP + 1];
        let four: [f32; AT_ONCE] = std::array::from_fn(|lane| from[lane * STEP]);
        to[at..][..AT_ONCE].copy_from_slice(&four);
        if at == last {
            return;
        }
        at = last.min(at + AT_ONCE);
    }
}

/// All pairs of numbers below two bounds, the second running faster.
pub(super) fn pairs(bounds: [usize; 2]) -> impl Iterator<Item = [usize; 2]> {
    (0..bounds[0]).flat_map(move |y| (0..bounds[1]).map(move |x| [y, x]))
}
