//! The page's components but for the panels.

pub mod failures;
pub mod glyph;
pub mod header;
pub mod help;
pub mod input;
pub mod node;
pub mod notices;
pub mod page;
pub mod scheme_switch;
pub mod stage;
pub mod summary;
pub mod topology;
pub mod wire;

pub use page::Page;
