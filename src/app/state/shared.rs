//! A counted reference that is compared by pointer: what contexts and props carry.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value; two are equal if they are the same one, which costs nothing to find out.
pub(crate) struct Shared<T>(Rc<T>);

impl<T> Shared<T> {
    /// Shares `value`.
    pub(crate) fn new(value: T) -> Self {
        Self(Rc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Default> Default for Shared<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

/// The shared value of that type that the page provides; the default if it does not.
#[yew::hook]
pub(crate) fn use_shared<T: Default + 'static>() -> Shared<T> {
    super::parts::use_part::<Shared<T>>()
}
