//! Random: numbers that are the same on every machine and with every version of every crate.
//!
//! Each thing invented draws from a stream of its own, named by what it is, so that asking for
//! more pupils or fewer days never changes the rest.

/// A SplitMix64 generator. Only sums and products are used above it: the logarithms and roots of
/// usual distributions differ between mathematical libraries.
#[derive(Debug, Clone)]
pub struct Random(u64);

/// What a stream is for; part of its name.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    Pupil = 1,
    Staff,
    Group,
    Leaving,
    Arrival,
    Transfer,
    Attendance,
    Lesson,
    Result,
    Exam,
    Revision,
    Guardian,
    Visit,
    Timetable,
    Enrolment,
    Taste,
}

impl Random {
    /// Opens the stream of that name.
    pub fn of(seed: u64, stream: Stream, keys: &[u64]) -> Self {
        let mut state = mix(seed ^ GOLDEN.wrapping_mul(stream as u64 + 1));
        for key in keys {
            state = mix(state.wrapping_add(GOLDEN) ^ key.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        }
        Self(state)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// Returns a number from 0 to `count` − 1.
    pub fn below(&mut self, count: usize) -> usize {
        (((self.next() >> 32) * count as u64) >> 32) as usize
    }

    /// Returns a number from `low` to `high`, both included.
    pub fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as usize) as i32
    }

    /// Returns a number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Returns a number with mean 0 and deviation 1, bell-shaped: the sum of four even ones.
    pub fn normal(&mut self) -> f64 {
        let bits = self.next();
        let sum: u64 = (0..4).map(|part| (bits >> (16 * part)) & 0xFFFF).sum();
        // The deviation of one even number is 1/√12, of the sum of four 1/√3.
        (sum as f64 / 65_536.0 - 2.0) * 1.732_050_8
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
