use clock::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Invalid, Raw};

use crate::contact::{Headcount, Phone};
use crate::credit_code::CreditCode;
use crate::login::name;
use crate::permit::Target;
use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A node of the tree with all that is known of it.
    #[derive(Clone, Debug)]
    pub(crate) struct Unit {
        pub(crate) id: UnitId,
        pub(crate) path: NodePath,
        pub(crate) kind: NodeKind,
        pub(crate) name: String,
        pub(crate) short_name: String,
        pub(crate) credit_code: Option<String>,
        pub(crate) class: String,
        pub(crate) township: String,
        pub(crate) headcount: Option<i64>,
        pub(crate) liaison_name: String,
        pub(crate) liaison_phone: String,
        pub(crate) liaison_confirmed_at: Option<Moment>,
        pub(crate) liaison_confirmed_by: Option<String>,
        pub(crate) version: i64,
    }
}

impl Target for Unit {
    const KIND: &'static str = "unit";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }
}

/// What is said of a unit, in a form, in a row of a sheet or by a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct UnitInput {
    /// Full name, unique.
    pub(crate) name: Raw,
    /// The full name again when blank.
    pub(crate) short_name: Raw,
    /// 统一社会信用代码 (GB 32100-2015), unique; may be blank.
    pub(crate) credit_code: Raw,
    /// The class of the unit, such as 公立医院.
    pub(crate) class: Raw,
    /// The street or township.
    pub(crate) township: Raw,
    /// Persons employed; may be blank.
    pub(crate) headcount: Raw,
    pub(crate) liaison_name: Raw,
    pub(crate) liaison_phone: Raw,
}

/// The same, fit to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) credit_code: Option<CreditCode>,
    pub(crate) class: String,
    pub(crate) township: String,
    pub(crate) headcount: Option<Headcount>,
    pub(crate) liaison_name: String,
    pub(crate) liaison_phone: Option<Phone>,
}

/// The rules of each field; a sheet names the cell, a form the field.
pub(crate) mod field {
    use super::*;

    pub(crate) fn full_name(text: &str) -> Result<String, String> {
        name(text, 60, "单位名称")
    }

    pub(crate) fn short_name(text: &str) -> Result<String, String> {
        name(text, 50, "简称")
    }

    pub(crate) fn class(text: &str) -> Result<String, String> {
        name(text, 50, "类别")
    }

    pub(crate) fn township(text: &str) -> Result<String, String> {
        name(text, 50, "街道（乡镇）")
    }

    pub(crate) fn liaison_name(text: &str) -> Result<String, String> {
        name(text, 50, "联络员姓名")
    }

    pub(crate) fn credit_code(text: &str) -> Result<CreditCode, String> {
        CreditCode::parse(text).map_err(|error| error.to_string())
    }

    pub(crate) fn headcount(text: &str) -> Result<Headcount, String> {
        Headcount::parse(text).map_err(|error| error.to_string())
    }

    pub(crate) fn phone(text: &str) -> Result<Phone, String> {
        Phone::parse(text).map_err(|error| error.to_string())
    }
}

impl UnitInput {
    /// Judges everything at once and notes each sentence under its field.
    pub(crate) fn judge(&self, invalid: &mut Invalid) -> Option<Particulars> {
        let name = invalid.take("name", field::full_name(self.name.text()));
        let short = optional(invalid, "short_name", &self.short_name, field::short_name);
        let credit_code = optional(invalid, "credit_code", &self.credit_code, field::credit_code);
        let class = invalid.take("class", field::class(self.class.text()));
        let township = optional(invalid, "township", &self.township, field::township);
        let headcount = optional(invalid, "headcount", &self.headcount, field::headcount);
        let liaison_name = optional(invalid, "liaison_name", &self.liaison_name, field::liaison_name);
        let liaison_phone = optional(invalid, "liaison_phone", &self.liaison_phone, field::phone);
        let name = name?;
        Some(Particulars {
            short_name: short?.unwrap_or_else(|| shortened(&name)),
            name,
            credit_code: credit_code?,
            class: class?,
            township: township?.unwrap_or_default(),
            headcount: headcount?,
            liaison_name: liaison_name?.unwrap_or_default(),
            liaison_phone: liaison_phone?,
        })
    }
}

/// Judges a field that may be blank; `None` when it is wrong, `Some(None)` when it is blank.
pub(crate) fn optional<T>(
    invalid: &mut Invalid,
    field: &str,
    raw: &Raw,
    judge: impl FnOnce(&str) -> Result<T, String>,
) -> Option<Option<T>> {
    match raw.given() {
        None => Some(None),
        Some(text) => invalid.take(field, judge(text)).map(Some),
    }
}

/// A full name cut to the length of a short one.
pub(crate) fn shortened(name: &str) -> String {
    name.chars().take(50).collect()
}

impl Particulars {
    /// The same as the input that would give it, for keeping a sheet until it is confirmed.
    pub(crate) fn as_input(&self) -> UnitInput {
        UnitInput {
            name: self.name.as_str().into(),
            short_name: self.short_name.as_str().into(),
            credit_code: self.credit_code.as_ref().map_or("", CreditCode::as_str).into(),
            class: self.class.as_str().into(),
            township: self.township.as_str().into(),
            headcount: self.headcount.map(|count| count.number().to_string()).unwrap_or_default().into(),
            liaison_name: self.liaison_name.as_str().into(),
            liaison_phone: self.liaison_phone.as_ref().map_or("", Phone::as_str).into(),
        }
    }

    /// Takes from a unit what was left blank.
    pub(crate) fn fill_blanks(&mut self, unit: &Unit) {
        let fill = |text: &mut String, from: &str| {
            if text.is_empty() {
                text.push_str(from);
            }
        };
        if self.short_name == shortened(&self.name) && !unit.short_name.is_empty() {
            self.short_name.clone_from(&unit.short_name);
        }
        if self.credit_code.is_none() {
            self.credit_code = unit.credit_code.as_deref().and_then(|code| CreditCode::parse(code).ok());
        }
        if self.liaison_phone.is_none() {
            self.liaison_phone = Phone::parse(&unit.liaison_phone).ok();
        }
        self.headcount = self.headcount.or(unit.headcount.and_then(|count| Headcount::of(count).ok()));
        fill(&mut self.township, &unit.township);
        fill(&mut self.liaison_name, &unit.liaison_name);
    }

    /// What differs from a unit as it is: the word of the field, what stands there, what would.
    pub(crate) fn differences(&self, unit: &Unit) -> Vec<Difference> {
        let code = self.credit_code.as_ref().map_or("", CreditCode::as_str);
        let phone = self.liaison_phone.as_ref().map_or("", Phone::as_str);
        let count = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
        let pairs = [
            ("单位名称", unit.name.clone(), self.name.clone()),
            ("简称", unit.short_name.clone(), self.short_name.clone()),
            ("统一社会信用代码", unit.credit_code.clone().unwrap_or_default(), code.to_owned()),
            ("类别", unit.class.clone(), self.class.clone()),
            ("街道（乡镇）", unit.township.clone(), self.township.clone()),
            ("在职人数", count(unit.headcount), count(self.headcount.map(Headcount::number))),
            ("联络员", unit.liaison_name.clone(), self.liaison_name.clone()),
            ("联络员电话", unit.liaison_phone.clone(), phone.to_owned()),
        ];
        let differing = pairs.into_iter().filter(|(_, before, after)| before != after);
        differing.map(|(field, before, after)| Difference { field, before, after }).collect()
    }
}

/// One field that an import would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) field: &'static str,
    pub(crate) before: String,
    pub(crate) after: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_everything_that_is_wrong_at_once() {
        let input = UnitInput {
            credit_code: "91350100M000100Y44".into(),
            headcount: "5000余".into(),
            liaison_phone: "12345".into(),
            ..UnitInput::default()
        };
        let mut invalid = Invalid::default();
        assert_eq!(input.judge(&mut invalid), None);
        let fields: Vec<&str> = invalid.all().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "credit_code", "class", "headcount", "liaison_phone"]);
    }

    #[test]
    fn what_was_judged_right_is_judged_the_same_again() {
        let input = UnitInput {
            name: " 青禾区第一医院 ".into(),
            class: "公立医院".into(),
            credit_code: "91350100m000100y43".into(),
            headcount: "1,200".into(),
            ..UnitInput::default()
        };
        let particulars = input.judge(&mut Invalid::default()).unwrap();
        assert_eq!(particulars.short_name, "青禾区第一医院");
        let again = particulars.as_input().judge(&mut Invalid::default());
        assert_eq!(again, Some(particulars));
    }
}
