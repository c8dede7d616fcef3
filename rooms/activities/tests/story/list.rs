use std::io::{Cursor, Read};

use crate::scene::{FIRE, PHASE_ONE, PHASE_TWO, SAFETY, Stage, launch, lecture, log, with};

/// A part of a workbook, as XML.
pub(crate) fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

testing_db::story! {
    async fn filters_narrow_the_list_down(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let lecture_id = log(&mut officer, &lecture()).await;
        let drill = [
            ("name", "消防演练"), ("starts_on", "2026-03-02"), ("place", "住院部"), ("campaigns[0]", FIRE),
            ("quantities[0][measure]", "slogan"), ("quantities[0][amount]", "3"),
        ];
        let drill: Vec<_> = drill.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let drill_id = log(&mut officer, &drill).await;
        let other = log(&mut house.visitor(&house.cast.other_unit_officer), &lecture()).await;

        let cases: [(String, &[&str]); 12] = [
            (String::new(), &["讲", "练"]),
            ("q=住院".into(), &["练"]),
            (format!("campaign={SAFETY}"), &["讲"]),
            (format!("campaign={FIRE}"), &["讲", "练"]),
            (format!("campaign={SAFETY}&phase={PHASE_ONE}"), &["讲"]),
            (format!("campaign={SAFETY}&phase={PHASE_TWO}"), &[]),
            ("measure=slogan".into(), &["练"]),
            ("from=2026-03-03".into(), &["讲"]),
            ("to=2026-03-03".into(), &["练"]),
            ("from=2026-03-02&to=2026-03-05".into(), &["讲", "练"]),
            ("state=void".into(), &[]),
            ("state=all".into(), &["讲", "练"]),
        ];
        for (query, expected) in cases {
            let path = format!("/activities?{}", query.replace("住院", "%E4%BD%8F%E9%99%A2"));
            let page = officer.get(&path).await.text();
            assert_eq!(page.contains(&lecture_id), expected.contains(&"讲"), "{query}");
            assert_eq!(page.contains(&drill_id), expected.contains(&"练"), "{query}");
            assert!(!page.contains(&other), "{query}");
        }
        let mut bureau = house.visitor(&house.cast.bureau_officer);
        let page = bureau.get(&format!("/activities?unit={}&sort=unit", house.cast.second_unit)).await.text();
        assert!(page.contains(&other) && !page.contains(&drill_id));
    }
}

testing_db::story! {
    async fn the_list_sorts_and_pages(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        for number in 0..52 {
            let fields = with(lecture(), "name", &format!("活动{number:02}"));
            log(&mut officer, &with(fields, "starts_on", &format!("2026-03-0{}", 1 + number % 5))).await;
        }
        let order = |page: String| {
            let names = ["活动00", "活动51"].map(|name| page.find(&format!(">{name}</a>")));
            (names[0], names[1])
        };
        let (first, last) = order(officer.get("/activities?sort=name").await.text());
        assert!(first.is_some() && last.is_none());
        let (first, last) = order(officer.get("/activities?sort=name&page=2").await.text());
        assert!(first.is_none() && last.is_some());
        let (first, last) = order(officer.get("/activities?sort=-name").await.text());
        assert!(first.is_none() && last.is_some());
        let page = officer.get("/activities?sort=date").await.text();
        assert!(page.contains("aria-sort=\"ascending\"") && page.contains("第 1–50 / 52"));
    }
}

testing_db::story! {
    async fn the_export_holds_the_filtered_rows_and_no_formula(house: Stage) {
        launch(&house).await;
        let mut officer = house.visitor(&house.cast.unit_officer);
        let hostile = with(lecture(), "name", "=HYPERLINK(\"http://127.0.0.1\",\"x\")");
        let hostile = with(with(hostile, "description", "=1+1 两科室一起参加"), "link", "https://www.example.com/a.html");
        log(&mut officer, &with(hostile, "cohosts[0]", "东街社区卫生服务中心")).await;
        log(&mut officer, &with(lecture(), "name", "不在其中")).await;
        let answer = officer.get("/activities/export.xlsx?q=HYPERLINK").await;
        assert_eq!(answer.status, 200);
        let text = part(&answer.body, "xl/sharedStrings.xml");
        assert!(!part(&answer.body, "xl/worksheets/sheet1.xml").contains("<f>"), "a cell is a formula");
        for part in ["HYPERLINK", "专题辅导讲座", "青禾区第一医院", "主讲", "专家学者", "渠道", "两科室一起参加", "https://www.example.com/a.html", "东街", "（待确认）", "安全生产法"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("不在其中"));
    }
}
