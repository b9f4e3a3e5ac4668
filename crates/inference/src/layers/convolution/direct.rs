//! A convolution without a matrix: the kernel's weights meet the sample where it lies.

// Values are read in fours by address, for which the lengths are checked once.
#![allow(unsafe_code)]

use std::sync::Mutex;

use tract_onnx::prelude::{Tensor, TractResult};

use super::geometry::Geometry;
use super::operator::Way;
use super::planes::{Planes, pairs};
use crate::layers::fills_up;
use crate::layers::lanes::{LANES, Lanes, Order};

/// Output channels whose sums stay in registers.
const ROWS: usize = 4;

/// Four neighbours in a plane, and the results that they belong to. Between the results of two rows of the output there may be places
/// that belong to none.
#[derive(Clone, Debug)]
struct Window {
    /// Its first place in the plane, for a kernel's first value.
    from: usize,
    /// Its first result.
    first: usize,
    /// Brings the lanes of its results together.
    order: Order,
}

/// A convolution with its bias and, where there is one, its ReLU.
#[derive(Debug)]
pub(super) struct Direct {
    planes: Planes,
    windows: Vec<Window>,
    /// For each product of a sum where its value stands, from a window's place.
    offsets: Vec<usize>,
    /// For each group of output channels and each product of a sum its weights.
    weights: Vec<[f32; ROWS]>,
    bias: Vec<[f32; ROWS]>,
    /// What no result is less than.
    least: f32,
    /// Values that are read: behind the last of a sample there may be lanes that belong to no result.
    reach: usize,
    /// What the last run left for the next one.
    kept: Mutex<Option<Vec<f32>>>,
}

impl Direct {
    /// Weights are output channels × depth. `None` where they are too many for how few channels there are.
    pub(super) fn new(
        geometry: Geometry,
        weights: &Tensor,
        bias: &Tensor,
        has_relu: bool,
    ) -> TractResult<Option<Self>> {
        let (outputs, depth) = (geometry.outputs, geometry.depth());
        if fills_up(outputs, ROWS, depth) {
            return Ok(None);
        }
        let of_weight = weights.try_as_plain_ram()?.as_slice::<f32>()?;
        let of_bias = bias.broadcast_to_shape(&[outputs])?;
        let of_bias = of_bias.try_as_plain_ram()?.as_slice::<f32>()?;
        let groups = outputs.div_ceil(ROWS);
        let mut weights = vec![[0.0; ROWS]; groups * depth];
        let mut bias = vec![[0.0; ROWS]; groups];
        for (output, (of_weight, &of_bias)) in of_weight
            .chunks_exact(depth.max(1))
            .zip(of_bias)
            .enumerate()
        {
            let (group, row) = (output / ROWS, output % ROWS);
            bias[group][row] = of_bias;
            for (to, &weight) in weights[group * depth..].iter_mut().zip(of_weight) {
                to[row] = weight;
            }
        }
        let planes = Planes::new(geometry);
        let channels = 0..planes.geometry().channels;
        let offsets: Vec<usize> = channels
            .flat_map(|channel| {
                let start = channel * planes.of_channel();
                planes.taps().iter().map(move |&tap| start + tap)
            })
            .collect();
        let windows = windows(&planes);
        let last = windows.iter().map(|window| window.from).max();
        let furthest = offsets.iter().max().copied();
        Ok(Some(Self {
            reach: last.unwrap_or_default() + furthest.unwrap_or_default() + LANES,
            windows,
            offsets,
            weights,
            bias,
            least: if has_relu { 0.0 } else { f32::NEG_INFINITY },
            kept: Mutex::default(),
            planes,
        }))
    }

    fn sample(&self, room: &[f32], output: &mut [f32]) {
        // What is read by address below.
        assert!(room.len() >= self.reach, "the room is the planes' own");
        let of_group = ROWS * self.geometry().positions();
        let weights = self.weights.chunks_exact(self.offsets.len().max(1));
        let groups = output.chunks_mut(of_group.max(1));
        for ((weights, bias), output) in weights.zip(&self.bias).zip(groups) {
            let (twos, rest) = self.windows.as_chunks::<2>();
            for two in twos {
                self.tile(room, (weights, bias), two, output);
            }
            for one in rest.as_chunks::<1>().0 {
                self.tile(room, (weights, bias), one, output);
            }
        }
    }

    /// The results of some windows and output channels.
    fn tile<const N: usize>(
        &self,
        room: &[f32],
        (weights, bias): (&[[f32; ROWS]], &[f32; ROWS]),
        windows: &[Window; N],
        output: &mut [f32],
    ) {
        let positions = self.geometry().positions();
        let mut from = [room.as_ptr(); N];
        for (from, window) in from.iter_mut().zip(windows) {
            *from = from.wrapping_add(window.from);
        }
        let [mut first, mut second, mut third, mut fourth] = [[Lanes::splat(0.0); N]; ROWS];
        for (weights, &offset) in weights.iter().zip(&self.offsets) {
            let weight = weights.as_ptr();
            for (window, from) in from.iter().enumerate() {
                // SAFETY: no window is further on than the last, no offset greater than the greatest: so far the room was seen to reach.
                // There are four weights.
                unsafe {
                    let values = Lanes::load(from.add(offset));
                    let product = |row| values.times(Lanes::load_splat(weight.add(row)));
                    first[window] = first[window].plus(product(0));
                    second[window] = second[window].plus(product(1));
                    third[window] = third[window].plus(product(2));
                    fourth[window] = fourth[window].plus(product(3));
                }
            }
        }
        let least = Lanes::splat(self.least);
        let sums = [first, second, third, fourth];
        for window in 0..N {
            let of_window = sums.map(|sums| sums[window]);
            windows[window].store(of_window, bias, least, (output, positions));
        }
    }
}

impl Way for Direct {
    fn geometry(&self) -> &Geometry {
        self.planes.geometry()
    }

    fn run(&self, samples: &[f32], output: &mut Tensor) -> TractResult<()> {
        let mut output = output.try_as_plain_ram_mut()?;
        let output = output.as_slice_mut::<f32>()?;
        let geometry = self.geometry();
        let left = self.kept.try_lock().ok().and_then(|mut kept| kept.take());
        let mut room = left.unwrap_or_else(|| self.planes.room(self.reach));
        let of_output = geometry.outputs * geometry.positions();
        let samples = samples.chunks_exact(geometry.width().max(1));
        for (sample, output) in samples.zip(output.chunks_exact_mut(of_output.max(1))) {
            self.planes.take(sample, &mut room);
            self.sample(&room, output);
        }
        if let Ok(mut kept) = self.kept.try_lock() {
            *kept = Some(room);
        }
        Ok(())
    }
}

impl Window {
    /// Adds the bias to some output channels' sums and writes them into the output.
    #[inline(always)]
    fn store(
        &self,
        [first, second, third, fourth]: [Lanes; ROWS],
        bias: &[f32; ROWS],
        least: Lanes,
        (output, positions): (&mut [f32], usize),
    ) {
        let values = |sums: Lanes, bias| {
            let values = sums.plus(Lanes::splat(bias)).at_least(least);
            values.ordered(self.order).values()
        };
        let values = [
            values(first, bias[0]),
            values(second, bias[1]),
            values(third, bias[2]),
            values(fourth, bias[3]),
        ];
        let rows = output.chunks_mut(positions.max(1)).zip(&values);
        for (output, values) in rows {
            match output
                .get_mut(self.first..)
                .and_then(<[f32]>::first_chunk_mut)
            {
                Some(output) => *output = *values,
                None => {
                    for (output, value) in output[self.first..].iter_mut().zip(values) {
                        *output = *value;
                    }
                }
            }
        }
    }
}

/// The fewest windows that hold all results: each begins at the first that is in none yet.
fn windows(planes: &Planes) -> Vec<Window> {
    let geometry = planes.geometry();
    let places = pairs(geometry.output).map(|position| planes.place(position));
    let places: Vec<usize> = places.collect();
    let mut windows = Vec::new();
    let mut first = 0;
    while let Some(&from) = places.get(first) {
        let its = places[first..].iter().map(|place| place - from);
        let lanes: Vec<usize> = its.take_while(|&lane| lane < LANES).collect();
        windows.push(Window {
            from,
            first,
            order: Order::of(&lanes),
        });
        first += lanes.len();
    }
    windows
}
