//! The panels of the mode in which a network is drawn: forms of what is selected, problems, what the drawing means, the
//! history, and a table of everything.
//!
//! Every component is pure: the network comes in, actions go out. What is computed for them (texts that are read, regions,
//! how layers fall, what a skip gains) stands in modules that know neither Yew nor the browser and are tested natively.
//! Indices of nodes and hyperconnections are those of [`Network::graph`](crate::network::Network::graph).
//!
//! # What end-to-end tests may rely on
//! Units, channels and reliability settings are numbered from 1 or named as a person sees them. Figures in `data-` attributes
//! have full precision; one that is not known has no attribute.
//!
//! | where | attributes |
//! |---|---|
//! | `[data-testid=document-form]` | `[data-field=title]`, `[data-field=task] input[value=TASK]`, `[data-field=weights]`, `[data-field=weights-setting]`; `[data-testid=spread]` with `layers`, `layers-kind`, `layers-width` or `layers-channels`, `[data-testid=falls]`, `[data-do=spread]`; `[data-do=suggest-skips]` |
//! | `[data-testid=node-form]` | `data-node`; `[data-field=name]`, `tier`, `channel-N`, `top`, `left`, `height`, `width`, `unit-N-kind`, `unit-N-width`, `unit-N-channels`, `unit-N-kernel`, `unit-N-stride`, `unit-N-size`, `reliability-SETTING`; `[data-testid=region-picker]`; `[data-do=add-unit]`, `remove-unit-N`, `unit-up-N`, `unit-down-N`, `region-whole`, `region-top-left`, …, `suggest-skips`, `duplicate`, `delete`; `[data-parameters][data-bytes]` |
//! | `[data-testid=link-form]` | `data-link`, `data-kind`; `[data-field=weight]`; `[data-do=select-NAME]`, `delete`; `[data-bytes]`, `[data-parameters]` |
//! | `[data-testid=nodes-form]` | `data-count`; `[data-field=tier]`, `[data-do=duplicate]`, `delete`, `spread` |
//! | a field | `aria-invalid`; what is wrong stands in `#field-FIELD-fault` (other characters than letters, digits, - and _ as `.` and their hexadecimal number) |
//! | `[data-testid=problems]` | `data-errors`, `data-warnings`; `[data-problem=error]` or `warning` with `data-place`; inside `[data-do=go-to-problem]`, `[data-repair=LABEL] button` |
//! | `[data-testid=meaning]` | `[data-lives-without][data-lives-with]`; `[data-single=without]`, `with`; `[data-setting=NAME]` with `data-without`, `data-with`; `[data-testid=totals]` with `data-parameters`, `data-bytes`, `data-parameters-without`, `data-bytes-without`; `[data-skip="e→f1"]` with `data-gain`; `[data-do=work-out-gains]` |
//! | `[data-testid=untrained]` | there where no network is trained for the drawing; its button asks for the laboratory, as `[data-testid=train]` does |
//! | `[data-testid=history]` | `[data-step=N]` from 0, the present one `aria-current`; `[data-do=earlier-steps]` |
//! | `[data-testid=table]` | `[data-row=NAME]` with `data-state`, `[data-row="e→f1"]` with `data-kind`, `data-flow`; inside `[data-do=select]`, `toggle`, `delete`, `[data-field=tier-NAME]`, `connect-NAME`; `[data-do=add-TIER]` |

pub mod action_button;
pub mod choice;
pub mod document_form;
pub mod element_rows;
pub mod element_table;
pub mod field;
pub mod focus;
pub mod gain;
pub mod history_list;
pub mod link_form;
pub mod links_table;
pub mod meaning;
pub mod node_form;
pub mod nodes_form;
pub mod pictogram;
pub mod problems;
pub mod properties;
pub mod region;
pub mod region_picker;
pub mod reliability_form;
pub mod sense_form;
pub mod skip_table;
pub mod skips_button;
pub mod spread;
pub mod spread_form;
pub mod targets;
pub mod text_field;
pub mod units;
pub mod units_form;
pub mod untrained;
pub mod weights;
pub mod wording;

pub use element_table::ElementTable;
pub use history_list::HistoryList;
pub use meaning::Meaning;
pub use problems::Problems;
pub use properties::Properties;
pub use untrained::untrained;
