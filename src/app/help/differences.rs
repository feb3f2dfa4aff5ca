//! All that differs from AWS, chapter by chapter.

use asl_ide::differences::{Chapter, chapters};
use yew::prelude::*;

use crate::app::ui::prose::prose;

/// The chapters, each closed until it is wanted.
#[component]
pub(crate) fn Differences() -> Html {
    let all = use_memo((), |()| chapters());
    html! {
        <div class="all-differences" data-testid="differences">
            <p>{"The full list, including what AWS does not document and how the playground decides:"}</p>
            for chapter in all.iter() {
                <details key={chapter.title}>
                    <summary>{ chapter.title }</summary>
                    { table(chapter) }
                </details>
            }
        </div>
    }
}

fn table(Chapter { title, columns, rows }: &Chapter) -> Html {
    html! {
        <div class="table-box" tabindex="0" role="group" aria-label={*title}>
            <table>
                <thead><tr>for column in columns { <th scope="col" key={*column}>{ *column }</th> }</tr></thead>
                <tbody>
                    for (index, row) in rows.iter().enumerate() {
                        <tr key={index}>
                            for (place, cell) in row.iter().enumerate() {
                                if place == 0 { <th scope="row">{ prose(cell) }</th> } else { <td>{ prose(cell) }</td> }
                            }
                        </tr>
                    }
                </tbody>
            </table>
        </div>
    }
}
