//! A preset with everything that follows from its document alone: graph, layout, gates, plans.

use std::collections::BTreeMap;
use std::rc::Rc;

use deepfog_network::{Plan, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns};
use deepfog_topology::layout::{Layout, lay_out};
use deepfog_topology::{
    Graph, NodeId, Preset, ReliabilitySetting, Scheme, Task, Topology, presets,
};

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
    gates: BTreeMap<Scheme, Gates>,
    plans: BTreeMap<Scheme, Plan>,
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
            plans.insert(scheme, plan(&topology, scheme, 0).ok()?);
        }
        Some(Rc::new(Self {
            id: preset.id,
            lesson: preset.lesson,
            task,
            layout: lay_out(&graph),
            patterns: Patterns::new(&graph),
            settings: topology.all_settings(),
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

    /// The plan under a scheme: shapes, layers, adapters, bytes, parameters. Hyperconnection weights are
    /// those of seed 0 and are of use only where the rule is not random.
    pub fn plan(&self, scheme: Scheme) -> &Plan {
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

    /// A node's name.
    pub fn name(&self, node: usize) -> &NodeId {
        &self.graph.ids()[node]
    }
}
