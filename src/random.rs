//! A small generator of pseudo-random numbers, so that a simulation gives the same result everywhere.

/// SplitMix64 (Steele, Lea and Flood 2014): every seed starts an independent-looking sequence, so that each draw
/// of a simulation can have a generator of its own, whichever thread it runs on.
#[derive(Clone, Debug)]
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    /// The generator of a draw.
    pub(crate) fn of_draw(seed: u64, draw: u64) -> SplitMix64 {
        // The seed is mixed first: neighbouring draws must not run along the same sequence one step apart.
        SplitMix64(SplitMix64(seed ^ SplitMix64(draw).next()).next())
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `count` − 1; 0 for a count of 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next()) * count as u128) >> 64) as usize
    }

    /// A number from 0 to below 1, evenly spread.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_published_one() {
        // First values of the reference implementation for seed 1234567.
        let mut generator = SplitMix64(1_234_567);
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
        assert_eq!(generator.next(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn every_choice_comes_up_about_as_often() {
        let mut counts = [0; 3];
        for draw in 0..3000 {
            counts[SplitMix64::of_draw(1, draw).below(3)] += 1;
        }
        assert!(
            counts.iter().all(|&count| (900..1100).contains(&count)),
            "{counts:?}"
        );
    }
}
