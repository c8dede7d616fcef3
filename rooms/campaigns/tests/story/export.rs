use super::house::{Stage, launched};

testing_db::story! {
    async fn plan_and_signatures_leave_as_tables(house: Stage) {
        let id = launched(&house).await;
        let mut officer = house.visitor(&house.cast.bureau_officer);
        for (name, columns, expected) in [
            ("plan.xlsx", ["阶段", "文件依据"], "营造氛围"),
            ("signatures.xlsx", ["单位", "职务"], "青禾区第一医院"),
        ] {
            let answer = officer.get(&format!("/campaigns/{id}/{name}")).await;
            assert_eq!(answer.status, 200, "{name}");
            let columns = columns.map(|title| sheets::Column::required(title, &[]));
            let table = sheets::read_table(&answer.body, &columns, &sheets::Limits::default()).unwrap();
            let rows = format!("{table:?}");
            assert!(rows.contains(expected), "{name}: {rows}");
        }
        let list = officer.get("/campaigns.xlsx").await;
        let columns = ["名称", "参加单位"].map(|title| sheets::Column::required(title, &[]));
        let table = sheets::read_table(&list.body, &columns, &sheets::Limits::default()).unwrap();
        assert_eq!(table.row_count(), 1);
        let unit = house.visitor(&house.cast.unit_officer).get(&format!("/campaigns/{id}/plan.xlsx")).await;
        assert_eq!(unit.status, 404, "the bureau's campaign is not the unit's to take away");
    }
}
