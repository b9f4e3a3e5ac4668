//! The sentences and phrases that several panels share.

use deepfog_network::{Adapter, Layer};
use deepfog_notation::number;
use deepfog_resilience::Pattern;
use deepfog_topology::NodeId;

/// The nodes that are down in a pattern, in bit order.
pub fn down_names(names: &[NodeId], pattern: Pattern) -> Vec<&str> {
    names
        .iter()
        .enumerate()
        .filter(|&(position, _)| pattern.is_down(position))
        .map(|(_, name)| name.as_str())
        .collect()
}

/// A pattern in words: `no node down`, `f2 down`, `e, f1 down`, `all 3 nodes down`.
pub fn pattern(names: &[NodeId], pattern: Pattern) -> String {
    let down = down_names(names, pattern);
    if down.is_empty() {
        "no node down".to_owned()
    } else if down.len() == names.len() && down.len() > 1 {
        format!("all {} nodes down", down.len())
    } else {
        format!("{} down", down.join(", "))
    }
}

/// A number of nodes down as a heading: `none`, `one down`, `8 down`.
pub fn nodes_down(count: usize) -> String {
    match count {
        0 => "none".to_owned(),
        1 => "one down".to_owned(),
        2 => "two down".to_owned(),
        3 => "three down".to_owned(),
        4 => "four down".to_owned(),
        more => format!("{more} down"),
    }
}

/// An adapter in words.
pub fn adapter(adapter: &Adapter) -> String {
    match *adapter {
        Adapter::Identity => "as it is".to_owned(),
        Adapter::Convolution {
            inputs,
            outputs,
            stride,
        } => {
            let step = if stride == 1 {
                String::new()
            } else {
                format!(", stride {stride}")
            };
            format!("1×1 convolution {inputs} → {outputs}{step}")
        }
        Adapter::Dense { inputs, outputs } => format!(
            "dense map {} → {}",
            number::count(inputs as u64),
            number::count(outputs as u64)
        ),
    }
}

/// Whether a planned layer is the cloud's classifying one, which documents do not list as a unit.
pub fn is_classifier(layer: &Layer) -> bool {
    matches!(layer, Layer::Dense { relu: false, .. })
}

/// What one recorded value of a sensor is measured in, by the sensor's name.
pub fn sensor_unit(sensor: &str) -> Option<&'static str> {
    match sensor {
        "accelerometer" => Some("g"),
        "gyroscope" => Some("rad/s"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_in_words() {
        let names: Vec<NodeId> = ["e", "f2", "f1"].map(NodeId::from).to_vec();
        for (mask, text) in [
            (0, "no node down"),
            (2, "f2 down"),
            (5, "e, f1 down"),
            (7, "all 3 nodes down"),
            (8, "no node down"),
        ] {
            assert_eq!(pattern(&names, Pattern(mask)), text);
        }
        assert_eq!(pattern(&names[..1], Pattern(1)), "e down");
    }

    #[test]
    fn adapters_in_words() {
        for (map, text) in [
            (Adapter::Identity, "as it is"),
            (
                Adapter::Convolution {
                    inputs: 1,
                    outputs: 16,
                    stride: 2,
                },
                "1×1 convolution 1 → 16, stride 2",
            ),
            (
                Adapter::Convolution {
                    inputs: 8,
                    outputs: 16,
                    stride: 1,
                },
                "1×1 convolution 8 → 16",
            ),
            (
                Adapter::Dense {
                    inputs: 600,
                    outputs: 128,
                },
                "dense map 600 → 128",
            ),
        ] {
            assert_eq!(adapter(&map), text);
        }
    }

    #[test]
    fn how_many_are_down() {
        assert_eq!(nodes_down(1), "one down");
        assert_eq!(nodes_down(8), "8 down");
    }
}
