use serde_json::Value;

use super::house::{Stage, begun_with, text, view};

const NOTICE: &str = "关于开展消防安全宣传的通知\n\n各医疗卫生单位：\n　　一、活动时间\n　　2026年9月1日至2026年12月31日。\n　　二、活动内容\n　　开展专题讲座，各医院不少于4场；基层不少于2场。各单位要每日开展防火巡查不少于2次。组织应急演练，二级医院不少于3次，乡镇卫生院不少于1次。\n\n云岭市青禾区卫生健康局\n2026年9月1日\n";

fn question<'a>(plan: &'a Value, words: &str) -> &'a Value {
    let questions = plan["questions"].as_array().unwrap();
    let found = questions.iter().find(|question| text(&question["text"]).contains(words));
    found.unwrap_or_else(|| panic!("{words}: {questions:?}"))
}

fn indicator(plan: &Value, measure: &str) -> String {
    let rows = plan["indicators"].as_array().unwrap();
    text(&rows.iter().find(|row| row["measure"] == measure).unwrap()["id"])
}

testing_db::story! {
    async fn what_classes_are_told_is_set_and_an_answer_opens_its_form(house: Stage) {
        let mut officer = house.visitor(&house.cast.bureau_officer);
        let mut program = house.program(&house.cast.bureau_officer);
        let id = begun_with(&mut officer, NOTICE).await;
        officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
        let plan = view(&mut program, &id).await;
        let lecture = indicator(&plan, "lecture");
        let page = officer.get(&format!("/campaigns/{id}/targets/{lecture}")).await.text();
        assert!(page.contains("<dt>青禾区第一医院</dt><dd>4 场</dd>"), "{page}");
        assert!(page.contains("<dt>东街社区卫生服务中心</dt><dd>不设目标</dd>"), "基层 is no word of the reader's: {page}");

        let set = question(&plan, "“专题辅导讲座”已按单位类别设目标：二级医院 4，是否正确？");
        let drill = question(&plan, "“乡镇卫生院”对不上本局的单位类别");
        let rate = question(&plan, "每天、每次、每人或分次的数量");
        for (asked, choice, leads_to) in [
            (set, "由我更正", format!("/campaigns/{id}/targets/{lecture}")),
            (drill, "由我填写", format!("/campaigns/{id}/targets/{}", indicator(&plan, "drill"))),
            (rate, "由我填写", format!("/campaigns/{id}/plan?edit=indicator-{0}#indicator-{0}", indicator(&plan, "hazard_check"))),
        ] {
            let path = format!("/campaigns/{id}/questions/{}", text(&asked["id"]));
            let answered = officer.post(&path, &[("version", "1"), ("choice", choice)]).await;
            assert_eq!(answered.status, 303, "{}", answered.text());
            assert_eq!(answered.location(), leads_to);
            let open = officer.get(&leads_to).await.text();
            assert!(open.contains("name=\"target\""), "{open}");
        }
        let agreed = format!("/campaigns/{id}/questions/{}", text(&set["id"]));
        let kept = officer.post(&agreed, &[("version", "2"), ("choice", "按此设定")]).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
    }
}
