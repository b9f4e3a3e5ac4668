"""Seeded choices that stay the same under every version of Python and numpy."""

MASK = (1 << 64) - 1


class SplitMix64:
    """The generator of Steele, Lea and Flood (OOPSLA 2014): a counter and a mixing function."""

    def __init__(self, seed: int):
        self.state = seed & MASK

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def below(self, bound: int) -> int:
        """A number from 0 to bound − 1, without bias (draws that would bias are thrown away)."""
        limit = (1 << 64) - (1 << 64) % bound
        while True:
            draw = self.next()
            if draw < limit:
                return draw % bound


def shuffled(items, seed: int) -> list:
    """The items in a random order that depends on the seed alone (Fisher and Yates)."""
    items = list(items)
    generator = SplitMix64(seed)
    for last in range(len(items) - 1, 0, -1):
        other = generator.below(last + 1)
        items[last], items[other] = items[other], items[last]
    return items
