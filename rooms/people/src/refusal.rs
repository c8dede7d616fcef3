//! What was asked for in a request and refused, carried from the permit that refused it to the gate, which writes it down:
//! whoever is refused has no transaction of their own.

use std::cell::RefCell;

use axum::http::StatusCode;

use crate::NodePath;

/// An act that was asked for and refused for the actor's role, token or the rules.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) verb: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) target: String,
    pub(crate) place: NodePath,
    /// With which status it is answered; another answer means that the request went on otherwise.
    pub(crate) status: StatusCode,
    pub(crate) reason: String,
}

tokio::task_local! {
    static FIRST: RefCell<Option<Refusal>>;
}

/// Notes the first refusal of the request that is being answered; nothing is noted outside of one.
pub(crate) fn note(refusal: impl FnOnce() -> Refusal) {
    // Without a request nobody asks to know.
    let _ = FIRST.try_with(|first| {
        first.borrow_mut().get_or_insert_with(refusal);
    });
}

/// Answers a request, with what was refused on the way.
pub(crate) async fn watched<T>(answer: impl Future<Output = T>) -> (T, Option<Refusal>) {
    FIRST
        .scope(RefCell::new(None), async {
            let answer = answer.await;
            (answer, FIRST.with(RefCell::take))
        })
        .await
}
