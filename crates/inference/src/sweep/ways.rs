//! How the versions of each node are computed with the fewest multiply-adds.
//!
//! A node's input is X = Σ w_jk · A_jk(Y_j), and its first layer before bias and ReLU, L, is often linear:
//! L(X) = Σ L(w_jk · A_jk(Y_j)). So what a version of a sender contributes is computed once, however many versions of the
//! receiver it is part of, and each of these only adds.

use std::collections::HashSet;

use deepfog_network::onnx::contribution_products;
use deepfog_network::{Adapter, Layer, PlannedNode, volume};
use deepfog_resilience::Versions;

/// What one run of the engine costs beside its arithmetic, in multiply-adds per sample: measured, as an order of magnitude.
const CALL: u64 = 500;

/// How the versions of one node are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The whole file for each, with zeros for inputs that do not count.
    Whole,
    /// The adapters once per version of a sender, the layers for each version.
    Adapters,
    /// The adapters and the first layer's weights once per version of a sender, the rest for each version.
    FirstLayer,
}

impl Way {
    /// The first layer that is run for each version of the node.
    pub(crate) fn first_of_tail(self) -> usize {
        usize::from(self == Self::FirstLayer)
    }

    /// Whether the sender's output itself is what it contributes.
    pub(crate) fn is_direct(self, node: &PlannedNode, input: usize) -> bool {
        let input = &node.inputs[input];
        self == Self::Adapters && input.adapter == Adapter::Identity && input.weight == 1.0
    }

    /// Shape of what each input contributes.
    pub(crate) fn sum_shape(self, node: &PlannedNode) -> &[usize] {
        match (self, node.layer_shapes.first()) {
            (Self::FirstLayer, Some(shape)) => shape,
            _ => &node.input_shape,
        }
    }

    /// Multiply-adds, per sample, of what one input contributes.
    pub(crate) fn contribution(self, node: &PlannedNode, input: usize) -> u64 {
        match self {
            Self::Whole => 0,
            Self::Adapters | Self::FirstLayer => {
                contribution_products(node, input, self == Self::FirstLayer)
            }
        }
    }

    /// Multiply-adds, per sample, of each version beside its contributions.
    pub(crate) fn each(self, node: &PlannedNode) -> u64 {
        let layers = |from| {
            (from..node.layers.len())
                .map(|at| node.layer_multiply_adds(at))
                .sum()
        };
        match self {
            Self::Whole => node.multiply_adds(),
            Self::Adapters => layers(0),
            Self::FirstLayer => layers(1),
        }
    }
}

/// The cheapest way for each node, given the versions that are needed.
pub(crate) fn ways(nodes: &[PlannedNode], versions: &Versions) -> Vec<Way> {
    let needed = versions.needed();
    let mut uses: Vec<Uses> = nodes.iter().map(|_| Uses::default()).collect();
    for (version, _) in versions
        .all
        .iter()
        .zip(needed)
        .filter(|(_, needed)| *needed)
    {
        let uses = &mut uses[version.node];
        uses.versions += 1;
        for (input, sender) in version.inputs.iter().enumerate() {
            if let Some(sender) = sender {
                uses.terms += 1;
                uses.contributions.insert((input, *sender));
            }
        }
    }
    nodes
        .iter()
        .zip(&uses)
        .map(|(node, uses)| {
            let candidates = [Way::Whole, Way::Adapters, Way::FirstLayer];
            let open = candidates.into_iter().filter(|way| is_open(*way, node));
            // The first of equals: the fewest pieces.
            open.min_by_key(|way| uses.cost(*way, node))
                .unwrap_or(Way::Whole)
        })
        .collect()
}

/// Whether a node can be computed that way.
fn is_open(way: Way, node: &PlannedNode) -> bool {
    match way {
        Way::Whole => true,
        Way::Adapters => !node.inputs.is_empty(),
        Way::FirstLayer => {
            let first = node.layers.first();
            let is_linear =
                |layer: &Layer| !matches!(layer, Layer::MaxPool { .. } | Layer::GlobalAverage);
            !node.inputs.is_empty() && first.is_some_and(is_linear)
        }
    }
}

/// How the versions of one node use its senders'.
#[derive(Default)]
struct Uses {
    versions: u64,
    /// Inputs that count, over all versions.
    terms: u64,
    /// Input and version of its sender.
    contributions: HashSet<(usize, usize)>,
}

impl Uses {
    /// Multiply-adds of all versions for one sample, additions and calls of the engine taken as such.
    fn cost(&self, way: Way, node: &PlannedNode) -> u64 {
        if way == Way::Whole {
            // One input alone is added to nothing; of several, those that do not count are added too, as zeros.
            let added = if node.inputs.len() > 1 {
                node.inputs.len()
            } else {
                0
            };
            let additions = volume(&node.input_shape) * added as u64;
            return self.versions * (way.each(node) + additions + CALL);
        }
        let contributions = self.contributions.iter().map(|&(input, _)| {
            if way.is_direct(node, input) {
                0
            } else {
                way.contribution(node, input) + CALL
            }
        });
        let has_tail = node.layers.len() > way.first_of_tail();
        let call = if has_tail { CALL } else { 0 };
        // After the sum of a first layer come its bias and ReLU.
        let passes = self.terms + self.versions * way.first_of_tail() as u64;
        let additions = passes * volume(way.sum_shape(node));
        contributions.sum::<u64>() + additions + self.versions * (way.each(node) + call)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use deepfog_network::{Plan, plan};
    use deepfog_resilience::{Gates, Patterns};
    use deepfog_topology::{Scheme, presets};

    use super::*;

    fn chosen(preset: &str, scheme: Scheme) -> (Arc<Plan>, Vec<Way>, Versions) {
        let plan = plan(&presets::find(preset).unwrap().topology, scheme, 1).unwrap();
        let senders: Vec<Vec<usize>> = plan
            .nodes
            .iter()
            .map(|node| node.inputs.iter().map(|input| input.from).collect())
            .collect();
        let gates = Gates::new(&plan.graph, scheme);
        let patterns = Patterns::new(&plan.graph);
        let up = |pattern| patterns.up(pattern, plan.nodes.len());
        let deliveries = patterns.all().map(|pattern| gates.deliver(&up(pattern)));
        let versions = Versions::new(&senders, deliveries);
        let found = ways(&plan.nodes, &versions);
        (Arc::new(plan), found, versions)
    }

    #[test]
    fn what_is_computed_once_is_run_whole() {
        // One version of each node: there is nothing to share.
        let (_, found, _) = chosen("sensor-chain", Scheme::Vanilla);
        assert_eq!(found, [Way::Whole; 5]);
    }

    #[test]
    fn an_adapter_and_the_layer_after_it_are_one_map_where_that_is_less() {
        let cases = [
            // 8 channels of 28×28 over an adapter of stride 2 to 16 channels, then to 32 of 7×7: 8·9 taps instead.
            ("image-chain", "f", 0, 32 * 49 * 8 * 9),
            // 600 values to 128, then to 128.
            ("sensor-chain", "f2", 1, 128 * 600),
            // No adapter: 16 channels to 32 of 7×7.
            ("image-chain", "f", 1, 32 * 49 * 16 * 9),
        ];
        for (preset, id, input, products) in cases {
            let (plan, ..) = chosen(preset, Scheme::ResilinetPlus);
            let node = plan.nodes.iter().find(|node| node.id.as_str() == id);
            let found = Way::FirstLayer.contribution(node.unwrap(), input);
            assert_eq!(found, products, "{preset} {id} {input}");
        }
    }

    #[test]
    fn what_many_versions_have_in_common_is_added_up() {
        let (plan, found, versions) = chosen("four-cameras", Scheme::ResilinetPlus);
        assert!(found.contains(&Way::FirstLayer));
        for (at, (node, &way)) in plan.nodes.iter().zip(&found).enumerate() {
            let uses = versions.all.iter().filter(|version| version.node == at);
            // A source, and a node that all patterns have one version of, share nothing.
            if node.inputs.is_empty() || uses.count() == 1 {
                assert_eq!(way, Way::Whole, "{}", node.id);
            }
        }
    }
}
