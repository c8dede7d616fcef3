use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::AddAnnex;
use crate::store::plan::{Plan, SloganRow, load};
use crate::store::{edit, heads};
use crate::task::{AnnexId, SloganKind};

/// A slogan, a paper that goes with the notice, or a subject: one of the choices of 内容 where an activity is logged.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddAnnex)]
pub(crate) struct Input {
    /// `slogan`, `attachment` or `subject`.
    kind: Raw,
    /// A subject has at most 60 characters and is one: no 、 in it.
    text: Raw,
}

/// The longest subject that may be said of an activity.
const SUBJECT: usize = 60;

impl Input {
    pub(crate) fn parse(&self) -> Result<(SloganKind, String), Fault> {
        let mut invalid = Invalid::default();
        let kind = SloganKind::parse(self.kind.text());
        let longest = if kind == Some(SloganKind::Subject) { SUBJECT } else { fields::PARAGRAPH };
        let text = fields::text(
            &mut invalid,
            "text",
            &self.text,
            longest,
            Some("请填写宣传内容、标语，或者附件的名称。"),
        );
        if kind == Some(SloganKind::Subject) && text.contains(['、', '；', ';', '\n']) {
            invalid.add("text", "一次只填一项宣传内容，多项请分别添加。");
        }
        match kind {
            None => invalid.add("kind", "请选择宣传内容、标语还是附件。"),
            Some(kind) if !invalid.any() => return Ok((kind, text)),
            Some(_) => {}
        }
        Err(invalid.into())
    }
}

/// Two subjects of one name are one choice; `own`: the row that is changed.
pub(super) fn stands_once(
    plan: &Plan,
    own: Option<AnnexId>,
    (kind, text): (SloganKind, &str),
) -> Result<(), Fault> {
    let is_there = |row: &&SloganRow| row.kind == kind && row.text == text && Some(row.id) != own;
    match plan.annexes().iter().find(|row| kind == SloganKind::Subject && is_there(row)) {
        Some(_) => Err(Fault::field("text", format!("已经有宣传内容“{text}”，不用再添加。"))),
        None => Ok(()),
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddAnnex>::ask(actor, &head)?;
    let (kind, text) = input.parse()?;
    if kind == SloganKind::Subject {
        stands_once(&load(tx, head.id).await?, None, (kind, &text))?;
    }
    let added = edit::add_annex(tx, &permit, kind, &text).await?.to_string();
    permit.record(tx, json!({ "annex": added, "kind": kind, "text": text })).await?;
    Ok(added)
}

super::faces::adding!(verb: AddAnnex, form: "add-annex", done: "已添加");
