use crate::scene::{Stage, count, jpeg, launch, lecture, log, photo, with};

testing_db::story! {
    async fn another_unit_sees_nothing_of_it(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &picture)).await;
        let mut other = house.visitor(&house.cast.other_unit_officer);
        let unknown = "00000000000000000000000000000fff";
        for (path, same_for_unknown) in [
            (format!("/activities/{id}"), format!("/activities/{unknown}")),
            (format!("/activities/{id}/edit"), format!("/activities/{unknown}/edit")),
            (format!("/photos/{picture}/small"), format!("/photos/{unknown}/small")),
            (format!("/photos/{picture}/large"), format!("/photos/{unknown}/large")),
            (format!("/activities/new?copy={id}"), format!("/activities/new?copy={unknown}")),
        ] {
            assert_eq!(other.get(&path).await.status, 404, "{path}");
            assert_eq!(other.get(&same_for_unknown).await.status, 404);
        }
        let posts = [
            format!("/activities/{id}/void"),
            format!("/activities/{id}/restore"),
            format!("/photos/{picture}/original"),
            format!("/photos/{unknown}/original"),
        ];
        for path in posts {
            assert_eq!(other.post(&path, &[("reason", "x")]).await.status, 404, "{path}");
        }
        assert!(!other.get("/activities?state=all").await.text().contains(&id));
        assert!(!other.get(&format!("/activities?unit={}", house.cast.first_unit)).await.text().contains(&id));
        let mut program = house.program(&house.cast.other_unit_officer);
        assert_eq!(program.get(&format!("/api/v1/activities/{id}")).await.status, 404);
        let stolen = with(lecture(), "photos[0]", &picture);
        assert_eq!(crate::scene::post(&mut other, "/activities", &stolen).await.status, 422);
        assert_eq!(count(&house.db, "SELECT COUNT(*) AS value FROM activity").await, 1);
    }
}

testing_db::story! {
    async fn the_bureau_sees_but_does_not_change(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let waiting = photo(&mut officer, "photo-key-2", &jpeg(2)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &picture)).await;
        for who in [&house.cast.bureau_officer, &house.cast.bureau_reviewer] {
            let mut bureau = house.visitor(who);
            assert_eq!(bureau.get(&format!("/activities/{id}")).await.status, 200);
            assert!(bureau.get("/activities").await.text().contains("青禾区第一医院"));
            assert_eq!(bureau.get(&format!("/photos/{picture}/large")).await.status, 200);
            assert_eq!(bureau.get(&format!("/photos/{waiting}/small")).await.status, 404, "not yet anybody's");
            assert_eq!(bureau.post(&format!("/activities/{id}/void"), &[("reason", "x")]).await.status, 403);
            assert_eq!(bureau.get(&format!("/activities/{id}/edit")).await.status, 403);
        }
        let mut leader = house.visitor(&house.cast.unit_leader);
        assert_eq!(leader.get(&format!("/activities/{id}")).await.status, 200);
        assert_eq!(leader.get("/activities/new").await.status, 403);
        assert_eq!(leader.post(&format!("/photos/{picture}/original"), &[("reason", "x")]).await.status, 403);
        for who in [&house.cast.member, &house.cast.audit_administrator, &house.cast.system_administrator] {
            assert_eq!(house.visitor(who).get("/activities").await.status, 403, "{}", who.name);
        }
        assert_eq!(house.stranger().get("/activities").await.location(), "/sign-in?to=%2Factivities");
    }
}

testing_db::story! {
    async fn the_bureau_logs_its_own(house: Stage) {
        launch(&house).await;
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let id = log(&mut bureau, &lecture()).await;
        assert!(bureau.get(&format!("/activities/{id}")).await.text().contains("云岭市青禾区卫生健康局"));
        let mut unit = house.visitor(&house.cast.unit_officer);
        assert_eq!(unit.get(&format!("/activities/{id}")).await.status, 404);
        let mut colleague = house.visitor(&house.cast.other_officer);
        assert_eq!(colleague.get(&format!("/activities/{id}/edit")).await.status, 200);
    }
}
