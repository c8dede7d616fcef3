use crate::scene::{Stage, jpeg, launch, lecture, log, photo, with};

testing_db::story! {
    async fn the_same_activities_as_a_calendar_and_as_pictures(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let picture = photo(&mut officer, "photo-key-1", &jpeg(1)).await;
        let id = log(&mut officer, &with(lecture(), "photos[0]", &picture)).await;
        let other = log(&mut officer, &with(with(lecture(), "name", "消防演练"), "starts_on", "2026-02-27")).await;

        let march = officer.get("/activities/calendar?month=2026-03").await.text();
        assert!(march.contains("2026年3月 <small>1 项") && march.contains(&id) && !march.contains(&other), "{march}");
        assert!(march.contains("month=2026-02") && march.contains("month=2026-04"));
        let february = officer.get("/activities/calendar?month=2026-02").await.text();
        assert!(february.contains(&other));
        assert!(!officer.get("/activities/calendar?month=2026-02&q=安全生产专题").await.text().contains(&other), "the filter holds here too");
        for hostile in ["2026-13", "' OR 1=1", "<script>"] {
            let page = officer.get(&format!("/activities/calendar?month={}", web::encoded(hostile))).await;
            assert_eq!(page.status, 200);
            assert!(!page.text().contains("<script>alert"));
        }

        let wall = officer.get("/activities/photos").await.text();
        assert!(wall.contains(&format!("/photos/{picture}/small")) && wall.contains("安全生产专题讲座"), "{wall}");
        assert!(officer.get("/activities/photos?q=演练").await.text().contains("没有找到含“演练”的照片"));
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        assert!(bureau.get("/activities/photos").await.text().contains(&picture));
        let mut stranger = house.visitor(&house.cast.other_unit_officer);
        assert!(!stranger.get("/activities/photos").await.text().contains(&picture), "another unit's picture");
        assert!(!stranger.get("/activities/calendar?month=2026-03").await.text().contains(&id));
    }
}

testing_db::story! {
    async fn a_full_day_says_how_many_it_keeps_back(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for number in 1..=6 {
            log(&mut officer, &with(lecture(), "name", &format!("第{number}场"))).await;
        }
        let march = officer.get("/activities/calendar?month=2026-03").await.text();
        assert!(march.contains("还有 2 项") && march.contains("from=2026-03-05") && march.contains("to=2026-03-05"), "{march}");
        let day = officer.get("/activities?from=2026-03-05&to=2026-03-05").await.text();
        assert!(day.contains("第6场"));
    }
}
