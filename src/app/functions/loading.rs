//! How far Python is: a card above the page while it is fetched and first starts.

use std::cell::RefCell;

use web_sys::Element;
use yew::prelude::*;

/// Bytes of a megabyte.
const MEGABYTE: f64 = 1_000_000.0;

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// The card in the page.
struct Shown {
    place: Element,
    handle: yew::AppHandle<Loading>,
    users: usize,
}

/// Keeps the card in the page; it goes with the last of them.
pub(super) struct Card(());

impl Card {
    /// Shows the card.
    pub(super) fn show() -> Self {
        SHOWN.with_borrow_mut(|shown| match shown {
            Some(shown) => shown.users += 1,
            None => *shown = mount(),
        });
        Self(())
    }

    /// So much of all is here, in bytes.
    pub(super) fn set(fetched: u32, total: u32) {
        SHOWN.with_borrow_mut(|shown| {
            if let Some(shown) = shown {
                shown.handle.update(Props { fetched, total });
            }
        });
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        let last = SHOWN.with_borrow_mut(|shown| {
            let users = shown.as_mut().map_or(0, |shown| {
                shown.users -= 1;
                shown.users
            });
            if users == 0 { shown.take() } else { None }
        });
        if let Some(Shown { place, handle, .. }) = last {
            handle.destroy();
            place.remove();
        }
    }
}

/// It is no part of the page's own tree: what is in this chunk would then be in the program that every visitor loads.
fn mount() -> Option<Shown> {
    let page = web_sys::window()?.document()?;
    let place = page.create_element("div").ok()?;
    page.body()?.append_child(&place).ok()?;
    let handle = yew::Renderer::<Loading>::with_root_and_props(place.clone(), Props::default()).render();
    Some(Shown { place, handle, users: 1 })
}

#[derive(Default, PartialEq, Properties)]
struct Props {
    fetched: u32,
    total: u32,
}

#[component]
fn Loading(&Props { fetched, total }: &Props) -> Html {
    let is_here = total > 0 && fetched == total;
    let megabytes = |bytes: u32| format!("{:.1}", f64::from(bytes) / MEGABYTE);
    let so_far = match total {
        0 => String::new(),
        total => format!("{} of {} MB", megabytes(fetched), megabytes(total)),
    };
    html! {
        <section class="python-loading" data-testid="python-loading" aria-label="Python">
            <p role="status"><b>{ if is_here { "Starting Python…" } else { "Loading Python…" } }</b></p>
            if is_here {
                <progress aria-label="Starting Python" />
            } else {
                <progress aria-label="Loading Python" max={total.max(1).to_string()} value={fetched.to_string()} />
            }
            <p class="fine">
                { if is_here { "It starts faster from now on." } else { "About 8 MB, compressed. It is fetched once, from this page's own host. " } }
                if !is_here { <span>{ so_far }</span> }
            </p>
        </section>
    }
}
