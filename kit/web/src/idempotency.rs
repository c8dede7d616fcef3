use db::{DbError, Migration, Reads, Tx, migration, params};

use crate::Fault;

/// The key under which a creating form or call may be sent again without doing its work again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// 8 to 100 visible ASCII characters; anything else is no key.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (8..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The key as it was sent.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The key of one of several things that the same form creates.
    #[must_use]
    pub fn part(&self, number: usize) -> Self {
        Self(format!("{}#{number}", self.0))
    }
}

/// Whether this is the first time.
#[derive(Debug, PartialEq, Eq)]
pub enum Once {
    /// Do the work, then [`remember`] its outcome in the same transaction.
    First,
    /// The work was done; this was its outcome.
    Again(String),
}

/// The table of the keys.
pub const MIGRATIONS: &[Migration] = &[migration!("202611240602_web_idempotency")];

db::record! {
    struct Known {
        print: String,
        outcome: String,
    }
}

/// Asks whether `key` is new within `scope` (who asks for what). `print` is a digest of the input: the same key with
/// another input is refused. A call that runs at the same time waits for the first one's commit.
pub async fn once(tx: &mut Tx, scope: &str, key: &IdempotencyKey, print: &str) -> Result<Once, Fault> {
    once_for(tx, scope, key, (print, "")).await
}

/// The same where the outcome of the work is known before it is done: there is nothing to [`remember`] then.
pub async fn once_for(
    tx: &mut Tx,
    scope: &str,
    key: &IdempotencyKey,
    (print, outcome): (&str, &str),
) -> Result<Once, Fault> {
    let now = tx.now();
    let claimed = tx
        .run(
            "INSERT INTO idempotency (scope, key, print, outcome, at) VALUES ($1, $2, $3, $5, $4) \
             ON CONFLICT DO NOTHING",
            params![scope, key.0.as_str(), print, now, outcome],
        )
        .await?;
    if claimed == 1 {
        return Ok(Once::First);
    }
    let known: Known = tx
        .one(
            "SELECT print, outcome FROM idempotency WHERE scope = $1 AND key = $2",
            params![scope, key.0.as_str()],
        )
        .await?;
    if known.print != print {
        let sentence = "这份表单已经提交过一次，内容与这次不同。请从列表打开已提交的内容修改，或新建一份。";
        return Err(Fault::conflict("key_reused", sentence));
    }
    Ok(Once::Again(known.outcome))
}

/// Keeps the outcome for whoever sends the same again.
pub async fn remember(tx: &mut Tx, scope: &str, key: &IdempotencyKey, outcome: &str) -> Result<(), DbError> {
    tx.run_one(
        "UPDATE idempotency SET outcome = $3 WHERE scope = $1 AND key = $2",
        params![scope, key.0.as_str(), outcome],
    )
    .await
}
