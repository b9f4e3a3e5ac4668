//! What every chart and table of the analysis is made of.

pub mod axis;
pub mod export;
pub mod facets;
pub mod figure;
pub mod frame;
pub mod parts;
pub mod rows;
pub mod source;
pub mod table;

pub use axis::Axis;
pub use facets::Facets;
pub use figure::Figure;
pub use frame::Frame;
pub use rows::{Row, Rows, Unit};
pub use source::Source;
pub use table::{Column, Datum, Table};
