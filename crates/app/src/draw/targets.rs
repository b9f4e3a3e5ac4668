//! Which nodes each node can be connected to.

use deepfog_topology::rules::MAX_LINKS;
use deepfog_topology::{Graph, Tier};

/// For every node of a graph the nodes that it can newly feed: the same that [`deepfog_topology::edit::can_connect`] allows,
/// told for all pairs at once from what the graph knows.
pub fn targets(graph: &Graph) -> Vec<Vec<usize>> {
    let count = graph.len();
    let mut joined = vec![false; count * count];
    for edge in graph.edges() {
        joined[edge.from * count + edge.to] = true;
    }
    let full = graph.edges().len() >= MAX_LINKS;
    (0..count)
        .map(|from| {
            if full || graph.tier(from) == Tier::Cloud {
                return Vec::new();
            }
            (0..count)
                .filter(|&to| {
                    to != from
                        && graph.tier(to) != Tier::Source
                        && !joined[from * count + to]
                        && !graph.reaches(to, from)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::edit::can_connect;
    use deepfog_topology::presets;

    #[test]
    fn they_are_those_that_the_editor_allows() {
        for preset in presets::all() {
            let graph = Graph::new(&preset.topology).unwrap();
            let ids = graph.ids();
            for (from, targets) in targets(&graph).into_iter().enumerate() {
                for to in 0..graph.len() {
                    assert_eq!(
                        targets.contains(&to),
                        can_connect(&preset.topology, &ids[from], &ids[to]).is_ok(),
                        "{}: {} → {}",
                        preset.id,
                        ids[from],
                        ids[to]
                    );
                }
            }
        }
    }
}
