//! Steps: how far a paper or a file is that is made of many answers, for whoever waits for it.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What is to be done and what is. Asked and told from several tasks.
#[derive(Debug, Default)]
pub struct Steps {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Steps {
    /// Tells how many steps there are at least.
    pub fn expect(&self, count: usize) {
        self.all.fetch_max(count, Ordering::Relaxed);
    }

    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many steps are done, and of how many; never more than there are.
    pub fn so_far(&self) -> (usize, usize) {
        let all = self.all.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed).min(all), all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_done_than_there_is() {
        let steps = Steps::default();
        steps.step();
        assert_eq!(steps.so_far(), (0, 0));
        steps.expect(3);
        steps.expect(2);
        steps.step();
        assert_eq!(steps.so_far(), (2, 3));
        for _ in 0..5 {
            steps.step();
        }
        assert_eq!(steps.so_far(), (3, 3));
    }
}
