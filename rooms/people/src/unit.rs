use clock::{CivilDate, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use crate::contact::{Beds, Headcount, Phone};
use crate::credit_code::CreditCode;
use crate::login::name;
use crate::merger::Merger;
use crate::permit::Target;
use crate::wish::Wish;
use crate::{NodeKind, NodePath, UnitId};

db::record! {
    /// A node of the tree with all that is known of it.
    #[derive(Clone, Debug)]
    pub(crate) struct Unit {
        pub(crate) id: UnitId,
        pub(crate) parent: Option<UnitId>,
        pub(crate) path: NodePath,
        pub(crate) kind: NodeKind,
        pub(crate) name: String,
        pub(crate) short_name: String,
        pub(crate) credit_code: Option<String>,
        pub(crate) class: String,
        pub(crate) township: String,
        pub(crate) headcount: Option<i64>,
        pub(crate) beds: Option<i64>,
        /// A practice so small that it has a name and a telephone only.
        pub(crate) is_micro: bool,
        pub(crate) liaison_name: String,
        pub(crate) liaison_post: String,
        pub(crate) liaison_phone: String,
        pub(crate) liaison_confirmed_at: Option<Moment>,
        pub(crate) liaison_confirmed_by: Option<String>,
        /// The three are there together: see [`Unit::merger`].
        pub(crate) merged_into: Option<UnitId>,
        pub(crate) merged_into_name: Option<String>,
        pub(crate) merged_on: Option<CivilDate>,
        /// The last day of a unit that closed (停办).
        pub(crate) closed_on: Option<CivilDate>,
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

impl Unit {
    /// Where the unit went, if it was merged into another one.
    pub(crate) fn merger(&self) -> Option<Merger> {
        Merger::of(self.merged_into, self.merged_into_name.as_ref(), self.merged_on)
    }

    /// Refuses what was decided upon a unit as it is no longer.
    pub(crate) fn still(&self, seen: &Raw) -> Result<(), Fault> {
        if seen.text() == self.version.to_string() {
            return Ok(());
        }
        let sentence = "有人刚刚改过这个单位，您的修改没有保存。下面是现在的内容，请核对后再提交。";
        Err(Fault::conflict("changed_meanwhile", sentence))
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
    /// Beds; may be blank.
    pub(crate) beds: Raw,
    pub(crate) liaison_name: Raw,
    /// What the liaison is at the unit, such as 办公室主任.
    pub(crate) liaison_post: Raw,
    pub(crate) liaison_phone: Raw,
}

/// The same, fit to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Particulars {
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) credit_code: Wish<CreditCode>,
    pub(crate) class: String,
    pub(crate) township: Wish<String>,
    pub(crate) headcount: Wish<Headcount>,
    pub(crate) beds: Wish<Beds>,
    pub(crate) liaison_name: Wish<String>,
    pub(crate) liaison_post: Wish<String>,
    pub(crate) liaison_phone: Wish<Phone>,
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

    pub(crate) fn liaison_post(text: &str) -> Result<String, String> {
        name(text, 50, "联络员职务")
    }

    pub(crate) fn credit_code(text: &str) -> Result<CreditCode, String> {
        CreditCode::parse(text).map_err(|error| error.to_string())
    }

    pub(crate) fn headcount(text: &str) -> Result<Headcount, String> {
        Headcount::parse(text).map_err(|error| error.to_string())
    }

    pub(crate) fn beds(text: &str) -> Result<Beds, String> {
        Beds::parse(text).map_err(|error| error.to_string())
    }

    pub(crate) fn phone(text: &str) -> Result<Phone, String> {
        Phone::parse(text).map_err(|error| error.to_string())
    }
}

impl UnitInput {
    /// Judges everything at once and notes each sentence under its field.
    pub(crate) fn judge(&self, invalid: &mut Invalid) -> Option<Particulars> {
        self.judge_as(NodeKind::Unit, invalid)
    }

    /// The same for a node of a kind: only units have classes that figures are split by.
    pub(crate) fn judge_as(&self, kind: NodeKind, invalid: &mut Invalid) -> Option<Particulars> {
        let name = invalid.take("name", field::full_name(self.name.text()));
        let short = wish(invalid, "short_name", &self.short_name, field::short_name);
        let credit_code = wish(invalid, "credit_code", &self.credit_code, field::credit_code);
        let class = match kind {
            NodeKind::Department | NodeKind::Bureau if self.class.is_blank() => Some(String::new()),
            _ => invalid.take("class", field::class(self.class.text())),
        };
        let township = wish(invalid, "township", &self.township, field::township);
        let headcount = wish(invalid, "headcount", &self.headcount, field::headcount);
        let beds = wish(invalid, "beds", &self.beds, field::beds);
        let liaison_name = wish(invalid, "liaison_name", &self.liaison_name, field::liaison_name);
        let liaison_post = wish(invalid, "liaison_post", &self.liaison_post, field::liaison_post);
        let liaison_phone = wish(invalid, "liaison_phone", &self.liaison_phone, field::phone);
        let name = name?;
        Some(Particulars {
            short_name: short?.value().cloned().unwrap_or_else(|| shortened(&name)),
            name,
            credit_code: credit_code?,
            class: class?,
            township: township?,
            headcount: headcount?,
            beds: beds?,
            liaison_name: liaison_name?,
            liaison_post: liaison_post?,
            liaison_phone: liaison_phone?,
        })
    }

    /// A unit as the form shows it.
    pub(crate) fn of(unit: &Unit) -> Self {
        let count = |count: Option<i64>| Raw::from(count.map(|count| count.to_string()).unwrap_or_default());
        Self {
            name: unit.name.as_str().into(),
            short_name: unit.short_name.as_str().into(),
            credit_code: unit.credit_code.as_deref().unwrap_or("").into(),
            class: unit.class.as_str().into(),
            township: unit.township.as_str().into(),
            headcount: count(unit.headcount),
            beds: count(unit.beds),
            liaison_name: unit.liaison_name.as_str().into(),
            liaison_post: unit.liaison_post.as_str().into(),
            liaison_phone: unit.liaison_phone.as_str().into(),
        }
    }
}

/// Judges a field that may be blank; `None` when it is wrong.
fn wish<T>(
    invalid: &mut Invalid,
    field: &str,
    raw: &Raw,
    judge: impl FnOnce(&str) -> Result<T, String>,
) -> Option<Wish<T>> {
    invalid.take(field, Wish::parse(raw.given(), judge))
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
            credit_code: self.credit_code.as_text(CreditCode::to_string).into(),
            class: self.class.as_str().into(),
            township: self.township.as_text(String::clone).into(),
            headcount: self.headcount.as_text(|count| count.number().to_string()).into(),
            beds: self.beds.as_text(|beds| beds.number().to_string()).into(),
            liaison_name: self.liaison_name.as_text(String::clone).into(),
            liaison_post: self.liaison_post.as_text(String::clone).into(),
            liaison_phone: self.liaison_phone.as_text(Phone::to_string).into(),
        }
    }

    /// Writes the name as the unit itself does, and the short name that was made of it.
    pub(crate) fn spell(&mut self, name: &str) {
        if self.short_name == shortened(&self.name) {
            self.short_name = shortened(name);
        }
        name.clone_into(&mut self.name);
    }

    /// Takes from a unit what was left blank.
    pub(crate) fn fill_blanks(&mut self, unit: &Unit) {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        if self.short_name == shortened(&self.name) && !unit.short_name.is_empty() {
            self.short_name.clone_from(&unit.short_name);
        }
        let code = unit.credit_code.as_deref().and_then(|code| CreditCode::parse(code).ok());
        self.credit_code.fill(code);
        self.township.fill(given(&unit.township));
        self.headcount.fill(unit.headcount.and_then(|count| Headcount::of(count).ok()));
        self.beds.fill(unit.beds.and_then(|count| Beds::of(count).ok()));
        self.liaison_name.fill(given(&unit.liaison_name));
        self.liaison_post.fill(given(&unit.liaison_post));
        self.liaison_phone.fill(Phone::parse(&unit.liaison_phone).ok());
    }

    /// What differs from a unit as it is: the word of the field, what stands there, what would.
    pub(crate) fn differences(&self, unit: &Unit) -> Vec<Difference> {
        let count = |count: Option<i64>| count.map(|count| count.to_string()).unwrap_or_default();
        let before = [
            unit.name.clone(),
            unit.short_name.clone(),
            unit.credit_code.clone().unwrap_or_default(),
            unit.class.clone(),
            unit.township.clone(),
            count(unit.headcount),
            count(unit.beds),
            unit.liaison_name.clone(),
            unit.liaison_post.clone(),
            unit.liaison_phone.clone(),
        ];
        self.against(before)
    }

    /// Everything that is said of a new unit, beside its name and the short name that was made of it.
    pub(crate) fn said(&self) -> Vec<Difference> {
        let is_made = self.short_name == shortened(&self.name);
        let told = self.against(Default::default()).into_iter();
        told.filter(|one| one.field != NAME && !(is_made && one.field == SHORT_NAME)).collect()
    }

    fn against(&self, before: [String; 10]) -> Vec<Difference> {
        let text = |wish: &Wish<String>| wish.value().cloned().unwrap_or_default();
        let fields = [
            (NAME, self.name.clone()),
            (SHORT_NAME, self.short_name.clone()),
            ("统一社会信用代码", self.credit_code.value().map(CreditCode::to_string).unwrap_or_default()),
            ("类别", self.class.clone()),
            ("街道（乡镇）", text(&self.township)),
            ("在职人数", self.headcount.value().map(|count| count.number().to_string()).unwrap_or_default()),
            ("床位数", self.beds.value().map(|count| count.number().to_string()).unwrap_or_default()),
            ("联络员", text(&self.liaison_name)),
            ("联络员职务", text(&self.liaison_post)),
            ("联络员电话", self.liaison_phone.value().map(Phone::to_string).unwrap_or_default()),
        ];
        let pairs = fields.into_iter().zip(before);
        let differing = pairs.filter(|((_, after), before)| before != after);
        differing.map(|((field, after), before)| Difference { field, before, after }).collect()
    }
}

const NAME: &str = "单位名称";
const SHORT_NAME: &str = "简称";

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
