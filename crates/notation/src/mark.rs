//! The marks of the schemes: told apart by shape before colour, the same everywhere.
//!
//! Hollow circle Vanilla, square deepFogGuard, triangle ResiliNet, disc ResiliNet+.

use deepfog_topology::Scheme;

use crate::number::place;

/// The class that sets the CSS variable `--scheme` to a scheme's colour, for all that stands inside.
pub fn scheme_class(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Vanilla => "scheme scheme-vanilla",
        Scheme::DeepFogGuard => "scheme scheme-deep-fog-guard",
        Scheme::Resilinet => "scheme scheme-resilinet",
        Scheme::ResilinetPlus => "scheme scheme-resilinet-plus",
    }
}

/// The classes of a mark's path: colour, and whether it is hollow.
pub fn mark_class(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Vanilla => "mark mark-hollow scheme-vanilla",
        Scheme::DeepFogGuard => "mark scheme-deep-fog-guard",
        Scheme::Resilinet => "mark scheme-resilinet",
        Scheme::ResilinetPlus => "mark scheme-resilinet-plus",
    }
}

/// An SVG path of a scheme's mark around a point. Paths of several marks can be joined to one.
pub fn mark_path(scheme: Scheme, x: f64, y: f64, radius: f64) -> String {
    match scheme {
        Scheme::Vanilla | Scheme::ResilinetPlus => {
            // A hollow circle's line lies half outside: drawn smaller, it looks as large as the disc.
            let radius = if scheme == Scheme::Vanilla {
                0.88 * radius
            } else {
                radius
            };
            let r = place(radius);
            let across = place(2.0 * radius);
            format!(
                "M{} {}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z",
                place(x - radius),
                place(y)
            )
        }
        Scheme::DeepFogGuard => {
            let half = 0.9 * radius;
            let side = place(2.0 * half);
            format!(
                "M{} {}h{side}v{side}h-{side}z",
                place(x - half),
                place(y - half)
            )
        }
        Scheme::Resilinet => {
            let half = 1.12 * radius;
            format!(
                "M{} {}L{} {}H{}z",
                place(x),
                place(y - 1.15 * radius),
                place(x + half),
                place(y + 0.85 * radius),
                place(x - half)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scheme_has_a_shape_and_a_colour_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for scheme in Scheme::ALL {
            let path = mark_path(scheme, 10.0, 20.0, 4.0);
            assert!(path.starts_with('M') && path.ends_with('z'), "{path}");
            // The shape without its place.
            assert!(seen.insert(mark_path(scheme, 0.0, 0.0, 4.0)));
            assert!(seen.insert(mark_class(scheme).to_owned()));
            assert!(scheme_class(scheme).contains(scheme.slug()));
            assert!(mark_class(scheme).contains(scheme.slug()));
        }
    }
}
