//! Rows that were set aside, because the source says `bad_rows = "quarantine"`.

/// How many of the rows set aside are remembered one by one.
const REMEMBERED: usize = 5;

/// What was set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quarantine {
    /// How many rows.
    pub rows: usize,
    /// The first few of them.
    pub first: Vec<SetAside>,
}

/// A row that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// The file, as the project knows it.
    pub file: String,
    /// The line in which the row begins.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl Quarantine {
    pub(crate) fn add(&mut self, row: SetAside) {
        self.rows += 1;
        if self.first.len() < REMEMBERED {
            self.first.push(row);
        }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        let room = REMEMBERED.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }
}
