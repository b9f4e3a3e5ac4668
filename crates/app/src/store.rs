//! What the page keeps on this device: the person's own documents, and what was open last.
//!
//! One entry of the browser's storage per document (`deepfog.document.KEY`, see [`entry`]), `deepfog.last` and, for one
//! tab only, `deepfog.tab` (see [`memory`]). [`keeper`] decides when an entry may be written. All of them know a
//! [`Shelf`] only; the browser's one is [`device`].

pub mod device;
pub mod entry;
pub mod keeper;
pub mod memory;

use std::rc::Rc;

use deepfog_topology::document::{Document, DocumentError};

pub use device::{Device, new_key, now};
pub use entry::{Contents, Listed};

/// What the names of entries that hold documents begin with; the document's key follows.
pub const DOCUMENT_PREFIX: &str = "deepfog.document.";

/// Why something could not be kept on this device, or not be had back. It displays as full sentences.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// There is no storage: private windows and strict settings refuse it.
    #[error("This browser lets the page keep nothing on this device.")]
    Refused,
    /// The browser gives each site a few megabytes.
    #[error("The room that this browser gives the page on this device is full.")]
    Full,
    /// An entry that this page cannot have written like that.
    #[error("The entry cannot be read: {0}")]
    Unreadable(String),
    /// A document that cannot be written.
    #[error(transparent)]
    Document(#[from] DocumentError),
}

/// Texts by their names, as the browser keeps them.
pub trait Shelf {
    /// The names of all entries, in no order.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    fn names(&self) -> Result<Vec<String>, StoreError>;

    /// An entry's text; `None` when there is none of that name.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    fn get(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Writes an entry whole, or leaves it as it was.
    ///
    /// # Errors
    /// [`StoreError::Refused`] or [`StoreError::Full`].
    fn put(&self, name: &str, text: &str) -> Result<(), StoreError>;

    /// Takes an entry away; there need not be one.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    fn remove(&self, name: &str) -> Result<(), StoreError>;
}

/// The name of the entry of the document with this key.
pub fn name_of(key: &str) -> String {
    format!("{DOCUMENT_PREFIX}{key}")
}

/// All documents, the one saved last first; those that cannot be read come at the end and say why.
///
/// # Errors
/// [`StoreError::Refused`].
pub fn list(shelf: &impl Shelf) -> Result<Vec<Listed>, StoreError> {
    let mut listed = Vec::new();
    for name in shelf.names()? {
        if let Some(key) = name.strip_prefix(DOCUMENT_PREFIX)
            && let Some(text) = shelf.get(&name)?
        {
            listed.push(Listed::of(key, &text));
        }
    }
    entry::sort(&mut listed);
    Ok(listed)
}

/// The document with this key as it was saved last; `None` when there is none.
///
/// # Errors
/// [`StoreError::Refused`], or [`StoreError::Unreadable`] for an entry that is there.
pub fn load(shelf: &impl Shelf, key: &str) -> Result<Option<Document>, StoreError> {
    match shelf.get(&name_of(key))? {
        Some(text) => Ok(Some(entry::read(&text)?.document)),
        None => Ok(None),
    }
}

/// Saves a document under a key, at a time in milliseconds since 1970.
///
/// # Errors
/// [`StoreError::Document`], [`StoreError::Refused`] or [`StoreError::Full`]: what was saved before is still there.
pub fn save(
    shelf: &impl Shelf,
    key: &str,
    document: &Document,
    saved_ms: u64,
) -> Result<(), StoreError> {
    shelf.put(&name_of(key), &entry::write(document, saved_ms)?)
}

/// The key of the person's own document that is the same to the last detail, what is shown of it included.
pub fn find_same(shelf: &impl Shelf, document: &Document) -> Option<Rc<str>> {
    let names = shelf.names().ok()?;
    names.iter().find_map(|name| {
        let key = name.strip_prefix(DOCUMENT_PREFIX)?;
        let text = shelf.get(name).ok()??;
        let contents = entry::read(&text).ok()?;
        (contents.document == *document).then(|| key.into())
    })
}

/// A shelf of the tests, which may be full or refused.
#[cfg(test)]
pub mod fake {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::{Shelf, StoreError};

    /// Entries in memory.
    #[derive(Default)]
    pub struct Memory {
        /// The entries.
        pub entries: RefCell<BTreeMap<String, String>>,
        /// Whether nothing can be had at all.
        pub refused: Cell<bool>,
        /// Whether nothing more can be written.
        pub full: Cell<bool>,
        /// Counts what was written.
        pub writes: Cell<u32>,
    }

    impl Memory {
        fn allowed(&self) -> Result<(), StoreError> {
            if self.refused.get() {
                Err(StoreError::Refused)
            } else {
                Ok(())
            }
        }
    }

    impl Shelf for Memory {
        fn names(&self) -> Result<Vec<String>, StoreError> {
            self.allowed()?;
            Ok(self.entries.borrow().keys().cloned().collect())
        }

        fn get(&self, name: &str) -> Result<Option<String>, StoreError> {
            self.allowed()?;
            Ok(self.entries.borrow().get(name).cloned())
        }

        fn put(&self, name: &str, text: &str) -> Result<(), StoreError> {
            self.allowed()?;
            if self.full.get() {
                return Err(StoreError::Full);
            }
            self.writes.set(self.writes.get() + 1);
            self.entries.borrow_mut().insert(name.into(), text.into());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<(), StoreError> {
            self.allowed()?;
            self.entries.borrow_mut().remove(name);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fake::Memory;
    use super::*;
    use deepfog_topology::document::View;
    use deepfog_topology::presets;

    fn document(title: &str) -> Document {
        let mut topology = presets::find("smallest").unwrap().topology;
        topology.title = title.to_owned();
        Document {
            topology,
            view: View::default(),
        }
    }

    #[test]
    fn what_is_saved_is_listed_and_had_back() {
        let shelf = Memory::default();
        save(&shelf, "a", &document("First"), 1_000).unwrap();
        save(&shelf, "b", &document("Second"), 3_000).unwrap();
        save(&shelf, "c", &document("Third"), 2_000).unwrap();
        shelf.put("deepfog.document.d", "{").unwrap();
        shelf.put("deepfog.last", "null").unwrap();
        shelf.put("another", "program's").unwrap();
        let keys: Vec<String> = list(&shelf)
            .unwrap()
            .iter()
            .map(|listed| listed.key.to_string())
            .collect();
        assert_eq!(keys, ["b", "c", "a", "d"]);
        assert_eq!(load(&shelf, "c").unwrap(), Some(document("Third")));
        assert_eq!(load(&shelf, "e").unwrap(), None);
        assert!(matches!(load(&shelf, "d"), Err(StoreError::Unreadable(_))));
        assert_eq!(find_same(&shelf, &document("First")).as_deref(), Some("a"));
        assert_eq!(find_same(&shelf, &document("Fourth")), None);
    }

    #[test]
    fn what_cannot_be_kept_is_said_and_harms_nothing() {
        let shelf = Memory::default();
        save(&shelf, "a", &document("Before"), 1).unwrap();
        shelf.full.set(true);
        assert_eq!(
            save(&shelf, "a", &document("After"), 2),
            Err(StoreError::Full)
        );
        assert_eq!(load(&shelf, "a").unwrap(), Some(document("Before")));
        shelf.refused.set(true);
        assert_eq!(list(&shelf), Err(StoreError::Refused));
        assert_eq!(load(&shelf, "a"), Err(StoreError::Refused));
        assert_eq!(find_same(&shelf, &document("Before")), None);
    }
}
