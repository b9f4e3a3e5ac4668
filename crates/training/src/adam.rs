//! Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019) over a flat list.

/// First and second moments of every gradient, and the number of steps taken.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Adam {
    pub(crate) first: Vec<f32>,
    pub(crate) second: Vec<f32>,
    pub(crate) steps: u64,
}

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

impl Adam {
    pub(crate) fn new(parameters: usize) -> Self {
        Self {
            first: vec![0.0; parameters],
            second: vec![0.0; parameters],
            steps: 0,
        }
    }

    /// Starts a step: the bias corrections of both moments.
    pub(crate) fn next(&mut self) -> Corrections {
        self.steps += 1;
        // f64: β₂^t is near 1 for many steps.
        let correction = |beta: f32| (1.0 - f64::from(beta).powf(self.steps as f64)) as f32;
        Corrections {
            first: correction(BETA_1),
            second: correction(BETA_2),
        }
    }

    /// Applies a step to the parameters that begin at `offset`.
    pub(crate) fn apply(
        &mut self,
        corrections: &Corrections,
        rate: f32,
        decay: f32,
        offset: usize,
        values: &mut [f32],
        gradient: &[f32],
    ) {
        let range = offset..offset + values.len();
        update(
            *corrections,
            rate,
            1.0 - rate * decay,
            values,
            (&mut self.first[range.clone()], &mut self.second[range]),
            gradient,
        );
    }
}

/// A function of its own, so that the compiler knows the lists to be apart and computes several numbers at once.
#[inline(never)]
fn update(
    corrections: Corrections,
    rate: f32,
    keep: f32,
    values: &mut [f32],
    (first, second): (&mut [f32], &mut [f32]),
    gradient: &[f32],
) {
    let moments = first.iter_mut().zip(second);
    for ((value, (first, second)), &gradient) in values.iter_mut().zip(moments).zip(gradient) {
        *first = flushed(BETA_1 * *first + (1.0 - BETA_1) * gradient);
        *second = flushed(BETA_2 * *second + (1.0 - BETA_2) * gradient * gradient);
        let step = (*first / corrections.first) / ((*second / corrections.second).sqrt() + EPSILON);
        *value = *value * keep - rate * step;
    }
}

/// Numbers that are too small to be written with full precision become 0. The moments of a unit whose gradient stays 0 would
/// shrink to such numbers and stay there, and processors take many times as long for each.
fn flushed(value: f32) -> f32 {
    if value.abs() < f32::MIN_POSITIVE {
        0.0
    } else {
        value
    }
}

/// 1 - β^t for both moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Corrections {
    first: f32,
    second: f32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three steps against the formulas in f64.
    #[test]
    fn steps_follow_the_formulas() {
        let (rate, decay) = (0.01_f64, 0.1_f64);
        let mut values = [1.0_f32, -2.0];
        let mut exact = [1.0_f64, -2.0];
        let mut adam = Adam::new(2);
        let (mut first, mut second) = ([0.0_f64; 2], [0.0_f64; 2]);
        for (step, gradient) in [[0.5_f32, -1.0], [0.25, 3.0], [-0.75, 0.0]]
            .iter()
            .enumerate()
        {
            let corrections = adam.next();
            adam.apply(
                &corrections,
                rate as f32,
                decay as f32,
                0,
                &mut values,
                gradient,
            );
            for at in 0..2 {
                let g = f64::from(gradient[at]);
                first[at] = 0.9 * first[at] + 0.1 * g;
                second[at] = 0.999 * second[at] + 0.001 * g * g;
                let power = step as i32 + 1;
                let m = first[at] / (1.0 - 0.9_f64.powi(power));
                let v = second[at] / (1.0 - 0.999_f64.powi(power));
                exact[at] -= rate * decay * exact[at] + rate * m / (v.sqrt() + 1e-8);
                assert!((f64::from(values[at]) - exact[at]).abs() < 1e-5);
            }
        }
    }

    /// Without a gradient they fade to 0 and not to the smallest numbers that there are.
    #[test]
    fn moments_fade_to_nothing() {
        let mut adam = Adam::new(1);
        let mut value = [1.0_f32];
        for step in 0..2000 {
            let gradient = [if step == 0 { 1e-18 } else { 0.0 }];
            let corrections = adam.next();
            adam.apply(&corrections, 1e-3, 0.0, 0, &mut value, &gradient);
            for moment in [adam.first[0], adam.second[0]] {
                assert!(moment == 0.0 || moment.is_normal(), "{moment:e} at {step}");
            }
        }
        assert_eq!(adam.first, [0.0]);
    }
}
