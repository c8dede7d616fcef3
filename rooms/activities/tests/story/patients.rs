use serde_json::json;
use testing::unzipped;

use crate::scene::{Stage, jpeg, launch, lecture, log, photo, with};

/// Whether bytes are a JPEG.
fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8])
}

testing_db::story! {
    async fn a_photo_with_patients_stays_within_its_unit_until_it_is_confirmed(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let shown = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let hidden = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let fields = with(with(with(lecture(), "photos[0]", &shown), "photos[1]", &hidden), "patients[]", &hidden);
        let id = log(&mut officer, &with(fields, "cohosts[0]", "东街中心")).await;
        let page = officer.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("含患者画面·待确认") && page.contains("确认可用"), "{page}");
        let (mut bureau, mut cohost) = (house.visitor(&house.cast.bureau_officer), house.visitor(&house.cast.other_unit_officer));
        let mut leader = house.visitor(&house.cast.unit_leader);
        for size in ["small", "large"] {
            for visitor in [&mut officer, &mut leader] {
                assert!(is_picture(&visitor.get(&format!("/photos/{hidden}/{size}")).await.body), "its own unit sees it");
            }
            for visitor in [&mut bureau, &mut cohost] {
                assert!(is_picture(&visitor.get(&format!("/photos/{shown}/{size}")).await.body));
                let instead = visitor.get(&format!("/photos/{hidden}/{size}")).await;
                assert_eq!((instead.status.as_u16(), instead.headers["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
                assert!(instead.text().contains("含患者画面") && instead.text().contains("待单位确认"), "it says why");
                assert_eq!(instead.headers["cache-control"], "private, no-store");
            }
        }
        assert_eq!(bureau.get(&format!("/photos/{hidden}/original")).await.status, 409);
        assert_eq!(officer.get(&format!("/photos/{hidden}/original")).await.body, jpeg(2), "the unit's own file");
        let page = bureau.get(&format!("/activities/{id}")).await.text();
        assert!(page.contains("含患者画面·待确认") && !page.contains("clear-patients"), "{page}");
        assert!(bureau.get("/activities/photos").await.text().contains("含患者画面·待确认"));

        for visitor in [&mut bureau, &mut officer] {
            for zip in [visitor.get("/activities/export.zip").await, visitor.post("/activities/originals.zip", &[("reason", "检查")]).await] {
                let files = unzipped(&zip.body);
                assert_eq!(files.values().filter(|bytes| is_picture(bytes)).count(), 1, "{:?}", files.keys());
                assert!(files.values().all(|bytes| *bytes != jpeg(2)));
                let told = String::from_utf8(files["没有导出的照片.txt"].clone()).unwrap();
                assert!(told.contains("另有 1 张照片含患者画面"), "{told}");
            }
        }
        let facts = activities::facts::activities(&house.db, house.cast.first_unit, campaigns::CampaignId::parse(crate::scene::SAFETY).unwrap(), None).await.unwrap();
        assert_eq!(facts[0].photos.len(), 1, "no other room hears of it");

        for stranger in [&house.cast.bureau_officer, &house.cast.bureau_reviewer] {
            assert_eq!(house.visitor(stranger).post(&format!("/photos/{hidden}/clear-patients"), &[]).await.status, 403, "only the unit confirms");
        }
        assert_eq!(cohost.post(&format!("/photos/{hidden}/clear-patients"), &[]).await.status, 404);
        let done = leader.post(&format!("/photos/{hidden}/clear-patients"), &[]).await;
        assert_eq!(done.location(), format!("/activities/{id}"), "{}", done.text());
        assert!(leader.get(&format!("/activities/{id}")).await.text().contains("含患者画面·已确认可用"));
        assert!(is_picture(&bureau.get(&format!("/photos/{hidden}/large")).await.body));
        assert_eq!(bureau.get(&format!("/photos/{hidden}/original")).await.status, 200);
        let files = unzipped(&bureau.get("/activities/export.zip").await.body);
        assert_eq!(files.values().filter(|bytes| is_picture(bytes)).count(), 2);
        assert_eq!(leader.post(&format!("/photos/{hidden}/clear-patients"), &[]).await.status, 409, "once");
        assert_eq!((house.ledger_count("photo.mark_patients").await, house.ledger_count("photo.clear_patients").await), (1, 1));
    }
}

testing_db::story! {
    async fn the_word_is_about_the_picture_wherever_its_unit_has_it(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut program = house.program(&house.cast.unit_officer);
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        log(&mut officer, &with(lecture(), "photos[0]", &first)).await;
        let second = photo(&mut officer, "photo-key-2", &jpeg(1)).await;
        log(&mut officer, &with(with(lecture(), "photos[0]", &second), "patients[]", &second)).await;
        let late = photo(&mut officer, "photo-key-3", &jpeg(1)).await;
        let foreign = photo(&mut other, "photo-key-4", &jpeg(1)).await;
        let different = photo(&mut officer, "photo-key-5", &jpeg(2)).await;
        log(&mut officer, &with(with(lecture(), "photos[0]", &late), "photos[1]", &different)).await;
        log(&mut other, &with(lecture(), "photos[0]", &foreign)).await;
        for (id, is_shown) in [(&first, false), (&second, false), (&late, false), (&foreign, true), (&different, true)] {
            assert_eq!(is_picture(&bureau.get(&format!("/photos/{id}/large")).await.body), is_shown, "{id}");
        }
        let clear = program.call("POST", &format!("/api/v1/photos/{late}/clear-patients"), &json!({})).await;
        assert_eq!(clear.status, 200, "{}", clear.text());
        for id in [&first, &second, &late] {
            assert!(is_picture(&bureau.get(&format!("/photos/{id}/large")).await.body), "{id}");
        }
    }
}

testing_db::story! {
    async fn a_photo_is_marked_at_any_time_by_form_page_and_program(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let first = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &first)).await;
        let mut program = house.program(&house.cast.unit_officer);
        let view = program.get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(view["photos"][0]["patients"], json!("none"));
        let mut bureau = house.program(&house.cast.bureau_officer);
        let mark = format!("/api/v1/photos/{first}/mark-patients");
        assert_eq!(bureau.call("POST", &mark, &json!({})).await.status, 403);
        let marked = program.call("POST", &mark, &json!({})).await;
        assert_eq!((marked.status.as_u16(), &marked.json()["patients"]), (200, &json!("pending")));
        assert_eq!(program.call("POST", &mark, &json!({})).await.status, 409);
        let clear = format!("/api/v1/photos/{first}/clear-patients");
        assert_eq!(program.call("POST", &clear, &json!({})).await.json()["patients"], json!("cleared"));
        // A correction that does not tick it leaves the word of before; one that ticks it takes it back.
        let version = |view: &serde_json::Value| view["version"].to_string();
        let view = program.get(&format!("/api/v1/activities/{id}")).await.json();
        let plain = with(with(lecture(), "photos[0]", &first), "version", &version(&view));
        assert_eq!(crate::scene::post(&mut officer, &format!("/activities/{id}/edit"), &plain).await.status, 303);
        let view = program.get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(view["photos"][0]["patients"], json!("cleared"));
        let ticked = with(with(plain, "version", &version(&view)), "patients[]", &first);
        assert_eq!(crate::scene::post(&mut officer, &format!("/activities/{id}/edit"), &ticked).await.status, 303);
        let view = program.get(&format!("/api/v1/activities/{id}")).await.json();
        assert_eq!(view["photos"][0]["patients"], json!("pending"));

        // A photo that no activity holds, and several at once.
        let waiting = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let form = officer.get("/activities/new").await.text();
        assert!(form.contains(&format!("name=\"patients[]\" value=\"{waiting}\"")), "{form}");
        let groups = [("groups[0][name]", "讲座"), ("groups[0][starts_on]", "2026-03-05"), ("groups[0][photos][]", waiting.as_str()), ("patients[]", waiting.as_str())];
        assert_eq!(officer.post("/activities/bulk", &groups).await.status, 303);
        let instead = house.visitor(&house.cast.bureau_officer).get(&format!("/photos/{waiting}/small")).await;
        assert_eq!(instead.headers["content-type"], "image/svg+xml");
        let step = officer.upload("/activities/bulk/groups", &[("patients[]", "x")], &[("files", "a.jpg", &jpeg(3))]).await;
        assert!(step.text().contains("name=\"patients[]\" value=\"x\""), "the tick goes along to the groups");
    }
}
