//! What the laboratory needs of the browser around it: time, keys.

/// The time, in milliseconds since 1970.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A key that nothing else on this device has: the time and a random number.
pub fn new_key() -> String {
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:011x}{random:08x}", now() as u64)
}

/// How many processor cores the browser says that there are.
pub fn cores() -> usize {
    gloo::utils::window().navigator().hardware_concurrency() as usize
}

/// Day and time in the language of the page: `25 Nov 2025, 19:05`.
pub fn date(milliseconds: f64) -> String {
    let style = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A fresh object takes every field.
        let _ = js_sys::Reflect::set(&style, &name.into(), &value.into());
    }
    js_sys::Date::new(&milliseconds.into())
        .to_locale_string("en-GB", &style)
        .as_string()
        .unwrap_or_default()
}
