//! What is looked for in the trail.

use std::collections::HashMap;

use clock::CivilDate;
use ledger::{Filter, Outcome};
use people::Actor;
use people::facts::NodeFact;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::{Invalid, Raw, encoded};

use crate::verbs::limit;
use crate::words::told::{Called, plainly};

/// Filter and place of the list.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct LedgerFilter {
    /// `2026-03-06`; from the beginning of that day.
    pub(crate) from: Raw,
    /// To the end of that day.
    pub(crate) to: Raw,
    /// Part of any name, value or number that an entry tells.
    pub(crate) q: Raw,
    /// Part of the name of whoever acted.
    pub(crate) person: Raw,
    /// Exactly this act, such as `unit.import`.
    pub(crate) verb: Raw,
    /// Exactly this kind of thing, such as `unit`.
    pub(crate) kind: Raw,
    /// `done` or `refused`.
    pub(crate) outcome: Raw,
    /// Exactly this thing, by id.
    pub(crate) target: Raw,
    /// The full name or the id of a node: what belongs to it or to what hangs below it.
    pub(crate) unit: Raw,
    /// Exactly this request, by number.
    pub(crate) request: Raw,
    /// Where the page before ended.
    pub(crate) after: Raw,
}

impl LedgerFilter {
    pub(super) fn judge(&self, actor: &Actor, nodes: &[NodeFact], invalid: &mut Invalid) -> Filter {
        let mut date =
            |field, raw: &Raw| raw.given().and_then(|text| invalid.take(field, CivilDate::parse(text)));
        let text = |raw: &Raw| raw.given().map(str::to_owned);
        let (from, to) = (date("from", &self.from), date("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            invalid.add("to", "结束日期早于开始日期，请改正。");
        }
        let node = self.unit.given().and_then(|text| {
            let is_meant = |node: &&NodeFact| node.name == text || node.id.to_string() == text;
            let found = nodes.iter().find(is_meant).map(|node| node.id.to_string());
            invalid.take("unit", found.ok_or_else(|| nothing(nodes, text)))
        });
        Filter {
            from,
            to,
            actor_name_contains: text(&self.person),
            text: text(&self.q),
            verb: text(&self.verb),
            target_kind: text(&self.kind),
            target: text(&self.target),
            place_path: limit(actor),
            node,
            outcome: Outcome::parse(self.outcome.text()),
            request: text(&self.request),
        }
    }

    /// The query of this list, without its place: `?from=…&…`.
    pub(crate) fn query(&self) -> String {
        let parts = [
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
            ("person", &self.person),
            ("verb", &self.verb),
            ("kind", &self.kind),
            ("outcome", &self.outcome),
            ("target", &self.target),
            ("unit", &self.unit),
            ("request", &self.request),
        ];
        let given = parts.into_iter().filter(|(_, raw)| !raw.is_blank());
        let pairs = given.map(|(name, raw)| format!("{name}={}", encoded(raw.text())));
        format!("?{}", pairs.collect::<Vec<_>>().join("&"))
    }

    pub(crate) fn is_filtered(&self) -> bool {
        self.query().len() > 1
    }

    /// What is looked for, as the trail keeps it: what was chosen as its code, what was typed as it is.
    pub(super) fn told(&self) -> Value {
        let parts = [
            ("since", &self.from),
            ("until", &self.to),
            ("search", &self.q),
            ("actor", &self.person),
            ("verb", &self.verb),
            ("target_kind", &self.kind),
            ("outcome", &self.outcome),
            ("thing", &self.target),
            ("unit", &self.unit),
            ("request", &self.request),
        ];
        let given = parts.into_iter().filter(|(_, raw)| !raw.is_blank());
        given.map(|(name, raw)| (name.to_owned(), Value::from(raw.text()))).collect::<Map<_, _>>().into()
    }

    /// The same for a reader: `操作：单位 · 导入；单位：东街中心`; blank where everything is shown. Nothing is named that neither the rows
    /// that were found tell (`now`) nor stands below the reader.
    pub(super) fn in_words(&self, nodes: &[NodeFact], now: &HashMap<String, String>) -> String {
        plainly(&self.told(), &Meant { nodes, now })
    }
}

/// What to say of a name that no node has: what was perhaps meant.
fn nothing(nodes: &[NodeFact], text: &str) -> String {
    const NAMED: usize = 3;
    let near = nodes.iter().filter(|node| node.name.contains(text)).map(|node| node.name.as_str());
    match near.take(NAMED).collect::<Vec<_>>().as_slice() {
        [] => "没有找到这个单位，请输入名称的一部分后从列表里选。".to_owned(),
        near => format!("没有找到这个单位，是不是“{}”？请填写全称。", near.join("”“")),
    }
}

/// What the ids that were asked for are called; one that nobody knows stands as it was typed.
struct Meant<'a> {
    nodes: &'a [NodeFact],
    now: &'a HashMap<String, String>,
}

impl Called for Meant<'_> {
    fn called(&self, id: &str) -> Option<String> {
        let node = || self.nodes.iter().find(|node| node.id.to_string() == id).map(|node| &node.name);
        Some(self.now.get(id).or_else(node).map_or(id, String::as_str).to_owned())
    }
}
