//! Why a job ends before its time.

use deepfog_notation::words::sentence;
use deepfog_protocol::{Fault, FaultKind};

/// Why a job ends before its time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stop {
    /// A person wants it to.
    Cancelled,
    /// It cannot go on.
    Failed(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

/// A job that cannot be done as it was asked for; `why` may have its full stop or not.
pub(crate) fn impossible(why: impl std::fmt::Display) -> Stop {
    Stop::Failed(fault(FaultKind::Run, why))
}

/// A fault whose message is one or more sentences.
pub(crate) fn fault(kind: FaultKind, why: impl std::fmt::Display) -> Fault {
    Fault {
        kind,
        message: sentence(&why.to_string()),
    }
}
