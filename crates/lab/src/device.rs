//! The device's store, opened once.

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::store::{Store, StoreError};

/// The store. Clones share it.
#[derive(Clone, Default)]
pub struct Device(Rc<RefCell<Option<Rc<Store>>>>);

impl PartialEq for Device {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Device {
    /// The store.
    ///
    /// # Errors
    /// [`StoreError`]: why the browser gives none.
    pub async fn store(&self) -> Result<Rc<Store>, StoreError> {
        if let Some(store) = self.opened() {
            return Ok(store);
        }
        let store = Rc::new(Store::open().await?);
        *self.0.borrow_mut() = Some(Rc::clone(&store));
        Ok(store)
    }

    /// The store, if it is open already.
    pub fn opened(&self) -> Option<Rc<Store>> {
        self.0.borrow().clone()
    }
}
