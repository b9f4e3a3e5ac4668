//! What the whole document is about: its title and its task.

use super::error::{nothing, refused};
use super::{Done, EditError, defaults};
use crate::model::{Tier, Topology};
use crate::task::{Task, TaskId};

/// See [`super::Edit::SetTitle`].
pub(super) fn set_title(topology: &mut Topology, title: &str) -> Result<Done, EditError> {
    if topology.title == title {
        return Err(nothing("The title is this already."));
    }
    topology.title = title.to_owned();
    Ok(Done::new(
        format!("Change the title to {title}"),
        Vec::new(),
    ))
}

/// See [`super::Edit::SetTask`].
pub(super) fn set_task(topology: &mut Topology, id: &TaskId) -> Result<Done, EditError> {
    let task = Task::find(id).ok_or_else(|| {
        refused(format!(
            "The task \"{id}\" is not known. Choose one that is."
        ))
    })?;
    if topology.task == *id {
        return Err(nothing(format!("The task is {} already.", task.title)));
    }
    topology.task = id.clone();
    for node in &mut topology.nodes {
        if node.tier == Tier::Source {
            node.sense = Some(defaults::default_sense(&task));
        }
        for unit in &mut node.units {
            defaults::adapt_unit(unit, &task);
        }
    }
    Ok(Done::new(
        format!("Change the task to {}", task.title),
        Vec::new(),
    ))
}
