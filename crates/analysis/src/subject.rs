//! What is analysed: the network that is drawn on the page.

use std::rc::Rc;

use deepfog_resilience::{Pattern, Patterns};
use deepfog_topology::document::{self, View};
use deepfog_topology::{Graph, Link, LinkKind, NodeId, Topology, identity};

use crate::kind::Kind;

/// A drawing. It never changes once it is made.
#[derive(Debug)]
pub struct Subject {
    /// What was drawn.
    pub topology: Topology,
    /// The drawn graph.
    pub graph: Graph,
    /// Which trained networks fit.
    pub identity: Option<String>,
    /// The patterns in which nodes fail.
    nodes: Patterns,
    /// The patterns in which nodes and hyperconnections fail.
    all: Patterns,
    /// The patterns in which nodes and skip hyperconnections fail.
    skips: Patterns,
}

impl Subject {
    /// Reads a document: the drawing, and what is shown of it.
    ///
    /// # Errors
    /// A sentence that says why it is none.
    pub fn read(text: &str) -> Result<(Rc<Self>, View), String> {
        let read = document::read(text).map_err(|error| error.to_string())?;
        let topology = read.document.topology;
        let graph = Graph::new(&topology).map_err(|error| format!("{error}."))?;
        let subject = Self {
            identity: identity(&topology),
            nodes: Patterns::new(&graph),
            all: Patterns::with_links(&graph, |_| true),
            skips: Patterns::with_links(&graph, |edge| edge.kind == LinkKind::Skip),
            topology,
            graph,
        };
        Ok((Rc::new(subject), read.document.view))
    }

    /// The patterns of a kind of failure.
    pub fn patterns(&self, kind: Kind) -> &Patterns {
        match kind {
            Kind::Nodes => &self.nodes,
            Kind::NodesAndLinks => &self.all,
            Kind::NodesAndSkips => &self.skips,
        }
    }

    /// What is down, by name: nodes, then hyperconnections.
    pub fn down(&self, kind: Kind, pattern: Pattern) -> Vec<String> {
        let patterns = self.patterns(kind);
        let nodes = patterns.down_names(pattern);
        let links = patterns.cut_names(pattern);
        let links = links.iter().map(link_name);
        nodes.iter().map(NodeId::to_string).chain(links).collect()
    }

    /// The name of what a bit stands for.
    pub fn name(&self, kind: Kind, bit: usize) -> String {
        let patterns = self.patterns(kind);
        let nodes = patterns.names();
        match nodes.get(bit) {
            Some(node) => node.to_string(),
            None => patterns
                .link_names()
                .get(bit - nodes.len())
                .map(link_name)
                .unwrap_or_default(),
        }
    }

    /// The pattern in which these nodes are down; unknown names are passed over.
    pub fn pattern_of(&self, down: &[NodeId]) -> Pattern {
        let bits = self.nodes.names().iter().enumerate();
        bits.filter(|(_, name)| down.contains(name))
            .fold(Pattern::NONE_DOWN, |pattern, (bit, _)| pattern.toggled(bit))
    }

    /// The skip hyperconnections, in the order of their bits in [`Kind::NodesAndSkips`].
    pub fn skips(&self) -> &[Link] {
        self.skips.link_names()
    }

    /// Its title, or what stands for one.
    pub fn title(&self) -> &str {
        match self.topology.title.trim() {
            "" => "Untitled drawing",
            title => title,
        }
    }
}

impl PartialEq for Subject {
    /// Subjects are made once: the same one is the same allocation.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A hyperconnection in words.
pub fn link_name(link: &Link) -> String {
    format!("{} → {}", link.from, link.to)
}

#[cfg(test)]
pub(crate) mod tests {
    use deepfog_topology::document::Document;
    use deepfog_topology::presets;

    use super::*;

    /// A shipped network as the page hands it over.
    pub(crate) fn shipped(preset: &str) -> Rc<Subject> {
        let topology = presets::find(preset).unwrap().topology;
        let view = View::default();
        let text = document::write_document(&Document { topology, view }).unwrap();
        Subject::read(&text).unwrap().0
    }

    #[test]
    fn bits_have_names() {
        let chain = shipped("sensor-chain");
        let names = |kind: Kind| -> Vec<String> {
            (0..chain.patterns(kind).failable_count())
                .map(|bit| chain.name(kind, bit))
                .collect()
        };
        assert_eq!(names(Kind::Nodes), ["e", "f2", "f1"]);
        assert_eq!(
            names(Kind::NodesAndLinks),
            [
                "e",
                "f2",
                "f1",
                "watch → e",
                "watch → f2",
                "e → f2",
                "e → f1",
                "f2 → f1",
                "f2 → cloud",
                "f1 → cloud"
            ]
        );
        assert_eq!(
            chain.down(Kind::NodesAndLinks, Pattern(0b10_0001)),
            ["e", "e → f2"]
        );
        assert_eq!(
            chain.pattern_of(&["f1".into(), "nowhere".into()]),
            Pattern(0b100)
        );
        let skips: Vec<String> = chain.skips().iter().map(link_name).collect();
        assert_eq!(chain.name(Kind::NodesAndSkips, 4), "e → f1");
        assert_eq!(skips, ["watch → f2", "e → f1", "f2 → cloud"]);
    }

    #[test]
    fn what_is_no_document_is_a_sentence() {
        for text in ["", "[]", "{\"format\": \"deepfog\", \"version\": 99}"] {
            assert!(Subject::read(text).unwrap_err().ends_with('.'));
        }
    }
}
