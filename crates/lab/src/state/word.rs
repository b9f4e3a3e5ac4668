//! Sentences about the last thing that happened.

use std::rc::Rc;

/// What there is to say of the last thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The sentence.
    pub text: Rc<str>,
    /// Whether something went wrong.
    pub is_fault: bool,
}

impl Word {
    /// Something that went well.
    pub fn info(text: impl Into<Rc<str>>) -> Self {
        Self {
            text: text.into(),
            is_fault: false,
        }
    }

    /// Something that went wrong.
    pub fn fault(text: impl Into<Rc<str>>) -> Self {
        Self {
            text: text.into(),
            is_fault: true,
        }
    }
}
