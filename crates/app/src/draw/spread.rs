//! The paths that a DNN can be spread over, and how its layers will fall.

use deepfog_topology::edit::{self, Edit, EditError};
use deepfog_topology::{Graph, NodeId, Tier, Topology, Unit};

use crate::node_set::NodeSet;

/// The longest path from a source to the cloud.
///
/// # Errors
/// A sentence that says what to do first: no path joins a source to the cloud.
pub fn whole_path(topology: &Topology) -> Result<Vec<NodeId>, String> {
    let path = edit::longest_path(topology);
    if path.is_empty() {
        return Err("No path leads from a source to the cloud yet: connect them first.".to_owned());
    }
    Ok(path)
}

/// The marked nodes as a path, in the order in which data pass them.
///
/// # Errors
/// A sentence that says which of them are not connected.
pub fn marked_path(graph: &Graph, marked: NodeSet) -> Result<Vec<NodeId>, String> {
    // Indices are in topological order, and a set has its members in order.
    let path: Vec<usize> = marked.iter().filter(|&node| node < graph.len()).collect();
    for pair in path.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        if !graph
            .edges()
            .iter()
            .any(|edge| edge.from == from && edge.to == to)
        {
            let [from, to] = [from, to].map(|node| &graph.ids()[node]);
            return Err(format!(
                "The marked nodes are no path: {from} is not connected to {to}."
            ));
        }
    }
    Ok(path
        .into_iter()
        .map(|node| graph.ids()[node].clone())
        .collect())
}

/// How many layers the form offers at first: those that the path holds now, or one for each of its compute nodes.
pub fn present_count(topology: &Topology, path: &[NodeId]) -> usize {
    let on_path = || {
        topology
            .nodes
            .iter()
            .filter(|node| node.tier != Tier::Source && path.contains(&node.id))
    };
    let units: usize = on_path().map(|node| node.units.len()).sum();
    if units > 0 { units } else { on_path().count() }
}

/// How layers will fall on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// For example `e 1, f2 2, f1 3, cloud 3`.
    pub falls: String,
    /// Whether they fall like that already.
    pub already: bool,
}

/// How the layers will fall.
///
/// # Errors
/// A sentence that says why they cannot be spread like that.
pub fn outlook(
    topology: &Topology,
    path: &[NodeId],
    unit: Unit,
    count: usize,
) -> Result<Outlook, String> {
    let edit = Edit::SpreadLayers {
        path: path.to_vec(),
        unit,
        count,
    };
    let applied = match edit::apply(topology, &edit) {
        Ok(applied) => Some(applied.topology),
        Err(EditError::NothingChanges(_)) => None,
        Err(refusal) => return Err(refusal.to_string()),
    };
    let after = applied.as_ref().unwrap_or(topology);
    let falls: Vec<String> = path
        .iter()
        .filter_map(|id| after.node(id))
        .filter(|node| node.tier != Tier::Source)
        .map(|node| format!("{} {}", node.id, node.units.len()))
        .collect();
    Ok(Outlook {
        falls: falls.join(", "),
        already: applied.is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::presets;

    fn graph(preset: &str) -> (Topology, Graph) {
        let topology = presets::find(preset).unwrap().topology;
        let graph = Graph::new(&topology).unwrap();
        (topology, graph)
    }

    fn names(path: &[NodeId]) -> String {
        let names: Vec<&str> = path.iter().map(NodeId::as_str).collect();
        names.join(" ")
    }

    #[test]
    fn the_whole_path_leads_through_most_nodes() {
        let (mut topology, _) = graph("sensor-chain");
        let found = whole_path(&topology).map(|path| names(&path));
        assert_eq!(found.as_deref(), Ok("watch e f2 f1 cloud"));
        topology.links.clear();
        assert!(whole_path(&topology).is_err());
    }

    #[test]
    fn marked_nodes_are_a_path_when_each_feeds_the_next() {
        let (_, graph) = graph("sensor-chain");
        let index = |name: &str| graph.index(&name.into()).unwrap();
        for (marked, expected) in [
            (vec!["e", "f2", "f1"], Ok("e f2 f1")),
            (vec!["f1", "e"], Ok("e f1")),
            (
                vec!["e", "cloud"],
                Err("The marked nodes are no path: e is not connected to cloud."),
            ),
        ] {
            let marked = marked.into_iter().map(index).collect();
            let found = marked_path(&graph, marked).map(|path| names(&path));
            assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned));
        }
    }

    #[test]
    fn layers_fall_evenly_and_the_remainder_last() {
        let (topology, _) = graph("sensor-chain");
        let path: Vec<NodeId> = ["watch", "e", "f2", "f1", "cloud"].map(NodeId::from).into();
        assert!(present_count(&topology, &path) > 0);
        let dense = Unit::Dense { width: 32 };
        for (count, expected) in [
            (4, "e 1, f2 1, f1 1, cloud 1"),
            (9, "e 2, f2 2, f1 2, cloud 3"),
        ] {
            let found = outlook(&topology, &path, dense, count).map(|outlook| outlook.falls);
            assert_eq!(found.as_deref(), Ok(expected));
        }
        let spread = Edit::SpreadLayers {
            path: path.clone(),
            unit: dense,
            count: 9,
        };
        let topology = edit::apply(&topology, &spread).unwrap().topology;
        assert_eq!(present_count(&topology, &path), 9);
        assert!(outlook(&topology, &path, dense, 9).unwrap().already);
        assert!(outlook(&topology, &path, dense, 0).is_err());
    }
}
