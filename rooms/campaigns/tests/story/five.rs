//! Five notices that have little in common, side by side.

use campaigns::tally::{self, Quantity, Source};
use campaigns::{CampaignId, PhaseId, Reckoning, Split, facts};
use clock::CivilDate;
use people::UnitId;
use serde_json::{Value, json};

use super::house::{Stage, text, view};

/// A notice with its steps, and what a person reads in it.
struct Paper {
    number: u8,
    name: &'static str,
    issued_on: &'static str,
    /// Name, printed time, what to do.
    steps: &'static [(&'static str, &'static str, &'static str)],
    report: &'static str,
    phase_ends: &'static [&'static str],
    measures: &'static [&'static str],
    /// The first ones of those that have a day.
    due: &'static [&'static str],
}

const PAPERS: [Paper; 5] = [
    Paper {
        number: 21,
        name: "燃气安全整治行动",
        issued_on: "2026年3月2日",
        steps: &[
            ("动员部署", "2026年4月30日前", "各单位要开展隐患排查，成立领导小组。"),
            ("集中整治", "2026年7月31日前", "组织应急演练，整改隐患。"),
        ],
        report: "请各单位于每个阶段结束前将开展情况报送局安办。",
        phase_ends: &["2026-04-30", "2026-07-31"],
        measures: &["drill", "hazard_check", "leading_group"],
        due: &["2026-04-30", "2026-07-31"],
    },
    Paper {
        number: 22,
        name: "消防宣传教育行动",
        issued_on: "2026年3月9日",
        steps: &[("集中宣传", "2026年11月30日前", "各单位要组织应急演练，开展知识竞赛，制作宣传展板。")],
        report: "请各单位于每月25日前报送工作进展。",
        phase_ends: &["2026-11-30"],
        measures: &["display_board", "drill", "quiz"],
        due: &["2026-03-25", "2026-04-25", "2026-05-25"],
    },
    Paper {
        number: 23,
        name: "职业病防治宣传行动",
        issued_on: "2026年3月16日",
        steps: &[
            ("宣传发动", "2026年4月15日前", "印制宣传手册。"),
            ("学习培训", "2026年6月30日前", "举办专题辅导讲座。"),
            ("总结提升", "2026年8月31日前", "总结经验做法。"),
        ],
        report: "请各单位于2026年9月10日前报送总结报告。",
        phase_ends: &["2026-04-15", "2026-06-30", "2026-08-31"],
        measures: &["experience_summary", "handbook", "lecture"],
        due: &["2026-09-10"],
    },
    Paper {
        number: 24,
        name: "急救能力提升行动",
        issued_on: "2026年3月23日",
        steps: &[
            ("业务培训", "2026年6月15日前", "开展业务培训。"),
            ("考核验收", "2026年10月31日前", "组织考试考核和技能比武。"),
        ],
        report: "请各单位于每季度末报送工作小结。",
        phase_ends: &["2026-06-15", "2026-10-31"],
        measures: &["exam", "skill_contest", "training_session"],
        due: &["2026-03-31", "2026-06-30", "2026-09-30"],
    },
    Paper {
        number: 25,
        name: "防汛备汛行动",
        issued_on: "2026年3月30日",
        steps: &[
            ("汛前准备", "2026年5月31日前", "修订应急预案，组织应急演练。"),
            ("汛期值守", "2026年9月30日前", "开展督导检查，张贴安全警示标识。"),
        ],
        report: "请各单位于每个阶段结束后5日内将开展情况报送局安办。",
        phase_ends: &["2026-05-31", "2026-09-30"],
        measures: &["drill", "emergency_plan", "safety_sign", "supervision"],
        due: &["2026-06-05", "2026-10-05"],
    },
];

impl Paper {
    fn text(&self) -> String {
        let Self { number, name, issued_on, report, .. } = self;
        let ordinals = ["一", "二", "三"];
        let steps = self.steps.iter().zip(ordinals);
        let steps: String = steps
            .map(|((name, time, deed), ordinal)| format!("　　（{ordinal}）{name}（{time}）。{deed}\n"))
            .collect();
        format!(
            "青卫健〔2026〕{number}号\n\n云岭市青禾区卫生健康局关于印发{name}工作方案的通知\n\n各医疗卫生单位：\n　　现将《{name}工作方案》印发给你们，请抓好落实。{report}\n\n云岭市青禾区卫生健康局\n{issued_on}\n\n{name}工作方案\n\n　　一、工作目标\n　　压实主体责任，防范安全事故。\n\n　　二、实施步骤\n{steps}\n　　三、有关要求\n　　各单位要加强领导，明确专人负责。\n"
        )
    }

    /// The campaign as it was read holds what a person reads in the paper.
    fn assert_read(&self, plan: &Value) {
        let column = |list: &str, key: &str| -> Vec<String> {
            plan[list].as_array().unwrap().iter().map(|row| text(&row[key])).collect()
        };
        assert_eq!(column("phases", "ends_on"), self.phase_ends, "{}", self.name);
        let mut measures = column("indicators", "measure");
        measures.sort_unstable();
        assert_eq!(measures, self.measures, "{}", self.name);
        let due: Vec<String> = column("dues", "due_on").into_iter().filter(|day| day != "null").collect();
        assert_eq!(due[..self.due.len()], *self.due, "{}", self.name);
    }
}

/// The five of them, launched: all to the first unit, the second and the fourth to the second one as well.
async fn launched(house: &Stage) -> Vec<String> {
    let mut program = house.program(&house.cast.bureau_officer);
    let mut ids = Vec::new();
    for paper in &PAPERS {
        let read = program.call("POST", "/api/v1/campaigns", &json!({ "text": paper.text() })).await;
        assert_eq!(read.status, 200, "{}", read.text());
        let id = text(&read.json()["id"]);
        paper.assert_read(&read.json());
        let mut units = vec![house.cast.first_unit.to_string()];
        units.extend([22, 24].contains(&paper.number).then(|| house.cast.second_unit.to_string()));
        let down =
            program.call("POST", &format!("/api/v1/campaigns/{id}/launch"), &json!({ "units": units })).await;
        assert_eq!(down.status, 200, "{}", down.text());
        ids.push(id);
    }
    ids
}

/// Logs so many of a measure for some of the campaigns.
pub(crate) async fn logged(
    house: &Stage,
    (id, unit, day): (&str, UnitId, &str),
    (measure, amount): (&str, i64),
    of: &[&String],
) {
    let day = CivilDate::parse(day).unwrap();
    let source = Source { room: "story", id, unit, starts_on: day, ends_on: day, standing: false };
    let campaigns: Vec<CampaignId> = of.iter().map(|id| CampaignId::parse(id).unwrap()).collect();
    let mut tx = house.db.begin().await.unwrap();
    let split = Split::default();
    tally::write(&mut tx, &source, &[Quantity { measure, amount, split: &split }], &campaigns).await.unwrap();
    tx.commit().await.unwrap();
}

/// What is done of a measure: of the whole, and phase by phase; nothing in a phase that does not ask for it.
async fn done(house: &Stage, id: &str, unit: Option<UnitId>, measure: &str) -> (i64, Vec<i64>) {
    let campaign = CampaignId::parse(id).unwrap();
    let of = async |phase: Option<PhaseId>| {
        let rows = facts::progress(&house.db, campaign, phase, unit, Reckoning::Logged).await.unwrap();
        rows.iter().filter(|row| row.measure == measure).map(|row| row.done).max().unwrap_or(0)
    };
    let mut phases = Vec::new();
    for phase in facts::phases(&house.db, campaign).await.unwrap() {
        phases.push(of(Some(phase.id)).await);
    }
    (of(None).await, phases)
}

testing_db::story! {
    async fn one_event_counts_in_each_campaign_by_its_own_phases(house: Stage) {
        let ids = launched(&house).await;
        let (first, second) = (house.cast.first_unit, house.cast.second_unit);
        logged(&house, ("drill", first, "2026-05-20"), ("drill", 3), &[&ids[0], &ids[1], &ids[4]]).await;
        logged(&house, ("other drill", second, "2026-06-02"), ("drill", 7), &[&ids[1]]).await;
        logged(&house, ("training", first, "2026-04-01"), ("training_session", 5), &[&ids[3]]).await;
        logged(&house, ("exam", second, "2026-07-01"), ("exam", 4), &[&ids[3]]).await;
        assert_eq!(done(&house, &ids[0], None, "drill").await, (3, vec![0, 3]));
        assert_eq!(done(&house, &ids[1], None, "drill").await, (10, vec![10]));
        assert_eq!(done(&house, &ids[1], Some(first), "drill").await, (3, vec![3]));
        assert_eq!(done(&house, &ids[1], Some(second), "drill").await, (7, vec![7]));
        assert_eq!(done(&house, &ids[2], None, "lecture").await, (0, vec![0, 0, 0]), "nothing was for this one");
        assert_eq!(done(&house, &ids[3], None, "training_session").await, (5, vec![5, 0]));
        assert_eq!(done(&house, &ids[3], Some(second), "exam").await, (4, vec![0, 4]));
        assert_eq!(done(&house, &ids[4], None, "drill").await, (3, vec![3, 0]));

        let mut tx = house.db.begin().await.unwrap();
        tally::void(&mut tx, "story", "drill").await.unwrap();
        tx.commit().await.unwrap();
        let left = [(0, (0, vec![0, 0])), (1, (7, vec![7])), (4, (0, vec![0, 0]))];
        for (at, expected) in left {
            assert_eq!(done(&house, &ids[at], None, "drill").await, expected, "{at}");
        }
    }
}

testing_db::story! {
    async fn five_campaigns_run_side_by_side(house: Stage) {
        let mut program = house.program(&house.cast.bureau_officer);
        let mut unit = house.visitor(&house.cast.unit_officer);
        let ids = launched(&house).await;
        let mut other = house.program(&house.cast.other_unit_officer);
        let list = other.call("GET", "/api/v1/campaigns", &Value::Null).await.json();
        assert_eq!(list["total"], 2, "a unit sees those that it takes part in: {list}");
        for (at, id) in ids.iter().enumerate() {
            let seen = other.get(&format!("/api/v1/campaigns/{id}")).await.status;
            assert_eq!(seen, if [1, 3].contains(&at) { 200 } else { 404 }, "{at}");
        }
        unit.post(&format!("/campaigns/{}/sign", ids[0]), &[]).await;
        program.call("POST", &format!("/api/v1/campaigns/{}/close", ids[1]), &json!({})).await;
        program.call("POST", &format!("/api/v1/campaigns/{}/recall", ids[2]), &json!({})).await;
        let amended = program.call("POST", &format!("/api/v1/campaigns/{}/amend", ids[3]), &json!({})).await;
        assert_eq!(amended.status, 200, "{}", amended.text());
        let list = program.call("GET", "/api/v1/campaigns", &Value::Null).await.json();
        let rows = list["rows"].as_array().unwrap().iter().rev();
        let states: Vec<(String, i64)> = rows.map(|row| (text(&row["state"]), row["signed"].as_i64().unwrap())).collect();
        let expected = [("launched", 1), ("closed", 0), ("draft", 0), ("launched", 0), ("launched", 0)];
        assert_eq!(states, expected.map(|(state, signed)| (state.to_owned(), signed)));
        for (paper, id) in PAPERS.iter().zip(&ids) {
            paper.assert_read(&view(&mut program, id).await);
        }
        let mut unit = house.program(&house.cast.unit_officer);
        let list = unit.call("GET", "/api/v1/campaigns", &Value::Null).await.json();
        assert_eq!(list["total"], 4, "the one called back is nobody's");
    }
}
