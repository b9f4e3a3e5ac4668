//! Sets of schemes, and something for each scheme: four places beat a tree in every respect.

use deepfog_topology::Scheme;

/// A set of schemes, in the order of [`Scheme::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schemes(u8);

impl Schemes {
    /// All of them.
    pub const ALL: Self = Self((1 << Scheme::ALL.len()) - 1);

    /// Whether it is one of them.
    pub fn contains(self, scheme: Scheme) -> bool {
        self.0 >> (scheme as u8) & 1 == 1
    }

    /// Each of them.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Scheme> {
        Scheme::ALL
            .into_iter()
            .filter(move |scheme| self.contains(*scheme))
    }

    /// How many they are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Scheme> for Schemes {
    fn from_iter<I: IntoIterator<Item = Scheme>>(schemes: I) -> Self {
        let bits = schemes.into_iter().map(|scheme| 1 << (scheme as u8));
        Self(bits.fold(0, |all, bit| all | bit))
    }
}

/// Something for each scheme, or for some of them.
#[derive(Clone, Debug, PartialEq)]
pub struct ByScheme<T>([Option<T>; Scheme::ALL.len()]);

impl<T> Default for ByScheme<T> {
    fn default() -> Self {
        Self([const { None }; Scheme::ALL.len()])
    }
}

impl<T> ByScheme<T> {
    /// That of a scheme.
    pub fn get(&self, scheme: Scheme) -> Option<&T> {
        self.0[scheme as usize].as_ref()
    }

    /// Takes the place of what there was of that scheme.
    pub fn set(&mut self, scheme: Scheme, value: T) {
        self.0[scheme as usize] = Some(value);
    }

    /// All that there are, in the order of [`Scheme::ALL`].
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.values().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_have_the_place_that_their_list_has() {
        assert_eq!(Scheme::ALL.map(|scheme| scheme as usize), [0, 1, 2, 3]);
    }

    #[test]
    fn sets_keep_the_order_of_the_list() {
        for (schemes, last) in [
            (vec![], None),
            (vec![Scheme::Vanilla], Some(Scheme::Vanilla)),
            (
                vec![Scheme::Vanilla, Scheme::Resilinet],
                Some(Scheme::Resilinet),
            ),
            (Scheme::ALL.to_vec(), Some(Scheme::ResilinetPlus)),
        ] {
            let set: Schemes = schemes.iter().rev().copied().collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), schemes);
            assert_eq!(set.iter().next_back(), last);
            assert_eq!(set.len(), schemes.len());
            assert_eq!(set == Schemes::ALL, schemes.len() == 4);
        }
    }

    #[test]
    fn each_scheme_has_its_own() {
        let mut values = ByScheme::default();
        values.set(Scheme::Resilinet, 2);
        values.set(Scheme::Vanilla, 1);
        values.set(Scheme::Resilinet, 3);
        assert_eq!(values.get(Scheme::Resilinet), Some(&3));
        assert_eq!(values.get(Scheme::ResilinetPlus), None);
        assert_eq!(values.values().copied().collect::<Vec<_>>(), [1, 3]);
        assert_eq!(values.count(), 2);
    }
}
