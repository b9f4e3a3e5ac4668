//! Sees to it that nothing waits for a device that is gone.

use std::pin::pin;
use std::sync::Mutex;

use futures::FutureExt;
use futures::channel::oneshot::{Receiver, channel};
use futures::future::{Either, Shared, select};

use crate::error::{GpuError, sentence};

/// Knows whether a device is lost.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    /// Ends when the device is lost, with the reason.
    lost: Shared<Receiver<String>>,
}

impl Watch {
    /// Watches a device from now on.
    pub(crate) fn new(device: &wgpu::Device) -> Self {
        let (tell, lost) = channel();
        let tell = Mutex::new(Some(tell));
        device.set_device_lost_callback(move |reason, message| {
            let why = match (reason, message.is_empty()) {
                (_, false) => sentence(&message),
                (wgpu::DeviceLostReason::Destroyed, true) => "it was given up".to_owned(),
                (_, true) => "the browser does not say why".to_owned(),
            };
            let told = tell.lock().ok().and_then(|mut tell| tell.take());
            // Where nobody listens any more, nobody needs to know.
            let _ = told.map(|tell| tell.send(why));
        });
        Self {
            lost: lost.shared(),
        }
    }

    /// # Errors
    /// [`GpuError::Lost`] when the device is lost.
    pub(crate) fn check(&self) -> Result<(), GpuError> {
        match self.lost.clone().now_or_never() {
            Some(why) => Err(lost(why.ok())),
            None => Ok(()),
        }
    }

    /// Waits for something of the device.
    ///
    /// # Errors
    /// [`GpuError::Lost`] when the device is lost before.
    pub(crate) async fn wait<T>(&self, something: impl Future<Output = T>) -> Result<T, GpuError> {
        match select(self.lost.clone(), pin!(something)).await {
            Either::Left((why, _)) => Err(lost(why.ok())),
            Either::Right((value, _)) => Ok(value),
        }
    }
}

fn lost(why: Option<String>) -> GpuError {
    GpuError::Lost(why.unwrap_or_else(|| "the browser does not say why".to_owned()))
}
