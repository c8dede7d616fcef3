//! Steps in running text over numbered items, below whose last one the outline put the next step.

use gongwen::read::{Passage, Section};

use super::name::step_starts;
use super::{FoundPhase, NUMBERED, PhaseReader, STEP_WORD};

impl<'a> PhaseReader<'a, '_> {
    /// 第一阶段（3月）：1.…2.…
    pub(super) fn over_items(&self, section: &'a Section) -> Option<Vec<FoundPhase<'a>>> {
        let is_step = |child: &Section| STEP_WORD.is_match(child.title());
        if section.children.is_empty() || section.children.iter().any(is_step) {
            return None;
        }
        let mut passages: Vec<&'a Passage> = section.body.iter().collect();
        section.children.iter().for_each(|child| child.each_passage(&mut |passage| passages.push(passage)));
        let heads = passages.iter().filter(|passage| NUMBERED.is_match(passage.text())).count();
        self.begun_at(&passages, step_starts).filter(|found| heads > 1 && found.len() >= heads)
    }
}

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    #[test]
    fn items_below_a_step_are_its_work() {
        for steps in [
            "　　第一阶段（4月1日至4月30日）：1.召开动员会；2.制定方案。\n　　第二阶段（5月1日至9月30日）：1.开展自查；2.组织培训不少于2次。\n　　第三阶段（10月1日至31日）：1.总结经验；2.表彰先进。",
            "　　第一阶段（4月1日至4月30日）：\n　　1、召开动员会。\n　　2、制定方案。\n　　第二阶段（5月1日至9月30日）：\n　　1、开展自查。\n　　2、组织培训不少于2次。\n　　第三阶段（10月1日至31日）：\n　　1、总结经验。\n　　2、表彰先进。",
            "　　第一阶段（4月1日至4月30日）：1、召开动员会。\n　　2、制定方案。\n　　第二阶段（5月1日至9月30日）：1、开展自查。\n　　2、组织培训不少于2次。\n　　第三阶段（10月1日至31日）：1、总结经验。\n　　2、表彰先进。",
        ] {
            let text = format!(
                "关于开展消防检查的通知\n\n各单位：\n　　一、实施步骤\n{steps}\n　　二、工作要求\n　　请抓好落实。\n\n某某局\n2026年3月16日\n"
            );
            let reading = read(&Decoded::from_text(&text).unwrap()).unwrap();
            let phases: Vec<_> = reading
                .phases
                .iter()
                .map(|one| (one.name.as_str(), one.ends_on.unwrap().to_string()))
                .collect();
            let expected = [
                ("第一阶段", "2026-04-30".to_owned()),
                ("第二阶段", "2026-09-30".to_owned()),
                ("第三阶段", "2026-10-31".to_owned()),
            ];
            assert_eq!(phases, expected, "{steps}");
            let of_second: Vec<&str> = reading
                .tasks
                .iter()
                .filter(|task| task.phase == Some(2))
                .map(|task| task.text.as_str())
                .collect();
            assert!(
                of_second.len() == 2 && of_second[0].contains("开展自查"),
                "{steps}: {:?}",
                reading.tasks
            );
            let target = reading.measures.iter().find_map(|one| one.target).unwrap();
            assert_eq!(target.count, 2, "{steps}");
        }
    }
}
