//! Parameters before training.

use deepfog_network::layout::{Layout, Role};
use deepfog_network::{Purpose, stream};
use rand::Rng;
use serde::{Deserialize, Serialize};

/// How weights are drawn. Biases start at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Initialisation {
    /// He et al. 2015: normal with variance 2 / inputs, for layers that a ReLU follows.
    #[default]
    He,
    /// Glorot and Bengio 2010: uniform with variance 2 / (inputs + outputs); the papers' health network has it.
    Glorot,
}

impl Initialisation {
    /// Draws all parameters of a layout. Adapters are linear maps without a ReLU: under He they get the
    /// variance 1 / inputs, which keeps the size of what they carry.
    pub(crate) fn draw(self, layout: &Layout, seed: u64) -> Vec<f32> {
        let mut generator = stream(seed, Purpose::Initialisation);
        let mut flat = vec![0.0; layout.total];
        for slot in &layout.slots {
            let (inputs, outputs) = slot.fans();
            let values = &mut flat[slot.range.clone()];
            match (self, slot.role) {
                (_, Role::Bias) => {}
                (Self::He, role) => {
                    let gain = if role == Role::Adapter { 1.0 } else { 2.0 };
                    let deviation = (gain / inputs as f64).sqrt();
                    for value in values {
                        *value = (deviation * normal(&mut generator)) as f32;
                    }
                }
                (Self::Glorot, _) => {
                    let limit = (6.0 / (inputs + outputs) as f64).sqrt();
                    for value in values {
                        *value = (limit * (2.0 * generator.random::<f64>() - 1.0)) as f32;
                    }
                }
            }
        }
        flat
    }
}

/// One draw from the standard normal distribution (Box and Muller; the sine's half is not used, so that
/// every draw takes two numbers of the stream).
pub(crate) fn normal(generator: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - generator.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * generator.random::<f64>()).cos()
}

#[cfg(test)]
mod tests {
    use deepfog_topology::{Scheme, presets};

    use super::*;

    /// Weights of every slot have the mean 0 and the variance that the formula gives; biases are 0.
    #[test]
    fn variances_are_those_of_the_formulas() {
        for preset in presets::all() {
            let plan = deepfog_network::plan(&preset.topology, Scheme::ResilinetPlus, 1).unwrap();
            let layout = Layout::new(&plan);
            for rule in [Initialisation::He, Initialisation::Glorot] {
                let flat = rule.draw(&layout, 7);
                for slot in &layout.slots {
                    let values = &flat[slot.range.clone()];
                    if slot.role == Role::Bias {
                        assert!(values.iter().all(|&value| value == 0.0));
                        continue;
                    }
                    let (inputs, outputs) = slot.fans();
                    let expected = match (rule, slot.role) {
                        (Initialisation::He, Role::Adapter) => 1.0 / inputs as f64,
                        (Initialisation::He, _) => 2.0 / inputs as f64,
                        (Initialisation::Glorot, _) => 2.0 / (inputs + outputs) as f64,
                    };
                    let count = values.len() as f64;
                    if count < 200.0 {
                        continue;
                    }
                    let mean = values.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
                    let variance = values
                        .iter()
                        .map(|&v| (f64::from(v) - mean).powi(2))
                        .sum::<f64>()
                        / count;
                    // Five standard errors of a normal sample.
                    let tolerance = 5.0 * (2.0 / count).sqrt();
                    assert!(
                        (variance / expected - 1.0).abs() < tolerance,
                        "{} {rule:?} {:?}: {variance} for {expected}",
                        preset.id,
                        slot.shape
                    );
                    assert!(mean.abs() < 5.0 * (expected / count).sqrt());
                }
            }
        }
    }

    #[test]
    fn draws_depend_on_the_seed_alone() {
        let preset = presets::find("smallest").unwrap();
        let plan = deepfog_network::plan(&preset.topology, Scheme::Vanilla, 1).unwrap();
        let layout = Layout::new(&plan);
        let draw = |seed| Initialisation::He.draw(&layout, seed);
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }
}
