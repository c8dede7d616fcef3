use people::NodeKind;
use serde_json::json;
use testing::{Kit, Who, unzipped};

use crate::scene::{Stage, jpeg, launch, lecture, log, photo, rooms, with};

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
        assert_eq!(bureau.post(&format!("/photos/{hidden}/original"), &[("reason", "核对")]).await.status, 409);
        assert_eq!(officer.post(&format!("/photos/{hidden}/original"), &[("reason", "核对")]).await.body, jpeg(2), "the unit's own file");
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
        assert_eq!(bureau.post(&format!("/photos/{hidden}/original"), &[("reason", "核对")]).await.status, 200);
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

testing_db::story! {
    async fn a_photo_that_waits_is_somebodys_to_do_and_can_be_found(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let mut ids = Vec::new();
        for (key, seed, name) in [("photo-key-1", 1, "门诊讲座"), ("photo-key-2", 2, "病房宣教")] {
            let picture = photo(&mut officer, key, &jpeg(seed)).await;
            let id = log(&mut officer, &with(with(lecture(), "name", name), "photos[0]", &picture)).await;
            ids.push((id, picture));
        }
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let theirs = photo(&mut other, "photo-key-3", &jpeg(3)).await;
        log(&mut other, &with(with(lecture(), "photos[0]", &theirs), "patients[]", &theirs)).await;
        let kit = Kit { db: house.db.clone(), blobs: house.blobs.clone() };
        let source = rooms(&kit, house.blobs.clone()).pop().unwrap().todos.unwrap();
        let todos = async |who: &Who| {
            let kind = if who.at == house.cast.bureau { NodeKind::Bureau } else { NodeKind::Unit };
            let all = source.ask(house.actor(who, kind).await).await.unwrap();
            let texts = all.into_iter().map(|todo| (todo.text, todo.href));
            texts.filter(|(text, _)| text.contains("含患者")).collect::<Vec<_>>()
        };
        assert_eq!(todos(&house.cast.unit_officer).await, []);

        let page = officer.get(&format!("/activities/{}", ids[1].0)).await.text();
        assert!(page.contains("标记含患者…") && page.contains("画面里能认出患者的才标记"), "it asks first: {page}");
        officer.post(&format!("/photos/{}/mark-patients", ids[1].1), &[]).await;
        let line = ("1 张含患者画面的照片待确认可用".to_owned(), "/activities?state=patients".to_owned());
        for who in [&house.cast.unit_officer, &house.cast.unit_leader] {
            assert_eq!(todos(who).await, std::slice::from_ref(&line), "{}", who.name);
        }
        assert_eq!(todos(&house.cast.bureau_officer).await, [], "it is the unit's");
        for path in ["/activities?state=patients", "/activities?state=patients&q=宣教", "/activities?state=patients&sort=name"] {
            let list = officer.get(path).await.text();
            assert!(list.contains(&ids[1].0) && !list.contains(&ids[0].0), "{path}: {list}");
        }
        assert!(officer.get("/activities?state=patients").await.text().contains("含患者照片未确认"));
        assert!(!officer.get("/activities?state=patients&q=门诊").await.text().contains(&ids[0].0));
        let bureau = house.program(&house.cast.bureau_officer).get("/api/v1/activities?state=patients").await.json();
        assert_eq!(bureau["activities"].as_array().unwrap().len(), 0, "a bureau finds its own, not a unit's");
        let own = house.program(&house.cast.unit_officer).get("/api/v1/activities?state=patients").await.json();
        assert_eq!(own["total"], json!(1));

        officer.post(&format!("/photos/{}/clear-patients", ids[1].1), &[]).await;
        assert_eq!(todos(&house.cast.unit_officer).await, []);
        assert!(!officer.get("/activities?state=patients").await.text().contains(&ids[1].0));
        officer.post(&format!("/photos/{}/mark-patients", ids[1].1), &[]).await;
        officer.post(&format!("/activities/{}/void", ids[1].0), &[("reason", "重复")]).await;
        assert_eq!(todos(&house.cast.unit_officer).await, [], "what is void goes nowhere anyway");
    }
}
