//! A view that is in a chunk: one component for all of them, since each component costs code of its own.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

use super::wanted::use_loading;
use super::{Chunk, Load, Table};

/// A view that is in a chunk, with all that it depends on.
struct Drawing<T: 'static, D> {
    chunk: &'static Chunk<T>,
    depends_on: D,
    draw: fn(&'static T, &D) -> Html,
    instead: fn(Html) -> Html,
}

/// The same whatever chunk it is in.
trait AnyDrawing {
    fn chunk(&self) -> &'static dyn Load;

    /// The view, if its chunk is here.
    fn draw(&self) -> Option<Html>;

    /// What stands in its place until then; inside of it is said how the chunk is doing.
    fn instead(&self, said: Html) -> Html;

    fn equals(&self, other: &dyn AnyDrawing) -> bool;

    fn as_any(&self) -> &dyn Any;
}

impl<T: Table + 'static, D: PartialEq + 'static> AnyDrawing for Drawing<T, D> {
    fn chunk(&self) -> &'static dyn Load {
        self.chunk
    }

    fn draw(&self) -> Option<Html> {
        self.chunk.get().map(|table| (self.draw)(table, &self.depends_on))
    }

    fn instead(&self, said: Html) -> Html {
        (self.instead)(said)
    }

    fn equals(&self, other: &dyn AnyDrawing) -> bool {
        other
            .as_any()
            .downcast_ref::<Self>()
            .is_some_and(|other| std::ptr::fn_addr_eq(self.draw, other.draw) && self.depends_on == other.depends_on)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How a [`Deferred`] view is drawn.
#[derive(Clone)]
pub(crate) struct DeferredView(Rc<dyn AnyDrawing>);

impl DeferredView {
    /// What `draw` makes of `depends_on` with what is in the chunk; drawn anew when that changes.
    pub(crate) fn new<T: Table + 'static, D: PartialEq + 'static>(
        chunk: &'static Chunk<T>,
        depends_on: D,
        draw: fn(&'static T, &D) -> Html,
    ) -> Self {
        Self::with_frame(chunk, depends_on, draw, |said| said)
    }

    /// The same with a frame around what is said until the chunk is here.
    pub(crate) fn with_frame<T: Table + 'static, D: PartialEq + 'static>(
        chunk: &'static Chunk<T>,
        depends_on: D,
        draw: fn(&'static T, &D) -> Html,
        instead: fn(Html) -> Html,
    ) -> Self {
        Self(Rc::new(Drawing { chunk, depends_on, draw, instead }))
    }
}

impl PartialEq for DeferredView {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

/// What is drawn.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The view.
    pub(crate) view: DeferredView,
}

/// A view, as soon as its chunk is here.
#[component]
pub(crate) fn Deferred(Props { view: DeferredView(view) }: &Props) -> Html {
    let said = use_loading(view.chunk());
    view.draw().unwrap_or_else(|| view.instead(said))
}
