use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Invalid, Raw};

use crate::login::name;
use crate::unit::field;

db::coded! {
    /// For what somebody answers at a unit.
    pub(crate) enum Duty {
        Head = "head" / "主要负责人",
        Deputy = "deputy" / "分管领导",
        SafetyA = "safety_a" / "安全管理人员 A 岗",
        SafetyB = "safety_b" / "安全管理人员 B 岗",
    }
}

/// Somebody who answers for something at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Responsible {
    pub(crate) duty: Duty,
    pub(crate) name: String,
    /// 院长; may be empty.
    pub(crate) post: String,
    /// May be empty.
    pub(crate) phone: String,
}

/// A line of the form, in the order of the duties.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Line {
    /// `head`, `deputy`, `safety_a` or `safety_b`.
    pub(crate) duty: Raw,
    pub(crate) name: Raw,
    pub(crate) post: Raw,
    pub(crate) phone: Raw,
}

/// Reads the lines; one without a name is an empty one. Whoever stands in for the A 岗 is somebody else.
pub(crate) fn judge(lines: &[Line], invalid: &mut Invalid) -> Vec<Responsible> {
    let mut all: Vec<Responsible> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let of = |field: &str| format!("people[{i}][{field}]");
        let Some(duty) = invalid.take(&of("duty"), Duty::parse(line.duty.text()).ok_or("没有这项职责"))
        else {
            continue;
        };
        if line.name.is_blank() {
            if !line.post.is_blank() || !line.phone.is_blank() {
                invalid.add(of("name"), format!("填写了{}的职务或电话，请补上姓名", duty.label()));
            }
            continue;
        }
        if all.iter().any(|other| other.duty == duty) {
            invalid.add(of("duty"), format!("{}填写了两次", duty.label()));
        }
        let who = invalid.take(&of("name"), name(line.name.text(), 50, "姓名"));
        let post = line.post.given().map(|text| invalid.take(&of("post"), name(text, 50, "职务")));
        let phone = line.phone.given().map(|text| invalid.take(&of("phone"), field::phone(text)));
        let (Some(who), Some(post), Some(phone)) = (
            who,
            post.map_or(Some(None), |post| post.map(Some)),
            phone.map_or(Some(None), |phone| phone.map(Some)),
        ) else {
            continue;
        };
        let phone = phone.map(|phone| phone.to_string()).unwrap_or_default();
        all.push(Responsible { duty, name: who, post: post.unwrap_or_default(), phone });
    }
    let of = |duty| all.iter().find(|one: &&Responsible| one.duty == duty).map(|one| one.name.as_str());
    if let (Some(a), Some(b)) = (of(Duty::SafetyA), of(Duty::SafetyB))
        && a == b
    {
        invalid.add("people[3][name]", "A 岗和 B 岗应是两个人，一人不在时另一人顶上");
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(duty: &str, name: &str, post: &str, phone: &str) -> Line {
        Line { duty: duty.into(), name: name.into(), post: post.into(), phone: phone.into() }
    }

    #[test]
    fn empty_lines_are_nobody_and_every_fault_has_its_line() {
        let mut invalid = Invalid::default();
        let lines = [
            line("head", "黄院长", "院长", "138 0013 8000"),
            line("deputy", "", "", ""),
            line("safety_a", "", "科长", ""),
            line("safety_b", "林", "", "12345"),
            line("king", "王", "", ""),
        ];
        let all = judge(&lines, &mut invalid);
        assert_eq!((all.len(), all[0].phone.as_str()), (1, "13800138000"));
        let fields: Vec<&str> = invalid.all().iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["people[2][name]", "people[3][phone]", "people[4][duty]"]);
    }

    #[test]
    fn whoever_stands_in_is_somebody_else() {
        let judged = |b: &str| {
            let mut invalid = Invalid::default();
            judge(&[line("safety_a", "林", "", ""), line("safety_b", b, "", "")], &mut invalid);
            invalid.any()
        };
        assert!(judged("林") && !judged("陈"));
    }
}
