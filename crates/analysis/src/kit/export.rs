//! A chart as a file: an SVG that needs no style sheet, and the same as PNG.

use deepfog_browser::file;
use deepfog_notation::number::place;
use js_sys::{ArrayBuffer, Promise, Uint8Array, encode_uri_component};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlImageElement, XmlSerializer,
};

use super::source::Source;

/// The properties of elements that a drawing depends on; the page's style sheets give them, a file has to have them itself.
const STYLES: [&str; 12] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
    "visibility",
];
/// Pixels of a PNG per pixel of the page.
const SCALE: f64 = 2.0;
/// Room around the drawing, and for two lines of text below it.
const MARGIN: f64 = 12.0;
const FOOT: f64 = 34.0;
const HEAD: f64 = 26.0;

/// A drawing as a file.
pub struct Picture {
    /// The SVG.
    pub text: String,
    width: f64,
    height: f64,
}

/// The drawing with its title above and where its figures come from below.
///
/// # Errors
/// A sentence, where the browser does not give what it is made of.
pub fn svg(chart: &Element, title: &str, source: &Source) -> Result<Picture, String> {
    let room = chart.get_bounding_client_rect();
    let (width, height) = (room.width() + 2.0 * MARGIN, room.height() + HEAD + FOOT);
    let inner = styled(chart).map_err(|_| UNREADABLE.to_owned())?;
    let colour = |of: &Element, name: &str| -> String {
        gloo::utils::window()
            .get_computed_style(of)
            .ok()
            .flatten()
            .and_then(|style| style.get_property_value(name).ok())
            .filter(|value| !value.is_empty())
            .unwrap_or_default()
    };
    let body: Element = gloo::utils::body().into();
    let (ground, ink) = (colour(&body, "background-color"), colour(&body, "color"));
    let font = colour(&body, "font-family").replace('"', "'");
    let told = [
        format!(
            "{} · {} · {}",
            source.network, source.samples, source.patterns
        ),
        format!("{} · {}", source.seeds, source.link),
    ];
    let line = |at: usize| {
        let y = height - FOOT + 14.0 + 14.0 * at as f64;
        format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"10\" fill=\"{ink}\" opacity=\"0.75\">{}</text>",
            place(MARGIN),
            place(y),
            escaped(&told[at])
        )
    };
    let metadata: String = source
        .entries()
        .into_iter()
        .map(|(name, value)| format!("{name}: {value}\n"))
        .collect();
    let text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" font-family=\"{font}\">\
         <title>{}</title><metadata>{}</metadata><rect width=\"100%\" height=\"100%\" fill=\"{ground}\"/>\
         <text x=\"{m}\" y=\"18\" font-size=\"14\" font-weight=\"600\" fill=\"{ink}\">{}</text>\
         <g transform=\"translate({m} {HEAD})\">{inner}</g>{}{}</svg>\n",
        escaped(title),
        escaped(&metadata),
        escaped(title),
        line(0),
        line(1),
        w = place(width),
        h = place(height),
        m = place(MARGIN),
    );
    Ok(Picture {
        text,
        width,
        height,
    })
}

const UNREADABLE: &str = "The browser did not give the drawing.";

/// The drawing's elements with the styles that they have on the page.
fn styled(chart: &Element) -> Result<String, JsValue> {
    let window = gloo::utils::window();
    let copy: Element = chart.clone_node_with_deep(true)?.unchecked_into();
    let (from, to) = (
        chart.query_selector_all("*")?,
        copy.query_selector_all("*")?,
    );
    let pairs = (0..from.length()).filter_map(|at| Some((from.get(at)?, to.get(at)?)));
    let root = (chart.clone(), copy.clone());
    let pairs = pairs.filter_map(|(from, to)| {
        Some((
            from.dyn_into::<Element>().ok()?,
            to.dyn_into::<Element>().ok()?,
        ))
    });
    for (from, to) in std::iter::once(root).chain(pairs) {
        let Some(style) = window.get_computed_style(&from)? else {
            continue;
        };
        for name in STYLES {
            let value = style.get_property_value(name)?;
            if !value.is_empty() {
                to.set_attribute(name, &value)?;
            }
        }
        for name in ["class", "tabindex", "role", "aria-activedescendant"] {
            to.remove_attribute(name)?;
        }
    }
    XmlSerializer::new()?.serialize_to_string(&copy)
}

/// Text as it stands in XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// Saves a drawing as PNG, at twice the page's pixels.
///
/// # Errors
/// A sentence, where the browser draws or saves nothing.
pub async fn save_png(picture: &Picture, name: &str) -> Result<(), String> {
    let bytes = png(picture)
        .await
        .map_err(|_| "The browser did not make a picture of the drawing.".to_owned())?;
    file::save(name, "image/png", &bytes)
        .map_err(|_| "This browser did not let the page save a file.".to_owned())
}

async fn png(picture: &Picture) -> Result<Vec<u8>, JsValue> {
    let image = HtmlImageElement::new()?;
    let encoded = String::from(encode_uri_component(&picture.text));
    image.set_src(&format!("data:image/svg+xml,{encoded}"));
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = gloo::utils::document()
        .create_element("canvas")?
        .unchecked_into();
    let (width, height) = (picture.width * SCALE, picture.height * SCALE);
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::NULL)?
        .unchecked_into();
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let made = Promise::new(&mut |done, failed| {
        let take = Closure::once_into_js(move |blob: JsValue| {
            // The promise hears of it in either case.
            let _ = if blob.is_null() {
                failed.call1(&JsValue::NULL, &JsValue::NULL)
            } else {
                done.call1(&JsValue::NULL, &blob)
            };
        });
        // Without it the promise never ends, and nothing is saved.
        let _ = canvas.to_blob(take.unchecked_ref());
    });
    let blob: Blob = JsFuture::from(made).await?.unchecked_into();
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer()).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_safe_in_xml() {
        assert_eq!(escaped("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
    }
}
