//! The device.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use crate::error::{GpuError, sentence};
use crate::watch::Watch;

/// The device: a connection to the graphics processor that the browser chose. Clones are the same device.
#[derive(Clone, Debug)]
pub struct Gpu {
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) watch: Watch,
    name: String,
    is_software: bool,
}

impl Gpu {
    /// Asks the browser for an adapter and a device, with the largest buffers that the adapter offers.
    ///
    /// # Errors
    /// [`GpuError::Unavailable`] where the browser knows no WebGPU, or has no adapter or no device.
    pub async fn request() -> Result<Self, GpuError> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let adapter = instance
            .request_adapter(&wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                ..Default::default()
            })
            .await
            // The error tells of the library's build, not of the browser.
            .map_err(|_| {
                GpuError::Unavailable(
                    "WebGPU is missing, switched off or without an adapter".to_owned(),
                )
            })?;
        let offered = adapter.limits();
        let mut limits = wgpu::Limits::default();
        limits.max_buffer_size = limits.max_buffer_size.max(offered.max_buffer_size);
        limits.max_storage_buffer_binding_size = limits
            .max_storage_buffer_binding_size
            .max(offered.max_storage_buffer_binding_size);
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                required_limits: limits,
                ..Default::default()
            })
            .await
            .map_err(|error| GpuError::Unavailable(sentence(&error)))?;
        let (name, is_software) = describe(&device);
        Ok(Self {
            watch: Watch::new(&device),
            device,
            queue,
            name,
            is_software,
        })
    }

    /// The adapter in words for a person, for example "SwiftShader" or "Apple M2"; "WebGPU" where the browser tells nothing.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it computes in software on the main processor, as far as the browser tells.
    pub fn is_software(&self) -> bool {
        self.is_software
    }

    /// Gives the device up, as if the browser had taken it away: from now on everything on it ends with
    /// [`GpuError::Lost`].
    pub fn lose(&self) {
        self.device.destroy();
    }
}

/// Parts of the names of adapters that compute in software.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "basic render", "warp"];

/// The adapter's name, and whether it computes in software.
fn describe(device: &wgpu::Device) -> (String, bool) {
    // Read by name: older browsers do not have all of it.
    let told = device.as_webgpu().map(|device| {
        let device: &JsValue = device.as_ref();
        Reflect::get(device, &JsValue::from_str("adapterInfo")).unwrap_or_default()
    });
    let read = |what: &str| {
        told.as_ref()
            .filter(|told| told.is_object())
            .and_then(|told| Reflect::get(told, &JsValue::from_str(what)).ok())
    };
    let text = |what: &str| {
        read(what)
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    };
    let (description, vendor, architecture) =
        (text("description"), text("vendor"), text("architecture"));
    let name = if !description.is_empty() {
        description
    } else if architecture == "swiftshader" {
        "SwiftShader".to_owned()
    } else {
        let words = format!("{} {}", capital(&vendor), architecture);
        match words.trim() {
            "" => "WebGPU".to_owned(),
            words => words.to_owned(),
        }
    };
    let fallback = read("isFallbackAdapter").and_then(|value| value.as_bool());
    let known = format!("{name} {architecture}").to_lowercase();
    let is_software =
        fallback == Some(true) || SOFTWARE.iter().any(|software| known.contains(software));
    (name, is_software)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
