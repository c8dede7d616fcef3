use std::collections::HashMap;

use db::{DbError, Reads, params};

use crate::UnitId;
use crate::more::Standing;
use crate::responsible::{Duty, Responsible};

db::record! {
    struct Row {
        id: UnitId,
        parent: String,
        is_micro: bool,
        server: String,
    }
}

db::record! {
    struct Member {
        unit: UnitId,
        name: String,
    }
}

db::record! {
    struct Person {
        unit: UnitId,
        duty: Duty,
        name: String,
        post: String,
        phone: String,
    }
}

/// What is so of every unit beside its particulars.
pub(crate) async fn every(reads: &impl Reads) -> Result<HashMap<UnitId, Standing>, DbError> {
    let rows: Vec<Row> = reads
        .all(
            "SELECT unit.id, COALESCE(above.name, '') AS parent, unit.is_micro, COALESCE(server.name, '') AS server \
             FROM unit LEFT JOIN unit above ON above.id = unit.parent \
             LEFT JOIN service ON service.unit = unit.id LEFT JOIN unit server ON server.id = service.served_by",
            params![],
        )
        .await?;
    let members: Vec<Member> = reads
        .all(
            "SELECT unit_set_member.unit, unit_set.name FROM unit_set_member \
             JOIN unit_set ON unit_set.id = unit_set_member.unit_set ORDER BY unit_set.name",
            params![],
        )
        .await?;
    let people: Vec<Person> =
        reads.all("SELECT unit, duty, name, post, phone FROM responsible_person", params![]).await?;
    let standing = |Row { id, parent, is_micro, server }: Row| {
        (id, Standing { parent, is_micro, server, ..Standing::default() })
    };
    let mut all: HashMap<UnitId, Standing> = rows.into_iter().map(standing).collect();
    for Member { unit, name } in members {
        all.entry(unit).or_default().sets.push(name);
    }
    for Person { unit, duty, name, post, phone } in people {
        all.entry(unit).or_default().responsible.push(Responsible { duty, name, post, phone });
    }
    for standing in all.values_mut() {
        standing.sets.sort();
        standing.responsible.sort_by_key(|one| one.duty);
    }
    Ok(all)
}
