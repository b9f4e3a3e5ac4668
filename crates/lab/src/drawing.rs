//! The drawing that is open on the page, with what the laboratory derives from it.

use std::rc::Rc;

use deepfog_network::plan;
use deepfog_notation::name::titled;
use deepfog_resilience::Patterns;
use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{
    Graph, Link, LinkKind, Scheme, Topology, WeightRule, identity, order, presets,
};

/// A drawing. It never changes once it is made.
#[derive(Debug)]
pub struct Drawing {
    /// The document as JSON.
    pub text: Rc<str>,
    /// What was drawn.
    pub topology: Rc<Topology>,
    /// What is shown of it.
    pub view: View,
    /// The drawn graph.
    pub graph: Graph,
    /// Which nodes can fail, in bit order.
    pub patterns: Patterns,
    /// Which trained networks fit.
    pub identity: Option<String>,
    /// The shipped network with the same identity.
    pub preset: Option<&'static str>,
    /// What keeps it from being trained, in the order of [`Scheme::ALL`]; empty where nothing does.
    problems: [Vec<String>; Scheme::ALL.len()],
}

impl Drawing {
    /// Reads a document.
    ///
    /// # Errors
    /// A sentence that says why it is none.
    pub fn read(text: &str) -> Result<Rc<Self>, String> {
        let read = document::read(text).map_err(|error| error.to_string())?;
        let Document { topology, view } = read.document;
        let graph = Graph::new(&topology).map_err(|error| format!("{error}."))?;
        let identity = identity(&topology);
        let preset = presets::all()
            .into_iter()
            .find(|preset| {
                identity.is_some() && deepfog_topology::identity(&preset.topology) == identity
            })
            .map(|preset| preset.id);
        let problems = Scheme::ALL.map(|scheme| match plan(&topology, scheme, 0) {
            Ok(_) => Vec::new(),
            Err(found) => found.into_iter().map(|problem| problem.message).collect(),
        });
        Ok(Rc::new(Self {
            text: text.into(),
            patterns: Patterns::new(&graph),
            topology: Rc::new(topology),
            view,
            graph,
            identity,
            preset,
            problems,
        }))
    }

    /// What keeps it from being trained under a scheme, as sentences.
    pub fn problems(&self, scheme: Scheme) -> &[String] {
        &self.problems[scheme as usize]
    }

    /// What keeps it from being trained under any scheme, where it is the same for all.
    pub fn common_problems(&self) -> &[String] {
        let [first, others @ ..] = &self.problems;
        if others.iter().all(|other| other == first) {
            first
        } else {
            &[]
        }
    }

    /// The skip hyperconnections, in the order in which data pass them.
    pub fn skips(&self) -> Vec<Link> {
        skips(&self.graph)
    }

    /// The document with another rule of hyperconnection weights and a title that says so, as JSON.
    ///
    /// # Errors
    /// A sentence, where it cannot be written.
    pub fn with_rule(&self, rule: WeightRule, words: &str) -> Result<String, String> {
        let mut topology = (*self.topology).clone();
        topology.weights = rule;
        topology.title = titled(&topology.title, &format!("weights {words}"));
        write(topology, self.view.clone())
    }
}

impl PartialEq for Drawing {
    /// Drawings are made once: the same one is the same allocation.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The skip hyperconnections of a graph, in the order in which data pass them.
pub fn skips(graph: &Graph) -> Vec<Link> {
    let mut edges: Vec<_> = graph
        .edges()
        .iter()
        .filter(|edge| edge.kind == LinkKind::Skip)
        .copied()
        .collect();
    order::sort(&mut edges, |a, b| (a.from, a.to).cmp(&(b.from, b.to)));
    edges
        .into_iter()
        .map(|edge| Link {
            from: graph.ids()[edge.from].clone(),
            to: graph.ids()[edge.to].clone(),
        })
        .collect()
}

/// Writes a document as JSON.
///
/// # Errors
/// A sentence that says why it cannot be written.
pub fn write(topology: Topology, view: View) -> Result<String, String> {
    document::write_document(&Document { topology, view }).map_err(|error| error.to_string())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use deepfog_topology::Unit;

    /// A shipped network as the page hands it over, changed.
    pub(crate) fn drawn(preset: &str, change: impl FnOnce(&mut Topology)) -> Rc<Drawing> {
        let mut topology = presets::find(preset).unwrap().topology;
        change(&mut topology);
        Drawing::read(&write(topology, View::default()).unwrap()).unwrap()
    }

    #[test]
    fn a_shipped_network_is_recognised_until_it_is_changed() {
        let same = drawn("smallest", |topology| topology.title = "Mine".to_owned());
        assert_eq!(same.preset, Some("smallest"));
        assert!(
            Scheme::ALL
                .iter()
                .all(|scheme| same.problems(*scheme).is_empty())
        );
        let other = drawn("smallest", |topology| topology.links.truncate(3));
        assert_eq!(other.preset, None);
        assert_ne!(other.identity, same.identity);
    }

    #[test]
    fn problems_stand_by_scheme() {
        let none = drawn("sensor-chain", |topology| {
            topology.nodes.retain(|node| node.id.as_str() != "cloud");
            topology.links.retain(|link| link.to.as_str() != "cloud");
        });
        assert!(!none.common_problems().is_empty());
        // A unit that fits no scheme is the same for all.
        let unfit = drawn("sensor-chain", |topology| {
            topology.nodes[1].units = vec![Unit::Dense { width: 8 }, Unit::MaxPool { size: 2 }];
        });
        assert_eq!(unfit.common_problems(), unfit.problems(Scheme::Resilinet));
        assert!(unfit.common_problems()[0].contains("max pooling"));
    }

    #[test]
    fn skips_come_as_data_pass_them() {
        let chain = drawn("sensor-chain", |_| {});
        let skips: Vec<String> = chain
            .skips()
            .iter()
            .map(|skip| format!("{} {}", skip.from, skip.to))
            .collect();
        assert_eq!(skips, ["watch f2", "e f1", "f2 cloud"]);
    }

    #[test]
    fn another_rule_makes_another_document() {
        let chain = drawn("sensor-chain", |_| {});
        let text = chain
            .with_rule(WeightRule::Uniform { high: 1.0 }, "random up to 1")
            .unwrap();
        let copy = Drawing::read(&text).unwrap();
        assert_ne!(copy.identity, chain.identity);
        assert!(copy.topology.title.ends_with(" (weights random up to 1)"));
    }

    #[test]
    fn what_is_no_document_is_a_sentence() {
        for text in ["", "[]", "{\"format\": \"deepfog\", \"version\": 99}"] {
            assert!(Drawing::read(text).unwrap_err().ends_with('.'));
        }
    }
}
