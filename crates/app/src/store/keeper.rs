//! Decides when an entry may be written: never over what another tab has drawn.

use std::rc::Rc;

use deepfog_topology::Topology;
use deepfog_topology::document::Document;

use super::{Shelf, StoreError, entry, name_of};

/// What became of a wish to keep the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is in the store, and was before or need not be.
    Already,
    /// It was written.
    Written,
    /// Another tab has drawn something else under this key: this document must go on under a key of its own.
    NeedsCopy,
}

/// What is known of the entry of the document that is open.
#[derive(Debug, Default)]
pub struct Keeper {
    key: Option<Rc<str>>,
    /// The entry's text as this tab last wrote or read it.
    known: Option<String>,
    /// The document as this tab last wrote or read it.
    kept: Option<Document>,
    /// Whether another tab has drawn something else since, or deleted the entry.
    is_astray: bool,
}

impl Keeper {
    /// Begins with a document that was opened, or has got this key.
    ///
    /// # Errors
    /// [`StoreError::Refused`]; the keeper has begun all the same, and will try to write.
    pub fn begin(
        &mut self,
        shelf: &impl Shelf,
        key: &Rc<str>,
        document: &Document,
    ) -> Result<(), StoreError> {
        *self = Self {
            key: Some(Rc::clone(key)),
            ..Self::default()
        };
        self.known = shelf.get(&name_of(key))?;
        if let Some(text) = &self.known {
            match entry::read(text) {
                Ok(contents) if contents.document.topology == document.topology => {
                    self.kept = Some(contents.document);
                }
                // What stands there is not what was opened: another tab was quicker, or it cannot be read.
                _ => {
                    self.kept = Some(document.clone());
                    self.is_astray = true;
                }
            }
        }
        Ok(())
    }

    /// Nothing is to be kept any more.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// The key of the document that is kept.
    pub fn key(&self) -> Option<&Rc<str>> {
        self.key.as_ref()
    }

    /// Whether this tab has already kept exactly this document.
    pub fn has(&self, document: &Document) -> bool {
        self.kept.as_ref() == Some(document)
    }

    /// Whether this tab has already kept what is drawn, whatever is shown of it.
    pub fn has_drawn(&self, topology: &Topology) -> bool {
        self.kept
            .as_ref()
            .is_some_and(|kept| kept.topology == *topology)
    }

    /// Whether another tab has drawn something else under this key.
    pub fn is_astray(&self) -> bool {
        self.is_astray
    }

    /// Takes note of the entry's text as another tab wrote it; `None` when it was deleted. Where only what is shown
    /// differs, the tabs may go on with one document; otherwise this one goes astray.
    pub fn meet(&mut self, text: Option<String>) {
        if self.known == text {
            return;
        }
        let drawn = text
            .as_deref()
            .and_then(|text| entry::read(text).ok())
            .map(|contents| contents.document.topology);
        self.is_astray = !drawn.is_some_and(|drawn| self.has_drawn(&drawn));
        self.known = text;
    }

    /// Keeps the document, at a time in milliseconds since 1970.
    ///
    /// # Errors
    /// [`StoreError`]: it was not kept; what was kept before is still there.
    pub fn keep(
        &mut self,
        shelf: &impl Shelf,
        document: &Document,
        now_ms: u64,
    ) -> Result<Kept, StoreError> {
        let Some(key) = self.key.clone() else {
            return Ok(Kept::Already);
        };
        if self.has(document) {
            return Ok(Kept::Already);
        }
        // A tab that slept was not told of what others wrote: it looks.
        let name = name_of(&key);
        let stored = shelf.get(&name)?;
        self.meet(stored);
        if self.is_astray {
            // A copy for another sample or failure alone would only be in the way.
            return Ok(if self.has_drawn(&document.topology) {
                Kept::Already
            } else {
                Kept::NeedsCopy
            });
        }
        let text = entry::write(document, now_ms)?;
        shelf.put(&name, &text)?;
        self.known = Some(text);
        self.kept = Some(document.clone());
        Ok(Kept::Written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fake::Memory;
    use crate::store::load;
    use deepfog_topology::document::View;
    use deepfog_topology::presets;

    fn document(title: &str, sample: u32) -> Document {
        let mut topology = presets::find("smallest").unwrap().topology;
        topology.title = title.to_owned();
        let view = View {
            sample,
            ..View::default()
        };
        Document { topology, view }
    }

    fn begun(shelf: &Memory, key: &str, document: &Document) -> Keeper {
        let mut keeper = Keeper::default();
        keeper.begin(shelf, &key.into(), document).unwrap();
        keeper
    }

    #[test]
    fn a_change_is_written_once() {
        let shelf = Memory::default();
        let mut keeper = begun(&shelf, "k", &document("One", 1));
        for (title, sample, expected) in [
            ("One", 1, Kept::Written),
            ("One", 1, Kept::Already),
            ("One", 2, Kept::Written),
            ("Two", 2, Kept::Written),
            ("Two", 2, Kept::Already),
        ] {
            let document = document(title, sample);
            assert_eq!(keeper.keep(&shelf, &document, 1), Ok(expected));
            assert_eq!(load(&shelf, "k").unwrap(), Some(document));
        }
        assert_eq!(shelf.writes.get(), 3);
        // What is opened again is there already.
        let mut again = begun(&shelf, "k", &document("Two", 2));
        assert_eq!(
            again.keep(&shelf, &document("Two", 2), 2),
            Ok(Kept::Already)
        );
    }

    #[test]
    fn nothing_is_written_over_what_another_tab_drew() {
        let shelf = Memory::default();
        let mut one = begun(&shelf, "k", &document("One", 1));
        one.keep(&shelf, &document("One", 1), 1).unwrap();
        let mut other = begun(&shelf, "k", &document("One", 1));

        // Another sample does not part them.
        assert_eq!(
            other.keep(&shelf, &document("One", 2), 2),
            Ok(Kept::Written)
        );
        one.meet(shelf.get("deepfog.document.k").unwrap());
        assert!(!one.is_astray());
        assert_eq!(one.keep(&shelf, &document("One", 3), 3), Ok(Kept::Written));

        // Another drawing does, told or not.
        assert_eq!(
            other.keep(&shelf, &document("Two", 2), 4),
            Ok(Kept::Written)
        );
        let mut slept = begun(&shelf, "k", &document("Two", 2));
        one.meet(shelf.get("deepfog.document.k").unwrap());
        assert!(one.is_astray());
        assert_eq!(one.keep(&shelf, &document("One", 4), 5), Ok(Kept::Already));
        assert_eq!(
            one.keep(&shelf, &document("Mine", 4), 5),
            Ok(Kept::NeedsCopy)
        );
        other.keep(&shelf, &document("Three", 2), 6).unwrap();
        assert_eq!(
            slept.keep(&shelf, &document("Mine", 2), 7),
            Ok(Kept::NeedsCopy)
        );
        assert_eq!(load(&shelf, "k").unwrap(), Some(document("Three", 2)));

        // The copy goes on by itself.
        one.begin(&shelf, &"copy".into(), &document("Mine", 4))
            .unwrap();
        assert_eq!(one.keep(&shelf, &document("Mine", 4), 8), Ok(Kept::Written));
    }

    #[test]
    fn what_was_deleted_elsewhere_does_not_come_back_by_itself() {
        let shelf = Memory::default();
        let mut keeper = begun(&shelf, "k", &document("One", 1));
        keeper.keep(&shelf, &document("One", 1), 1).unwrap();
        shelf.remove("deepfog.document.k").unwrap();
        keeper.meet(None);
        assert!(keeper.is_astray());
        assert_eq!(
            keeper.keep(&shelf, &document("One", 2), 2),
            Ok(Kept::Already)
        );
        assert_eq!(
            keeper.keep(&shelf, &document("Two", 2), 2),
            Ok(Kept::NeedsCopy)
        );
        // It was brought back.
        let text = entry::write(&document("One", 1), 1).unwrap();
        keeper.meet(Some(text));
        assert!(!keeper.is_astray());
    }

    #[test]
    fn what_cannot_be_read_is_not_written_over() {
        let shelf = Memory::default();
        shelf.put("deepfog.document.k", "{").unwrap();
        let mut keeper = begun(&shelf, "k", &document("One", 1));
        assert!(keeper.is_astray());
        assert_eq!(
            keeper.keep(&shelf, &document("Two", 1), 1),
            Ok(Kept::NeedsCopy)
        );
        assert_eq!(
            shelf.get("deepfog.document.k").unwrap().as_deref(),
            Some("{")
        );
    }

    #[test]
    fn a_failure_is_told_and_tried_again() {
        let shelf = Memory::default();
        let mut keeper = begun(&shelf, "k", &document("One", 1));
        shelf.full.set(true);
        let one = document("One", 1);
        assert_eq!(keeper.keep(&shelf, &one, 1), Err(StoreError::Full));
        assert_eq!(keeper.keep(&shelf, &one, 2), Err(StoreError::Full));
        shelf.full.set(false);
        assert_eq!(keeper.keep(&shelf, &one, 3), Ok(Kept::Written));
        shelf.refused.set(true);
        assert_eq!(
            keeper.begin(&shelf, &"l".into(), &one),
            Err(StoreError::Refused)
        );
        assert_eq!(keeper.keep(&shelf, &one, 4), Err(StoreError::Refused));
    }
}
