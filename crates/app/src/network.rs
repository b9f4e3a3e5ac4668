//! A topology with everything that follows from it alone: graph, layout, gates, plans, problems, costs.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::LazyLock;

use deepfog_network::cost::{Costs, costs};
use deepfog_network::{Plan, plan};
use deepfog_resilience::{Delivery, Gates, Pattern, Patterns, single_points_of_failure, survivals};
use deepfog_topology::layout::{Layout, lay_out};
use deepfog_topology::presets::{self, Preset};
use deepfog_topology::{
    Diagnostic, Graph, GraphError, InputSpace, LinkKind, NodeId, ReliabilitySetting, Scheme,
    Severity, Task, Topology, Unit, identity,
};

use crate::panels::{Shared, SourceSense, Survival, Weighting};

/// Why a topology cannot be shown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// The page has no samples of that task.
    #[error("the task “{0}” is not known")]
    UnknownTask(String),
    /// It is no acyclic graph with unique names.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

/// The shipped networks, each with its identity.
static SHIPPED: LazyLock<Vec<(String, Preset)>> = LazyLock::new(|| {
    presets::all()
        .into_iter()
        .filter_map(|preset| Some((identity(&preset.topology)?, preset)))
        .collect()
});

/// One network that the page shows. It never changes once it is made, so that parts of the page compare it by
/// address (`Rc::ptr_eq`): every edit makes a new one.
#[derive(Debug)]
pub struct Network {
    /// The shipped network that this is, to the last detail.
    pub preset: Option<&'static str>,
    /// The shipped bundles that were trained for exactly this network: see [`identity()`].
    pub bundle: Option<&'static str>,
    /// What trained networks must fit: see [`identity()`].
    pub identity: String,
    /// What can be learned from a shipped network, as a sentence.
    pub lesson: &'static str,
    /// The document.
    pub topology: Rc<Topology>,
    /// What it recognises.
    pub task: Task,
    /// The drawn graph; node indices elsewhere point into it.
    pub graph: Graph,
    /// Where nodes are drawn that nobody placed.
    pub layout: Layout,
    /// Which nodes can fail, in bit order.
    pub patterns: Patterns,
    /// The reliability settings, `No failure` first.
    pub settings: Vec<ReliabilitySetting>,
    /// Everything that is wrong or doubtful.
    pub problems: Rc<Vec<Diagnostic>>,
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
    gates: PerScheme<Gates>,
    plans: PerScheme<OnceCell<Option<Shared<Plan>>>>,
    costs: PerScheme<OnceCell<Rc<Costs>>>,
    survivals: OnceCell<Vec<Survival>>,
    single_points: PerScheme<OnceCell<Rc<Vec<usize>>>>,
}

impl Network {
    /// Derives everything from a document.
    ///
    /// # Errors
    /// The document is not sound: the editor and the reader make none such.
    pub fn new(topology: Rc<Topology>) -> Result<Rc<Self>, NetworkError> {
        let task = Task::find(&topology.task)
            .ok_or_else(|| NetworkError::UnknownTask(topology.task.to_string()))?;
        let graph = Graph::new(&topology)?;
        // Every graph has one.
        let identity = identity(&topology).unwrap_or_default();
        let model = SHIPPED
            .iter()
            .find(|(shipped, _)| *shipped == identity)
            .map(|(_, preset)| preset);
        let preset = model
            .filter(|preset| preset.topology == *topology)
            .map(|preset| preset.id);
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
        Ok(Rc::new(Self {
            preset,
            bundle: model.map(|preset| preset.id),
            identity,
            lesson: model.map_or("", |preset| preset.lesson),
            problems: Rc::new(deepfog_network::check(&topology)),
            classes: task.classes.clone().into(),
            document: Rc::clone(&topology).into(),
            failable: patterns.names().to_vec().into(),
            space: task.input.clone().into(),
            sources: sources.into(),
            weightings: settings
                .iter()
                .map(|setting| Weighting::new(setting, &patterns).into())
                .collect(),
            gates: Scheme::ALL.map(|scheme| Gates::new(&graph, scheme)),
            plans: Default::default(),
            costs: Default::default(),
            single_points: Default::default(),
            survivals: OnceCell::new(),
            task,
            layout: lay_out(&graph),
            patterns,
            settings,
            graph,
            topology,
        }))
    }

    /// A shipped network; `None` for a name that none has.
    pub fn of_preset(id: &str) -> Option<Rc<Self>> {
        let preset = SHIPPED.iter().find(|(_, preset)| preset.id == id)?;
        Self::new(Rc::new(preset.1.topology.clone())).ok()
    }

    /// All presets, the one the page opens with first.
    pub fn all() -> Vec<Rc<Self>> {
        SHIPPED
            .iter()
            .filter_map(|(_, preset)| Self::new(Rc::new(preset.topology.clone())).ok())
            .collect()
    }

    /// Whether samples are windows of signals.
    pub fn is_signal(&self) -> bool {
        matches!(self.task.input, InputSpace::Signal { .. })
    }

    /// The plan under a scheme: shapes, layers, adapters, bytes, parameters; `None` while a problem stands in its
    /// way. Hyperconnection weights are those of seed 0 and are of use only where the rule is not random.
    pub fn plan(&self, scheme: Scheme) -> Option<&Shared<Plan>> {
        self.plans[scheme as usize]
            .get_or_init(|| plan(&self.topology, scheme, 0).ok().map(Shared::from))
            .as_ref()
    }

    /// Parameters and bytes under a scheme, as far as they can be told whatever else is wrong.
    pub fn costs(&self, scheme: Scheme) -> Rc<Costs> {
        let cell = &self.costs[scheme as usize];
        Rc::clone(cell.get_or_init(|| Rc::new(costs(&self.topology, scheme))))
    }

    /// Path survival under each setting, in the order of `settings`.
    pub fn survivals(&self) -> &[Survival] {
        self.survivals.get_or_init(|| {
            let with = survivals(&self.graph, Scheme::ResilinetPlus, &self.settings);
            let without = survivals(&self.graph, Scheme::Vanilla, &self.settings);
            with.into_iter()
                .zip(without)
                .map(|(with_skips, without_skips)| Survival {
                    with_skips,
                    without_skips,
                })
                .collect()
        })
    }

    /// The nodes without which no path lives under a scheme, as indices into the graph.
    pub fn single_points(&self, scheme: Scheme) -> Rc<Vec<usize>> {
        let cell = &self.single_points[scheme as usize];
        Rc::clone(cell.get_or_init(|| Rc::new(single_points_of_failure(&self.graph, scheme))))
    }

    /// Number of problems that keep it from being trained and run.
    pub fn error_count(&self) -> usize {
        self.problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count()
    }

    /// What delivers and which inputs count under a scheme and a failure pattern.
    pub fn deliver(&self, scheme: Scheme, pattern: Pattern) -> Delivery {
        self.gates[scheme as usize].deliver(&self.patterns.up(pattern, self.graph.len()))
    }

    /// The gates under a scheme.
    pub fn gates(&self, scheme: Scheme) -> &Gates {
        &self.gates[scheme as usize]
    }

    /// The bit of a failable node (an index into the graph); `None` for a source or the cloud.
    pub fn bit(&self, node: usize) -> Option<usize> {
        self.patterns.nodes().iter().position(|&at| at == node)
    }

    /// Whether a node is down under a pattern.
    pub fn is_down(&self, node: usize, pattern: Pattern) -> bool {
        self.bit(node).is_some_and(|bit| pattern.is_down(bit))
    }

    /// Whether a person placed any node: then all stand where the document says.
    pub fn is_pinned(&self) -> bool {
        self.topology
            .nodes
            .iter()
            .any(|node| node.position.is_some())
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

/// Something for each scheme, in the order of [`Scheme::ALL`].
type PerScheme<T> = [T; Scheme::ALL.len()];

#[cfg(test)]
mod tests {
    use super::*;
    use deepfog_topology::WeightRule;

    #[test]
    fn a_bundle_fits_the_network_that_it_was_trained_for() {
        let shipped = presets::find("sensor-chain").unwrap().topology;
        let changed = |change: fn(&mut Topology)| {
            let mut topology = shipped.clone();
            change(&mut topology);
            let network = Network::new(Rc::new(topology)).unwrap();
            (network.preset, network.bundle)
        };
        let this = Some("sensor-chain");
        for (change, expected) in [
            ((|_| {}) as fn(&mut Topology), (this, this)),
            (|t| t.title = "Mine".to_owned(), (None, this)),
            (|t| t.nodes[0].position = Some([1.0, 2.0]), (None, this)),
            (|t| t.settings.clear(), (None, this)),
            (|t| t.nodes[1].units.clear(), (None, None)),
            (|t| t.links.truncate(2), (None, None)),
            (
                |t| t.weights = WeightRule::Uniform { high: 1.0 },
                (None, None),
            ),
        ] {
            assert_eq!(changed(change), expected);
        }
    }
}
