//! Each value once.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::fold::Piece;
use crate::fold::column::{Identities, Values};
use crate::fold::finish::IdSet;

/// Each value of a cell once.
#[derive(Debug, Default)]
pub(in crate::fold) struct Distinct {
    pub(in crate::fold) rows: Vec<u64>,
    pub(in crate::fold) n: Vec<u64>,
    pub(in crate::fold) sets: Vec<IdSet>,
    texts: HashMap<String, u32, RandomState>,
    pub(in crate::fold) names: Vec<String>,
}

impl Distinct {
    pub(super) fn take(&mut self, piece: &Piece<'_>, values: Option<&Values>, cells: usize) {
        self.rows.resize(cells, 0);
        self.n.resize(cells, 0);
        self.sets.resize_with(cells, Default::default);
        let Some(Values::Identities(identities)) = values else { return };
        match identities {
            Identities::Numbers(column) => {
                let numbers: Vec<Option<i64>> = column.iter().collect();
                piece.places.each(piece.mask, &numbers, |_, cell, value| self.put(cell, value.map(i64::cast_unsigned)));
            }
            Identities::Texts(column) => {
                let texts: Vec<Option<&str>> = column.iter().collect();
                piece.places.each(piece.mask, &texts, |_, cell, text| {
                    // Rows that nobody asks for need no name.
                    let id = text.filter(|_| cell != 0).map(|text| u64::from(self.name(text)));
                    self.put(cell, id);
                });
            }
        }
    }

    fn put(&mut self, place: usize, value: Option<u64>) {
        self.rows[place] += 1;
        if let Some(value) = value
            && place != 0
        {
            self.n[place] += 1;
            self.sets[place].insert(value);
        }
    }

    fn name(&mut self, text: &str) -> u32 {
        if let Some(known) = self.texts.get(text) {
            return *known;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.texts.insert(text.to_owned(), id);
        self.names.push(text.to_owned());
        id
    }
}
