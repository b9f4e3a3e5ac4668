//! A preset with everything that follows from its document alone: graph, layout, gates, plans.

use std::collections::BTreeMap;
use std::rc::Rc;

use deepfog_network::{Plan, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns, path_survival};
use deepfog_topology::layout::{Layout, lay_out};
use deepfog_topology::{
    Graph, InputSpace, LinkKind, NodeId, Preset, ReliabilitySetting, Scheme, Task, Topology, Unit,
    presets,
};

use crate::panels::{Shared, SourceSense, Survival, Weighting};

/// One network that the page can show. It never changes once it is made, so that parts of the page
/// compare it by address (`Rc::ptr_eq`).
#[derive(Debug)]
pub struct Network {
    /// The preset's name in files and links.
    pub id: &'static str,
    /// What can be learned from it, as a sentence.
    pub lesson: &'static str,
    /// The document.
    pub topology: Topology,
    /// What it recognises.
    pub task: Task,
    /// The drawn graph; node indices elsewhere point into it.
    pub graph: Graph,
    /// Where nodes are drawn.
    pub layout: Layout,
    /// Which nodes can fail, in bit order.
    pub patterns: Patterns,
    /// The reliability settings, `No failure` first.
    pub settings: Vec<ReliabilitySetting>,
    /// Class names, shared with the panels.
    pub classes: Shared<Vec<String>>,
    /// The document, shared with the panels.
    pub document: Shared<Topology>,
    /// The failable nodes' names in bit order, shared with the panels.
    pub failable: Shared<Vec<NodeId>>,
    /// What a sample is, shared with the panels.
    pub space: Shared<InputSpace>,
    /// What each source senses, shared with the panels.
    pub sources: Shared<Vec<SourceSense>>,
    /// The settings as weights of failure patterns, in the order of `settings`.
    pub weightings: Vec<Shared<Weighting>>,
    /// Path survival under each setting, in the order of `settings`; `None` above 16 failable nodes.
    pub survivals: Vec<Option<Survival>>,
    gates: BTreeMap<Scheme, Gates>,
    plans: BTreeMap<Scheme, Shared<Plan>>,
}

impl Network {
    /// Derives everything from a preset; `None` for one whose document breaks the rules.
    pub fn new(preset: Preset) -> Option<Rc<Self>> {
        let topology = preset.topology;
        let task = Task::find(&topology.task)?;
        let graph = Graph::new(&topology).ok()?;
        let mut gates = BTreeMap::new();
        let mut plans = BTreeMap::new();
        for scheme in Scheme::ALL {
            gates.insert(scheme, Gates::new(&graph, scheme));
            plans.insert(scheme, plan(&topology, scheme, 0).ok()?.into());
        }
        let patterns = Patterns::new(&graph);
        let settings = topology.all_settings();
        let sources: Vec<SourceSense> = topology
            .nodes
            .iter()
            .filter_map(|node| {
                Some(SourceSense {
                    id: node.id.clone(),
                    sense: node.sense.clone()?,
                })
            })
            .collect();
        Some(Rc::new(Self {
            id: preset.id,
            lesson: preset.lesson,
            classes: task.classes.clone().into(),
            document: topology.clone().into(),
            failable: patterns.names().to_vec().into(),
            space: task.input.clone().into(),
            sources: sources.into(),
            weightings: settings
                .iter()
                .map(|setting| Weighting::new(setting, &patterns).into())
                .collect(),
            survivals: settings
                .iter()
                .map(|setting| {
                    Some(Survival {
                        with_skips: path_survival(&graph, Scheme::ResilinetPlus, setting)?,
                        without_skips: path_survival(&graph, Scheme::Vanilla, setting)?,
                    })
                })
                .collect(),
            task,
            layout: lay_out(&graph),
            patterns,
            settings,
            gates,
            plans,
            graph,
            topology,
        }))
    }

    /// All presets that follow the rules, the one the page opens with first.
    pub fn all() -> Vec<Rc<Self>> {
        presets::all().into_iter().filter_map(Self::new).collect()
    }

    /// Whether samples are windows of signals.
    pub fn is_signal(&self) -> bool {
        matches!(self.task.input, InputSpace::Signal { .. })
    }

    /// The plan under a scheme: shapes, layers, adapters, bytes, parameters. Hyperconnection weights are
    /// those of seed 0 and are of use only where the rule is not random.
    pub fn plan(&self, scheme: Scheme) -> &Shared<Plan> {
        // Made for every scheme above.
        &self.plans[&scheme]
    }

    /// What delivers and which inputs count under a scheme and a failure pattern.
    pub fn deliver(&self, scheme: Scheme, pattern: Pattern) -> Delivery {
        self.gates[&scheme].deliver(&self.patterns.up(pattern, self.graph.len()))
    }

    /// The gates under a scheme.
    pub fn gates(&self, scheme: Scheme) -> &Gates {
        &self.gates[&scheme]
    }

    /// The bit of a failable node (an index into the graph); `None` for a source or the cloud.
    pub fn bit(&self, node: usize) -> Option<usize> {
        self.patterns.nodes().iter().position(|&at| at == node)
    }

    /// Whether a node is down under a pattern.
    pub fn is_down(&self, node: usize, pattern: Pattern) -> bool {
        self.bit(node).is_some_and(|bit| pattern.is_down(bit))
    }

    /// How many units each node is drawn with, by its index in the graph: those of the document and the
    /// cloud's classifying layer.
    pub fn unit_marks(&self) -> Vec<usize> {
        (0..self.graph.len())
            .map(|node| {
                let classifier = usize::from(Some(node) == self.graph.cloud());
                self.units(node).len() + classifier
            })
            .collect()
    }

    /// The units that stand on a node.
    pub fn units(&self, node: usize) -> &[Unit] {
        self.topology
            .node(self.name(node))
            .map_or(&[], |node| &node.units)
    }

    /// Number of skip hyperconnections.
    pub fn skip_count(&self) -> usize {
        self.graph
            .edges()
            .iter()
            .filter(|edge| edge.kind == LinkKind::Skip)
            .count()
    }

    /// A node's name.
    pub fn name(&self, node: usize) -> &NodeId {
        &self.graph.ids()[node]
    }
}

impl PartialEq for Network {
    /// Networks are made once: the same one is the same allocation.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}
