//! How much memory a run keeps: an allocator that counts.
#![expect(unsafe_code, reason = "an allocator is unsafe to write; this one only counts what the system's does")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static CALLS: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, counted.
pub(crate) struct Counted;

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise is ours.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is ours.
        unsafe { System.dealloc(place, layout) }
    }
}

/// What `work` gives, with the bytes that it keeps and how often it allocated.
pub(crate) fn kept<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let before = (LIVE.load(Ordering::Relaxed), CALLS.load(Ordering::Relaxed));
    let result = work();
    let bytes = LIVE.load(Ordering::Relaxed).saturating_sub(before.0);
    (result, bytes, CALLS.load(Ordering::Relaxed) - before.1)
}
