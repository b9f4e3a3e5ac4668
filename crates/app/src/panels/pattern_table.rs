//! The chart of all failure patterns as a table.

use std::rc::Rc;

use deepfog_notation::number;
use deepfog_protocol::SweepTable;
use deepfog_topology::{NodeId, Scheme};
use yew::prelude::*;

use super::data::Shared;
use super::disclosure::Disclosure;
use super::mark::scheme_mark;
use super::wording;
use deepfog_chart::pattern_layout::PatternLayout;

/// Properties of [`PatternTable`].
#[derive(Clone, PartialEq, Properties)]
pub struct PatternTableProps {
    /// The schemes that have been measured, with their tables.
    pub tables: Vec<(Scheme, Shared<SweepTable>)>,
    /// Names of the nodes that can fail, in bit order.
    pub names: Shared<Vec<NodeId>>,
    /// The order of the patterns.
    pub layout: Rc<PatternLayout>,
}

/// A button that opens the table: per pattern each scheme's accuracy, interval and n.
#[function_component]
pub fn PatternTable(props: &PatternTableProps) -> Html {
    let data = props.clone();
    let content = Callback::from(move |()| table(&data));
    html! { <Disclosure label="Table" title="Every failure pattern as a table" {content} /> }
}

fn table(props: &PatternTableProps) -> Html {
    let n = |table: &SweepTable| number::count(u64::from(table.n));
    html! {
        <table class="figures-table">
            <caption>{ "Accuracy in %, with its 95 % interval" }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "nodes down" }</th>
                    { for props.tables.iter().map(|(scheme, table)| html! {
                        <th key={scheme.slug()} scope="col">
                            { scheme_mark(*scheme) }{ " " }{ scheme.name() }
                            <span class="n">{ " n " }{ n(table) }</span>
                        </th>
                    }) }
                </tr>
            </thead>
            <tbody>
                { for props.layout.columns.iter().map(|column| html! {
                    <tr key={column.pattern.0}>
                        <th scope="row">{ wording::pattern(&props.names, column.pattern) }</th>
                        { for props.tables.iter().map(|(scheme, table)| html! {
                            <td key={scheme.slug()}>
                                if let (Some(accuracy), Some(interval)) = (table.accuracy(column.pattern), table.interval(column.pattern)) {
                                    { number::percent(accuracy) }
                                    <span class="interval">{ " " }{ number::percent_range(interval.low, interval.high) }</span>
                                }
                            </td>
                        }) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}
