//! The small things that stand everywhere in the panel, each written once.

use yew::prelude::*;
use yew::virtual_dom::{VNode, VTag};

use super::mark::warning;

/// A quiet sentence.
pub fn note(text: impl Into<AttrValue>) -> Html {
    sentence("note", text.into())
}

/// A sentence that stands where something else would.
pub fn instead(text: impl Into<AttrValue>) -> Html {
    sentence("lab-note", text.into())
}

fn sentence(class: &'static str, text: AttrValue) -> Html {
    let mut tag = VTag::new("p");
    tag.add_attribute("class", class);
    tag.add_child(text.into());
    tag.into()
}

/// What is wrong, with a sign.
pub fn fault(text: impl Into<AttrValue>) -> Html {
    let text: AttrValue = text.into();
    html! { <p class="field-fault">{ warning() }{ text }</p> }
}

/// Sentences one below the other.
pub fn bullets(sentences: &[String]) -> Html {
    let mut tag = VTag::new("ul");
    for sentence in sentences {
        tag.add_child(element("li", "", vec![sentence.clone().into()]));
    }
    tag.into()
}

/// Something that opens.
pub fn more(summary: String, content: Html) -> Html {
    html! { <details class="lab-more"><summary>{ summary }</summary>{ content }</details> }
}

/// An element with a class and what is in it.
fn element(name: &'static str, class: &'static str, children: Vec<VNode>) -> VNode {
    let mut tag = VTag::new(name);
    if !class.is_empty() {
        tag.add_attribute("class", class);
    }
    tag.add_children(children);
    tag.into()
}

/// A button.
#[derive(Default)]
pub struct Button {
    /// Its name for tests.
    pub testid: &'static str,
    /// Its words.
    pub words: AttrValue,
    /// Its whole name for who hears it; its words where there is none.
    pub spoken: Option<String>,
    /// Whether it does nothing but say why.
    pub refused: bool,
    /// Its class.
    pub class: &'static str,
}

/// The button, with what it does.
pub fn button(button: Button, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class={button.class} data-testid={button.testid} aria-label={button.spoken}
            aria-disabled={button.refused.then_some("true")} {onclick}>{ button.words }</button>
    }
}

/// A cell of a table.
#[derive(Default)]
pub struct Cell {
    /// What stands in it.
    pub content: Html,
    /// What stands below, in small.
    pub under: Vec<String>,
    /// Its class.
    pub class: &'static str,
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self {
            content: text.into(),
            ..Self::default()
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// A row of a table.
pub struct Line {
    /// Attributes for tests.
    pub data: Vec<(&'static str, String)>,
    /// The cells; the first is the row's heading.
    pub cells: Vec<Cell>,
}

/// A table with figures.
pub fn table(
    class: &'static str,
    caption: &'static str,
    heading: &[&str],
    lines: Vec<Line>,
) -> Html {
    let scoped = |name: &'static str, scope: &'static str, children: Vec<VNode>| {
        let mut tag = VTag::new(name);
        if name == "th" {
            tag.add_attribute("scope", scope);
        }
        tag.add_children(children);
        tag
    };
    let heads = heading.iter().map(|text| {
        let name = if text.is_empty() { "td" } else { "th" };
        scoped(name, "col", vec![(*text).to_owned().into()]).into()
    });
    let head = element("tr", "", heads.collect());
    let rows = lines.into_iter().map(|line| {
        let mut row = VTag::new("tr");
        for (name, value) in line.data {
            row.add_attribute(name, value);
        }
        for (at, cell) in line.cells.into_iter().enumerate() {
            let mut children = vec![cell.content];
            for text in cell.under {
                children.push(element("span", "interval lab-under", vec![text.into()]));
            }
            let mut tag = scoped(if at == 0 { "th" } else { "td" }, "row", children);
            if !cell.class.is_empty() {
                tag.add_attribute("class", cell.class);
            }
            row.add_child(tag.into());
        }
        row.into()
    });
    let body = element("tbody", "", rows.collect());
    element(
        "table",
        class,
        vec![
            element("caption", "", vec![caption.into()]),
            element("thead", "", vec![head]),
            body,
        ],
    )
}
