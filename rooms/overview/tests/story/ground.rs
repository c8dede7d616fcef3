//! The stage: a launched campaign with one activity of the first unit.

use std::sync::Arc;

use people::Actor;
use photos::{Darkroom, Limits};
use testing::{House, Kit, Rooms};
use web::{Room, TodoSource};

pub(crate) struct Ground;

impl Rooms for Ground {
    fn open(kit: &Kit) -> Vec<Room<Actor>> {
        let darkroom = Darkroom::new(Limits::default());
        let mut rooms = vec![
            campaigns::room_beside(kit.db.clone(), Some(reports::facts::unsent)),
            plans::room(kit.db.clone(), kit.blobs.clone()),
            activities::room(kit.db.clone(), kit.blobs.clone(), darkroom),
            reports::room(kit.db.clone(), kit.blobs.clone()),
        ];
        let todos: Vec<TodoSource<Actor>> = rooms.iter().filter_map(|room| room.todos.clone()).collect();
        let beside = people::Beside {
            todos,
            footprints: Some(campaigns::facts::footprint),
            parts: Some(campaigns::parts::PARTS),
            liaison_lists: Some(reports::liaison::send_lists),
        };
        rooms.push(people::room_beside(kit.db.clone(), beside));
        let waiting = rooms.iter().filter_map(|room| room.todos.clone()).collect();
        rooms.insert(0, overview::room(kit.db.clone(), waiting));
        rooms
    }

    fn handlers(kit: &Kit) -> Vec<Arc<dyn jobs::Handler>> {
        let todos =
            Self::open(kit).into_iter().filter(|room| room.name != "people").filter_map(|room| room.todos);
        people::handlers_beside(kit.db.clone(), todos.collect())
    }
}

pub(crate) type Stage = House<Ground>;

pub(crate) const NOTICE: &str = "云青卫〔2026〕9号\n\n青禾区卫生健康局关于开展安全宣传专项行动的通知\n\n各医疗单位：\n\n\
    为做好安全宣传，现就有关事项通知如下。\n\n一、工作安排\n\n（一）集中宣传（2026年3月31日前）\n\n\
    各单位要举办专题讲座，印制宣传手册。\n\n（二）总结提升（2026年6月30日前）\n\n各单位要总结经验做法。\n\n\
    二、有关要求\n\n请各单位于每个阶段的月底前报送开展情况（含图片）。\n\n\
    云岭市青禾区卫生健康局\n2026年2月20日\n";

/// Launches the notice to both units, and gives the campaign's id.
pub(crate) async fn launch(house: &Stage) -> String {
    launch_as(house, NOTICE, async |_: &str| {}).await
}

/// Launches `notice` after something was done to the draft.
pub(crate) async fn launch_as(house: &Stage, notice: &str, prepare: impl AsyncFnOnce(&str)) -> String {
    let mut officer = house.visitor(&house.cast.bureau_officer);
    let begun = officer.upload("/campaigns", &[("text", notice)], &[]).await;
    let id = begun.location().split('/').nth(2).expect("the notice is read").to_owned();
    prepare(&id).await;
    let units = officer.post(&format!("/campaigns/{id}/units"), &[("every", "all")]).await;
    assert_eq!(units.status, 303, "{}", units.text());
    let launched = officer.post(&format!("/campaigns/{id}/launch"), &[]).await;
    assert_eq!(launched.status, 303, "{}", launched.text());
    id
}

/// The first unit logs a lecture for the campaign.
pub(crate) async fn lecture(house: &Stage, campaign: &str) {
    let mut unit = house.visitor(&house.cast.unit_officer);
    let fields = [
        ("name", "专题讲座"),
        ("starts_on", "2026-03-05"),
        ("quantities[0][measure]", "lecture"),
        ("quantities[0][amount]", "3"),
        ("campaigns[]", campaign),
    ];
    let logged = unit.post("/activities", &fields).await;
    assert_eq!(logged.status, 303, "{}", logged.text());
}
