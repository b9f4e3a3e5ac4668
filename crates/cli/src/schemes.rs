//! The schemes that arguments name.

use anyhow::{Context, Result};
use deepfog_topology::Scheme;

/// The schemes of these names; all of them where none is named.
///
/// # Errors
/// A name that no scheme has.
pub fn chosen(names: &[String]) -> Result<Vec<Scheme>> {
    if names.is_empty() {
        return Ok(Scheme::ALL.to_vec());
    }
    names
        .iter()
        .map(|name| {
            Scheme::parse(name).with_context(|| {
                let known: Vec<&str> = Scheme::ALL.iter().map(|scheme| scheme.slug()).collect();
                format!("{name} is not a scheme; those are {}", known.join(", "))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_choose_schemes() {
        assert_eq!(chosen(&[]).unwrap(), Scheme::ALL);
        let names = ["resilinet", "vanilla"].map(str::to_owned);
        let schemes = [Scheme::Resilinet, Scheme::Vanilla];
        assert_eq!(chosen(&names).unwrap(), schemes);
        let refused = chosen(&["both".to_owned()]).unwrap_err().to_string();
        assert!(refused.starts_with("both is not a scheme; those are vanilla, "));
    }
}
