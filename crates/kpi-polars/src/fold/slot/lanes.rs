//! Accumulators for cells, several for each while there are few cells.
//!
//! Rows next to each other often fall into the same cell and would wait for each other; rows of different lanes do not.

/// How many accumulators a cell has while there are few cells.
pub(super) const LANES: usize = 4;

/// With more cells than this, rows next to each other seldom fall into the same, and memory counts.
const FEW: usize = 1 << 10;

/// Can take in another one of its kind.
pub(in crate::fold) trait Merge: Clone + Default {
    /// Takes the other one in.
    fn merge(&mut self, other: &Self);
}

impl Merge for u64 {
    fn merge(&mut self, other: &Self) {
        *self += other;
    }
}

/// The accumulators by cell.
#[derive(Debug)]
pub(in crate::fold) enum Lanes<T> {
    /// Several for each cell.
    Several(Vec<[T; LANES]>),
    /// One for each cell.
    One(Vec<T>),
}

impl<T: Merge> Default for Lanes<T> {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl<T: Merge> Lanes<T> {
    /// Makes room for so many cells.
    pub(super) fn grow(&mut self, cells: usize) {
        if let Self::Several(several) = self
            && cells > FEW
        {
            *self = Self::One(several.iter().map(merged).collect());
        }
        match self {
            Self::Several(several) => several.resize_with(cells, Default::default),
            Self::One(one) => one.resize_with(cells, T::default),
        }
    }

    /// The accumulator of a cell that a lane uses.
    pub(super) fn at(&mut self, lane: usize, cell: usize) -> &mut T {
        match self {
            Self::Several(several) => &mut several[cell][lane % LANES],
            Self::One(one) => &mut one[cell],
        }
    }

    /// One accumulator for each cell.
    pub(in crate::fold) fn cells(self) -> Vec<T> {
        match self {
            Self::Several(several) => several.iter().map(merged).collect(),
            Self::One(one) => one,
        }
    }
}

fn merged<T: Merge>(lanes: &[T; LANES]) -> T {
    let mut merged = T::default();
    for lane in lanes {
        merged.merge(lane);
    }
    merged
}
