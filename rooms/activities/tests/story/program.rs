use serde_json::{Value, json};
use testing::Visitor;
use web::axum::body::Body;

use activities::{ActivityState, facts};
use campaigns::{CampaignId, PhaseId};

use crate::scene::{FIRE, MEASURES, PHASE_ONE, PHASE_TWO, SAFETY, Stage, jpeg, launch, tally};

fn lecture(photo: &str) -> Value {
    json!({
        "name": "安全生产专题讲座", "starts_on": "2026-03-05", "speaker": "leader", "is_major": true,
        "quantities": [{ "measure": "lecture", "amount": 1 }, { "measure": "trainee_visit", "amount": "60" }],
        "campaigns": [SAFETY], "photos": [photo], "subjects": ["安全生产法"],
    })
}

async fn photo(program: &mut Visitor) -> String {
    photo_of(program, 1).await
}

async fn photo_of(program: &mut Visitor, seed: u8) -> String {
    let sent = program.send("POST", "/api/v1/photos", Some("image/jpeg"), Body::from(jpeg(seed))).await;
    sent.json()["id"].as_str().unwrap().to_owned()
}

testing_db::story! {
    async fn a_program_does_what_a_person_does(house: Stage) {
        launch(&house).await;
        let (db, unit) = (&house.db, house.cast.first_unit);
        let mut program = house.program(&house.cast.unit_officer);
        let picture = photo(&mut program).await;
        let logged = program.call("POST", "/api/v1/activities", &lecture(&picture)).await;
        assert_eq!(logged.status, 200, "{}", logged.text());
        let view = logged.json();
        let path = format!("/api/v1/activities/{}", view["id"].as_str().unwrap());
        assert_eq!(program.get(&path).await.json(), view);
        assert_eq!(view["campaigns"][0]["phase"], "造强宣传声势");
        assert_eq!(view["photos"][0]["id"], picture.as_str());

        let mut input = lecture(&picture);
        input["quantities"][1]["amount"] = json!(61);
        let unversioned = program.call("PUT", &path, &input).await;
        assert_eq!(unversioned.json()["code"], "changed_meanwhile");
        input["version"] = view["version"].clone();
        assert_eq!(program.call("PUT", &path, &input).await.status, 200);
        assert_eq!(tally(db, unit, SAFETY).await, ["a1 lecture 1", "a1 trainee_visit 61"]);

        let void = program.call("POST", &format!("{path}/void"), &json!({ "reason": "重复" })).await;
        assert_eq!(void.json()["state"], "void");
        assert_eq!(tally(db, unit, SAFETY).await.len(), 0);
        let restored = program.send("POST", &format!("{path}/restore"), None, Body::empty()).await;
        assert_eq!(restored.json()["state"], "logged");
        let listed = program.get("/api/v1/activities?measure=lecture").await.json();
        assert_eq!((&listed["total"], &listed["activities"][0]["photos"]), (&json!(1), &json!(1)));

        input["quantities"][0]["amount"] = json!("10^12");
        let refused = program.call("POST", "/api/v1/activities", &input).await.json();
        assert_eq!(refused["fields"][0]["field"], "quantities[0][amount]");
        assert_eq!(house.stranger().call("POST", "/api/v1/activities", &input).await.status, 401);
    }
}

testing_db::story! {
    async fn other_rooms_read_the_facts(house: Stage) {
        launch(&house).await;
        let (db, unit) = (&house.db, house.cast.first_unit);
        let mut program = house.program(&house.cast.unit_officer);
        let picture = photo(&mut program).await;
        program.call("POST", "/api/v1/activities", &lecture(&picture)).await;

        let campaign = |id: &str| CampaignId::parse(id).unwrap();
        let phase = |id: &str| Some(PhaseId::parse(id).unwrap());
        let of = |id, phase| facts::activities(db, unit, campaign(id), phase);
        let found = of(SAFETY, phase(PHASE_ONE)).await.unwrap();
        let activity = &found[0];
        assert_eq!((found.len(), activity.name.as_str()), (1, "安全生产专题讲座"));
        assert_eq!(activity.quantities[1].name, campaigns::measure("trainee_visit").unwrap().name);
        assert_eq!((activity.photos[0].width, activity.photos[0].height), (320, 240));
        assert!(house.blobs.get(activity.photos[0].large).await.is_ok());
        assert_eq!(of(SAFETY, phase(PHASE_TWO)).await.unwrap().len(), 0);
        assert_eq!(of(SAFETY, None).await.unwrap().len(), 1);
        assert_eq!(of(FIRE, None).await.unwrap().len(), 0);

        let known = facts::photo(db, activity.photos[0].id).await.unwrap().unwrap();
        assert_eq!(known.caption, "安全生产专题讲座");
        let active = facts::last_activity(db, campaign(SAFETY)).await.unwrap();
        assert_eq!((active.len(), active[0].unit, active[0].last.to_string()), (1, unit, "2026-03-05".to_owned()));
        assert_eq!(ActivityState::Logged.code(), "logged");
    }
}

testing_db::story! {
    async fn logging_and_listing_ask_the_database_seldom(house: Stage) {
        launch(&house).await;
        let db = &house.db;
        let mut program = house.program(&house.cast.unit_officer);
        let mut photos = Vec::new();
        for seed in 1..=3 {
            photos.push(photo_of(&mut program, seed).await);
        }
        let quantities: Vec<Value> =
            MEASURES.iter().map(|measure| json!({ "measure": measure, "amount": 4 })).collect();
        let input = json!({
            "name": "夜间巡查培训", "starts_on": "2026-03-05", "place": "门诊三楼会议室", "quantities": quantities,
            "campaigns": [SAFETY], "photos": photos,
        });
        let before = db.asked();
        let logged = program.call("POST", "/api/v1/activities", &input).await;
        let of_log = db.asked() - before;
        assert_eq!(logged.status, 200, "{}", logged.text());
        assert_eq!(logged.json()["photos"].as_array().unwrap().len(), 3);
        let before = db.asked();
        let listed = program.get("/api/v1/activities?sort=-date").await;
        let of_list = db.asked() - before;
        assert_eq!(listed.json()["activities"][0]["photos"], json!(3));
        // A key is one more.
        assert!(of_log <= 23 && of_list <= 7, "{of_log} and {of_list}, and 23 and 7 were enough");
    }
}
