//! How fast networks and nodes are taken to be: defaults, and what a person typed.

use deepfog_topology::Tier;

use super::defaults::{self, Hop};

/// A network's rate and latency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Millions of bits per second.
    pub megabits: f64,
    /// Milliseconds, one way.
    pub latency: f64,
}

impl Rate {
    /// Milliseconds until so many bytes have arrived.
    pub fn time(&self, bytes: u64) -> f64 {
        self.latency + bytes as f64 * 8.0 / (self.megabits * 1_000.0)
    }
}

/// A figure that a person can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Rate of a network, in Mbit/s.
    Rate(Hop),
    /// Latency of a network, in ms.
    Latency(Hop),
    /// How many times longer a tier's nodes compute than this machine.
    Slowdown(Tier),
    /// Million multiply-adds per second of this machine, for what is not measured.
    Speed,
}

impl Field {
    /// The least and the most that it can be.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Rate(_) => (0.001, 1e6),
            Self::Latency(_) => (0.0, 1e5),
            Self::Slowdown(_) => (0.001, 1e5),
            Self::Speed => (0.001, 1e7),
        }
    }

    /// Its name in attributes.
    pub fn slug(self) -> String {
        match self {
            Self::Rate(hop) => format!("rate-{}", hop.slug()),
            Self::Latency(hop) => format!("latency-{}", hop.slug()),
            Self::Slowdown(tier) => format!("slowdown-{}", tier.name()),
            Self::Speed => "speed".to_owned(),
        }
    }
}

/// What a person set; what nobody set has its default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prices {
    rates: [Option<f64>; 8],
    latencies: [Option<f64>; 8],
    slowdowns: [Option<f64>; 4],
    speed: Option<f64>,
}

impl Prices {
    fn slot(&mut self, field: Field) -> &mut Option<f64> {
        match field {
            Field::Rate(hop) => &mut self.rates[hop as usize],
            Field::Latency(hop) => &mut self.latencies[hop as usize],
            Field::Slowdown(tier) => &mut self.slowdowns[tier as usize],
            Field::Speed => &mut self.speed,
        }
    }

    /// Sets a figure, or takes back what was set. What is out of range is brought into it; what is no number changes nothing.
    pub fn set(&mut self, field: Field, value: Option<f64>) {
        let (low, high) = field.range();
        match value {
            Some(value) if !value.is_finite() => {}
            value => *self.slot(field) = value.map(|value| value.clamp(low, high)),
        }
    }

    /// What a person set.
    pub fn given(&self, field: Field) -> Option<f64> {
        match field {
            Field::Rate(hop) => self.rates[hop as usize],
            Field::Latency(hop) => self.latencies[hop as usize],
            Field::Slowdown(tier) => self.slowdowns[tier as usize],
            Field::Speed => self.speed,
        }
    }

    /// What counts.
    pub fn of(&self, field: Field) -> f64 {
        self.given(field).unwrap_or_else(|| match field {
            Field::Rate(hop) => match hop.network() {
                Some(network) => network.megabits,
                None => self.on_path(hop, Field::Rate, f64::INFINITY, f64::min),
            },
            Field::Latency(hop) => match hop.network() {
                Some(network) => network.latency,
                None => self.on_path(hop, Field::Latency, 0.0, |sum, value| sum + value),
            },
            Field::Slowdown(tier) => defaults::slowdown(tier),
            Field::Speed => defaults::SPEED,
        })
    }

    fn on_path(
        &self,
        hop: Hop,
        field: fn(Hop) -> Field,
        start: f64,
        add: fn(f64, f64) -> f64,
    ) -> f64 {
        let parts = hop.path().iter();
        parts.fold(start, |found, part| add(found, self.of(field(*part))))
    }

    /// Rate and latency between two tiers.
    pub fn between(&self, from: Tier, to: Tier) -> Rate {
        let hop = Hop::between(from, to);
        Rate {
            megabits: self.of(Field::Rate(hop)),
            latency: self.of(Field::Latency(hop)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_their_networks_until_they_are_set() {
        let mut prices = Prices::default();
        let span = |prices: &Prices| prices.between(Tier::Source, Tier::Cloud);
        assert_eq!(
            span(&prices),
            Rate {
                megabits: 50.0,
                latency: 11.0
            }
        );
        prices.set(Field::Rate(Hop::FogCloud), Some(10.0));
        prices.set(Field::Latency(Hop::EdgeFog), Some(35.0));
        assert_eq!(
            span(&prices),
            Rate {
                megabits: 10.0,
                latency: 42.0
            }
        );
        prices.set(Field::Rate(Hop::SourceCloud), Some(5.0));
        assert_eq!(span(&prices).megabits, 5.0);
        prices.set(Field::Rate(Hop::SourceCloud), None);
        assert_eq!(span(&prices).megabits, 10.0);
    }

    #[test]
    fn figures_stay_in_range() {
        let mut prices = Prices::default();
        for (field, value, expected) in [
            (Field::Rate(Hop::EdgeFog), Some(0.0), 0.001),
            (Field::Latency(Hop::EdgeFog), Some(-3.0), 0.0),
            (Field::Slowdown(Tier::Fog), Some(f64::NAN), 2.0),
            (Field::Slowdown(Tier::Edge), Some(12.5), 12.5),
            (Field::Speed, None, defaults::SPEED),
        ] {
            prices.set(field, value);
            assert_eq!(prices.of(field), expected, "{field:?}");
        }
    }

    #[test]
    fn bytes_take_time() {
        // 1 000 bytes are 8 000 bits: 8 ms at 1 Mbit/s.
        let rate = Rate {
            megabits: 1.0,
            latency: 2.5,
        };
        assert!((rate.time(1_000) - 10.5).abs() < 1e-12);
        assert_eq!(rate.time(0), 2.5);
    }
}
