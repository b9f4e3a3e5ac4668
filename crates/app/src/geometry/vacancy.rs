//! Finds room for a new node.

use super::plane::{NodeBox, Point};
use super::sizes::HEIGHT;

/// A new node may be as wide as this without overlapping another.
const ROOM: f32 = 104.0;
/// What is kept free around it.
const AIR: f32 = 14.0;
/// Distance between the places that are tried.
const STEP: f32 = 18.0;
/// Rings of places that are tried: enough to get around as many nodes as a document can have.
const RINGS: i32 = 48;

/// The place nearest to `wanted` at which a new node, of the size of one with a short name, overlaps none: `wanted`
/// itself or one on a grid around it. In the most crowded drawing it stands to the right of all.
pub fn free_place(nodes: &[NodeBox], wanted: Point) -> Point {
    let wanted = if wanted.is_finite() {
        wanted
    } else {
        Point::default()
    };
    let free = |centre: Point| {
        let new = NodeBox {
            centre,
            width: ROOM,
            height: HEIGHT,
        };
        !nodes.iter().any(|node| node.crowds(&new, AIR))
    };
    let mut best: Option<(i32, Point)> = None;
    for ring in 0..=RINGS {
        // A later ring has nothing nearer than its distance.
        if best.is_some_and(|(square, _)| square <= ring * ring) {
            break;
        }
        for (right, down) in square_ring(ring) {
            let square = right * right + down * down;
            let centre = Point {
                x: wanted.x + right as f32 * STEP,
                y: wanted.y + down as f32 * STEP,
            };
            if best.is_none_or(|(least, _)| square < least) && free(centre) {
                best = Some((square, centre));
            }
        }
    }
    best.map_or_else(
        || Point {
            x: nodes
                .iter()
                .map(|node| node.rect().right() + AIR + ROOM)
                .fold(wanted.x, f32::max),
            y: wanted.y,
        },
        |(_, centre)| centre,
    )
}

/// The steps to the right and down of all places on a square around the middle.
fn square_ring(ring: i32) -> impl Iterator<Item = (i32, i32)> {
    let ends = (-ring..=ring).flat_map(move |right| [(right, -ring), (right, ring)]);
    let sides = (1 - ring..ring).flat_map(move |down| [(-ring, down), (ring, down)]);
    ends.chain(sides)
}
