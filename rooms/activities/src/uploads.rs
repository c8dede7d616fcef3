//! What photos and papers have in common: a unit uploads them one by one, and they wait until an activity takes them.

use bytes::Bytes;
use db::{DbError, Reads, Tx};
use ids::Id;
use people::{Actor, Permit, Target, Verb};
use serde::Serialize;
use serde_json::{Value, json};
use web::{Fault, IdempotencyKey, Once, Raw};

use crate::Activities;
use crate::policy::Logbook;
use crate::sent::Sent;

/// One kind of such files.
pub(crate) trait Uploads: 'static {
    /// The field of a form in which a file comes.
    const FIELD: &'static str;
    /// The field of an activity that names those which it takes.
    const LIST: &'static str;
    /// Code and sentence of a call in which none came.
    const NOTHING: (&'static str, &'static str);
    /// `张` and `照片`.
    const COUNTER: &'static str;
    const WORD: &'static str;
    type Mark: 'static;
    type Upload: Verb<On = Logbook>;
    type Remove: Verb<On = Self::Stored>;
    type Stored: Target + Send + Sync;
    type View: Serialize + Send;

    /// The ids of what a form offered unchosen, in one text, and of what was chosen in it.
    fn lists(sent: &Sent) -> (&Raw, &[Raw]);

    /// Judges a file and stores it; the id is in the view.
    fn take(
        room: &Activities,
        actor: &Actor,
        file_name: &str,
        bytes: Bytes,
        key: Option<&IdempotencyKey>,
    ) -> impl Future<Output = Result<Self::View, Fault>> + Send;

    /// Under which id it was stored.
    fn id(view: &Self::View) -> &str;

    /// A stored one; a sentence when its unit has removed it.
    fn view(room: &Activities, id: Id<Self::Mark>) -> impl Future<Output = Result<Self::View, Fault>> + Send;

    fn find(
        reads: &impl Reads,
        id: Id<Self::Mark>,
    ) -> impl Future<Output = Result<Option<Self::Stored>, DbError>> + Send;

    fn remove(
        tx: &mut Tx,
        permit: &Permit<Self::Remove>,
        id: Id<Self::Mark>,
    ) -> impl Future<Output = Result<(), DbError>> + Send;

    /// The name of a stored one and the SHA-256 of its bytes.
    fn named(stored: &Self::Stored) -> (&str, &str);
}

/// A file about to be stored; its bytes are kept already.
pub(crate) trait New<U: Uploads>: Sync {
    /// Its id, its name and the SHA-256 of its bytes.
    fn tag(&self) -> (Id<U::Mark>, &str, String);

    fn insert(
        &self,
        tx: &mut Tx,
        permit: &Permit<U::Upload>,
    ) -> impl Future<Output = Result<(), DbError>> + Send;
}

/// Pictures.
#[derive(Debug)]
pub(crate) struct Photos;

/// 佐证材料.
#[derive(Debug)]
pub(crate) struct Papers;

/// Stores a file and writes it down. The same key with the same bytes is the same file.
pub(crate) async fn keep<U: Uploads>(
    room: &Activities,
    permit: &Permit<U::Upload>,
    new: &impl New<U>,
    key: Option<&IdempotencyKey>,
) -> Result<Id<U::Mark>, Fault> {
    let (id, file, sha256) = new.tag();
    let scope = format!("{}:{}", permit.actor().person, U::Upload::NAME);
    let mut tx = room.db.begin().await?;
    if let Some(key) = key
        && let Once::Again(known) = web::once(&mut tx, &scope, key, &sha256).await?
    {
        return Id::parse(&known).map_err(Fault::internal);
    }
    new.insert(&mut tx, permit).await?;
    permit.record(&mut tx, told(file, &sha256)).await?;
    if let Some(key) = key {
        web::remember(&mut tx, &scope, key, &id.to_string()).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Forgets a file that no activity holds.
pub(crate) async fn forget<U: Uploads>(tx: &mut Tx, actor: &Actor, id: Id<U::Mark>) -> Result<(), Fault> {
    let stored = U::find(&*tx, id).await?.ok_or_else(Fault::not_found)?;
    let permit = Permit::<U::Remove>::ask(actor, &stored)?;
    U::remove(tx, &permit, id).await?;
    let (file, sha256) = U::named(&stored);
    permit.record(tx, told(file, sha256)).await?;
    Ok(())
}

/// What the ledger says of a file.
pub(crate) fn told(file: &str, sha256: &str) -> Value {
    json!({ "file": file, "sha256": sha256 })
}
