//! Networks, tables and answers for the tests of the panels, and a place to render them.

use deepfog_app::panels::{SchemeEntry, Shared, Stage, Weighting};
use deepfog_network::{Plan, plan};
use deepfog_protocol::{NodeOutput, SchemeAnswer, SweepTable};
use deepfog_resilience::{Gates, Pattern, Patterns};
use deepfog_topology::{Graph, Scheme, Task, Topology, presets};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::BaseComponent;

/// A preset with tables and answers whose figures can be worked out by hand.
pub struct Case {
    /// The document.
    pub topology: Topology,
    /// Its patterns.
    pub patterns: Patterns,
    /// Its task.
    pub task: Task,
    /// The pattern shown.
    pub pattern: Pattern,
    /// One entry per scheme, measured on `N` of `N` samples.
    pub entries: Vec<SchemeEntry>,
}

/// Samples of every table.
pub const N: u32 = 200;

/// Right answers of a table: fewer with every node down, and another number for every scheme.
pub fn correct(scheme: Scheme, pattern: Pattern) -> f64 {
    f64::from(180 - scheme as u32) - 20.0 * pattern.down_count() as f64
}

/// A preset with these nodes down.
pub fn case(preset: &str, down: &[&str]) -> Case {
    let topology = presets::find(preset).unwrap().topology;
    let graph = Graph::new(&topology).unwrap();
    let patterns = Patterns::new(&graph);
    let pattern = patterns.with_down(down.iter().copied()).unwrap();
    let task = Task::find(&topology.task).unwrap();
    let entries = Scheme::ALL
        .into_iter()
        .map(|scheme| {
            let plan = plan(&topology, scheme, 1).unwrap();
            SchemeEntry {
                scheme,
                own: None,
                stage: Stage::Ready,
                answer: Some(Shared::from(answer(&plan, pattern))),
                sweep: Some(Shared::from(table(&graph, scheme))),
                total: N,
                sweep_fault: None,
            }
        })
        .collect();
    Case {
        topology,
        patterns,
        task,
        pattern,
        entries,
    }
}

impl Case {
    /// A setting of the document.
    pub fn weighting(&self, name: &str) -> Shared<Weighting> {
        let setting = self.topology.setting(name).unwrap();
        Weighting::new(&setting, &self.patterns).into()
    }

    /// The network of a scheme.
    pub fn plan(&self, scheme: Scheme) -> Plan {
        plan(&self.topology, scheme, 1).unwrap()
    }
}

fn table(graph: &Graph, scheme: Scheme) -> SweepTable {
    let patterns = Patterns::new(graph);
    let gates = Gates::new(graph, scheme);
    let all: Vec<Pattern> = patterns.all().collect();
    let right: Vec<f64> = all
        .iter()
        .map(|&pattern| correct(scheme, pattern))
        .collect();
    SweepTable {
        n: N,
        answered: all
            .iter()
            .map(|&pattern| gates.deliver(&patterns.up(pattern, graph.len())).answered)
            .collect(),
        near_ties: vec![0; all.len()],
        people: vec![(3, N, right.clone())],
        correct: right,
    }
}

/// Class 2 with half of the probability, the others alike; every delivering node gives 1, 2, 3, ...
pub fn answer(plan: &Plan, pattern: Pattern) -> SchemeAnswer {
    let patterns = Patterns::new(&plan.graph);
    let delivery =
        Gates::new(&plan.graph, plan.scheme).deliver(&patterns.up(pattern, plan.graph.len()));
    let classes = plan.task.classes.len();
    SchemeAnswer {
        scheme: plan.scheme,
        probabilities: delivery.answered.then(|| {
            (0..classes)
                .map(|class| {
                    if class == 2 {
                        0.5
                    } else {
                        0.5 / (classes - 1) as f32
                    }
                })
                .collect()
        }),
        outputs: plan
            .nodes
            .iter()
            .zip(&delivery.delivers)
            .filter(|(_, delivers)| **delivers)
            .map(|(node, _)| NodeOutput {
                node: node.id.clone(),
                shape: node.output_shape.iter().map(|&dim| dim as u32).collect(),
                values: (0..node.output_shape.iter().product::<usize>())
                    .map(|at| at as f32 + 1.0)
                    .collect(),
            })
            .collect(),
    }
}

/// Renders a component into the document.
pub async fn render<C>(props: C::Properties) -> Element
where
    C: BaseComponent,
{
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    document.body().unwrap().append_child(&root).unwrap();
    yew::Renderer::<C>::with_root_and_props(root.clone(), props).render();
    yew::scheduler::flush().await;
    root
}

/// All elements of a selector.
pub fn all(root: &Element, selector: &str) -> Vec<Element> {
    let list = root.query_selector_all(selector).unwrap();
    (0..list.length())
        .map(|at| list.get(at).unwrap().unchecked_into())
        .collect()
}

/// The one element of a selector.
pub fn one(root: &Element, selector: &str) -> Element {
    let mut found = all(root, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found.remove(0)
}

/// An attribute as text.
pub fn attribute(element: &Element, name: &str) -> String {
    element
        .get_attribute(name)
        .unwrap_or_else(|| panic!("no {name} in {}", element.outer_html()))
}

/// Text with its white space made plain.
pub fn text(element: &Element) -> String {
    let text = element.text_content().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Clicks and waits until the page has followed.
pub async fn click(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
    yew::scheduler::flush().await;
}
