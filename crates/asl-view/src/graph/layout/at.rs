//! Reading and writing at numbers that the layout made itself: what is not there counts as nothing.

/// A list addressed by numbers of vertices.
pub(super) trait At<T> {
    /// The value there, or the default.
    fn at(&self, index: usize) -> T;
    /// Puts a value there; does nothing beyond the end.
    fn put(&mut self, index: usize, value: T);
}

impl<T: Copy + Default> At<T> for [T] {
    fn at(&self, index: usize) -> T {
        self.get(index).copied().unwrap_or_default()
    }

    fn put(&mut self, index: usize, value: T) {
        if let Some(slot) = self.get_mut(index) {
            *slot = value;
        }
    }
}

// For lists themselves too, so that what is put may be computed from the same list.
impl<T: Copy + Default> At<T> for Vec<T> {
    fn at(&self, index: usize) -> T {
        self.as_slice().at(index)
    }

    fn put(&mut self, index: usize, value: T) {
        self.as_mut_slice().put(index, value);
    }
}

/// Lists for each vertex.
pub(super) trait Rows<T> {
    /// The list there, or an empty one.
    fn row(&self, index: usize) -> &[T];
    /// Adds to the list there.
    fn add(&mut self, index: usize, value: T);
}

impl<T> Rows<T> for [Vec<T>] {
    fn row(&self, index: usize) -> &[T] {
        self.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    fn add(&mut self, index: usize, value: T) {
        if let Some(list) = self.get_mut(index) {
            list.push(value);
        }
    }
}
