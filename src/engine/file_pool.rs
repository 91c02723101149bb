//! The memory of a file: what can be spilled has little, so that a long list goes by way of the disk; what cannot has
//! the share of a question.

use std::fmt;

use datafusion::common::Result;
use datafusion::execution::memory_pool::{
    FairSpillPool, GreedyMemoryPool, MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation,
};

#[derive(Debug)]
pub struct FilePool {
    spilled: FairSpillPool,
    held: GreedyMemoryPool,
}

/// With so much, a million rows are grouped twice and sorted in some twenty runs each.
const SPILLED_BYTES: usize = 48 << 20;

impl FilePool {
    pub fn new(bytes: usize) -> Self {
        let spilled = SPILLED_BYTES.min(bytes / 2);
        Self {
            spilled: FairSpillPool::new(spilled),
            held: GreedyMemoryPool::new(bytes - spilled),
        }
    }

    fn of(&self, consumer: &MemoryConsumer) -> &dyn MemoryPool {
        match consumer.can_spill() {
            true => &self.spilled,
            false => &self.held,
        }
    }
}

impl fmt::Display for FilePool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "file({}, {})", self.spilled, self.held)
    }
}

impl MemoryPool for FilePool {
    fn name(&self) -> &str {
        "file"
    }

    fn register(&self, consumer: &MemoryConsumer) {
        self.of(consumer).register(consumer);
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        self.of(consumer).unregister(consumer);
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        self.of(reservation.consumer())
            .grow(reservation, additional);
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        self.of(reservation.consumer()).shrink(reservation, shrink);
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        self.of(reservation.consumer())
            .try_grow(reservation, additional)
    }

    fn reserved(&self) -> usize {
        self.spilled.reserved() + self.held.reserved()
    }

    fn memory_limit(&self) -> MemoryLimit {
        match (self.spilled.memory_limit(), self.held.memory_limit()) {
            (MemoryLimit::Finite(spilled), MemoryLimit::Finite(held)) => {
                MemoryLimit::Finite(spilled + held)
            }
            _ => MemoryLimit::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn what_can_be_spilled_takes_nothing_from_what_cannot() {
        let pool: Arc<dyn MemoryPool> = Arc::new(FilePool::new(256 << 20));
        let sort = MemoryConsumer::new("sort").with_can_spill(true);
        let sort = sort.register(&pool);
        let join = MemoryConsumer::new("join").register(&pool);
        assert!(sort.try_grow(40 << 20).is_ok());
        assert!(sort.try_grow(40 << 20).is_err(), "it is to be spilled");
        assert!(join.try_grow(200 << 20).is_ok());
        assert!(join.try_grow(10 << 20).is_err());
        assert_eq!(pool.reserved(), 240 << 20);
        drop(join);
        assert_eq!(pool.reserved(), 40 << 20);
    }
}
