//! What can go wrong on the graphics processor.

/// Why there is no result, in a sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// The browser offers no device.
    #[error("This browser offers no graphics processor to compute with: {0}")]
    Unavailable(String),
    /// The network's tensors do not fit the device.
    #[error(
        "The network needs {needed} bytes on the graphics processor for batches of {batch}, where {allowed} are allowed"
    )]
    TooLarge {
        /// Samples of one mini-batch.
        batch: usize,
        /// Bytes that one buffer would have, or all together where they have a budget.
        needed: u64,
        /// Bytes that the device or the budget allows.
        allowed: u64,
    },
    /// The device is gone, and all that was on it.
    #[error("The graphics processor was lost: {0}")]
    Lost(String),
    /// The device has no memory left.
    #[error("The graphics processor has no memory left: {0}")]
    OutOfMemory(String),
    /// The device refused, or what it was given does not fit the network.
    #[error("The graphics processor could not compute: {0}")]
    Failed(String),
}

/// What others say as a part of a sentence: on one line, without a full stop.
pub(crate) fn sentence(said: &dyn std::fmt::Display) -> String {
    let said = said.to_string();
    let words: Vec<&str> = said.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_becomes_part_of_a_sentence() {
        assert_eq!(
            sentence(&" Device was\n  destroyed. "),
            "Device was destroyed"
        );
    }
}
