//! The page in a real browser, without a worker: what a person does and what is then shown.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_app::action::Action;
use deepfog_app::network::Network;
use deepfog_app::reducer::reduce;
use deepfog_app::state::State;
use deepfog_app::view::Page;
use deepfog_app::view::page::{PageProps, Start};
use deepfog_protocol::{
    Answer, OwnBundle, PackFacts, Report, SampleFacts, SchemeAnswer, SweepTable,
};
use deepfog_resilience::Pattern;
use deepfog_topology::document::{self, Document, View};
use deepfog_topology::{Scheme, presets};
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    CustomEvent, CustomEventInit, Element, HtmlElement, KeyboardEvent, KeyboardEventInit,
};

wasm_bindgen_test_configure!(run_in_browser);

/// A page in an element of its own, taken away at the end.
struct Shown {
    root: Element,
    handle: Option<yew::AppHandle<Page>>,
}

impl Shown {
    async fn new(state: State) -> Self {
        let document = gloo::utils::document();
        let root = document.create_element("div").unwrap();
        gloo::utils::body().append_child(&root).unwrap();
        let props = PageProps {
            start: Start(Rc::new(state)),
            with_worker: false,
        };
        let handle = yew::Renderer::<Page>::with_root_and_props(root.clone(), props).render();
        let shown = Self {
            root,
            handle: Some(handle),
        };
        shown.settle().await;
        shown
    }

    async fn settle(&self) {
        yew::scheduler::flush().await;
    }

    fn find(&self, selector: &str) -> Element {
        self.root
            .query_selector(selector)
            .unwrap()
            .unwrap_or_else(|| panic!("nothing matches {selector}"))
    }

    fn has(&self, selector: &str) -> bool {
        self.root.query_selector(selector).unwrap().is_some()
    }

    fn text(&self, test_id: &str) -> String {
        self.find(&format!("[data-testid={test_id}]"))
            .text_content()
            .unwrap_or_default()
    }

    fn attribute(&self, selector: &str, name: &str) -> String {
        self.find(selector).get_attribute(name).unwrap_or_default()
    }

    fn node_state(&self, name: &str) -> String {
        self.attribute(
            &format!("[data-testid=network] [data-node={name}]"),
            "data-state",
        )
    }

    async fn click(&self, selector: &str) {
        let event = web_sys::MouseEvent::new_with_mouse_event_init_dict("click", &{
            let init = web_sys::MouseEventInit::new();
            init.set_bubbles(true);
            init
        })
        .unwrap();
        self.find(selector).dispatch_event(&event).unwrap();
        self.settle().await;
    }

    async fn key(&self, selector: &str, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.find(selector).dispatch_event(&event).unwrap();
        self.settle().await;
    }

    fn focused(&self) -> String {
        gloo::utils::document()
            .active_element()
            .and_then(|element| element.get_attribute("data-node"))
            .unwrap_or_default()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.destroy();
        }
        self.root.remove();
    }
}

fn opened(preset: &str) -> State {
    let state = State::new(Rc::new(Network::all())).unwrap();
    reduce(state, Action::OpenPreset(preset.to_owned()))
}

fn hear(state: State, report: Report) -> State {
    reduce(state, Action::Heard(Box::new(report)))
}

/// A state as after some reports of the worker on the preset of two failable nodes.
fn loaded() -> State {
    let state = State::new(Rc::new(Network::all())).unwrap();
    let session = state.session;
    let classes = state.network.task.classes.clone();
    let width = classes.len();
    let mut state = hear(
        state,
        Report::Pack {
            session,
            facts: PackFacts {
                count: 4,
                classes,
                shape: vec![1, 28, 28],
                split: "Held out.".to_owned(),
                source: "Made for this test.".to_owned(),
                groups_are_people: false,
            },
        },
    );
    state = hear(
        state,
        Report::Samples {
            session,
            first: 0,
            samples: (0..4)
                .map(|label| SampleFacts {
                    label,
                    group: 100 + u32::from(label),
                })
                .collect(),
        },
    );
    for scheme in Scheme::ALL {
        state = hear(
            state,
            Report::Sweep {
                session,
                scheme,
                total: 4,
                table: SweepTable {
                    n: 4,
                    correct: vec![4.0, 3.0, 2.0, 0.4],
                    answered: vec![true, true, true, false],
                    near_ties: vec![0; 4],
                    people: Vec::new(),
                },
            },
        );
    }
    hear(
        state,
        Report::Answer(Answer {
            session,
            ticket: 1,
            sample: 0,
            pattern: Pattern::NONE_DOWN,
            values: vec![0.5; 28 * 28],
            schemes: Scheme::ALL
                .into_iter()
                .map(|scheme| SchemeAnswer {
                    scheme,
                    probabilities: Some(vec![1.0 / width as f32; width]),
                    outputs: Vec::new(),
                })
                .collect(),
            fault: None,
            milliseconds: 1.0,
        }),
    )
}

#[wasm_bindgen_test]
async fn a_click_fails_a_node_and_another_restores_it() {
    let page = Shown::new(opened("sensor-chain")).await;
    assert_eq!(page.node_state("f2"), "up");
    page.click("[data-testid=network] [data-node=f2]").await;
    assert_eq!(page.node_state("f2"), "down");
    assert_eq!(page.attribute("[data-toggle=f2]", "data-state"), "down");
    assert_eq!(
        page.text("sentence"),
        "f2 is down. Vanilla has no live path left: it can only guess. The skip e → f1 keeps the others answering."
    );
    assert_eq!(
        page.attribute("[data-link=\"e→f1\"]", "data-flow"),
        "carrying"
    );
    assert_eq!(page.attribute("[data-link=\"f2→f1\"]", "data-flow"), "dead");
    page.click("[data-toggle=f2]").await;
    assert_eq!(page.node_state("f2"), "up");
    page.click("[data-testid=network] [data-node=cloud]").await;
    assert_eq!(page.node_state("cloud"), "up");
    assert!(page.text("announcement").contains("never fails"));
}

#[wasm_bindgen_test]
async fn the_network_is_walked_and_broken_by_key() {
    let page = Shown::new(opened("sensor-chain")).await;
    let first = page.find("[data-testid=network] [tabindex=\"0\"]");
    assert_eq!(
        page.root
            .query_selector_all("[data-testid=network] [tabindex=\"0\"]")
            .unwrap()
            .length(),
        1,
        "Tab reaches the network once"
    );
    first.unchecked_ref::<HtmlElement>().focus().unwrap();
    page.settle().await;
    for (key, focused) in [
        ("ArrowRight", "e"),
        ("ArrowRight", "f2"),
        ("ArrowLeft", "e"),
        ("End", "cloud"),
        ("ArrowRight", "cloud"),
        ("Home", "watch"),
        ("ArrowRight", "e"),
    ] {
        page.key("[data-testid=network] svg", key).await;
        assert_eq!(page.focused(), focused, "after {key}");
    }
    for (key, state) in [("f", "down"), ("Enter", "up"), (" ", "down"), ("r", "up")] {
        page.key("[data-testid=network] svg", key).await;
        assert_eq!(page.node_state("e"), state, "after {key}");
    }
    page.key("[data-testid=network] svg", "?").await;
    assert!(page.has("[data-testid=help-dialog][open]"));
    page.click("[data-testid=close-help]").await;
    assert!(!page.has("[data-testid=help-dialog][open]"));
}

#[wasm_bindgen_test]
async fn the_scheme_shown_decides_what_carries() {
    let page = Shown::new(opened("sensor-chain")).await;
    for (scheme, flow) in [
        ("vanilla", "absent"),
        ("resilinet", "idle"),
        ("resilinet-plus", "carrying"),
    ] {
        page.find(&format!(
            "[data-testid=scheme-switch] input[value={scheme}]"
        ))
        .unchecked_ref::<HtmlElement>()
        .click();
        page.settle().await;
        assert_eq!(
            page.attribute("[data-link=\"e→f1\"]", "data-flow"),
            flow,
            "{scheme}"
        );
    }
}

#[wasm_bindgen_test]
async fn random_failures_need_a_setting_that_lets_nodes_fail() {
    let page = Shown::new(opened("sensor-chain")).await;
    page.find("[data-testid=settings] input[value=\"No failure\"]")
        .unchecked_ref::<HtmlElement>()
        .click();
    page.settle().await;
    assert!(page.has("[data-testid=fail-at-random][aria-disabled=true]"));
    assert!(page.text("failures").contains("choose another setting"));
    page.find("[data-testid=settings] input[value=Hazardous]")
        .unchecked_ref::<HtmlElement>()
        .click();
    page.settle().await;
    for _ in 0..12 {
        page.click("[data-testid=fail-at-random]").await;
    }
    assert!(
        page.text("announcement")
            .starts_with("Draw 12 under Hazardous")
    );
    page.find("[data-testid=settings] input[value=Poor]")
        .unchecked_ref::<HtmlElement>()
        .click();
    page.settle().await;
    let query = gloo::utils::window().location().search().unwrap();
    assert!(
        query.contains("setting=Poor") && query.contains("draw=12"),
        "{query}"
    );
}

#[wasm_bindgen_test]
async fn samples_are_stepped_and_picked() {
    let page = Shown::new(loaded()).await;
    assert_eq!(page.attribute("[data-testid=input]", "data-sample"), "1");
    assert_eq!(page.text("true-class"), "T-shirt/top");
    page.click("[data-testid=step]").await;
    assert_eq!(page.text("true-class"), "Trouser");
    page.click("[data-testid=back]").await;
    page.click("[data-testid=back]").await;
    assert_eq!(page.attribute("[data-testid=input]", "data-sample"), "4");
    page.key("[data-testid=stream]", "ArrowRight").await;
    assert_eq!(page.attribute("[data-testid=input]", "data-sample"), "1");
    page.click("[data-testid=play]").await;
    assert_eq!(
        page.attribute("[data-testid=stream]", "data-playing"),
        "true"
    );
    page.click("[data-testid=play]").await;
    assert_eq!(
        page.attribute("[data-testid=stream]", "data-playing"),
        "false"
    );
}

#[wasm_bindgen_test]
async fn accuracies_follow_the_failure_pattern() {
    let page = Shown::new(loaded()).await;
    let accuracy = || {
        page.attribute(
            "[data-testid=answers] [data-scheme=vanilla]",
            "data-accuracy",
        )
    };
    assert_eq!(accuracy(), "1");
    page.click("[data-testid=network] [data-node=e]").await;
    assert_eq!(accuracy(), "0.75");
    assert!(
        page.text("announcement")
            .contains("Accuracy: Vanilla 75.0 %")
    );
    page.click("[data-toggle=f]").await;
    assert_eq!(accuracy(), "0.1");
    assert_eq!(page.attribute("[data-testid=page]", "data-swept"), "true");
    // Hazardous: e .80, f .85.
    let expected = 0.8 * 0.85 + 0.2 * 0.85 * 0.75 + 0.8 * 0.15 * 0.5 + 0.2 * 0.15 * 0.1;
    let shown: f64 = page
        .attribute(
            "[data-testid=expected] [data-scheme=vanilla]",
            "data-expected",
        )
        .parse()
        .unwrap();
    assert!((shown - expected).abs() < 1e-12, "{shown}");
}

#[wasm_bindgen_test]
async fn every_network_is_drawn() {
    for network in Network::all() {
        let page = Shown::new(opened(network.preset.unwrap())).await;
        let count = |selector: &str| page.root.query_selector_all(selector).unwrap().length();
        assert_eq!(
            count("[data-testid=network] [data-node]") as usize,
            network.graph.len()
        );
        assert_eq!(
            count("[data-testid=network] [data-link]") as usize,
            network.graph.edges().len()
        );
        assert_eq!(
            page.root.query_selector_all("[style]").unwrap().length(),
            0,
            "the policy allows no style attribute"
        );
    }
}

/// A drawing that nothing is shipped for, and the state in which it is open.
fn drawn() -> (State, Document) {
    let mut topology = presets::find("sensor-chain").unwrap().topology;
    topology.links.truncate(6);
    let document = Document {
        topology,
        view: View::default(),
    };
    let state = reduce(
        opened("smallest"),
        Action::OpenDocument {
            document: Box::new(document.clone()),
            own: None,
            notes: Vec::new(),
        },
    );
    (state, document)
}

/// A state after the worker has told that the device holds a bundle for what is open.
fn with_own(state: State, scheme: Scheme, unfinished: u32) -> State {
    let bundle = OwnBundle {
        key: "k".to_owned(),
        name: "Mine".to_owned(),
        identity: state.network.identity.clone(),
        title: "Mine".to_owned(),
        scheme,
        seed: 3,
        epochs: 60,
        validation: 0.9,
        test: (0.9, 100),
        parameters: 10,
        bytes: 40,
        created: 1.0,
        used: 1.0,
        study: None,
    };
    let report = Report::Shelf {
        bundles: vec![bundle],
        unfinished,
        fault: None,
    };
    hear(state, report)
}

/// What the page tells the laboratory by one kind of event.
fn told(event: &'static str) -> (Rc<RefCell<Vec<String>>>, EventListener) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let into = Rc::clone(&told);
    let listener = EventListener::new(&gloo::utils::document(), event, move |event| {
        let event = event.dyn_ref::<CustomEvent>().unwrap();
        into.borrow_mut().push(event.detail().as_string().unwrap());
    });
    (told, listener)
}

#[wasm_bindgen_test]
async fn a_drawing_without_a_network_leads_to_training() {
    let (state, document) = drawn();
    let shelf = Report::Shelf {
        bundles: Vec::new(),
        unfinished: 0,
        fault: None,
    };
    let page = Shown::new(hear(state, shelf)).await;
    assert_eq!(page.attribute("[data-testid=page]", "data-schemes"), "");
    assert!(!page.has("[data-testid=page][data-bundle]"));
    let (asked, _listener) = told("deepfog-train");
    page.click("[data-testid=untrained] button").await;
    page.click("[data-testid=train]").await;
    let asked = asked.borrow();
    assert_eq!(asked.len(), 2);
    for text in asked.iter() {
        let read = document::read(text).unwrap();
        assert_eq!(read.document.topology, document.topology);
    }
}

#[wasm_bindgen_test]
async fn own_networks_are_shown_like_shipped_ones() {
    let (state, _) = drawn();
    let page = Shown::new(with_own(state, Scheme::Resilinet, 0)).await;
    assert!(!page.has("[data-testid=untrained]"));
    let of_page = |name: &str| page.attribute("[data-testid=page]", name);
    assert_eq!(of_page("data-bundle"), "own");
    assert_eq!(of_page("data-schemes"), "resilinet");
    assert_eq!(of_page("data-mode"), "break");
    let answers = page.text("answers");
    assert!(
        answers.contains("trained on this device, seed 3, 60 epochs"),
        "{answers}"
    );
    let count = |selector: &str| page.root.query_selector_all(selector).unwrap().length();
    assert_eq!(count("[data-testid=answers] [data-own]"), 1);
    for place in ["answers", "expected"] {
        let blocks = format!("[data-testid={place}] [data-scheme]");
        assert_eq!(count(&blocks), 1, "{place}");
    }
    assert_eq!(count("[data-testid=scheme-switch] input:checked"), 1);
    page.click("[data-testid=network] [data-node=f2]").await;
    assert!(page.text("sentence").contains("ResiliNet"));
    assert!(!page.text("sentence").contains("Vanilla"));
}

#[wasm_bindgen_test]
async fn the_open_laboratory_hears_of_every_edit() {
    let (state, _) = drawn();
    let page = Shown::new(state).await;
    let (heard, _listener) = told("deepfog-document");
    let body = gloo::utils::body();
    for (open, expected) in [(false, 0), (true, 1)] {
        if open {
            body.set_attribute("data-lab", "open").unwrap();
        }
        page.click("[data-testid=network] [data-node=f1]").await;
        page.key("[data-testid=network] svg", "Delete").await;
        assert_eq!(heard.borrow().len(), expected);
        page.click("[data-testid=tools] [data-tool=undo]").await;
    }
    body.remove_attribute("data-lab").unwrap();
    assert_eq!(heard.borrow().len(), 2, "undoing is a change, too");
}

#[wasm_bindgen_test]
async fn the_laboratory_opens_documents() {
    let page = Shown::new(opened("smallest")).await;
    let open = |text: &str| {
        let init = CustomEventInit::new();
        init.set_detail(&text.into());
        let event = CustomEvent::new_with_event_init_dict("deepfog-open", &init).unwrap();
        gloo::utils::document().dispatch_event(&event).unwrap();
    };
    open("{");
    page.settle().await;
    assert!(page.has("[data-word=refused]"));
    let (_, document) = drawn();
    open(&document::write_document(&document).unwrap());
    page.settle().await;
    assert_eq!(
        page.attribute("[data-testid=page]", "data-nodes"),
        document.topology.nodes.len().to_string()
    );
}

#[wasm_bindgen_test]
async fn an_interrupted_training_can_be_gone_on_with() {
    for button in [
        "[data-testid=go-on]",
        "[data-testid=unfinished] button:last-child",
    ] {
        let (state, _) = drawn();
        let page = Shown::new(with_own(state, Scheme::Vanilla, 1)).await;
        assert!(
            page.text("unfinished")
                .starts_with("A training was interrupted.")
        );
        let (asked, _listener) = told("deepfog-resume");
        page.click(button).await;
        assert!(!page.has("[data-testid=unfinished]"));
        assert_eq!(asked.borrow().len(), usize::from(button.contains("go-on")));
    }
}
