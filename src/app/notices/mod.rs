//! Messages to the person: the notice above the editors, and announcements to assistive technology.

pub(crate) mod announcer;
pub(crate) mod bar;
pub(crate) mod locked;
