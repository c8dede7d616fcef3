use people::may;
use web::Method::{Get, Post, Put};
use web::{Routes, json, page};

use crate::Campaigns;
use crate::policy::{AddMeasure, AimIndicator, EditDaysOff, EditMeasure, ListDaysOff, ListMeasures, Review};
use crate::verbs::{add_measure, days_off, edit_measure, fields::Changed, measures, target, targets};

/// 指标目录, targets and 放假安排.
pub(super) fn catalogue(routes: Routes<Campaigns>) -> Routes<Campaigns> {
    routes
        .verb(Get, "/campaigns/{id}/targets", may::<Review>(), page(targets::html))
        .verb(Get, "/campaigns/{id}/targets/{item}", may::<Review>(), page(target::form))
        .verb(Post, "/campaigns/{id}/targets/{item}", may::<AimIndicator>(), page(target::submit))
        .verb(Post, "/campaigns/{id}/targets", may::<AimIndicator>(), page(targets::submit))
        .verb(
            Put,
            "/api/v1/campaigns/{id}/targets",
            may::<AimIndicator>(),
            json::<targets::Input, Changed, _, _, _>(
                "Sets the default targets of indicators.",
                targets::json,
            ),
        )
        .verb(
            Put,
            "/api/v1/campaigns/{id}/targets/{item}",
            may::<AimIndicator>(),
            json::<target::Input, Changed, _, _, _>(
                "Sets the target of an indicator, with what differs by class and by unit.",
                target::json,
            ),
        )
        .verb(Get, "/measures", may::<ListMeasures>(), page(measures::html))
        .verb(Post, "/measures", may::<AddMeasure>(), page(add_measure::html))
        .verb(Get, "/measures/{item}", may::<ListMeasures>(), page(edit_measure::form))
        .verb(Post, "/measures/{item}", may::<EditMeasure>(), page(edit_measure::html))
        .verb(
            Get,
            "/api/v1/measures",
            may::<ListMeasures>(),
            json::<measures::Asked, measures::Lines, _, _, _>(
                "Lists the catalogue of measures.",
                measures::json,
            ),
        )
        .verb(
            Post,
            "/api/v1/measures",
            may::<AddMeasure>(),
            json::<add_measure::Input, Changed, _, _, _>(
                "Adds a measure of the bureau's own.",
                add_measure::json,
            ),
        )
        .verb(
            Get,
            "/api/v1/measures/{item}",
            may::<ListMeasures>(),
            json::<(), edit_measure::History, _, _, _>("A measure with its versions.", edit_measure::history),
        )
        .verb(
            Put,
            "/api/v1/measures/{item}",
            may::<EditMeasure>(),
            json::<edit_measure::Input, Changed, _, _, _>(
                "Makes the next version of a measure.",
                edit_measure::json,
            ),
        )
        .verb(Get, "/days-off", may::<ListDaysOff>(), page(days_off::html))
        .verb(Post, "/days-off", may::<EditDaysOff>(), page(days_off::submit))
        .verb(
            Get,
            "/api/v1/days-off",
            may::<ListDaysOff>(),
            json::<(), days_off::Years, _, _, _>("On which days nobody works, by year.", days_off::json),
        )
        .verb(
            Put,
            "/api/v1/days-off",
            may::<EditDaysOff>(),
            json::<days_off::Input, days_off::Read, _, _, _>(
                "Reads a year's days off from a text and, when confirmed, keeps them.",
                days_off::call,
            ),
        )
}
