//! The stage: a launched campaign of both units that asks for a plan.

use db::params;
use people::Actor;
use testing::{House, Kit, Rooms, Visitor};
use web::Room;

pub(crate) struct Ground;

impl Rooms for Ground {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        vec![
            people::room(kit.db.clone()),
            campaigns::room(kit.db.clone()),
            plans::room(kit.db.clone(), kit.blobs.clone()),
        ]
    }
}

pub(crate) type Stage = House<Ground>;

pub(crate) const NOTICE: &str = "云青卫〔2026〕9号\n\n青禾区卫生健康局关于开展安全宣传专项行动的通知\n\n各医疗单位：\n\n\
    为做好安全宣传，现就有关事项通知如下。\n\n一、工作安排\n\n（一）集中宣传（2026年3月31日前）\n\n\
    各单位要制定本单位工作方案，举办专题讲座，印制宣传手册。\n\n（二）总结提升（2026年6月30日前）\n\n各单位要总结经验做法。\n\n\
    二、有关要求\n\n请各单位于每个阶段的月底前报送开展情况（含图片）。\n\n\
    云岭市青禾区卫生健康局\n2026年2月20日\n";

/// Launches the notice to both units, four lectures each, and gives the campaign's id.
pub(crate) async fn launch(house: &Stage) -> String {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let id = begun(&mut officer, NOTICE).await;
    let mut tx = house.db.begin().await.unwrap();
    let target = "UPDATE indicator SET target = 4 WHERE campaign = $1 AND measure = 'lecture'";
    assert_eq!(tx.run(target, params![&id]).await.unwrap(), 1);
    tx.run_one(
        "INSERT INTO due (id, campaign, kind, title, due_on, with_pictures, dropped, version) \
         VALUES ('000000000000000000000000000000d1', $1, 'unit_plan', '单位工作方案', '2026-03-10', FALSE, FALSE, 1)",
        params![&id],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    send_down(&mut officer, &id).await;
    id
}

/// Has a notice read, and gives the campaign's id.
pub(crate) async fn begun(officer: &mut Visitor, notice: &str) -> String {
    let begun = officer.upload("/campaigns", &[("text", notice)], &[]).await;
    begun.location().split('/').nth(2).expect("the notice is read").to_owned()
}

/// Launches a draft to every unit.
pub(crate) async fn send_down(officer: &mut Visitor, id: &str) {
    let units = officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
    assert_eq!(units.status, 303, "{}", units.text());
    let launched = officer.post(&format!("/campaigns/{id}/launch"), &[]).await;
    assert_eq!(launched.status, 303, "{}", launched.text());
}

/// A whole plan as the form sends it.
pub(crate) fn typed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("version", "0"),
        ("leader", "陈志明院长"),
        ("deputy", "林安平副院长"),
        ("officer", "黄联络"),
        ("safeguards", "一是加强领导。\n二是保障经费。"),
        ("items[0][name]", "全员安全讲座"),
        ("items[0][measure]", "lecture"),
        ("items[0][amount]", "4"),
        ("items[0][starts_on]", "2026-03-01"),
        ("items[0][ends_on]", "2026-03-31"),
        ("items[0][department]", "医务科"),
        ("items[0][person]", "周医生"),
    ]
}
