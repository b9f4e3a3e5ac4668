//! The browser's storage, as a shelf.

use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::entry::key_of;
use super::{Shelf, StoreError};

/// One of the two storages that a browser gives a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// What stays on this device, shared by all tabs.
    Local,
    /// What stays as long as this tab does.
    Tab,
}

impl Device {
    fn storage(self) -> Result<Storage, StoreError> {
        let window = gloo::utils::window();
        match self {
            Device::Local => window.local_storage(),
            Device::Tab => window.session_storage(),
        }
        .ok()
        .flatten()
        .ok_or(StoreError::Refused)
    }
}

impl Shelf for Device {
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let storage = self.storage()?;
        let count = storage.length().map_err(|error| fault(&error))?;
        (0..count)
            .filter_map(|at| storage.key(at).map_err(|error| fault(&error)).transpose())
            .collect()
    }

    fn get(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.storage()?
            .get_item(name)
            .map_err(|error| fault(&error))
    }

    fn put(&self, name: &str, text: &str) -> Result<(), StoreError> {
        self.storage()?
            .set_item(name, text)
            .map_err(|error| fault(&error))
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.storage()?
            .remove_item(name)
            .map_err(|error| fault(&error))
    }
}

/// What an exception of the storage means: `QuotaExceededError`, in some browsers `NS_ERROR_DOM_QUOTA_REACHED`, or
/// anything else.
fn fault(error: &JsValue) -> StoreError {
    let name = js_sys::Reflect::get(error, &"name".into())
        .ok()
        .and_then(|name| name.as_string())
        .unwrap_or_default();
    if name.to_ascii_lowercase().contains("quota") {
        StoreError::Full
    } else {
        StoreError::Refused
    }
}

/// The time in milliseconds since 1970.
pub fn now() -> u64 {
    // A clock before 1970 gives 0.
    js_sys::Date::now() as u64
}

/// A key that no document has yet.
pub fn new_key() -> String {
    key_of(now(), (js_sys::Math::random() * f64::from(u32::MAX)) as u32)
}
