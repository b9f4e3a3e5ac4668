//! Editing: every change that a person makes to a document is a value, [`Edit`], that [`apply`] turns into a new
//! document or refuses with a sentence.
//!
//! A sound document (see [`crate::rules::structure`]) stays sound under every edit, in any order. An edit that would
//! change nothing is refused too, so that the history holds no empty steps.

mod clip;
mod copies;
mod defaults;
mod delete;
mod error;
mod kinds;
mod links;
mod names;
mod nodes;
mod positions;
mod reliabilities;
mod size;
mod subject;
mod suggest;
mod units;
mod ways;
mod weights;

pub use clip::{Clip, ClipError};
pub use defaults::{blank, default_sense, default_units};
pub use error::EditError;
pub use links::can_connect;
pub use names::free_name;
pub use suggest::{longest_path, suggested_skips};
pub use weights::given as given_weights;

use crate::model::{Link, NodeId, Sense, Tier, Topology, Unit, WeightRule};
use crate::rules;
use crate::task::TaskId;

/// What a new node is connected to at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Join {
    /// From this existing node to the new one.
    From(NodeId),
    /// From the new node to this existing one.
    To(NodeId),
}

/// One change of a document. Positions are middles of nodes in drawing units; indices count from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Adds a node with the name, unit, sense and reliabilities that are usual in its tier.
    AddNode {
        /// Its tier.
        tier: Tier,
        /// Where it is put; without it a free place is found in a drawing that a person arranged, and the layout
        /// places it in one that nobody did.
        position: Option<[f32; 2]>,
        /// The hyperconnections that it gets at once.
        joined: Vec<Join>,
    },
    /// Adds a hyperconnection.
    Connect {
        /// The sender.
        from: NodeId,
        /// The receiver.
        to: NodeId,
    },
    /// Removes nodes with all that concerns them, and hyperconnections. What is not there is passed over, but reliabilities
    /// and weights that a document has for it go.
    Delete {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// The hyperconnections, beside those of the nodes.
        links: Vec<Link>,
    },
    /// Puts nodes somewhere else.
    Move {
        /// Where nodes are afterwards. It may list more nodes than were moved by hand: the first move fixes the whole drawing.
        positions: Vec<(NodeId, [f32; 2])>,
        /// The nodes that were moved by hand.
        moved: Vec<NodeId>,
    },
    /// Forgets all positions, so that the layout places the nodes.
    AutoLayout,
    /// Puts every node into the column of its tier; nodes of one tier that feed each other get columns of their own. Rows
    /// stay, but a node that would cover another one of its column moves down.
    AlignToTiers {
        /// Positions of the drawing before. A node that is not listed stands where the document says.
        positions: Vec<(NodeId, [f32; 2])>,
    },
    /// Gives a node another name, everywhere.
    Rename {
        /// The node.
        node: NodeId,
        /// Its new name.
        name: String,
    },
    /// Moves nodes to another tier. A node that becomes a source senses everything; one that stops being one senses nothing.
    SetTier {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// Their new tier.
        tier: Tier,
    },
    /// Changes what a source senses.
    SetSense {
        /// The source.
        node: NodeId,
        /// What it senses.
        sense: Sense,
    },
    /// Puts a unit on a node.
    AddUnit {
        /// The node.
        node: NodeId,
        /// The index that the unit gets.
        at: usize,
        /// The unit.
        unit: Unit,
    },
    /// Takes a unit off a node.
    RemoveUnit {
        /// The node.
        node: NodeId,
        /// The unit's index.
        at: usize,
    },
    /// Moves a unit up or down on its node.
    MoveUnit {
        /// The node.
        node: NodeId,
        /// The unit's index before.
        from: usize,
        /// Its index afterwards.
        to: usize,
    },
    /// Changes a unit's kind or numbers.
    ChangeUnit {
        /// The node.
        node: NodeId,
        /// The unit's index.
        at: usize,
        /// What stands there afterwards.
        unit: Unit,
    },
    /// Sets a node's reliability under a setting of the document.
    SetReliability {
        /// The setting's name, ignoring case.
        setting: String,
        /// The node.
        node: NodeId,
        /// Its probability to be up, 0 to 1.
        value: f64,
    },
    /// Chooses how hyperconnection weights are found.
    SetWeightRule {
        /// The rule.
        rule: WeightRule,
    },
    /// Sets one hyperconnection's weight and keeps the others as they are (random ones become 1): the rule becomes [`WeightRule::Given`].
    SetWeight {
        /// The hyperconnection.
        link: Link,
        /// Its weight.
        weight: f64,
    },
    /// Renames the document.
    SetTitle {
        /// The name that a person reads.
        title: String,
    },
    /// Changes what is recognised: sources sense everything of the new task, convolutions get its number of dimensions.
    SetTask {
        /// A builtin task.
        task: TaskId,
    },
    /// Puts copies from a clip into the document.
    Paste {
        /// What was copied.
        clip: Clip,
        /// How far the copies stand from their originals.
        offset: [f32; 2],
    },
    /// Copies nodes and the hyperconnections between them.
    Duplicate {
        /// The nodes.
        nodes: Vec<NodeId>,
        /// How far the copies stand from their originals.
        offset: [f32; 2],
    },
    /// deepFogGuard's rule: each node also feeds what lies one node further.
    SuggestSkips {
        /// Only the skip hyperconnections that leave this node.
        node: Option<NodeId>,
    },
    /// Spreads a DNN over the edge, fog and cloud nodes of a path: each gets the same number of units, later nodes get
    /// the remainder. The cloud's classifying layer is implied and comes on top.
    SpreadLayers {
        /// The nodes, each connected to the next.
        path: Vec<NodeId>,
        /// What every layer is.
        unit: Unit,
        /// How many layers.
        count: usize,
    },
    /// Several edits as one step.
    Several {
        /// The step's name in the history.
        name: String,
        /// The edits, in order.
        edits: Vec<Edit>,
    },
}

/// What an edit gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The document afterwards.
    pub topology: Topology,
    /// The step's name in the history, as a short imperative: `Add edge e2`.
    pub name: String,
    /// The nodes to select afterwards. When empty, the selection stays as it is, less what is gone.
    pub touched: Vec<NodeId>,
    /// What else a person should know: which hyperconnections became skips or stopped being ones, as sentences.
    pub note: Option<String>,
}

/// Applies an edit to a sound document.
///
/// # Errors
/// [`EditError`]: why the edit is refused and what to do. The document given is never changed.
pub fn apply(topology: &Topology, edit: &Edit) -> Result<Applied, EditError> {
    let mut changed = topology.clone();
    let done = change(&mut changed, edit)?;
    if changed == *topology {
        return Err(error::nothing("This changes nothing."));
    }
    let unsound = rules::structure(&changed);
    if !unsound.is_empty() {
        return Err(EditError::Unsound(unsound));
    }
    size::check(topology, &changed)?;
    Ok(Applied {
        note: kinds::note(topology, &changed),
        topology: changed,
        name: done.name,
        touched: done.touched,
    })
}

/// What a change is called and which nodes it leaves selected.
struct Done {
    name: String,
    touched: Vec<NodeId>,
}

impl Done {
    fn new(name: impl Into<String>, touched: Vec<NodeId>) -> Self {
        Self {
            name: name.into(),
            touched,
        }
    }
}

/// Changes the document in place. It keeps the graph whole and acyclic; numbers are checked afterwards, all at once.
fn change(topology: &mut Topology, edit: &Edit) -> Result<Done, EditError> {
    match edit {
        Edit::AddNode {
            tier,
            position,
            joined,
        } => nodes::add(topology, *tier, *position, joined),
        Edit::Connect { from, to } => links::connect(topology, from, to),
        Edit::Delete { nodes, links } => delete::delete(topology, nodes, links),
        Edit::Move { positions, moved } => positions::put(topology, positions, moved),
        Edit::AutoLayout => positions::forget(topology),
        Edit::AlignToTiers { positions } => positions::align(topology, positions),
        Edit::Rename { node, name } => nodes::rename(topology, node, name),
        Edit::SetTier { nodes, tier } => nodes::set_tier(topology, nodes, *tier),
        Edit::SetSense { node, sense } => nodes::set_sense(topology, node, sense),
        Edit::AddUnit { node, at, unit } => units::add(topology, node, *at, *unit),
        Edit::RemoveUnit { node, at } => units::remove(topology, node, *at),
        Edit::MoveUnit { node, from, to } => units::shift(topology, node, *from, *to),
        Edit::ChangeUnit { node, at, unit } => units::change(topology, node, *at, *unit),
        Edit::SetReliability {
            setting,
            node,
            value,
        } => reliabilities::set(topology, setting, node, *value),
        Edit::SetWeightRule { rule } => weights::set_rule(topology, rule),
        Edit::SetWeight { link, weight } => weights::set(topology, link, *weight),
        Edit::SetTitle { title } => subject::set_title(topology, title),
        Edit::SetTask { task } => subject::set_task(topology, task),
        Edit::Paste { clip, offset } => copies::paste(topology, clip, *offset),
        Edit::Duplicate { nodes, offset } => copies::duplicate(topology, nodes, *offset),
        Edit::SuggestSkips { node } => suggest::add_skips(topology, node.as_ref()),
        Edit::SpreadLayers { path, unit, count } => suggest::spread(topology, path, *unit, *count),
        Edit::Several { name, edits } => several(topology, name, edits),
    }
}

/// One step of several edits. Those that change nothing are passed over where others do.
fn several(topology: &mut Topology, name: &str, edits: &[Edit]) -> Result<Done, EditError> {
    let mut touched: Vec<NodeId> = Vec::new();
    let mut last_refusal = None;
    let mut any = false;
    for edit in edits {
        match change(topology, edit) {
            Ok(done) => {
                any = true;
                for id in done.touched {
                    if !touched.contains(&id) {
                        touched.push(id);
                    }
                }
            }
            Err(EditError::NothingChanges(why)) => last_refusal = Some(why),
            Err(refusal) => return Err(refusal),
        }
    }
    if !any {
        let why = last_refusal.unwrap_or_else(|| "There is nothing to change.".to_owned());
        return Err(EditError::NothingChanges(why));
    }
    // What one edit touched, another may have renamed or deleted.
    touched.retain(|id| topology.node(id).is_some());
    Ok(Done::new(name, touched))
}
