//! A figure: its chart, the same as a table, and both as files.

use std::rc::Rc;

use deepfog_browser::file;
use deepfog_notation::name::of_file;
use web_sys::Element;
use yew::prelude::*;

use super::export;
use super::source::Source;
use super::table::{Datum, Table};

/// Rows of a table that are shown at once; the files have all.
const ROWS: usize = 200;

/// Properties of [`Figure`].
#[derive(Clone, PartialEq, Properties)]
pub struct FigureProps {
    /// Its name for tests, and in the names of files.
    pub name: &'static str,
    /// Its heading.
    pub title: AttrValue,
    /// What stands beside the heading.
    #[prop_or_default]
    pub aside: AttrValue,
    /// The same figures as a table; shared, so that a chart that moves copies nothing.
    pub table: Rc<Table>,
    /// Where the figures come from.
    pub source: Rc<Source>,
    /// What could not be done, as a sentence.
    pub on_fault: Callback<String>,
    /// Whether there is a drawing, with its table beside it; else the table is all.
    #[prop_or(true)]
    pub drawn: bool,
    /// Whether what is inside is the table, in a form of its own.
    #[prop_or_default]
    pub tabled: bool,
    /// The chart: an `svg` element with a text alternative, and what stands around it.
    #[prop_or_default]
    pub children: Html,
}

/// The figure. `svg[data-chart]` inside is what is saved as a picture.
#[function_component]
pub fn Figure(props: &FigureProps) -> Html {
    let root = use_node_ref();
    let is_table_open = use_state_eq(|| !props.drawn && !props.tabled);
    let save = |kind: Saved| {
        let (props, root) = (props.clone(), root.clone());
        Callback::from(move |_: MouseEvent| {
            if let Err(why) = kind.save(&props, &root) {
                props.on_fault.emit(why);
            }
        })
    };
    let button = |kind: Saved| {
        html! {
            <button type="button" class="quiet" data-testid={format!("{}-{}", props.name, kind.slug())}
                aria-label={format!("Save “{}” as {}", props.title, kind.words())} onclick={save(kind)}>{ kind.words() }</button>
        }
    };
    let toggle = {
        let is_table_open = is_table_open.clone();
        Callback::from(move |_: MouseEvent| is_table_open.set(!*is_table_open))
    };
    html! {
        <figure class="analysis-figure" data-testid={props.name} ref={root.clone()}>
            <figcaption>
                <h3>{ props.title.clone() }</h3>
                if !props.aside.is_empty() { <span class="aside">{ props.aside.clone() }</span> }
                <span class="analysis-save">
                    if props.drawn {
                        <button type="button" class="quiet" data-testid={format!("{}-table", props.name)} aria-expanded={is_table_open.to_string()}
                            aria-label={format!("“{}” as a table", props.title)} onclick={toggle}>{ "Table" }</button>
                        { button(Saved::Svg) }
                        { button(Saved::Png) }
                    }
                    { button(Saved::Csv) }
                    { button(Saved::Json) }
                </span>
            </figcaption>
            { props.children.clone() }
            if *is_table_open { { shown(&props.table) } }
        </figure>
    }
}

/// The table as it is shown.
pub fn shown(table: &Table) -> Html {
    let more = table.rows.len().saturating_sub(ROWS);
    html! {
        <div class="analysis-scroll" tabindex="0" role="region" aria-label={table.caption.clone()}>
            <table class="figures-table">
                <caption class="unseen">{ &table.caption }</caption>
                <thead><tr>{ for table.columns.iter().map(|column| html! { <th scope="col">{ &column.head }</th> }) }</tr></thead>
                <tbody>
                    { for table.rows.iter().take(ROWS).map(|row| html! {
                        <tr>{ for row.iter().enumerate().map(|(at, datum)| cell(at, datum)) }</tr>
                    }) }
                </tbody>
            </table>
            if more > 0 { <p class="note">{ format!("… and {more} more rows: the files have all.") }</p> }
        </div>
    }
}

/// A cell: the first of a row is its heading.
pub fn cell(at: usize, datum: &Datum) -> Html {
    match at {
        0 => html! { <th scope="row">{ datum.shown() }</th> },
        _ => html! { <td>{ datum.shown() }</td> },
    }
}

/// What a figure is saved as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Saved {
    Svg,
    Png,
    Csv,
    Json,
}

impl Saved {
    fn slug(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Csv => "CSV",
            Self::Json => "JSON",
        }
    }

    fn save(self, props: &FigureProps, root: &NodeRef) -> Result<(), String> {
        let name = of_file(
            &format!("{} {}", props.source.network, props.name),
            "figure",
            &format!(".{}", self.slug()),
        );
        let text = |kind: &str, text: String| {
            file::save(&name, kind, text.as_bytes()).map_err(|_| REFUSED.to_owned())
        };
        let chart = || {
            root.cast::<Element>()
                .and_then(|root| root.query_selector("svg[data-chart]").ok().flatten())
                .ok_or_else(|| "There is no drawing yet.".to_owned())
        };
        match self {
            Self::Csv => text("text/csv;charset=utf-8", props.table.csv(&props.source)),
            Self::Json => text("application/json", props.table.json(&props.source)),
            Self::Svg => {
                let picture = export::svg(&chart()?, &props.title, &props.source)?;
                text("image/svg+xml", picture.text)
            }
            Self::Png => {
                let picture = export::svg(&chart()?, &props.title, &props.source)?;
                let on_fault = props.on_fault.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    if let Err(why) = export::save_png(&picture, &name).await {
                        on_fault.emit(why);
                    }
                });
                Ok(())
            }
        }
    }
}

const REFUSED: &str = "This browser did not let the page save a file.";
