//! Draws which nodes fail, with a seed, so that a link gives a colleague the same draws.

use deepfog_resilience::{Pattern, Reliabilities};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The seed of all draws; each draw is a stream of its own.
const SEED: u64 = 2020;

/// The failure pattern of a draw, counted from 1: each node is down with probability 1 − r, independently.
pub fn draw(reliabilities: &Reliabilities, number: u64) -> Pattern {
    let mut generator = ChaCha8Rng::seed_from_u64(SEED);
    generator.set_stream(number);
    reliabilities
        .values()
        .iter()
        .enumerate()
        .filter(|(_, up)| generator.random::<f64>() >= **up)
        .fold(Pattern::NONE_DOWN, |pattern, (bit, _)| pattern.toggled(bit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_is_the_same_again_and_another_number_is_another_draw() {
        let reliabilities = Reliabilities::new(vec![0.5; 16]);
        assert_eq!(draw(&reliabilities, 7), draw(&reliabilities, 7));
        assert_ne!(draw(&reliabilities, 7), draw(&reliabilities, 8));
    }

    #[test]
    fn certain_nodes_never_fail_and_hopeless_ones_always() {
        let reliabilities = Reliabilities::new(vec![1.0, 0.0, 1.0]);
        for number in 1..200 {
            assert_eq!(draw(&reliabilities, number), Pattern(0b010));
        }
    }

    #[test]
    fn nodes_fail_as_often_as_their_reliability_says() {
        let reliabilities = Reliabilities::new(vec![0.78, 0.80, 0.85]);
        let draws = 20_000;
        let mut down = [0_u32; 3];
        for number in 1..=draws {
            let pattern = draw(&reliabilities, number);
            for (bit, count) in down.iter_mut().enumerate() {
                *count += u32::from(pattern.is_down(bit));
            }
        }
        for (count, up) in down.into_iter().zip(reliabilities.values()) {
            // Four standard deviations of a share of 20 000 draws are 0.012 at most.
            let share = f64::from(count) / draws as f64;
            assert!((share - (1.0 - up)).abs() < 0.012, "{share} for {up}");
        }
    }
}
