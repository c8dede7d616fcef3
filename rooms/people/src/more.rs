use serde::{Deserialize, Serialize};
use web::Raw;

use crate::contact::Phone;
use crate::login::name;
use crate::responsible::{Duty, Responsible};
use crate::unit::{Difference, field};
use crate::wish::Wish;

/// What a sheet says of a unit beside its particulars: where it hangs, who reports for it, its sets, who answers for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct MoreInput {
    /// The full name of the node above; blank keeps it.
    pub(crate) parent: Raw,
    /// 是 or 否; blank keeps it.
    pub(crate) is_micro: Raw,
    /// The full name of the unit that reports for this one.
    pub(crate) server: Raw,
    /// The names of its sets, between 、.
    pub(crate) sets: Raw,
    /// Name, post and phone for each [`Duty`], in their order.
    pub(crate) people: [[Raw; 3]; 4],
}

/// Somebody who answers, as a row wants it.
pub(crate) type Person = (Wish<String>, Wish<String>, Wish<Phone>);

/// The same, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct More {
    pub(crate) parent: Option<String>,
    pub(crate) is_micro: Option<bool>,
    pub(crate) server: Wish<String>,
    pub(crate) sets: Wish<Vec<String>>,
    pub(crate) people: [Person; 4],
}

/// What is so now; of a unit that is yet to be added: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) parent: String,
    pub(crate) is_micro: bool,
    pub(crate) server: String,
    /// By name.
    pub(crate) sets: Vec<String>,
    /// By duty.
    pub(crate) responsible: Vec<Responsible>,
}

/// 是 or 否.
pub(crate) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "是" => Ok(true),
        "否" => Ok(false),
        _ => Err("请填写“是”或“否”".to_owned()),
    }
}

/// `东片、民营医院片`: each once, sorted.
pub(crate) fn set_names(text: &str) -> Result<Vec<String>, String> {
    let parts = text.split(['、', ',', '，', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let mut names = parts.map(|part| name(part, 30, "挂片名称")).collect::<Result<Vec<String>, String>>()?;
    names.sort();
    names.dedup();
    Ok(names)
}

impl MoreInput {
    /// Judges what was judged right before; the sentence of the first fault otherwise.
    pub(crate) fn judge(&self) -> Result<More, String> {
        let people = self.people.each_ref();
        let person = |[name_, post, phone]: &[Raw; 3]| -> Result<Person, String> {
            Ok((
                Wish::parse(name_.given(), |text| name(text, 50, "姓名"))?,
                Wish::parse(post.given(), |text| name(text, 50, "职务"))?,
                Wish::parse(phone.given(), field::phone)?,
            ))
        };
        let [head, deputy, a, b] = people;
        Ok(More {
            parent: self.parent.given().map(str::to_owned),
            is_micro: self.is_micro.given().map(yes_or_no).transpose()?,
            server: Wish::parse(self.server.given(), field::full_name)?,
            sets: Wish::parse(self.sets.given(), set_names)?,
            people: [person(head)?, person(deputy)?, person(a)?, person(b)?],
        })
    }
}

impl More {
    /// The same as the input that would give it, for keeping a sheet until it is confirmed.
    pub(crate) fn as_input(&self) -> MoreInput {
        let person = |(name, post, phone): &Person| {
            [
                name.as_text(String::clone).into(),
                post.as_text(String::clone).into(),
                phone.as_text(Phone::to_string).into(),
            ]
        };
        let micro = self.is_micro.map_or("", |is| if is { "是" } else { "否" });
        MoreInput {
            parent: self.parent.as_deref().unwrap_or_default().into(),
            is_micro: micro.into(),
            server: self.server.as_text(String::clone).into(),
            sets: self.sets.as_text(|sets| sets.join("、")).into(),
            people: self.people.each_ref().map(person),
        }
    }

    /// What would be so after the row, and all that is wrong with those who would answer for the unit.
    pub(crate) fn over(&self, now: &Standing) -> (Standing, Vec<String>) {
        let (mut responsible, mut wrong) = (Vec::new(), Vec::new());
        for (duty, (name, post, phone)) in Duty::ALL.iter().zip(&self.people) {
            let known = now.responsible.iter().find(|one| one.duty == *duty);
            let text = |of: fn(&Responsible) -> &String| known.map(|one| of(one).clone()).unwrap_or_default();
            let after = |wish: Wish<String>, now: String| match wish {
                Wish::Keep => now,
                Wish::Clear => String::new(),
                Wish::Set(text) => text,
            };
            let phone = match phone {
                Wish::Keep => Wish::Keep,
                Wish::Clear => Wish::Clear,
                Wish::Set(phone) => Wish::Set(phone.to_string()),
            };
            let one = Responsible {
                duty: *duty,
                name: after(name.clone(), text(|one| &one.name)),
                post: after(post.clone(), text(|one| &one.post)),
                phone: after(phone, text(|one| &one.phone)),
            };
            if one.name.is_empty() && !(one.post.is_empty() && one.phone.is_empty()) {
                wrong.push(format!("填写了{}的职务或电话，请补上姓名", duty.label()));
            }
            responsible.extend((!one.name.is_empty()).then_some(one));
        }
        let named = |duty| responsible.iter().find(|one| one.duty == duty).map(|one| &one.name);
        if let (Some(a), Some(b)) = (named(Duty::SafetyA), named(Duty::SafetyB))
            && a == b
        {
            wrong.push("A 岗和 B 岗应是两个人，一人不在时另一人顶上".to_owned());
        }
        let after = Standing {
            parent: self.parent.clone().unwrap_or_else(|| now.parent.clone()),
            is_micro: self.is_micro.unwrap_or(now.is_micro),
            server: match &self.server {
                Wish::Keep => now.server.clone(),
                Wish::Clear => String::new(),
                Wish::Set(server) => server.clone(),
            },
            sets: match &self.sets {
                Wish::Keep => now.sets.clone(),
                Wish::Clear => Vec::new(),
                Wish::Set(sets) => sets.clone(),
            },
            responsible,
        };
        (after, wrong)
    }
}

impl Standing {
    /// Where a row's wish differs from what is so now, in words.
    pub(crate) fn differences(&self, after: &Self) -> Vec<Difference> {
        let micro = |is: bool| if is { "是" } else { "否" }.to_owned();
        let mut pairs = vec![
            ("上级", self.parent.clone(), after.parent.clone()),
            ("微型机构", micro(self.is_micro), micro(after.is_micro)),
            ("代报单位", self.server.clone(), after.server.clone()),
            ("挂片", self.sets.join("、"), after.sets.join("、")),
        ];
        pairs
            .extend(Duty::ALL.iter().map(|duty| (duty.label(), self.in_words(*duty), after.in_words(*duty))));
        let differing = pairs.into_iter().filter(|(_, before, after)| before != after);
        differing.map(|(field, before, after)| Difference { field, before, after }).collect()
    }

    fn in_words(&self, duty: Duty) -> String {
        let one = self.responsible.iter().find(|one| one.duty == duty);
        let parts = one.map(|one| [&one.name, &one.post, &one.phone]).into_iter().flatten();
        parts.filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> MoreInput {
        let mut input = MoreInput {
            parent: "青禾区卫生健康局".into(),
            is_micro: "否".into(),
            server: "清空".into(),
            sets: "西片、东片，东片".into(),
            ..MoreInput::default()
        };
        input.people[0] = ["黄院长".into(), "院长".into(), "138 0013 8000".into()];
        input
    }

    #[test]
    fn what_was_judged_is_judged_the_same_again() {
        let more = input().judge().unwrap();
        assert_eq!(more.sets, Wish::Set(vec!["东片".into(), "西片".into()]));
        assert_eq!(more.as_input().judge().unwrap(), more);
        for (field, wrong) in [(0, "也许"), (1, "x")] {
            let mut input = input();
            match field {
                0 => input.is_micro = wrong.into(),
                _ => input.people[1][2] = wrong.into(),
            }
            assert!(input.judge().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_laid_over_itself_changes_nothing() {
        let more = input().judge().unwrap();
        let once = more.over(&Standing::default()).0;
        assert_eq!(Standing::default().differences(&once).len(), 3);
        let twice = more.over(&once).0;
        assert!(once.differences(&twice).is_empty());
        let blank = MoreInput::default().judge().unwrap();
        assert_eq!(blank.over(&once), (once, Vec::new()));
    }

    #[test]
    fn whoever_answers_has_a_name_and_is_not_two_in_one() {
        let over = |edit: fn(&mut MoreInput)| {
            let mut input = MoreInput::default();
            edit(&mut input);
            input.judge().unwrap().over(&Standing::default()).1.join("；")
        };
        assert!(over(|input| input.people[1][1] = "院长".into()).contains("请补上姓名"));
        let both = |input: &mut MoreInput| {
            input.people[2][0] = "林".into();
            input.people[3][0] = "林".into();
        };
        assert!(over(both).contains("两个人"));
    }
}
