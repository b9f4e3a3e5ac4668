//! What the page shows about answers, failure patterns, expectations, samples and nodes.
//!
//! Every component is pure: plain data come in as properties, callbacks go out, and nothing is fetched
//! or kept but what drawing needs (a width, what the pointer is over). What is computed for drawing
//! (numbers as text, scales, places of patterns, shades of heat maps, the ranking of classes) stands in
//! modules of its own that know neither Yew nor the browser and are tested natively.
//!
//! The page's security policy allows no style attributes: lengths are SVG geometry attributes and
//! colours are classes of `www/panels.css`.

pub mod accuracy_bar;
pub mod answer_block;
pub mod answers;
pub mod data;
pub mod disclosure;
pub mod expected;
pub mod heat;
pub mod heat_map;
pub mod icon;
pub mod image;
pub mod inspector;
pub mod mark;
pub mod pattern_chart;

pub mod pattern_marks;
pub mod pattern_table;
pub mod price;
pub mod ranking;
pub mod sample;

pub mod signal;
pub mod wording;

pub use answers::AnswersPanel;
pub use data::{Figures, SchemeEntry, Shared, Stage, Weighting, random_guess};
pub use expected::{ExpectedPanel, Survival};
pub use icon::{IconKind, icon};
pub use inspector::Inspector;
pub use mark::scheme_mark;
pub use pattern_chart::PatternChart;
pub use price::price;
pub use sample::{SampleView, SourceSense};
