ids::id_of!(pub EntryId, LedgerEntry);

db::coded! {
    /// What became of an attempt.
    pub enum Outcome {
        Done = "done" / "已完成",
        Refused = "refused" / "已拒绝",
    }
}

/// One attempt, as it is told to [`record`](crate::record).
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The id of whoever acted; `None` when nobody was signed in.
    pub actor: Option<&'a str>,
    /// The name under which the actor was known then; it stays when the person is renamed or gone.
    pub actor_name: &'a str,
    /// The role in which the actor acted.
    pub role: &'a str,
    /// The act, such as `reports.submit`.
    pub verb: &'a str,
    /// What kind of thing was acted upon, such as `report`.
    pub target_kind: &'a str,
    /// The id of that thing.
    pub target: &'a str,
    /// The node of a tree to which the thing belongs, as a path from the root that ends with its separator.
    pub place: Option<&'a str>,
    /// Done or refused.
    pub outcome: Outcome,
    /// What changed or why it was refused; holds no secret and no personal data beyond need.
    pub detail: serde_json::Value,
    /// The id of the request, also in the log.
    pub request: &'a str,
}
