//! Key table: finds the row that holds a key, by hash, without owning the keys.

/// Rows by the hash of their key. The keys themselves stay in the columns, so a row costs eight bytes.
#[derive(Debug, Default)]
pub(super) struct KeyTable {
    /// Upper half: a part of the hash; lower half: the row plus one, zero where nothing is.
    slots: Vec<u64>,
    len: usize,
}

impl KeyTable {
    /// Makes a table that takes so many rows without growing.
    pub fn with_room_for(rows: usize) -> Self {
        Self {
            slots: vec![0; (rows * 2).next_power_of_two()],
            len: 0,
        }
    }

    /// Returns the row with this hash that `is_same` confirms.
    pub fn find(&self, hash: u64, mut is_same: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let tag = hash >> 32;
        let mut place = tag as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                return None;
            }
            let row = (slot as u32) - 1;
            if slot >> 32 == tag && is_same(row) {
                return Some(row);
            }
            place = (place + 1) & mask;
        }
    }

    /// Adds a row whose key is not there yet.
    pub fn insert(&mut self, hash: u64, row: u32) {
        if (self.len + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let tag = hash >> 32;
        self.place(tag << 32 | u64::from(row + 1));
        self.len += 1;
    }

    fn place(&mut self, entry: u64) {
        let mask = self.slots.len() - 1;
        let mut place = (entry >> 32) as usize & mask;
        while self.slots[place] != 0 {
            place = (place + 1) & mask;
        }
        self.slots[place] = entry;
    }

    fn grow(&mut self) {
        let doubled = (self.slots.len() * 2).max(64);
        let old = std::mem::replace(&mut self.slots, vec![0; doubled]);
        for entry in old {
            if entry != 0 {
                self.place(entry);
            }
        }
    }
}
