//! Numbers that look random: a hash of the table, the column and the row, so that any part of a table can be drawn by
//! itself, in any order, and is the same on every machine.

/// The draws of one table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    seed: u64,
}

impl Draw {
    /// The draws of the table of this name.
    pub(crate) fn of(table: &str) -> Self {
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self { seed: table.bytes().fold(0xcbf2_9ce4_8422_2325, fold) }
    }

    fn bits(self, column: u64, row: u64) -> u64 {
        let start = self.seed ^ column.wrapping_mul(0xd605_1e5b_7a5b_3d1d);
        mix(start.wrapping_add(row.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// Evenly in `[0, 1)`.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(crate) fn unit(self, column: u64, row: u64) -> f64 {
        (self.bits(column, row) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// Evenly one of `0..count`.
    pub(crate) fn below(self, column: u64, row: u64, count: u64) -> u64 {
        ((self.bits(column, row) >> 32) * count.min(u64::from(u32::MAX))) >> 32
    }

    /// True so often.
    pub(crate) fn chance(self, column: u64, row: u64, probability: f64) -> bool {
        self.unit(column, row) < probability
    }
}

/// The finishing step of splitmix64.
pub(crate) fn mix(bits: u64) -> u64 {
    let mut mixed = bits;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
