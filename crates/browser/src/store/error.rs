//! Why something cannot be kept or had.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// Why something could not be kept on this device, or not be had back. It displays as a sentence without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The browser gives the page no database.
    #[error("this browser lets the page keep nothing on this device: {0}")]
    Unavailable(String),
    /// There is no room.
    #[error(
        "the room that this browser gives the page on this device is full: delete networks or trainings that are no longer \
         needed"
    )]
    Full,
    /// Anything else.
    #[error("the page's database on this device failed: {0}")]
    Failed(String),
}

/// What browsers call a lack of room; the second is that of older Firefox.
const FULL: [&str; 2] = ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"];

impl StoreError {
    /// What an exception of a database means that is open.
    pub fn of(exception: &DomException) -> Self {
        match exception.name().as_str() {
            name if FULL.contains(&name) => Self::Full,
            // The connection was closed because a newer page wants to change the database, or the browser closed it.
            "InvalidStateError" => Self::Failed(
                "it was closed, perhaps for a newer version of this page; load the page again"
                    .to_owned(),
            ),
            _ => Self::Failed(words(exception)),
        }
    }

    /// What an exception says while the database is opened.
    pub fn of_opening(exception: &DomException) -> Self {
        match exception.name().as_str() {
            name if FULL.contains(&name) => Self::Full,
            "VersionError" => Self::Failed(
                "a newer version of this page wrote it; load the page again".to_owned(),
            ),
            "SecurityError" => Self::Unavailable(
                "its settings forbid it, as they do where cookies are blocked".to_owned(),
            ),
            _ => Self::Unavailable(words(exception)),
        }
    }

    /// What was thrown, by a database that is open or `while` it was opened.
    pub(super) fn thrown(error: idb::Error, while_opening: bool) -> Self {
        let exception = match &error {
            idb::Error::DomException(exception) => Some(exception.clone()),
            idb::Error::IndexedDbNotFound(value)
            | idb::Error::IndexedDbOpenFailed(value)
            | idb::Error::TransactionOpenFailed(value)
            | idb::Error::ObjectStoreNotFound(value)
            | idb::Error::UpdateFailed(value)
            | idb::Error::DeleteFailed(value)
            | idb::Error::GetFailed(value)
            | idb::Error::GetKeyFailed(value)
            | idb::Error::GetAllKeysFailed(value) => exception_of(value),
            _ => None,
        };
        match (exception, while_opening) {
            (Some(exception), true) => Self::of_opening(&exception),
            (Some(exception), false) => Self::of(&exception),
            (None, true) => Self::Unavailable("it has no database".to_owned()),
            (None, false) => Self::Failed(error.to_string()),
        }
    }
}

fn exception_of(value: &JsValue) -> Option<DomException> {
    value.dyn_ref().cloned()
}

/// The browser's own words, and the name where it has none.
fn words(exception: &DomException) -> String {
    let message = exception.message();
    let message = message.trim_end_matches('.');
    if message.is_empty() {
        exception.name()
    } else {
        message.to_owned()
    }
}
