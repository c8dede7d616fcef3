use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::policy::AddAnnex;
use crate::store::{edit, heads};
use crate::task::SloganKind;

/// A slogan, or a paper that goes with the notice.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AddAnnex)]
pub(crate) struct Input {
    /// `slogan` or `attachment`.
    kind: Raw,
    text: Raw,
}

impl Input {
    pub(crate) fn parse(&self) -> Result<(SloganKind, String), Fault> {
        let mut invalid = Invalid::default();
        let text = fields::text(
            &mut invalid,
            "text",
            &self.text,
            fields::PARAGRAPH,
            Some("请填写标语，或者附件的名称。"),
        );
        let kind = SloganKind::parse(self.kind.text());
        if kind.is_none() {
            invalid.add("kind", "请选择标语还是附件。");
        }
        match kind {
            Some(kind) if !invalid.any() => Ok((kind, text)),
            _ => Err(invalid.into()),
        }
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, input: &Input) -> Result<String, Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<AddAnnex>::ask(actor, &head)?;
    let (kind, text) = input.parse()?;
    let added = edit::add_annex(tx, &permit, kind, &text).await?.to_string();
    permit.record(tx, json!({ "annex": added, "kind": kind, "text": text })).await?;
    Ok(added)
}

super::faces::adding!(verb: AddAnnex, form: "add-annex", done: "已添加");
