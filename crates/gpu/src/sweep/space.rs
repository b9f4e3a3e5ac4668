//! Room in the arena for tensors that come and go.

/// Hands out room and takes it back. All sizes times a factor give all places times that factor: what is free is found by
/// comparing sizes alone.
#[derive(Clone, Debug)]
pub(super) struct Space {
    /// What is free, from where to where, in order; the last of it has no end.
    free: Vec<(u64, u64)>,
    most: u64,
}

impl Space {
    /// Everything from `start` on is free.
    pub(super) fn new(start: u64) -> Self {
        Self {
            free: vec![(start, u64::MAX)],
            most: start,
        }
    }

    /// Room for so many values.
    pub(super) fn take(&mut self, count: u64) -> u64 {
        let found = self
            .free
            .iter_mut()
            .find(|(start, end)| end - *start >= count);
        // More than can be counted is too much wherever it is compared.
        let start = found.map_or(u64::MAX, |(start, _)| {
            std::mem::replace(start, *start + count)
        });
        self.most = self.most.max(start.saturating_add(count));
        start
    }

    /// Takes room back that was handed out.
    pub(super) fn give(&mut self, start: u64, count: u64) {
        let Some(end) = start.checked_add(count).filter(|_| count > 0) else {
            return;
        };
        let at = self.free.partition_point(|&(free, _)| free < start);
        self.free.insert(at, (start, end));
        // What touches becomes one.
        for at in [at + 1, at] {
            if at > 0 && at < self.free.len() && self.free[at - 1].1 == self.free[at].0 {
                self.free[at - 1].1 = self.free.remove(at).1;
            }
        }
    }

    /// Where the room that was in use at some time ends.
    pub(super) fn most(&self) -> u64 {
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_is_given_back_is_handed_out_again() {
        let mut space = Space::new(10);
        let places: Vec<u64> = [4, 6, 2].map(|count| space.take(count)).to_vec();
        assert_eq!(places, [10, 14, 20]);
        space.give(10, 4);
        space.give(20, 2);
        assert_eq!(space.free, [(10, 14), (20, u64::MAX)]);
        // Too much for the gap, then just right.
        assert_eq!((space.take(5), space.take(4)), (20, 10));
        space.give(10, 4);
        space.give(14, 6);
        assert_eq!(space.free, [(10, 20), (25, u64::MAX)]);
        space.give(20, 5);
        assert_eq!(space.free, [(10, u64::MAX)]);
        assert_eq!(space.most(), 25);
    }

    #[test]
    fn more_than_can_be_counted_is_no_panic() {
        let mut space = Space::new(1);
        let huge = space.take(u64::MAX);
        space.give(huge, u64::MAX);
        assert_eq!(space.most(), u64::MAX);
        assert_eq!(space.take(3), 1);
    }
}
