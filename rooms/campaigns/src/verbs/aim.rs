//! What an indicator shall ask for, as it is typed: the default, what differs by class and by unit, and what is 不适用.

use people::UnitId;
use people::facts::UnitFact;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::MeasureKind;
use crate::store::targets::{AimEdit, RulingRow};
use crate::target::{Basis, Ruled, Ruling};

/// What an indicator shall ask for, as a whole: what is left out is as the default.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AimIndicator)]
pub(crate) struct Input {
    version: Raw,
    /// `unit`, `per_100_staff` or `per_bed`.
    basis: Raw,
    /// The default, with at most two decimals on a basis; empty: none.
    target: Raw,
    classes: Vec<ClassInput>,
    units: Vec<UnitInput>,
}

/// What differs for a class; all blank: nothing.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = ClassTarget)]
pub(crate) struct ClassInput {
    class: Raw,
    /// `unit`, `per_100_staff` or `per_bed`; empty: as the indicator.
    basis: Raw,
    target: Raw,
    /// 说明 beside the target.
    note: Raw,
    /// 不适用: why.
    reason: Raw,
}

/// What differs for a unit; all blank: nothing, for one of which something differed.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = OwnTarget)]
pub(crate) struct UnitInput {
    /// Id of the unit.
    unit: Raw,
    /// A plain number.
    target: Raw,
    /// 说明 beside the target, 协商理由 of one that a unit's plan brought.
    note: Raw,
    /// 不适用: why.
    reason: Raw,
}

/// The fields of one ruling, by the name of its row.
struct Cells<'a> {
    row: String,
    target: &'a Raw,
    note: &'a Raw,
    reason: &'a Raw,
}

impl Cells<'_> {
    fn field(&self, name: &str) -> String {
        format!("{}[{name}]", self.row)
    }

    fn is_blank(&self) -> bool {
        self.target.is_blank() && self.note.is_blank() && self.reason.is_blank()
    }

    /// The number with its 说明, or 不适用 with its reason; `basis` is what the number is counted on.
    fn ruled(&self, invalid: &mut Invalid, basis: Basis, own: Option<Basis>) -> Option<Ruled> {
        if self.target.is_blank() {
            return self.excluded(invalid);
        }
        if !self.reason.is_blank() {
            let sentence = "目标和不适用的原因只能填一项；目标的说明请填在“说明”里。";
            invalid.add(self.field("reason"), sentence);
            return None;
        }
        let rate = fields::rate(invalid, &self.field("target"), self.target, basis)?;
        let note = fields::text(invalid, &self.field("note"), self.note, fields::NAME, None);
        // A fraction stays one, whatever becomes of the indicator's own basis.
        let basis = own.or(Some(basis).filter(|_| rate.hundredths() > 0));
        Some(Ruled { ruling: Ruling::of(Some(rate), basis, String::new()), note, agreed: false })
    }

    fn excluded(&self, invalid: &mut Invalid) -> Option<Ruled> {
        if self.reason.is_blank() {
            if !self.note.is_blank() {
                let sentence = "填了说明还要填目标；不适用的，请写在“不适用的原因”里；取消另定的，请都清空。";
                invalid.add(self.field("target"), sentence);
            }
            return None;
        }
        let reason = fields::text(invalid, &self.field("reason"), self.reason, fields::NAME, None);
        if !self.note.is_blank() {
            invalid.add(self.field("note"), "不适用的没有目标，说明请写进不适用的原因，这里留空。");
        }
        Some(Ruled { ruling: Ruling::Excluded(reason), note: String::new(), agreed: false })
    }
}

impl ClassInput {
    fn ruled(&self, invalid: &mut Invalid, row: String, default: Basis) -> Option<Ruled> {
        let own = self.basis.given().map(Basis::parse);
        if own == Some(None) {
            invalid.add(format!("{row}[basis]"), BASES);
        }
        let own = own.flatten();
        let cells = Cells { row, target: &self.target, note: &self.note, reason: &self.reason };
        cells.ruled(invalid, own.unwrap_or(default), own)
    }
}

/// What differed for units before: a target that stays as it was agreed on stays agreed.
pub(super) struct Known<'a>(pub(super) Vec<&'a RulingRow>);

impl Known<'_> {
    fn of(&self, unit: UnitId) -> Option<&RulingRow> {
        self.0.iter().copied().find(|row| row.unit == Some(unit))
    }
}

impl UnitInput {
    fn ruled(&self, invalid: &mut Invalid, row: String, unit: &UnitFact, known: &Known<'_>) -> Option<Ruled> {
        let cells = Cells { row, target: &self.target, note: &self.note, reason: &self.reason };
        let old = known.of(unit.id);
        if cells.is_blank() && old.is_none() {
            let sentence = format!("请填写{}的目标；不适用的，请写明不适用的原因。", unit.name);
            invalid.add(cells.field("reason"), sentence);
        }
        let ruled = cells.ruled(invalid, Basis::Unit, None)?;
        let agreed = old.is_some_and(|old| old.agreed && old.ruled().ruling == ruled.ruling);
        Some(Ruled { agreed, ..ruled })
    }
}

const BASES: &str = "请选择每单位、每百名职工或每张床位。";

impl Input {
    pub(super) fn version(&self) -> &Raw {
        &self.version
    }

    pub(super) fn parse(
        &self,
        below: &[UnitFact],
        kind: MeasureKind,
        known: &Known<'_>,
    ) -> Result<AimEdit, Fault> {
        let mut invalid = Invalid::default();
        let basis = fields::basis(&mut invalid, "basis", &self.basis);
        let target = fields::rate(&mut invalid, "target", &self.target, basis);
        let mut classes = Vec::new();
        for (i, row) in self.classes.iter().enumerate() {
            let found = row.ruled(&mut invalid, format!("classes[{i}]"), basis);
            classes.extend(found.map(|ruled| (row.class.text().to_owned(), ruled)));
        }
        let units = self.own(&mut invalid, below, known);
        let mut numbers = classes.iter().map(|(_, one)| one).chain(units.iter().map(|(_, one)| one));
        let has_number = target.is_some() || numbers.any(|one| one.ruling.rate().is_some());
        if kind == MeasureKind::Task && has_number {
            invalid.add("target", "定性任务不设目标，只能注明不适用。");
        }
        invalid.into_result()?;
        Ok(AimEdit { basis, target, classes, units })
    }

    fn own(&self, invalid: &mut Invalid, below: &[UnitFact], known: &Known<'_>) -> Vec<(UnitId, Ruled)> {
        let mut units: Vec<(UnitId, Ruled)> = Vec::new();
        for (i, row) in self.units.iter().enumerate() {
            let field = format!("units[{i}]");
            let is_blank = row.target.is_blank() && row.note.is_blank() && row.reason.is_blank();
            match below.iter().find(|unit| unit.id.to_string() == row.unit.text()) {
                Some(unit) if units.iter().any(|(known, _)| *known == unit.id) => {
                    invalid.add(format!("{field}[unit]"), format!("{}填了两次，请合并。", unit.name));
                }
                Some(unit) => {
                    units.extend(row.ruled(invalid, field, unit, known).map(|ruled| (unit.id, ruled)))
                }
                None if is_blank && row.unit.is_blank() => {}
                None => invalid.add(format!("{field}[unit]"), "请选择单位。"),
            }
        }
        units
    }
}
