//! The answer to one question of the analysis.

use std::rc::Rc;

use deepfog_browser::breathe;
use deepfog_protocol::{Finding, Inquiry, Report};

use crate::session::Worker;

/// Answers a question, in slices.
///
/// # Errors
/// A sentence that says why it cannot be answered.
pub(crate) async fn run(worker: &Rc<Worker>, inquiry: &Inquiry) -> Result<(), String> {
    let session = worker
        .state
        .borrow()
        .opened
        .as_ref()
        .map(|opened| opened.session);
    let Some(session) = session else {
        return Err("No network is open.".to_owned());
    };
    loop {
        let found = {
            let state = worker.state.borrow();
            let swept = state
                .swept
                .iter()
                .find(|swept| swept.scheme == inquiry.scheme);
            swept.map(|swept| (swept.total, swept.table.clone()))
        };
        if let Some((total, table)) = found {
            worker.tell_port(&Report::Found(Box::new(Finding {
                session,
                ticket: inquiry.ticket,
                total,
                table,
                detail: None,
                engine: "CPU".to_owned(),
                milliseconds: 0.0,
            })));
            return Ok(());
        }
        breathe().await;
        if !worker.is_current(session)
            || !worker.is_asked(inquiry.ticket)
            || !worker.is_bringing(session)
        {
            return Ok(());
        }
    }
}
