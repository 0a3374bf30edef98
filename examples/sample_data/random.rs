//! A small seeded generator (splitmix64), so that the sample never changes with a library's version.
//!
//! Only the four operations are used to shape numbers: logarithms and powers may differ between platforms.

/// A stream of numbers that depends on its seed only.
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a name: an enterprise's does not change when another enterprise is added.
    pub(crate) fn of(name: &str) -> Random {
        // FNV-1a, for a seed from text.
        let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number between two others.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A number about a mean: within `spread` (0.1 = 10 %) of it.
    pub(crate) fn about(&mut self, mean: f64, spread: f64) -> f64 {
        mean * self.between(1.0 - spread, 1.0 + spread)
    }

    /// A bell-shaped number with mean 0 and deviation 1: the sum of twelve.
    pub(crate) fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low + 1) as f64) as i64
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[(self.unit() * choices.len() as f64) as usize % choices.len()]
    }
}
