//! Numbers that look random and are the same on every machine.
//!
//! The generator is xoshiro256++ (Blackman and Vigna), its state filled by splitmix64 from the seed and the name of a stream.
//! It is written out here so that no other crate's release can change the example company. Each part of the company
//! draws from its own stream: a new part does not change the others. Only operations that IEEE 754 defines exactly are used:
//! no logarithm, power or sine, whose last bit differs between systems.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of that name.
    pub(crate) fn stream(seed: u64, name: &str) -> Self {
        let mut mixer = name.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self { state: [splitmix(&mut mixer), splitmix(&mut mixer), splitmix(&mut mixer), splitmix(&mut mixer)] }
    }

    fn next(&mut self) -> u64 {
        let [mut a, mut b, mut c, mut d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        self.state = [a, b, c, d.rotate_left(45)];
        result
    }

    /// Evenly in `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Evenly in `[low, high)`.
    pub(crate) fn scale(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A bump around 0, within -2 and 2: four even numbers added up.
    pub(crate) fn bump(&mut self) -> f64 {
        self.unit() + self.unit() + self.unit() + self.unit() - 2.0
    }

    /// True so often.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Evenly one of `0..count`; 0 when there is nothing to choose from.
    pub(crate) fn below(&mut self, count: u32) -> u32 {
        let high = (self.next() >> 32) * u64::from(count);
        u32::try_from(high >> 32).unwrap_or_default()
    }

    /// Evenly in `low..=high`.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u32::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or_default();
        low.saturating_add_unsigned(self.below(span))
    }

    /// The number below or above, so that the mean is the number itself.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, negatives become 0")]
    pub(crate) fn whole(&mut self, expected: f64) -> u32 {
        let floor = expected.floor();
        (floor as u32).saturating_add(u32::from(self.chance(expected - floor)))
    }

    /// Evenly one of them.
    pub(crate) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        let chosen = self.below(u32::try_from(items.len()).unwrap_or(u32::MAX));
        items.get(chosen as usize).copied().unwrap_or_default()
    }

    /// One of them by weight.
    pub(crate) fn weighted<T: Copy + Default>(&mut self, items: &[(T, f64)]) -> T {
        let total: f64 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (item, weight) in items {
            left -= weight;
            if left < 0.0 {
                return *item;
            }
        }
        items.last().map(|(item, _)| *item).unwrap_or_default()
    }
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, name| {
            let mut random = Random::stream(seed, name);
            [random.next(), random.next(), random.next()]
        };
        assert_eq!(draw(1, "visits"), draw(1, "visits"));
        assert_ne!(draw(1, "visits"), draw(2, "visits"));
        assert_ne!(draw(1, "visits"), draw(1, "orders"));
    }

    #[test]
    fn splitmix_gives_the_published_numbers() {
        let mut state = 1_234_567;
        assert_eq!(super::splitmix(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(super::splitmix(&mut state), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_stay_in_their_range() {
        let mut random = Random::stream(7, "range");
        for _ in 0..10_000 {
            assert!((0.0..1.0).contains(&random.unit()));
            assert!((3..=5).contains(&random.between(3, 5)));
            assert!(random.below(4) < 4);
            assert!([2, 3].contains(&random.whole(2.5)));
        }
        assert_eq!(random.below(0), 0);
        assert_eq!(random.whole(-1.0), 0);
        assert_eq!(random.weighted(&[("never", 0.0), ("always", 1.0)]), "always");
    }
}
