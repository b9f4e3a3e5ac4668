//! The values that a convolution's kernel meets, as a matrix.

use super::planes::Planes;

/// Columns of a panel that lie side by side in the input as in the matrix.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Its first value in the input, for a kernel's first value.
    from: usize,
    /// Its first column in the panel.
    to: usize,
    length: usize,
}

/// How the matrix of a sample is gathered.
#[derive(Debug)]
pub(super) struct Columns {
    planes: Planes,
    /// The runs of all panels, and where in that list each panel ends.
    runs: Vec<Run>,
    ends: Vec<usize>,
    /// Columns of a panel.
    width: usize,
}

impl Columns {
    /// `width` is that of a panel: columns that lie together.
    pub(super) fn new(planes: Planes, width: usize) -> Self {
        let geometry = planes.geometry();
        let of_row = geometry.output[1];
        let positions = geometry.positions();
        let (mut runs, mut ends) = (Vec::new(), Vec::new());
        for first in (0..positions).step_by(width.max(1)) {
            let mut at = first;
            while at < positions.min(first + width) {
                let (y, x) = (at / of_row, at % of_row);
                let length = (of_row - x).min(first + width - at);
                runs.push(Run {
                    from: planes.place([y, x]),
                    to: at - first,
                    length,
                });
                at += length;
            }
            ends.push(runs.len());
        }
        Self {
            planes,
            runs,
            ends,
            width,
        }
    }

    /// How a sample is laid out before it is gathered.
    pub(super) fn planes(&self) -> &Planes {
        &self.planes
    }

    /// Writes the matrix of a sample, panel by panel; `stride` is the distance of their starts. What the last panel has beyond
    /// the last column is of no meaning.
    pub(super) fn gather(
        &self,
        sample: &[f32],
        room: &mut [f32],
        panels: &mut [f32],
        stride: usize,
    ) {
        self.planes.take(sample, room);
        let mut start = 0;
        for (panel, &end) in self.ends.iter().enumerate() {
            let panel = &mut panels[panel * stride..];
            // How many runs there are is known where each is copied, so that all are at hand.
            match self.runs[start..end] {
                [one] => self.gather_panel(room, panel, &[one]),
                [one, two] => self.gather_panel(room, panel, &[one, two]),
                [one, two, three] => self.gather_panel(room, panel, &[one, two, three]),
                ref more => self.gather_panel(room, panel, more),
            }
            start = end;
        }
    }

    #[inline(always)]
    fn gather_panel(&self, room: &[f32], panel: &mut [f32], runs: &[Run]) {
        let mut row = 0;
        for channel in room.chunks_exact(self.planes.of_channel().max(1)) {
            for &tap in self.planes.taps() {
                let (to, from) = (&mut panel[row..], &channel[tap..]);
                for run in runs {
                    copy(to, from, run);
                }
                row += self.width;
            }
        }
    }
}

/// Copies a run. One of a few values is copied with what lies behind it, which is written over later: so many values are a move of
/// two registers.
#[inline(always)]
fn copy(to: &mut [f32], from: &[f32], run: &Run) {
    const AT_ONCE: usize = 8;
    let found = (
        to.get_mut(run.to..)
            .and_then(<[f32]>::first_chunk_mut::<AT_ONCE>),
        from.get(run.from..).and_then(<[f32]>::first_chunk),
    );
    match found {
        (Some(to), Some(from)) if run.length <= AT_ONCE => *to = *from,
        _ => copy_exactly(&mut to[run.to..], &from[run.from..], run.length),
    }
}

/// A function of its own, for else the compiler makes one copy of a length that varies of the two, which takes much longer.
#[inline(never)]
fn copy_exactly(to: &mut [f32], from: &[f32], length: usize) {
    to[..length].copy_from_slice(&from[..length]);
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Geometry;
    use super::super::planes::Planes;
    use super::Columns;

    #[test]
    fn the_matrix_holds_what_the_kernel_meets() {
        // Two channels of 3 × 3 under a kernel of 2 × 2 in steps of 2, with a zero above and to the left.
        let geometry = Geometry {
            channels: 2,
            outputs: 1,
            input: [3, 3],
            output: [2, 2],
            kernel: [2, 2],
            stride: [2, 2],
            dilation: [1, 1],
            before: [1, 1],
        };
        let sample: Vec<f32> = (1..=18_u8).map(f32::from).collect();
        let mut panels = vec![f32::NAN; 8 * 4];
        let columns = Columns::new(Planes::new(geometry), 4);
        columns.gather(&sample, &mut columns.planes().room(0), &mut panels, 8 * 4);
        let expected = [
            [0.0, 0.0, 0.0, 5.0],
            [0.0, 0.0, 4.0, 6.0],
            [0.0, 2.0, 0.0, 8.0],
            [1.0, 3.0, 7.0, 9.0],
            [0.0, 0.0, 0.0, 14.0],
            [0.0, 0.0, 13.0, 15.0],
            [0.0, 11.0, 0.0, 17.0],
            [10.0, 12.0, 16.0, 18.0],
        ];
        assert_eq!(panels, expected.concat());
    }

    #[test]
    fn rows_may_be_shorter_than_a_panel() {
        // Rows of one, two and three values, in one panel of 8 or two of 4: the matrix of a kernel of one value is the sample.
        for (input, width) in [([7, 1], 8), ([4, 2], 8), ([3, 3], 4), ([2, 12], 16)] {
            let geometry = Geometry {
                channels: 3,
                outputs: 1,
                input,
                output: input,
                kernel: [1, 1],
                stride: [1, 1],
                dilation: [1, 1],
                before: [0, 0],
            };
            let positions = input[0] * input[1];
            let sample: Vec<f32> = (0..3 * positions as u8).map(f32::from).collect();
            let stride = 3 * width;
            let mut panels = vec![f32::NAN; positions.div_ceil(width) * stride];
            let columns = Columns::new(Planes::new(geometry), width);
            columns.gather(&sample, &mut columns.planes().room(0), &mut panels, stride);
            for (at, &value) in sample.iter().enumerate() {
                let (channel, column) = (at / positions, at % positions);
                let place = column / width * stride + channel * width + column % width;
                assert_eq!(
                    panels[place], value,
                    "{input:?}, {width}: {channel}, {column}"
                );
            }
        }
    }

    #[test]
    fn a_last_panel_may_have_fewer_columns() {
        // A signal of five values under a kernel of 3: three columns in panels of 2.
        let geometry = Geometry {
            channels: 1,
            outputs: 1,
            input: [1, 5],
            output: [1, 3],
            kernel: [1, 3],
            stride: [1, 1],
            dilation: [1, 1],
            before: [0, 0],
        };
        let mut panels = vec![f32::NAN; 16];
        let columns = Columns::new(Planes::new(geometry), 2);
        columns.gather(
            &[1.0, 2.0, 3.0, 4.0, 5.0],
            &mut columns.planes().room(0),
            &mut panels,
            8,
        );
        assert_eq!(panels[..6], [1.0, 2.0, 2.0, 3.0, 3.0, 4.0]);
        assert_eq!([panels[8], panels[10], panels[12]], [3.0, 4.0, 5.0]);
    }
}
