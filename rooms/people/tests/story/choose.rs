use serde_json::json;
use testing::{INJECTIONS, SCRIPTS, encoded, hidden};

use crate::House;

fn options(html: &str) -> Vec<String> {
    let values = html.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    values.map(str::to_owned).collect()
}

testing_db::story! {
    async fn a_field_offers_what_is_typed(house: House) {
        let cast = &house.cast;
        let mut officer = house.visitor(&cast.bureau_officer);
        let (first, second) = ("青禾区第一医院".to_owned(), "东街社区卫生服务中心".to_owned());
        let partner = format!("/units/choices?for=partner&of={}", cast.first_unit);
        assert_eq!(options(&officer.get(&partner).await.text()), std::slice::from_ref(&second));
        for (query, expected) in [
            ("", 3), ("?unit=第一", 1), ("?unit=没有", 0), ("?unit=社区&for=unit_officer", 1), ("?for=bureau_officer", 1), ("?for=every", 3),
        ] {
            let found = options(&officer.get(&format!("/units/choices{query}")).await.text());
            assert_eq!(found.len(), expected, "{query}: {found:?}");
        }
        let parents = officer.get(&format!("/units/choices?for=parent&of={}&parent=第一", cast.second_unit)).await.text();
        assert_eq!(options(&parents), std::slice::from_ref(&first));
        for number in 0..25 {
            let name = format!("{number}号诊所");
            assert_eq!(officer.post("/units", &[("name", name.as_str()), ("class", "诊所")]).await.status, 303);
        }
        assert_eq!(options(&officer.get("/units/choices?unit=诊所").await.text()).len(), 20, "no more at once");
        for who in [&cast.system_administrator, &cast.security_administrator, &cast.audit_administrator] {
            assert_eq!(house.visitor(who).get("/units/choices").await.status, 200, "{}", who.name);
        }
        assert_eq!(house.visitor(&cast.unit_officer).get("/units/choices").await.status, 403);
        for text in INJECTIONS.iter().chain(SCRIPTS) {
            let found = officer.get(&format!("/units/choices?unit={}", encoded(text))).await;
            assert_eq!((found.status.as_u16(), options(&found.text()).len()), (200, 0), "{text}");
        }
    }
}

testing_db::story! {
    async fn a_name_typed_without_a_list_is_understood_or_asked_about(house: House) {
        let cast = &house.cast;
        let unit = format!("/units/{}", cast.first_unit);
        let mut officer = house.visitor(&cast.bureau_officer);
        for (name, code) in [("北街诊所", "12350500MB0001235M"), ("北街口腔诊所", "")] {
            let made = officer.post("/units", &[("name", name), ("class", "诊所"), ("credit_code", code)]).await;
            assert_eq!(made.status, 303, "{}", made.text());
        }
        let version = hidden(&officer.get(&unit).await.text(), "version");
        for (typed, sentence) in [
            ("北街", "“北街”不止一个：“北街诊所”、“北街口腔诊所”，请填写全称"),
            ("口腔", "没有叫“口腔”的，是不是“北街口腔诊所”？请填写全称"),
            ("南街", "没有找到“南街”，请输入名称的一部分后从列表里选"),
        ] {
            let refused = officer.post(&format!("{unit}/service"), &[("served_by", typed), ("version", &version)]).await;
            assert!(refused.status == 422 && refused.text().contains(sentence), "{typed}: {}", refused.text());
        }
        let mut program = house.program(&cast.bureau_officer);
        let by_code = json!({ "served_by": "12350500mb0001235m", "version": version });
        let served = program.call("POST", &format!("/api/v1{unit}/service"), &by_code).await;
        assert_eq!(served.status, 200, "{}", served.text());
        assert!(officer.get(&unit).await.text().contains("由 北街诊所 代报"));
    }
}
