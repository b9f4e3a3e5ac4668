//! In a page of a real browser: files that come and go, addresses of the site, and the link to a worker.

// A test says by a panic what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use deepfog_browser::worker_link::Fail;
use deepfog_browser::{WorkerLink, event, file, site};
use gloo::events::EventListener;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Blob, DataTransfer, DragEvent, DragEventInit, Event, File, HtmlAnchorElement, Response, Url,
};

wasm_bindgen_test_configure!(run_in_browser);

/// What a link told, in order.
type Heard = Rc<RefCell<Vec<Result<String, String>>>>;

fn file_of(name: &str, bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, name).unwrap()
}

/// A drag of these data, as the browser would tell it.
fn drag(data: &DataTransfer) -> Event {
    let init = DragEventInit::new();
    init.set_cancelable(true);
    init.set_data_transfer(Some(data));
    DragEvent::new_with_event_init_dict("dragover", &init)
        .unwrap()
        .into()
}

/// A link to a worker with this script, and what it tells.
fn linked(script: &str) -> (WorkerLink, Heard) {
    let parts = Array::of1(&JsValue::from_str(script));
    let blob = Blob::new_with_str_sequence(&parts).unwrap();
    let address = Url::create_object_url_with_blob(&blob).unwrap();
    let heard = Heard::default();
    let hear = {
        let heard = Rc::clone(&heard);
        move |text: String| heard.borrow_mut().push(Ok(text))
    };
    let fail: Fail = {
        let heard = Rc::clone(&heard);
        Rc::new(move |why| heard.borrow_mut().push(Err(why)))
    };
    let link = WorkerLink::start_at(&address, hear, &fail).unwrap();
    (link, heard)
}

async fn rest(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        gloo::utils::window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// The first that a link tells.
async fn first(heard: &Heard) -> Result<String, String> {
    for _ in 0..500 {
        if let Some(told) = heard.borrow().first() {
            return told.clone();
        }
        rest(20).await;
    }
    panic!("nothing was told");
}

#[wasm_bindgen_test]
async fn a_file_is_read_to_the_last_byte() {
    let bytes: Vec<u8> = (0..100_000).map(|at| at as u8).collect();
    assert_eq!(file::content(&file_of("a", &bytes)).await.unwrap(), bytes);
    assert!(
        file::content(&file_of("empty", &[]))
            .await
            .unwrap()
            .is_empty()
    );
}

#[wasm_bindgen_test]
async fn files_that_are_dragged_are_had() {
    assert!(file::of_list(None).is_empty());
    let data = DataTransfer::new().unwrap();
    data.items().add_with_file(&file_of("a.txt", b"a")).unwrap();
    data.items().add_with_file(&file_of("b.txt", b"b")).unwrap();
    let event = drag(&data);
    let dragged = file::dragged(&event).expect("it has files");
    file::welcome(dragged);
    assert!(event.default_prevented());
    let names: Vec<String> = file::dropped(dragged).iter().map(File::name).collect();
    assert_eq!(names, ["a.txt", "b.txt"]);

    let text = DataTransfer::new().unwrap();
    text.set_data("text/plain", "words").unwrap();
    assert!(file::dragged(&drag(&text)).is_none());
    assert!(file::dragged(&Event::new("dragover").unwrap()).is_none());

    let body = gloo::utils::body();
    file::show_held(true);
    assert!(body.has_attribute("data-file-over"));
    file::show_held(false);
    assert!(!body.has_attribute("data-file-over"));
}

#[wasm_bindgen_test]
async fn bytes_are_handed_over_under_their_name() {
    // The click is taken before it reaches the browser, so that nothing is saved.
    let window = gloo::utils::window();
    let anchors = Reflect::get(&window, &"HTMLAnchorElement".into()).unwrap();
    let prototype: Object = Reflect::get(&anchors, &"prototype".into())
        .unwrap()
        .unchecked_into();
    let take = Function::new_no_args("window.clicked = this;");
    Reflect::set(&prototype, &"click".into(), &take).unwrap();
    let saved = file::save("figures.csv", "text/csv", b"a,b\n1,2\n");
    Reflect::delete_property(&prototype, &"click".into()).unwrap();
    saved.unwrap();

    let anchor: HtmlAnchorElement = Reflect::get(&window, &"clicked".into())
        .unwrap()
        .unchecked_into();
    assert_eq!(anchor.download(), "figures.csv");
    let response: Response = JsFuture::from(window.fetch_with_str(&anchor.href()))
        .await
        .unwrap()
        .unchecked_into();
    assert_eq!(content_type(&response), "text/csv");
    let text = JsFuture::from(response.text().unwrap()).await.unwrap();
    assert_eq!(text.as_string().unwrap(), "a,b\n1,2\n");
}

fn content_type(response: &Response) -> String {
    let kind = response.headers().get("content-type").unwrap();
    kind.unwrap_or_default()
}

#[wasm_bindgen_test]
fn what_is_told_is_heard() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let listener = {
        let heard = Rc::clone(&heard);
        EventListener::new(&gloo::utils::document(), event::OPEN, move |told| {
            heard.borrow_mut().push(event::text_of(told));
        })
    };
    event::tell(event::OPEN, "a text");
    event::tell(event::SHELF, "another event");
    let foreign = Event::new(event::OPEN).unwrap();
    gloo::utils::document().dispatch_event(&foreign).unwrap();
    drop(listener);
    assert_eq!(*heard.borrow(), [Some("a text".to_owned()), None]);
}

#[wasm_bindgen_test]
fn addresses_are_those_of_the_page() {
    let models = site::address_of("models/").unwrap();
    assert!(models.starts_with("http") && models.ends_with("/models/"));
    // A page without a version asks for none.
    let worker = site::worker_address("worker.js").unwrap();
    assert!(worker.ends_with("/worker.js?v="), "{worker}");
}

#[wasm_bindgen_test]
async fn a_worker_answers_over_its_link() {
    let (link, heard) = linked("onmessage = (event) => postMessage(event.data);");
    link.send(&"Hello".to_owned());
    assert_eq!(first(&heard).await, Ok("Hello".to_owned()));
}

#[wasm_bindgen_test]
async fn what_is_wrong_with_a_worker_is_a_sentence() {
    for (script, start) in [
        (
            "postMessage('words');",
            "It said something unreadable: it is no byte string.",
        ),
        (
            "postMessage(new Uint8Array([9]));",
            "It said something unreadable: a message",
        ),
        (
            "throw new Error('No memory.');",
            "Uncaught Error: No memory.",
        ),
    ] {
        let (_link, heard) = linked(script);
        let why = first(&heard).await.unwrap_err();
        assert!(why.starts_with(start) && why.ends_with('.'), "{why}");
        assert!(!why.ends_with(".."), "{why}");
    }
}

#[wasm_bindgen_test]
async fn a_link_that_is_dropped_ends_its_worker() {
    let (link, heard) = linked("setInterval(() => postMessage(new Uint8Array([0])), 10);");
    assert_eq!(first(&heard).await, Ok(String::new()));
    drop(link);
    let told = heard.borrow().len();
    rest(200).await;
    assert_eq!(heard.borrow().len(), told);
}
