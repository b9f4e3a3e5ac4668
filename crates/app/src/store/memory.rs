//! What the page remembers beside documents: what was open last on this device, and what this tab shows.

use serde::{Deserialize, Serialize};

use super::{Shelf, StoreError};

/// The entry that says what was open last on this device.
const LAST: &str = "deepfog.last";

/// The entry, in the tab's own storage, that says what this tab shows.
const TAB: &str = "deepfog.tab";

/// The entry, in the tab's own storage, that names the document whose last change could not be saved.
const UNSAVED: &str = "deepfog.unsaved";

/// Longer entries are not read.
const MAX_MEMORY: usize = 400_000;

/// What was open last on this device: the bare address opens it again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Last {
    /// One of the person's own documents, by its key.
    Own(String),
    /// A shipped network, as the query of its address.
    Query(String),
}

impl Last {
    /// What was open last; `None` when nothing was, or it cannot be read.
    pub fn recall(shelf: &impl Shelf) -> Option<Self> {
        recall(shelf, LAST)
    }

    /// Remembers it.
    ///
    /// # Errors
    /// [`StoreError::Refused`] or [`StoreError::Full`].
    pub fn remember(&self, shelf: &impl Shelf) -> Result<(), StoreError> {
        remember(shelf, LAST, self)
    }
}

/// What this tab shows. A reload finds the person's own document by it, although the address holds a copy of it as
/// every link does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Tab {
    /// The key of the person's own document, if it is one.
    pub own: Option<String>,
    /// What the page wrote into the address, from the question mark or the hash on.
    pub address: String,
}

impl Tab {
    /// What this tab showed last; `None` in a new tab.
    pub fn recall(shelf: &impl Shelf) -> Option<Self> {
        recall(shelf, TAB)
    }

    /// Remembers it for as long as the tab lives.
    ///
    /// # Errors
    /// [`StoreError::Refused`] or [`StoreError::Full`].
    pub fn remember(&self, shelf: &impl Shelf) -> Result<(), StoreError> {
        remember(shelf, TAB, self)
    }
}

/// The key of the document whose last change this tab could not save; `None` when all is saved.
pub fn unsaved(shelf: &impl Shelf) -> Option<String> {
    recall(shelf, UNSAVED)
}

/// Remembers that the last change of the document with this key could not be saved, or that there is none such.
///
/// # Errors
/// [`StoreError::Refused`] or [`StoreError::Full`].
pub fn remember_unsaved(shelf: &impl Shelf, key: Option<&str>) -> Result<(), StoreError> {
    match key {
        Some(key) => remember(shelf, UNSAVED, &key),
        None => shelf.remove(UNSAVED),
    }
}

fn recall<T: for<'a> Deserialize<'a>>(shelf: &impl Shelf, name: &str) -> Option<T> {
    let text = shelf.get(name).ok()??;
    if text.len() > MAX_MEMORY {
        return None;
    }
    serde_json::from_str(&text).ok()
}

fn remember(shelf: &impl Shelf, name: &str, what: &impl Serialize) -> Result<(), StoreError> {
    let text =
        serde_json::to_string(what).map_err(|error| StoreError::Unreadable(format!("{error}.")))?;
    shelf.put(name, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fake::Memory;

    #[test]
    fn what_is_remembered_is_recalled() {
        let shelf = Memory::default();
        assert_eq!(Last::recall(&shelf), None);
        assert_eq!(Tab::recall(&shelf), None);
        for last in [
            Last::Own("k1".into()),
            Last::Query("?preset=smallest&setting=Hazardous&sample=3".to_owned()),
        ] {
            last.remember(&shelf).unwrap();
            assert_eq!(Last::recall(&shelf), Some(last));
        }
        for own in [None, Some("k2".into())] {
            let tab = Tab {
                own,
                address: "#d=1abc".to_owned(),
            };
            tab.remember(&shelf).unwrap();
            assert_eq!(Tab::recall(&shelf), Some(tab));
        }
    }

    #[test]
    fn what_is_not_saved_is_remembered_until_it_is() {
        let shelf = Memory::default();
        assert_eq!(unsaved(&shelf), None);
        remember_unsaved(&shelf, Some("k1")).unwrap();
        assert_eq!(unsaved(&shelf).as_deref(), Some("k1"));
        remember_unsaved(&shelf, None).unwrap();
        assert_eq!(unsaved(&shelf), None);
    }

    #[test]
    fn what_is_damaged_is_as_if_it_were_not_there() {
        let shelf = Memory::default();
        for text in ["", "{", "[1]", "{\"own\":7}", &"a".repeat(MAX_MEMORY + 1)] {
            shelf.put(LAST, text).unwrap();
            shelf.put(TAB, text).unwrap();
            assert_eq!(Last::recall(&shelf), None);
            assert_eq!(Tab::recall(&shelf), None);
        }
    }
}
