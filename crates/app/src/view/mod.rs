//! The page's components but for the panels.

pub mod board;
pub mod desk;
pub mod dialog;
pub mod documents;
pub mod engine;
pub mod entries;
pub mod failures;
pub mod glyph;
pub mod header;
pub mod help;
pub mod input;
pub mod key_press;
pub mod keys;
pub mod minimap;
pub mod mode_switch;
pub mod node;
pub mod notices;
pub mod page;
pub mod pointer;
pub mod scheme_switch;
pub mod stage;
pub mod summary;
pub mod toolbar;
pub mod topology;
pub mod wire;

pub use page::Page;
