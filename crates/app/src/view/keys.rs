//! What keys mean while the drawing has the focus. [`KEYS`] is the list that the help shows.

use deepfog_topology::Tier;

use crate::geometry::Direction;
use crate::state::Mode;

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord<'a> {
    /// The key as the browser names it.
    pub key: &'a str,
    /// Control, or Command.
    pub control: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Command {
    /// Go to the next node in a direction.
    Walk(Direction),
    /// Go along hyperconnections.
    Follow(Direction),
    /// Create a node beside the active one, connected to it; of the same tier when asked for.
    Grow(Direction, bool),
    /// Move what is selected.
    Nudge(Direction),
    /// Go to the first node.
    First,
    /// Go to the last node.
    Last,
    /// Fail or restore the node.
    Fail,
    /// What a click does: fail, or connect, or edit.
    Activate,
    /// Every node is up again.
    RestoreAll,
    /// Add a node.
    Add(Tier),
    /// Begin a hyperconnection.
    Connect,
    /// Mark the node too.
    MarkToo,
    /// Mark all nodes.
    MarkAll,
    /// Delete what is selected.
    Delete,
    /// Take the last edit back.
    Undo,
    /// Do it again.
    Redo,
    /// Copy and paste in one step.
    Duplicate,
    /// Move the selected nodes a tier on, or back.
    Tier(bool),
    /// Come nearer, or go farther away.
    Zoom(bool),
    /// Fit the drawing into the pane.
    Fit,
    /// Lay out automatically.
    LayOut,
    /// Let go of what was begun or selected.
    LetGo,
    /// Show the help.
    Help,
}

/// Keys and what they do, in words, for the help.
pub const KEYS: [(&str, &str); 21] = [
    ("Tab", "into the network, and out of it again"),
    ("Arrow keys", "walk over the nodes by place"),
    ("Alt + arrow keys", "walk along hyperconnections"),
    (
        "Ctrl + arrow keys",
        "create a connected node there; with Shift of the same tier",
    ),
    ("Shift + arrow keys", "move the selected nodes"),
    ("1, 2, 3, 4", "add a source, an edge, a fog, a cloud node"),
    ("C", "connect from the node: walk to another, then Enter"),
    (
        "Enter",
        "fail or restore the node; while drawing, edit its properties",
    ),
    ("F", "fail the node, or restore it"),
    ("R", "restore all"),
    ("[ and ]", "move to the tier before, to the next tier"),
    ("X", "mark the node too; Ctrl + A marks all"),
    ("Delete", "delete what is selected"),
    ("Ctrl + Z, Ctrl + Shift + Z", "undo, redo"),
    ("Ctrl + C, X, V", "copy, cut, paste"),
    ("Ctrl + D", "duplicate"),
    ("+, −, 0", "nearer, farther, all in sight"),
    ("L", "lay out automatically"),
    ("Escape", "let go of what was begun or selected"),
    ("?", "this help (inside the network)"),
    (
        "Left, Right on the stream's buttons",
        "sample before, next sample",
    ),
];

fn direction(key: &str) -> Option<Direction> {
    Some(match key {
        "ArrowLeft" => Direction::Left,
        "ArrowRight" => Direction::Right,
        "ArrowUp" => Direction::Up,
        "ArrowDown" => Direction::Down,
        _ => return None,
    })
}

/// What a key asks for; `None` for one that is left to the browser.
pub fn command(chord: Chord, mode: Mode) -> Option<Command> {
    let Chord {
        key,
        control,
        alt,
        shift,
    } = chord;
    if let Some(direction) = direction(key) {
        return match (control, alt, shift) {
            (false, false, false) => Some(Command::Walk(direction)),
            (false, true, false) => Some(Command::Follow(direction)),
            (true, false, same) => Some(Command::Grow(direction, same)),
            (false, false, true) => Some(Command::Nudge(direction)),
            _ => None,
        };
    }
    if control {
        return match key {
            "z" | "Z" if shift => Some(Command::Redo),
            "z" => Some(Command::Undo),
            "y" => Some(Command::Redo),
            "a" | "A" => Some(Command::MarkAll),
            "d" | "D" => Some(Command::Duplicate),
            // Copy, cut and paste come as events of their own, with the clipboard.
            _ => None,
        };
    }
    if alt {
        return None;
    }
    Some(match key {
        "Home" => Command::First,
        "End" => Command::Last,
        "f" | "F" => Command::Fail,
        // While drawing, Space is held to move the view.
        " " if mode == Mode::Break => Command::Activate,
        "Enter" => Command::Activate,
        "r" | "R" => Command::RestoreAll,
        "1" => Command::Add(Tier::Source),
        "2" => Command::Add(Tier::Edge),
        "3" => Command::Add(Tier::Fog),
        "4" => Command::Add(Tier::Cloud),
        "c" | "C" => Command::Connect,
        "x" | "X" => Command::MarkToo,
        "Delete" | "Backspace" => Command::Delete,
        "[" => Command::Tier(false),
        "]" => Command::Tier(true),
        "+" | "=" => Command::Zoom(true),
        "-" => Command::Zoom(false),
        "0" => Command::Fit,
        "l" | "L" => Command::LayOut,
        "Escape" => Command::LetGo,
        "?" => Command::Help,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_ask_for() {
        let chord = |text: &'static str| {
            let mut chord = Chord {
                key: text,
                control: false,
                alt: false,
                shift: false,
            };
            for part in text.split('+') {
                match part {
                    "Ctrl" => chord.control = true,
                    "Alt" => chord.alt = true,
                    "Shift" => chord.shift = true,
                    key => chord.key = key,
                }
            }
            chord
        };
        let right = Direction::Right;
        for (keys, mode, expected) in [
            ("ArrowRight", Mode::Break, Some(Command::Walk(right))),
            ("Alt+ArrowRight", Mode::Draw, Some(Command::Follow(right))),
            (
                "Ctrl+ArrowRight",
                Mode::Break,
                Some(Command::Grow(right, false)),
            ),
            (
                "Ctrl+Shift+ArrowRight",
                Mode::Draw,
                Some(Command::Grow(right, true)),
            ),
            ("Shift+ArrowRight", Mode::Draw, Some(Command::Nudge(right))),
            ("Ctrl+Alt+ArrowRight", Mode::Draw, None),
            ("Ctrl+z", Mode::Draw, Some(Command::Undo)),
            ("Ctrl+Shift+Z", Mode::Draw, Some(Command::Redo)),
            ("Ctrl+y", Mode::Draw, Some(Command::Redo)),
            ("Ctrl+c", Mode::Draw, None),
            ("Alt+f", Mode::Draw, None),
            ("f", Mode::Draw, Some(Command::Fail)),
            (" ", Mode::Break, Some(Command::Activate)),
            (" ", Mode::Draw, None),
            ("3", Mode::Draw, Some(Command::Add(Tier::Fog))),
            ("Tab", Mode::Draw, None),
        ] {
            assert_eq!(command(chord(keys), mode), expected, "{keys}");
        }
    }
}
