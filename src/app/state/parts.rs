//! What components read from wherever they are: values by their types, behind one context. A component reads what it wants
//! with [`use_part`], and is drawn anew when that becomes another. A context of Yew's own for each type does the same with
//! 5 KB of code each.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::rc::Rc;

use yew::functional::UseForceUpdateHandle;
use yew::prelude::*;

use super::shared::Shared;

/// The values, one of each type.
#[derive(Default)]
pub(crate) struct Parts(RefCell<Vec<Slot>>);

struct Slot {
    of: TypeId,
    value: Option<Rc<dyn Any>>,
    /// Grows with each value.
    version: u32,
    listeners: Vec<(u32, UseForceUpdateHandle)>,
}

impl Parts {
    /// Puts a value in the place of the last one of its type; whoever reads it is drawn anew if it is another.
    pub(crate) fn put<T: PartialEq + 'static>(&self, value: T) {
        let of = TypeId::of::<T>();
        let known = self.value(of);
        if known.as_ref().and_then(|known| known.downcast_ref::<T>()) != Some(&value) {
            self.replace(of, Rc::new(value));
        }
    }

    /// The value of that type; the default if there is none.
    pub(crate) fn get<T: Clone + Default + 'static>(&self) -> T {
        let value = self.value(TypeId::of::<T>());
        value.as_ref().and_then(|value| value.downcast_ref::<T>()).cloned().unwrap_or_default()
    }

    fn value(&self, of: TypeId) -> Option<Rc<dyn Any>> {
        self.0.borrow().iter().find(|slot| slot.of == of)?.value.clone()
    }

    fn version(&self, of: TypeId) -> u32 {
        self.0.borrow().iter().find(|slot| slot.of == of).map_or(0, |slot| slot.version)
    }

    fn replace(&self, of: TypeId, value: Rc<dyn Any>) {
        let listeners = self.with_slot(of, |slot| {
            slot.version = slot.version.wrapping_add(1);
            // Dropped once nothing is borrowed any more.
            (slot.value.replace(value), slot.listeners.clone())
        });
        for (_, listener) in listeners.1 {
            listener.force_update();
        }
    }

    /// Has `listener` called whenever another value of that type is put.
    fn listen(&self, of: TypeId, listener: UseForceUpdateHandle) -> u32 {
        self.with_slot(of, |slot| {
            let id = slot.listeners.last().map_or(0, |(id, _)| id.wrapping_add(1));
            slot.listeners.push((id, listener));
            id
        })
    }

    fn leave(&self, of: TypeId, id: u32) {
        self.with_slot(of, |slot| slot.listeners.retain(|(known, _)| *known != id));
    }

    fn with_slot<R>(&self, of: TypeId, work: impl FnOnce(&mut Slot) -> R) -> R {
        let mut slots = self.0.borrow_mut();
        if let Some(slot) = slots.iter_mut().find(|slot| slot.of == of) {
            return work(slot);
        }
        let mut slot = Slot { of, value: None, version: 0, listeners: Vec::new() };
        let result = work(&mut slot);
        slots.push(slot);
        result
    }
}

/// The value of that type as it is now; the default if there is none. For what stays the same as long as the page is open.
#[hook]
pub(crate) fn use_constant_part<T: Clone + Default + 'static>() -> T {
    use_context::<Shared<Parts>>().unwrap_or_default().get()
}

/// The value of that type; the default if there is none. The component is drawn anew when it becomes another.
#[hook]
pub(crate) fn use_part<T: Clone + Default + 'static>() -> T {
    use_parts_of(TypeId::of::<T>()).get()
}

/// All values; the component is drawn anew when that of the type `of` becomes another.
#[hook]
fn use_parts_of(of: TypeId) -> Shared<Parts> {
    let parts = use_context::<Shared<Parts>>().unwrap_or_default();
    let update = use_force_update();
    let drawn = parts.version(of);
    use_effect_with(of, {
        let parts = parts.clone();
        move |of| {
            let of = *of;
            if parts.version(of) != drawn {
                update.force_update();
            }
            let id = parts.listen(of, update);
            move || parts.leave(of, id)
        }
    });
    parts
}
