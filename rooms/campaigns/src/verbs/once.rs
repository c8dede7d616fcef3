//! Sending a creating form twice does its work once.

use db::{Db, Tx};
use ids::SecretHash;
use people::Actor;
use serde::Serialize;
use web::{Fault, IdempotencyKey, Once, once, remember};

/// One act of one person that must not happen twice.
#[derive(Debug)]
pub(crate) struct OnlyOnce<'a> {
    scope: String,
    key: Option<&'a IdempotencyKey>,
}

impl<'a> OnlyOnce<'a> {
    pub(crate) fn new(actor: &Actor, verb: &str, on: &str, key: Option<&'a IdempotencyKey>) -> Self {
        Self { scope: format!("{}:{verb}:{on}", actor.person), key }
    }

    /// Does `work` in a transaction of its own and keeps its outcome; gives the outcome of the first time when this is not it.
    pub(crate) async fn run(
        self,
        db: &Db,
        input: &impl Serialize,
        work: impl AsyncFnOnce(&mut Tx) -> Result<String, Fault>,
    ) -> Result<String, Fault> {
        let mut tx = db.begin().await?;
        if let Some(known) = self.known(&mut tx, input).await? {
            return Ok(known);
        }
        let outcome = work(&mut tx).await?;
        self.keep(&mut tx, &outcome).await?;
        tx.commit().await?;
        Ok(outcome)
    }

    /// The outcome of the first time, when this is not it. Without a key every time is the first.
    async fn known(&self, tx: &mut Tx, input: &impl Serialize) -> Result<Option<String>, Fault> {
        let Some(key) = self.key else { return Ok(None) };
        let json = serde_json::to_string(input).map_err(Fault::internal)?;
        match once(tx, &self.scope, key, SecretHash::of(&json).as_str()).await? {
            Once::First => Ok(None),
            Once::Again(outcome) => Ok(Some(outcome)),
        }
    }

    /// Keeps the outcome for the next time.
    async fn keep(&self, tx: &mut Tx, outcome: &str) -> Result<(), Fault> {
        match self.key {
            Some(key) => Ok(remember(tx, &self.scope, key, outcome).await?),
            None => Ok(()),
        }
    }
}
