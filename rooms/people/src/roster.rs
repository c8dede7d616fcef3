mod brought;

use std::collections::HashMap;
use std::iter;

pub(crate) use brought::Brings;
use brought::Brought;

use crate::credit_code::CreditCode;
use crate::merger::Merger;
use crate::more::{More, Standing};
use crate::planned::{Change, Misfit, Planned, Unheard};
use crate::unit::{Particulars, Unit};
use crate::{NodeKind, NodePath, UnitId};

/// The units that there are, to hold a sheet's rows against.
#[derive(Default)]
pub(crate) struct Roster {
    units: Vec<Unit>,
    /// What else is so of each, and the names of the sets that there are.
    standings: HashMap<UnitId, Standing>,
    sets: Vec<String>,
    /// What the sheet itself brings.
    brought: Brought,
    by_name: HashMap<String, usize>,
    /// The names without their blanks: a sheet may have 青禾区 东街医院.
    by_plain_name: HashMap<String, usize>,
    by_code: HashMap<String, usize>,
}

/// A name without the blanks that people put into it.
pub(crate) fn plain(name: &str) -> String {
    name.split_whitespace().collect()
}

impl Roster {
    pub(crate) fn new(units: Vec<Unit>) -> Self {
        let named = units.iter().enumerate().map(|(i, unit)| (unit.name.clone(), i));
        let by_name = named.collect();
        let plainly = units.iter().enumerate().map(|(i, unit)| (plain(&unit.name), i));
        let by_plain_name = plainly.collect();
        let coded = units.iter().enumerate().filter_map(|(i, unit)| Some((unit.credit_code.clone()?, i)));
        let by_code = coded.collect();
        Self { units, by_name, by_plain_name, by_code, ..Self::default() }
    }

    /// The same with what else is so of the units, and the names of the sets.
    pub(crate) fn with(self, standings: HashMap<UnitId, Standing>, sets: Vec<String>) -> Self {
        Self { standings, sets, ..self }
    }

    /// The same with the rows of a sheet, so that one may name another.
    pub(crate) fn bringing(mut self, mut rows: Vec<Brings>) -> Self {
        rows.retain(|row| self.named(&row.name).is_none());
        self.brought = Brought::new(rows);
        self
    }

    /// The unit of a name, or else of one that differs from it in blanks only.
    fn named(&self, name: &str) -> Option<&Unit> {
        let found = self.by_name.get(name).or_else(|| self.by_plain_name.get(&plain(name)));
        found.map(|i| &self.units[*i])
    }

    /// What no unit of the roster has yet.
    fn unheard(&self, row: &Particulars) -> Unheard {
        let township = row.township.value();
        Unheard {
            class: self.units.iter().all(|unit| unit.class != row.class),
            township: township.is_some_and(|text| self.units.iter().all(|unit| unit.township != *text)),
        }
    }

    /// Whether the name or the code is somebody's already.
    pub(crate) fn knows(&self, row: &Particulars) -> bool {
        let code = row.credit_code.value().map(CreditCode::as_str);
        self.named(&row.name).is_some() || code.is_some_and(|code| self.by_code.contains_key(code))
    }

    /// The unit that a row is about: the code decides, else the name; `None` when it is a new one.
    pub(crate) fn meant(&self, row: &Particulars) -> Option<UnitId> {
        let code = row.credit_code.value().map(CreditCode::as_str);
        let coded = code.and_then(|code| self.by_code.get(code)).map(|i| &self.units[*i]);
        coded.or_else(|| self.named(&row.name)).map(|unit| unit.id)
    }

    /// Whether the name or the code is that of another unit than this one.
    pub(crate) fn is_taken(&self, row: &Particulars, own: UnitId) -> Option<&'static str> {
        let is_other = |found: Option<&Unit>| found.is_some_and(|unit| unit.id != own);
        let code = row.credit_code.value().map(CreditCode::as_str);
        let coded = code.and_then(|code| self.by_code.get(code)).map(|i| &self.units[*i]);
        match (is_other(self.named(&row.name)), is_other(coded)) {
            (true, _) => Some("name"),
            (_, true) => Some("credit_code"),
            _ => None,
        }
    }

    /// Holds a row against the roster, for somebody at the node `at`: the code decides which unit is meant, else the name. Everything
    /// that does not fit is told at once.
    pub(crate) fn plan(
        &self,
        mut row: Particulars,
        more: More,
        at: &NodePath,
    ) -> Result<Planned, Vec<Misfit>> {
        let unit = match self.unit_of(&row, at) {
            Ok(unit) => unit,
            Err(misfit) => {
                let beside = self.beside(&row.name, None, (&Standing::default(), &more), at);
                return Err(iter::once(misfit).chain(beside.err().into_iter().flatten()).collect());
            }
        };
        let Some(unit) = unit else {
            let above = self.units.iter().find(|unit| unit.path == *at);
            let parent = above.map(|above| above.name.clone()).unwrap_or_default();
            let now = Standing { parent, ..Standing::default() };
            let (after, unheard) = (self.beside(&row.name, None, (&now, &more), at)?, self.unheard(&row));
            let rank = self.rank(&after.parent);
            return Ok(Planned { particulars: row, more, now, after, change: Change::New, unheard, rank });
        };
        if plain(&row.name) == plain(&unit.name) {
            row.spell(&unit.name);
        }
        row.fill_blanks(unit);
        let now = self.standings.get(&unit.id).cloned().unwrap_or_default();
        let after = self.beside(&row.name, Some(unit), (&now, &more), at)?;
        let mut differences = row.differences(unit);
        differences.extend(now.differences(&after));
        let change = match differences.is_empty() {
            true => Change::Unchanged,
            false => Change::Changed { unit: Box::new(unit.clone()), differences },
        };
        let (unheard, rank) = (self.unheard(&row), self.rank(&after.parent));
        Ok(Planned { particulars: row, more, now, after, change, unheard, rank })
    }

    /// The unit that a row is about, which somebody at the node `at` may change; `None`: it is a new one.
    fn unit_of(&self, row: &Particulars, at: &NodePath) -> Result<Option<&Unit>, Misfit> {
        let named = self.named(&row.name);
        let code = row.credit_code.value().map(CreditCode::as_str);
        let coded = code.and_then(|code| self.by_code.get(code)).map(|i| &self.units[*i]);
        if let (Some(named), Some(coded)) = (named, coded)
            && named.id != coded.id
        {
            return Err(Misfit::Code(format!("这个信用代码属于已有单位“{}”，请核对", coded.name)));
        }
        if let (Some(named), None, Some(_)) = (named, coded, code)
            && let Some(other) = &named.credit_code
        {
            return Err(Misfit::Code(format!("已有同名单位，其信用代码是 {other}，与这里不同，请核对")));
        }
        let Some(unit) = coded.or(named) else { return Ok(None) };
        if unit.kind != NodeKind::Unit {
            return Err(Misfit::Name(format!("这是{}的名称，不能作为单位导入", unit.kind.label())));
        }
        if !at.reaches(&unit.path) {
            return Err(Misfit::Name("这个单位已由其他主管部门管理，不能在这里导入".to_owned()));
        }
        if let Some(Merger { into_name, on, .. }) = unit.merger() {
            return Err(Misfit::Name(format!(
                "这个单位已于 {on} 并入“{into_name}”，请删去这一行；确需恢复的，先在单位页面撤销合并"
            )));
        }
        if let Some(on) = unit.closed_on {
            return Err(Misfit::Name(format!(
                "这个单位已停办，最后一天是 {on}，请删去这一行；确需恢复的，先在单位页面恢复"
            )));
        }
        Ok(Some(unit))
    }

    /// How many units that the sheet brings are above whatever hangs below `parent`.
    fn rank(&self, parent: &str) -> usize {
        self.brought.named(parent).and_then(|one| one.hung.as_ref()).map_or(0, |hung| hung.rank + 1)
    }

    /// What would be so beside the particulars, if all that it names is there.
    fn beside(
        &self,
        name: &str,
        unit: Option<&Unit>,
        (now, more): (&Standing, &More),
        at: &NodePath,
    ) -> Result<Standing, Vec<Misfit>> {
        let (mut after, people) = more.over(now);
        let mut misfits: Vec<Misfit> = people.into_iter().map(Misfit::People).collect();
        if after.parent != now.parent {
            match self.parent(&after.parent, unit, at) {
                Ok(parent) => after.parent = parent,
                Err(sentence) => misfits.push(Misfit::Parent(sentence.to_owned())),
            }
        }
        if after.server != now.server && !after.server.is_empty() {
            match self.server(&after.server, name, at) {
                Ok(server) => after.server = server,
                Err(sentence) => misfits.push(Misfit::Server(sentence.to_owned())),
            }
        }
        if after.sets != now.sets {
            let unknown = after.sets.iter().filter(|set| !self.sets.contains(set));
            misfits
                .extend(unknown.map(|set| Misfit::Sets(format!("没有“{set}”这个挂片，请先在“挂片”里新增"))));
        }
        if misfits.is_empty() { Ok(after) } else { Err(misfits) }
    }

    /// A unit of that name which is there and within reach.
    fn living(&self, name: &str, at: &NodePath) -> Option<&Unit> {
        let found = self.named(name);
        found.filter(|found| {
            at.reaches(&found.path) && found.merged_into.is_none() && found.closed_on.is_none()
        })
    }

    /// The name of the node that a unit would hang below.
    fn parent(&self, wanted: &str, unit: Option<&Unit>, at: &NodePath) -> Result<String, &'static str> {
        if let Some(parent) = self.brought.named(wanted) {
            let is_below = |unit: &Unit, top| self.named(top).is_some_and(|top| unit.path.reaches(&top.path));
            let goes_round =
                parent.hung.as_ref().is_none_or(|hung| unit.is_some_and(|unit| is_below(unit, &hung.top)));
            return match goes_round {
                true => Err("这份表里的上级单位一层层往上又回到了同一个单位，请改正其中一行的上级单位"),
                false => Ok(parent.name.clone()),
            };
        }
        let parent = self.living(wanted, at).filter(|parent| NodeKind::Unit.fits_below(parent.kind));
        let parent = parent.ok_or("名册和这份表里都没有这个上级单位，请填写全称，或把上级单位也列为一行")?;
        match unit.is_some_and(|unit| unit.path.reaches(&parent.path)) {
            true => Err("上级不能是本单位或它的下级"),
            false => Ok(parent.name.clone()),
        }
    }

    /// The name of the unit that would report for the one called `name`.
    fn server(&self, wanted: &str, name: &str, at: &NodePath) -> Result<String, &'static str> {
        let known = self.living(wanted, at).filter(|server| server.kind == NodeKind::Unit);
        let (server, is_served) = match (known, self.brought.named(wanted)) {
            (Some(unit), _) => {
                (&unit.name, self.standings.get(&unit.id).is_some_and(|one| !one.server.is_empty()))
            }
            (None, Some(newcomer)) => (&newcomer.name, newcomer.is_served),
            (None, None) => return Err("名册和这份表里都没有这个代报单位，请填写全称，或把它也列为一行"),
        };
        // A row without a name says that already, and nobody is served by nobody.
        let serves = |one: &Standing| !name.is_empty() && one.server == name;
        match server == name || is_served || self.standings.values().any(serves) {
            true => Err("代报单位应是另一个自己报送的单位，本单位也不能正在替别的单位代报"),
            false => Ok(server.clone()),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
