//! The table of the comparison, the assumptions of the price, and what the article says.

use asl_compare::markdown::assumptions;
use asl_compare::{Assumption, Assumptions, Cell, Claim, Row, Section, Setup, Table, Tone, Verdict, Way};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::model::Model;
use super::run::Handle;
use crate::app::ui::icons::{Icon, icon};
use crate::app::ui::prose::prose;

/// All tables.
pub(super) fn tables(model: &Model, table: &Table, handle: &Handle) -> Html {
    html! {
        <div class="compare-tables">
            for shown in &table.sections {
                { section(shown) }
                if shown.title == "The price" { { prices(&model.setup, handle) } }
            }
            { claims(&table.claims) }
        </div>
    }
}

// A narrow screen shows rows as blocks, which would cost a table its meaning for assistive technology: the roles are said.
fn section(section: &Section) -> Html {
    html! {
        <table key={section.title} class="compare-table" role="table" aria-label={section.title}>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="compare-section">{ section.title }</th>
                    for way in Way::ALL { <th role="columnheader" scope="col">{ way.title() }</th> }
                </tr>
            </thead>
            <tbody role="rowgroup">{ for section.rows.iter().map(row) }</tbody>
        </table>
    }
}

fn row(row: &Row) -> Html {
    html! {
        <tr key={row.label} role="row">
            <th role="rowheader" scope="row">{ row.label }</th>
            { for row.cells.iter().zip(Way::ALL).map(cell) }
        </tr>
    }
}

fn cell((cell, way): (&Cell, Way)) -> Html {
    let class = match cell.tone {
        Tone::Plain => None,
        Tone::Good => Some("good"),
        Tone::Bad => Some("bad"),
    };
    html! {
        <td role="cell" {class}>
            <span class="compare-way" aria-hidden="true">{ way.title() }</span>
            if cell.text.is_empty() {
                <span class="none"><span aria-hidden="true">{"—"}</span><span class="visually-hidden">{"Not run yet"}</span></span>
            } else {
                <span class="compare-text">
                    if cell.tone == Tone::Good { { icon(Icon::Check) } }
                    if cell.tone == Tone::Bad { { icon(Icon::Cross) } }
                    <span>{ prose(&cell.text) }</span>
                </span>
            }
            if !cell.note.is_empty() { <span class="compare-fine">{ prose(&cell.note) }</span> }
        </td>
    }
}

/// What the price is computed with.
fn prices(setup: &Setup, handle: &Handle) -> Html {
    let field = |one: Assumption| {
        let value = setup.assumptions.get(one);
        let (handle, setup) = (handle.clone(), setup.clone());
        let onchange = move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let assumptions = setup.assumptions.with(one, Assumptions::read(&input.value()));
            input.set_value(&written(assumptions.get(one)));
            handle.change(Setup { assumptions, ..setup.clone() });
        };
        html! {
            <label key={one.id()} class="compare-field">
                <span>{ one.title() }</span>
                <span class="compare-amount">
                    if one.unit() == "$" { <span>{"$"}</span> }
                    <input type="number" min="0" step="any" inputmode="decimal" placeholder={value.is_none().then_some("as measured")}
                        value={written(value)} {onchange} data-testid={format!("assumption-{}", one.id())} />
                    if one.unit() != "$" { <span>{ one.unit() }</span> }
                </span>
            </label>
        }
    };
    html! {
        <fieldset key="prices" class="compare-prices">
            <legend>{"Assumptions"}</legend>
            <p class="fine">{"The list prices of us-east-1. An empty field restores its value."}</p>
            <div>{ for Assumption::ALL.into_iter().map(field) }</div>
            <p class="fine compare-printed">{ assumptions(setup) }</p>
            <p class="fine compare-shown">{"Not included: the free tier, data transfer, a NAT gateway, logs, Secrets Manager."}</p>
        </fieldset>
    }
}

fn written(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn claims(claims: &[Claim]) -> Html {
    let claim = |claim: &Claim| {
        let (symbol, class) = match claim.verdict {
            Verdict::Holds => (Icon::Check, "holds"),
            Verdict::Partly => (Icon::Info, "partly"),
            Verdict::No => (Icon::Cross, "no"),
            Verdict::Open => (Icon::Clock, "open"),
        };
        let kind = if claim.is_advantage { "advantage" } else { "disadvantage" };
        html! {
            <tr key={claim.title} role="row">
                <th role="rowheader" scope="row">{ claim.title }</th>
                <td role="cell">{ format!("{}, {kind}", claim.way.title()) }</td>
                <td role="cell" class={classes!("compare-verdict", class)}>{ icon(symbol) }{" "}<span>{ claim.verdict.word() }</span></td>
                <td role="cell" class="compare-evidence">{ prose(&claim.evidence) }</td>
            </tr>
        }
    };
    html! {
        <table key="claims" class="compare-table compare-claims" role="table" aria-label="What the article says">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col" class="compare-section">{"What the article says"}</th>
                    <th role="columnheader" scope="col">{"About"}</th>
                    <th role="columnheader" scope="col">{"Verdict"}</th>
                    <th role="columnheader" scope="col">{"Evidence"}</th>
                </tr>
            </thead>
            <tbody role="rowgroup">{ for claims.iter().map(claim) }</tbody>
        </table>
    }
}
