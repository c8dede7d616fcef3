use std::fmt;
use std::marker::PhantomData;

use db::{DbError, Tx};
use ledger::Outcome;
use serde_json::json;
use web::{Callers, Fault, VerbInfo};

use crate::refusal::{self, Refusal};
use crate::{Actor, NodePath, Role, Via};

/// One thing that can be done to one kind of target, and who may do it.
pub trait Verb {
    /// `report.submit`: kind and verb.
    const NAME: &'static str;
    /// Who may, where they reach.
    const CALLERS: &'static [Role];
    /// Whether it changes anything: a token for reading only is refused then.
    const WRITES: bool = true;
    /// What it is done to.
    type On: Target;

    /// What must be true beyond role and reach, most often the target's state.
    fn rule(_actor: &Actor, _on: &Self::On) -> Result<(), Denied> {
        Ok(())
    }
}

/// Something that a verb can be done to.
pub trait Target {
    /// The word in the ledger: `report`.
    const KIND: &'static str;
    /// Its id.
    fn id(&self) -> String;
    /// Counts its changes; the store checks it when it writes.
    fn version(&self) -> i64 {
        0
    }
    /// The node that it belongs to.
    fn place(&self) -> &NodePath;
    /// Whether this actor may know of it at all; by default whoever reaches its node. Otherwise it is "not found".
    fn is_seen_by(&self, actor: &Actor) -> bool {
        actor.reaches(self.place())
    }
}

/// Why a verb is refused.
#[derive(Debug)]
pub enum Denied {
    /// The actor may not know that the target exists: 404.
    Unseen,
    /// Not with these roles: 403.
    Role,
    /// Not at this place, but higher up: 403, with whom to ask.
    Above(&'static str),
    /// Not with a token for reading: 403.
    Token,
    /// Not in this state: 409, with what to do instead.
    State(&'static str),
}

/// The permission to do `V` to one target in one version. Only [`Permit::ask`] makes one, and every store function that
/// writes takes one, so the unguarded write does not compile.
pub struct Permit<V> {
    actor: Actor,
    target: String,
    kind: &'static str,
    version: i64,
    place: NodePath,
    verb: PhantomData<fn() -> V>,
}

impl<V: Verb> Permit<V> {
    /// Asks whether `actor` may do `V` to `on`.
    pub fn ask(actor: &Actor, on: &V::On) -> Result<Self, Fault> {
        Self::judge(actor, on).map_err(|denied| {
            let fault = match denied {
                Denied::Unseen => return Fault::not_found(),
                Denied::Role => Fault::forbidden(&role_words(V::CALLERS)),
                Denied::Above(sentence) => Fault::above(sentence),
                Denied::Token => Fault::read_only_token(),
                Denied::State(sentence) => Fault::conflict("wrong_state", sentence),
            };
            refusal::note(|| Refusal {
                verb: V::NAME,
                kind: V::On::KIND,
                target: on.id(),
                place: on.place().clone(),
                status: fault.status(),
                reason: fault.sentence().to_owned(),
            });
            fault
        })?;
        Ok(Self {
            actor: actor.clone(),
            target: on.id(),
            kind: V::On::KIND,
            version: on.version(),
            place: on.place().clone(),
            verb: PhantomData,
        })
    }

    /// Whether the actor might, for a page that offers it; nothing is asked for, so no refusal is noted.
    pub fn would(actor: &Actor, on: &V::On) -> bool {
        Self::judge(actor, on).is_ok()
    }

    fn judge(actor: &Actor, on: &V::On) -> Result<(), Denied> {
        if !on.is_seen_by(actor) {
            return Err(Denied::Unseen);
        }
        if !actor.is_any(V::CALLERS) {
            return Err(Denied::Role);
        }
        if V::WRITES && actor.via == (Via::Token { may_write: false }) {
            return Err(Denied::Token);
        }
        V::rule(actor, on)
    }

    /// Whoever asked.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The id of the target.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The version of the target that was judged.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The node that the target belongs to.
    pub fn place(&self) -> &NodePath {
        &self.place
    }

    /// Writes to the ledger that it was done, in the transaction that does it. `detail` says what a reader of the trail
    /// needs beyond verb and target; never passwords, never the text of a refused file.
    pub async fn record(&self, tx: &mut Tx, detail: serde_json::Value) -> Result<(), DbError> {
        self.write(tx, Outcome::Done, detail).await
    }

    /// Writes to the ledger that it was asked for and refused for what came with it. What came is not told.
    pub async fn record_refusal(&self, tx: &mut Tx, detail: serde_json::Value) -> Result<(), DbError> {
        self.write(tx, Outcome::Refused, detail).await
    }

    async fn write(&self, tx: &mut Tx, outcome: Outcome, detail: serde_json::Value) -> Result<(), DbError> {
        let place = Some(self.place.as_str());
        entry(tx, &self.actor, (V::NAME, outcome), (self.kind, &self.target), place, detail).await
    }
}

/// Writes to the ledger that `actor` did `verb` to a thing (its kind and id) of a node.
pub(crate) async fn write_down(
    tx: &mut Tx,
    actor: &Actor,
    verb: &str,
    (kind, target): (&str, &str),
    place: Option<&str>,
    detail: serde_json::Value,
) -> Result<(), DbError> {
    entry(tx, actor, (verb, Outcome::Done), (kind, target), place, detail).await
}

/// Writes to the ledger that `actor` asked for something and was refused.
pub(crate) async fn write_refusal(tx: &mut Tx, actor: &Actor, refusal: &Refusal) -> Result<(), DbError> {
    let Refusal { verb, kind, target, place, reason, .. } = refusal;
    let (act, thing) = ((*verb, Outcome::Refused), (*kind, target.as_str()));
    entry(tx, actor, act, thing, Some(place.as_str()), json!({ "reason": reason })).await
}

async fn entry(
    tx: &mut Tx,
    actor: &Actor,
    (verb, outcome): (&str, Outcome),
    (kind, target): (&str, &str),
    place: Option<&str>,
    detail: serde_json::Value,
) -> Result<(), DbError> {
    let (person, role) = (actor.person.to_string(), actor.role_words());
    let entry = ledger::Entry {
        actor: Some(&person),
        actor_name: &actor.name,
        role: &role,
        verb,
        target_kind: kind,
        target,
        place,
        outcome,
        detail,
        request: &actor.request,
    };
    ledger::record(tx, entry).await
}

impl<V: Verb> fmt::Debug for Permit<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({} on {} v{})", V::NAME, self.target, self.version)
    }
}

/// What a route's listing says of `V`.
pub fn may<V: Verb>() -> VerbInfo {
    VerbInfo { name: V::NAME, callers: Callers::Roles(V::CALLERS.iter().map(|role| role.code()).collect()) }
}

fn role_words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.label()).collect::<Vec<_>>().join("、")
}
