//! The rows of a timeline as they stood at one moment. Moments of one run share what they have in common: a copy costs as much
//! as the blocks that change after it.

use std::rc::Rc;

use asl_sim::VisitId;

use crate::timeline::Row;

/// So many rows are shared, or copied, together.
const BLOCK: usize = 32;

/// Rows in the order of entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// All but the last hold [`BLOCK`] rows.
    blocks: Vec<Rc<Vec<Row>>>,
    len: usize,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The row at that place, from 0.
    pub fn get(&self, place: usize) -> Option<&Row> {
        self.blocks.get(place / BLOCK)?.get(place % BLOCK)
    }

    /// The row of a visit: visits are numbered from 1 in the order of entry, which is the order of the rows.
    pub fn of(&self, visit: VisitId) -> Option<&Row> {
        self.get(place_of(visit)?).filter(|row| row.visit == visit)
    }

    /// The newest row.
    pub fn last(&self) -> Option<&Row> {
        self.blocks.last()?.last()
    }

    /// All of them, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Row> + Clone {
        self.blocks.iter().flat_map(|block| block.iter())
    }

    /// One more.
    pub(crate) fn push(&mut self, row: Row) {
        if self.len.is_multiple_of(BLOCK) {
            self.blocks.push(Rc::default());
        }
        if let Some(block) = self.blocks.last_mut() {
            Rc::make_mut(block).push(row);
            self.len += 1;
        }
    }

    /// The row of a visit, to be changed.
    pub(crate) fn of_mut(&mut self, visit: VisitId) -> Option<&mut Row> {
        let place = place_of(visit)?;
        let block = self.blocks.get_mut(place / BLOCK)?;
        if block.get(place % BLOCK)?.visit != visit {
            return None;
        }
        Rc::make_mut(block).get_mut(place % BLOCK)
    }

    /// Changes those that `is_meant` finds.
    pub(crate) fn change(&mut self, is_meant: impl Fn(&Row) -> bool, mut change: impl FnMut(&mut Row)) {
        for block in &mut self.blocks {
            if block.iter().any(&is_meant) {
                Rc::make_mut(block).iter_mut().filter(|row| is_meant(row)).for_each(&mut change);
            }
        }
    }
}

impl FromIterator<Row> for Rows {
    fn from_iter<T: IntoIterator<Item = Row>>(all: T) -> Self {
        let mut rows = Self::default();
        all.into_iter().for_each(|row| rows.push(row));
        rows
    }
}

#[cfg(test)]
impl std::ops::Index<usize> for Rows {
    type Output = Row;

    fn index(&self, place: usize) -> &Row {
        self.get(place).unwrap()
    }
}

/// The place of a visit among the rows.
pub(crate) fn place_of(visit: VisitId) -> Option<usize> {
    usize::try_from(visit.0).ok()?.checked_sub(1)
}
