//! From a topology to a distributed DNN.
//!
//! [`plan`] turns a drawn [`deepfog_topology::Topology`] and a scheme into a [`Plan`]: for every node its
//! input shape, its inputs with their adapters and weights, its layers and output shape. Training fills
//! [`Parameters`] for a plan; the bundle (a manifest and one ONNX file per node) holds both. Of a drawing that
//! is not finished, [`check()`] says everything that is wrong and [`cost`] counts what is there.

pub mod bundle;
mod carry;
pub mod check;
pub mod cost;
mod image;
pub mod layout;
pub mod onnx;
mod outline;
pub mod parameters;
pub mod plan;
pub mod random;
mod shape;
mod weights;

pub use carry::{carried, carry_over};
pub use check::check;
pub use cost::{Costs, LinkCost, NodeCost, costs};
pub use image::Image;
pub use layout::Layout;
pub use parameters::{LayerParameters, NodeParameters, Parameters, Tensor};
pub use plan::{Adapter, Layer, Plan, PlannedInput, PlannedNode, plan, plan_of};
pub use random::{Purpose, stream};
pub use shape::volume;
