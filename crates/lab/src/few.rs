//! A few values under keys. Where there are tens of them a list beats a tree, which the compiler writes anew for every type.

use std::borrow::Borrow;

/// Values under keys, in the order in which they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Few<K, V>(Vec<(K, V)>);

impl<K, V> Default for Few<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq, V> Few<K, V> {
    /// The value under a key.
    pub fn get<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let entry = self.0.iter().find(|(other, _)| other.borrow() == key)?;
        Some(&entry.1)
    }

    /// The value under a key, to be changed.
    pub fn get_mut<Q: PartialEq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let entry = self
            .0
            .iter_mut()
            .find(|(other, _)| (*other).borrow() == key)?;
        Some(&mut entry.1)
    }

    /// Whether there is a value under a key.
    pub fn has<Q: PartialEq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Puts a value under a key, in the place of the one before.
    pub fn set(&mut self, key: K, value: V) {
        match self.get_mut(&key) {
            Some(place) => *place = value,
            None => self.0.push((key, value)),
        }
    }

    /// Takes the value from under a key.
    pub fn take<Q: PartialEq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.0.iter().position(|(other, _)| other.borrow() == key)?;
        Some(self.0.remove(at).1)
    }

    /// Keeps those of which it is said so.
    pub fn keep(&mut self, mut stays: impl FnMut(&K) -> bool) {
        self.0.retain(|(key, _)| stays(key));
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.0.iter()
    }

    /// All of them, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut (K, V)> {
        self.0.iter_mut()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_under_their_keys() {
        let mut few: Few<String, u32> = Few::default();
        few.set("a".to_owned(), 1);
        few.set("b".to_owned(), 2);
        few.set("a".to_owned(), 3);
        assert_eq!((few.get("a"), few.get("c")), (Some(&3), None));
        assert!(few.has("b") && few.iter().count() == 2);
        assert_eq!(few.take("a"), Some(3));
        few.keep(|key| key != "b");
        assert!(few.is_empty());
    }
}
