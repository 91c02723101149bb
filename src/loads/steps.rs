//! Steps: the points of a load after which something durable has changed, counted so that a test can
//! kill the process at each of them.

/// Counts the steps of one load.
pub struct Steps {
    passed: u64,
    crash_at: Option<u64>,
}

impl Steps {
    pub fn new(crash_at: Option<u64>) -> Self {
        Self {
            passed: 0,
            crash_at,
        }
    }

    /// Says that a step is behind; the process dies here when a test has asked for it.
    pub fn passed(&mut self, step: &str) {
        self.passed += 1;
        tracing::debug!(step, number = self.passed, "load step passed");
        if self.crash_at == Some(self.passed) {
            std::process::abort();
        }
    }
}
