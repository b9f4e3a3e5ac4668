//! Where nodes, hyperconnections and tiers are drawn, and what is found, snapped and walked in the drawing.
//!
//! A network that no one has moved is laid out by itself ([`draw`]): along one axis from sensor to answer, to the
//! right where there is width, downwards on a narrow page. Once a person has put its nodes somewhere, they stand
//! there ([`Drawing::placed`]); while they are dragged, only what they take along is drawn again ([`Drawing::moved`]).
//!
//! A hyperconnection takes the best of several curves: one that crosses no other node, stays inside, keeps away from
//! curves drawn before, and is short. All of this is in drawing units, which are also those of positions in a
//! document; a [`Camera`] says which part of it is seen and how large.

mod axis;
mod camera;
mod candidates;
mod curve;
mod drawing;
mod pick;
mod placement;
mod plane;
mod ports;
mod routing;
mod sieve;
mod sizes;
mod snap;
mod tiers;
mod vacancy;
mod walk;

pub use camera::Camera;
pub use curve::{Curve, LinkLines, LinkShape};
pub use drawing::{Drawing, Frame, arrange, draw};
pub use pick::{link_at, node_at, nodes_in};
pub use placement::height_downwards;
pub use plane::{NodeBox, Point, Rect, Size};
pub use snap::{Guide, Snapped, snap};
pub use tiers::TierMark;
pub use vacancy::free_place;
pub use walk::{Direction, along, incoming, neighbour, outgoing};

#[cfg(test)]
mod tests;
