use serde_json::json;

use super::cast::OF_FIRST_UNIT;
use super::cast::Part::{self, OtherUnitOfficer};
use super::scene::Scene;
use super::table::Table;

const OTHER_UNIT: &[Part] = &[OtherUnitOfficer];

/// The rows of `dossiers`: a unit's own people and the bureaus above it look at its file and take it along.
pub(crate) fn rows(t: &mut Table, s: &Scene) {
    let unit = [s.first_unit.as_str()];
    let (made, queued) = ([&*s.first_unit, &*s.dossier], [&*s.first_unit, &*s.queued_dossier]);
    for route in ["/dossiers/{unit}", "/api/v1/dossiers/{unit}"] {
        t.get(route, &unit).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    }
    for route in [
        "/dossiers/{unit}/exports/{id}",
        "/dossiers/{unit}/exports/{id}/file.zip",
        "/api/v1/dossiers/{unit}/exports/{id}",
        "/api/v1/dossiers/{unit}/exports/{id}/file.zip",
    ] {
        t.get(route, &made).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    }
    let choice = [("year", "all"), ("reckoning", "logged")];
    t.post("/dossiers/{unit}/exports", &unit).form(&choice).may(OF_FIRST_UNIT).hidden_from(OTHER_UNIT);
    t.post("/api/v1/dossiers/{unit}/exports", &unit)
        .json(json!({ "year": "all", "reckoning": "logged" }))
        .may(OF_FIRST_UNIT)
        .hidden_from(OTHER_UNIT);
    t.post("/dossiers/{unit}/exports/{id}/cancel", &queued)
        .form(&[])
        .may(OF_FIRST_UNIT)
        .hidden_from(OTHER_UNIT);
    t.post("/api/v1/dossiers/{unit}/exports/{id}/cancel", &queued)
        .json(json!({}))
        .may(OF_FIRST_UNIT)
        .hidden_from(OTHER_UNIT);
}
