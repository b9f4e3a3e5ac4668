//! The panels in a real document: what stands where, what a click or a key does, what is never there.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

#[path = "panels/fixtures.rs"]
mod fixtures;

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_app::panels::answers::AnswersPanelProps;
use deepfog_app::panels::expected::ExpectedPanelProps;
use deepfog_app::panels::inspector::InspectorProps;
use deepfog_app::panels::pattern_chart::PatternChartProps;
use deepfog_app::panels::sample::SampleViewProps;
use deepfog_app::panels::{
    AnswersPanel, ExpectedPanel, Inspector, PatternChart, SampleView, Shared, SourceSense, Stage,
    Survival,
};
use deepfog_resilience::{Pattern, expected_accuracy, wilson};
use deepfog_topology::{InputSpace, Scheme};
use fixtures::{Case, N, all, answer, attribute, case, click, correct, one, render, text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Element, FocusEvent, FocusEventInit, KeyboardEvent, KeyboardEventInit, MouseEvent,
    MouseEventInit,
};
use yew::Callback;

wasm_bindgen_test_configure!(run_in_browser);

fn answers(case: &Case) -> AnswersPanelProps {
    AnswersPanelProps {
        entries: case.entries.clone(),
        classes: case.task.classes.clone().into(),
        truth: Some(2),
        pattern: case.pattern,
        situation: "with f2 down".into(),
        weighting: Some(case.weighting("Hazardous")),
        random_guess: Some(0.125),
        people: true,
        selected: None,
        on_hover: Callback::noop(),
        on_select: Callback::noop(),
        on_retry: Callback::noop(),
    }
}

fn chart(case: &Case) -> PatternChartProps {
    PatternChartProps {
        entries: case
            .entries
            .iter()
            .map(|entry| entry.without_answer())
            .collect(),
        names: case.patterns.names().to_vec().into(),
        pattern: case.pattern,
        random_guess: Some(0.125),
        on_choose: Callback::noop(),
    }
}

/// A callback that keeps what it was given.
fn kept<T: 'static>() -> (Rc<RefCell<Vec<T>>>, Callback<T>) {
    let list = Rc::new(RefCell::new(Vec::new()));
    let callback = {
        let list = list.clone();
        Callback::from(move |value| list.borrow_mut().push(value))
    };
    (list, callback)
}

fn number(element: &Element, name: &str) -> f64 {
    attribute(element, name).parse().unwrap()
}

#[wasm_bindgen_test]
async fn each_scheme_tells_its_answer_and_its_figures_in_full() {
    let case = case("sensor-chain", &["f2"]);
    let root = render::<AnswersPanel>(answers(&case)).await;
    for (scheme, answer) in [
        (Scheme::Vanilla, "guess"),
        (Scheme::DeepFogGuard, "Forward elevation"),
        (Scheme::Resilinet, "Forward elevation"),
        (Scheme::ResilinetPlus, "Forward elevation"),
    ] {
        let block = one(&root, &format!("article[data-scheme={}]", scheme.slug()));
        let right = correct(scheme, case.pattern);
        let interval = wilson(right, N as usize);
        let all_patterns: Vec<f64> = case
            .patterns
            .all()
            .map(|pattern| correct(scheme, pattern) / f64::from(N))
            .collect();
        let weighting = case.weighting("Hazardous");
        let expected = expected_accuracy(&weighting.reliabilities, &all_patterns).unwrap();
        for (name, value) in [
            ("data-accuracy", right / f64::from(N)),
            ("data-low", interval.low),
            ("data-high", interval.high),
            ("data-n", f64::from(N)),
            ("data-expected", expected),
            (
                "data-no-failure",
                correct(scheme, Pattern::NONE_DOWN) / f64::from(N),
            ),
            ("data-null", 0.125),
        ] {
            assert_eq!(number(&block, name), value, "{scheme:?} {name}");
        }
        assert_eq!(attribute(&block, "data-answer"), answer);
        assert_eq!(attribute(&block, "data-complete"), "true");
        let said = text(&block);
        assert!(
            said.contains(&format!("{:.1}", 100.0 * right / f64::from(N))),
            "{said}"
        );
        assert!(
            said.contains(&format!(
                "expected {:.1} % under Hazardous",
                100.0 * expected
            )),
            "{said}"
        );
        assert!(said.contains("n 200"), "{said}");
        assert_eq!(
            said.contains("no information reaches the cloud"),
            scheme == Scheme::Vanilla
        );
    }
    let truth = all(&root, ".classes .truth");
    assert_eq!(truth.len(), 3);
    assert!(text(&truth[0]).starts_with("Forward elevation .50"));
    assert!(text(&one(&root, ".answers-key")).contains("windows, not people"));
}

#[wasm_bindgen_test]
async fn a_wrong_answer_says_so_and_still_shows_the_truth() {
    let case = case("sensor-chain", &[]);
    let root = render::<AnswersPanel>(AnswersPanelProps {
        truth: Some(6),
        ..answers(&case)
    })
    .await;
    let block = one(&root, "article[data-scheme=vanilla]");
    assert_eq!(
        attribute(&one(&block, ".verdict.bad svg"), "aria-label"),
        "wrong:"
    );
    let rows = all(&block, ".classes li");
    assert_eq!(rows.len(), 3);
    assert!(text(&rows[2]).starts_with("Upright row"));
    assert!(rows[2].class_list().contains("truth"));
}

#[wasm_bindgen_test]
async fn loading_failing_and_measuring_are_told() {
    let case = case("smallest", &[]);
    let mut props = answers(&case);
    let (asked, on_retry) = kept();
    props.on_retry = on_retry;
    props.people = false;
    props.entries[0].stage = Stage::Loading {
        received: 30_000,
        total: Some(120_000),
    };
    props.entries[0].answer = None;
    props.entries[0].sweep = None;
    props.entries[1].stage = Stage::Failed("e.onnx could not be fetched.".into());
    props.entries[1].answer = None;
    props.entries[1].sweep = None;
    props.entries[2].total = 1_000;
    props.entries[3].sweep = None;
    let root = render::<AnswersPanel>(props).await;
    for (scheme, words) in [
        ("vanilla", "loading 25 %"),
        ("deep-fog-guard", "e.onnx could not be fetched."),
        ("resilinet", "measuring… 200 of 1 000 samples"),
        ("resilinet-plus", "measuring all failure patterns…"),
    ] {
        let said = text(&one(&root, &format!("article[data-scheme={scheme}]")));
        assert!(said.contains(words), "{scheme}: {said}");
    }
    let partial = one(&root, "article[data-scheme=resilinet]");
    assert_eq!(attribute(&partial, "data-complete"), "false");
    assert!(!one(&root, "article[data-scheme=vanilla]").has_attribute("data-accuracy"));
    click(&one(&root, ".retry")).await;
    assert_eq!(asked.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn a_scheme_can_be_pointed_at_and_selected() {
    let case = case("sensor-chain", &[]);
    let (selected, on_select) = kept();
    let (hovered, on_hover) = kept();
    let root = render::<AnswersPanel>(AnswersPanelProps {
        selected: Some(Scheme::DeepFogGuard),
        on_select,
        on_hover,
        ..answers(&case)
    })
    .await;
    let names = all(&root, ".answer-name");
    let pressed: Vec<String> = names
        .iter()
        .map(|name| attribute(name, "aria-pressed"))
        .collect();
    assert_eq!(pressed, ["false", "true", "false", "false"]);
    click(&names[3]).await;
    assert_eq!(*selected.borrow(), [Scheme::ResilinetPlus]);
    // A browser that is driven may have no focus to give: the events themselves.
    for event in ["focusin", "focusout"] {
        let bubbles = FocusEventInit::new();
        bubbles.set_bubbles(true);
        let event = FocusEvent::new_with_focus_event_init_dict(event, &bubbles).unwrap();
        names[2].dispatch_event(&event).unwrap();
    }
    yew::scheduler::flush().await;
    assert_eq!(*hovered.borrow(), [Some(Scheme::Resilinet), None]);
}

#[wasm_bindgen_test]
async fn people_open_and_close_again() {
    let case = case("sensor-chain", &["e"]);
    let root = render::<AnswersPanel>(answers(&case)).await;
    let dialog = one(&root, "dialog");
    assert!(all(&dialog, "*").is_empty());
    click(&one(&root, ".disclosure-button")).await;
    assert!(dialog.has_attribute("open"));
    for scheme in Scheme::ALL {
        let selector = format!("tr[data-person='3'] td[data-scheme={}]", scheme.slug());
        assert_eq!(
            number(&one(&dialog, &selector), "data-accuracy"),
            correct(scheme, case.pattern) / f64::from(N)
        );
    }
    click(&one(&dialog, ".sheet-close")).await;
    assert!(!dialog.has_attribute("open"));
    assert!(all(&dialog, "*").is_empty());
}

async fn press(element: &Element, key: &str) {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
    element.dispatch_event(&event).unwrap();
    yew::scheduler::flush().await;
}

#[wasm_bindgen_test]
async fn every_pattern_is_an_option_that_a_click_chooses() {
    let case = case("sensor-chain", &["f2"]);
    let (chosen, on_choose) = kept();
    let root = render::<PatternChart>(PatternChartProps {
        on_choose,
        ..chart(&case)
    })
    .await;
    let options = all(&root, "[role=option]");
    assert_eq!(options.len(), 8);
    let present = one(&root, "[aria-selected=true]");
    assert_eq!(
        attribute(&present, "data-pattern"),
        case.pattern.0.to_string()
    );
    assert_eq!(
        attribute(&present, "aria-label"),
        "f2 down: Vanilla 80.0 %, deepFogGuard 79.5 %, ResiliNet 79.0 %, ResiliNet+ 78.5 %"
    );
    for option in &options {
        let place = option.get_bounding_client_rect();
        let init = MouseEventInit::new();
        init.set_bubbles(true);
        init.set_client_x((place.left() + place.width() / 2.0) as i32);
        init.set_client_y((place.top() + place.height() / 2.0) as i32);
        let event = MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap();
        option.dispatch_event(&event).unwrap();
    }
    yew::scheduler::flush().await;
    let expected: Vec<u64> = options
        .iter()
        .map(|option| number(option, "data-pattern") as u64)
        .collect();
    let found: Vec<u64> = chosen
        .borrow()
        .iter()
        .map(|pattern: &Pattern| pattern.0)
        .collect();
    assert_eq!(found, expected);
}

#[wasm_bindgen_test]
async fn patterns_are_chosen_by_key() {
    let case = case("sensor-chain", &[]);
    let (chosen, on_choose) = kept();
    let root = render::<PatternChart>(PatternChartProps {
        on_choose,
        ..chart(&case)
    })
    .await;
    let listbox = one(&root, "[role=listbox]");
    let script = listbox.unchecked_ref::<web_sys::SvgElement>();
    script.focus().unwrap();
    yew::scheduler::flush().await;
    // Columns: none, e, f2, f1, e+f2, e+f1, f2+f1, all.
    for (key, active) in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowDown", 5),
        ("End", 7),
        ("ArrowUp", 3),
        ("ArrowLeft", 4),
    ] {
        press(&listbox, key).await;
        let id = attribute(&listbox, "aria-activedescendant");
        assert_eq!(id, format!("pattern-option-{active}"), "{key}");
        assert_eq!(all(&root, &format!("#{id}")).len(), 1);
        assert_eq!(
            attribute(&one(&root, ".pattern-readout"), "data-pattern"),
            active.to_string()
        );
    }
    assert!(chosen.borrow().is_empty());
    press(&listbox, "Enter").await;
    press(&listbox, " ").await;
    assert_eq!(*chosen.borrow(), [Pattern(4), Pattern(4)]);
}

#[wasm_bindgen_test]
async fn many_patterns_stay_few_elements() {
    let case = case("four-cameras", &["e1"]);
    let root = render::<PatternChart>(chart(&case)).await;
    assert_eq!(all(&root, "[role=option]").len(), 256);
    let marks = all(&root, ".pattern-marks path");
    assert_eq!(marks.len(), 4);
    for path in &marks {
        assert_eq!(attribute(path, "d").matches('z').count(), 256);
    }
    click(&one(&root, ".disclosure-button")).await;
    assert_eq!(all(&root, ".figures-table tbody tr").len(), 256);
}

#[wasm_bindgen_test]
async fn before_any_figure_the_chart_says_what_will_come() {
    let case = case("smallest", &[]);
    let mut props = chart(&case);
    for entry in &mut props.entries {
        entry.sweep = None;
    }
    let root = render::<PatternChart>(props).await;
    assert!(text(&root).contains("4 failure patterns: the accuracies appear here"));
    assert!(all(&root, "[role=option]").is_empty());
}

#[wasm_bindgen_test]
async fn expectations_are_exact_and_say_over_what() {
    let case = case("sensor-chain", &["f2"]);
    let weighting = case.weighting("Hazardous");
    let root = render::<ExpectedPanel>(ExpectedPanelProps {
        entries: case.entries.clone(),
        weighting: Some(weighting.clone()),
        random_guess: Some(0.125),
        survival: Some(Survival {
            with_skips: deepfog_resilience::Survival::Exact(0.97),
            without_skips: deepfog_resilience::Survival::Exact(0.5304),
        }),
    })
    .await;
    for scheme in Scheme::ALL {
        let row = one(
            &root,
            &format!(".expected-row[data-scheme={}]", scheme.slug()),
        );
        let accuracies: Vec<f64> = case
            .patterns
            .all()
            .map(|pattern| correct(scheme, pattern) / f64::from(N))
            .collect();
        let expected = expected_accuracy(&weighting.reliabilities, &accuracies).unwrap();
        assert_eq!(number(&row, "data-expected"), expected);
        assert!(text(&row).ends_with(&format!("{:.1}", 100.0 * expected)));
    }
    let said = text(&root);
    for words in [
        "under Hazardous",
        "e .78 · f2 .80 · f1 .85; exact over 8 patterns",
        ".5304 without skips",
        ".9700 with",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

fn sample(case: &Case) -> SampleViewProps {
    let sources: Vec<SourceSense> = case
        .topology
        .nodes
        .iter()
        .filter_map(|node| {
            Some(SourceSense {
                id: node.id.clone(),
                sense: node.sense.clone()?,
            })
        })
        .collect();
    let count: usize = case.task.input.shape().iter().product();
    let values: Vec<f32> = (0..count)
        .map(|at| (at as f32 * 0.37).sin().abs())
        .collect();
    SampleViewProps {
        space: case.task.input.clone().into(),
        values: Some(values.into()),
        sample: 4,
        sources: sources.into(),
        hovered: None,
        pace: None,
        label: "Sample 4".into(),
    }
}

#[wasm_bindgen_test]
async fn a_recording_is_lines_by_sensor() {
    let case = case("two-sensors", &[]);
    let root = render::<SampleView>(sample(&case)).await;
    assert_eq!(all(&root, ".sensor").len(), 2);
    let lines = all(&root, ".channel path");
    assert_eq!(lines.len(), 6);
    for line in lines {
        assert_eq!(attribute(&line, "d").matches('L').count(), 99);
    }
    let said = text(&root);
    for words in ["accelerometer in g", "gyroscope in rad/s", "1.5", "2 s"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(all(&root, ".cursor").is_empty());
    assert_eq!(
        attribute(&one(&root, "[role=img]"), "aria-label"),
        "Sample 4"
    );
}

#[wasm_bindgen_test]
async fn a_hovered_sensor_is_emphasised_and_playing_moves_a_cursor() {
    let case = case("two-sensors", &[]);
    let root = render::<SampleView>(SampleViewProps {
        hovered: Some("gyroscope".into()),
        pace: Some(1_500),
        ..sample(&case)
    })
    .await;
    assert_eq!(
        (
            all(&root, ".channel.bold").len(),
            all(&root, ".channel.dim").len()
        ),
        (3, 3)
    );
    let cursor = one(&root, ".cursor");
    let style = cursor.unchecked_ref::<web_sys::SvgElement>().style();
    assert_eq!(
        style.get_property_value("animation-duration").unwrap(),
        "1500ms"
    );
}

#[wasm_bindgen_test]
async fn an_image_shows_what_each_camera_sees() {
    let case = case("four-cameras", &[]);
    assert!(matches!(case.task.input, InputSpace::Image { .. }));
    let root = render::<SampleView>(SampleViewProps {
        hovered: Some("camera2".into()),
        ..sample(&case)
    })
    .await;
    assert_eq!(all(&root, ".region").len(), 4);
    assert_eq!(text(&one(&root, ".region.hovered")), "camera2");
    let pixels: f64 = all(&root, ".pixels")
        .iter()
        .map(|path| cells(&attribute(path, "d")))
        .sum();
    // Only values that round to black are left to the ground.
    assert!(pixels > 770.0 && pixels <= 784.0, "{pixels}");
}

/// Cells of a path of rectangles one cell high.
fn cells(path: &str) -> f64 {
    path.split('h')
        .skip(1)
        .step_by(2)
        .map(|part| part.split('v').next().unwrap().parse::<f64>().unwrap())
        .sum()
}

fn inspector(case: &Case, scheme: Scheme, node: &str) -> InspectorProps {
    let plan = case.plan(scheme);
    InspectorProps {
        topology: case.topology.clone().into(),
        answer: Some(Shared::from(answer(&plan, case.pattern))),
        plan: plan.into(),
        node: node.into(),
        pattern: case.pattern,
        classes: case.task.classes.clone().into(),
    }
}

#[wasm_bindgen_test]
async fn a_node_tells_what_stands_on_it_and_what_it_costs() {
    let case = case("sensor-chain", &[]);
    let root = render::<Inspector>(inspector(&case, Scheme::ResilinetPlus, "f2")).await;
    let said = text(&root);
    for words in [
        "f2",
        "fog",
        "up",
        "Normal .96 · Poor .91 · Hazardous .80",
        "dense 128",
        // Two dense layers of 128 → 128 with biases, and the skip's dense map from 600 values.
        "parameters 109 824",
        "+76 800 parameters, 2.4 kB",
        "as it is: 0 parameters, 512 B",
        "512 B per sample to cloud, f1 each",
        "1.00 to 128",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(attribute(&one(&root, ".inspector"), "data-state"), "up");
    assert_eq!(all(&root, "li[data-kind=skip]").len(), 1);
    assert!(all(&root, ".heat-positive").len() > 10);
}

#[wasm_bindgen_test]
async fn a_node_without_output_says_why() {
    let case = case("sensor-chain", &["f2"]);
    for (scheme, node, state, words) in [
        (Scheme::Vanilla, "f2", "down", "output is exactly 0 (down)"),
        (Scheme::Vanilla, "f1", "silent", "silent: no input arrives"),
        (Scheme::DeepFogGuard, "f1", "up", "nothing arrives"),
    ] {
        let root = render::<Inspector>(inspector(&case, scheme, node)).await;
        assert_eq!(attribute(&one(&root, ".inspector"), "data-state"), state);
        assert!(text(&root).contains(words), "{}", text(&root));
        assert_eq!(all(&root, ".heat-map").len(), usize::from(state == "up"));
    }
    let root = render::<Inspector>(inspector(&case, Scheme::Vanilla, "nobody")).await;
    assert!(text(&root).contains("nobody is not part of this network"));
}

#[wasm_bindgen_test]
async fn no_panel_has_a_style_attribute() {
    let chain = case("sensor-chain", &["f2"]);
    let cameras = case("four-cameras", &["e1"]);
    let roots = [
        render::<AnswersPanel>(answers(&chain)).await,
        render::<PatternChart>(chart(&chain)).await,
        render::<PatternChart>(chart(&cameras)).await,
        render::<SampleView>(sample(&chain)).await,
        render::<SampleView>(sample(&cameras)).await,
        render::<Inspector>(inspector(&chain, Scheme::ResilinetPlus, "f1")).await,
        render::<Inspector>(inspector(&cameras, Scheme::ResilinetPlus, "f1")).await,
    ];
    for root in roots {
        assert!(root.child_element_count() > 0);
        assert_eq!(all(&root, "[style]").len(), 0, "{}", root.inner_html());
        // Everything that is drawn is either named or hidden from readers.
        for svg in all(&root, "svg") {
            assert!(
                svg.has_attribute("aria-label")
                    || svg.get_attribute("aria-hidden").as_deref() == Some("true"),
                "{}",
                svg.outer_html()
            );
        }
    }
}
