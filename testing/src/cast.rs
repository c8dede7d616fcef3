use clock::Moment;
use db::{Db, DbError, Tx, params};
use ids::Id;
use people::{NodeKind, NodePath, PersonId, Role, UnitId};

/// One of the people of the test house, signed in already.
#[derive(Clone, Debug)]
pub struct Who {
    pub person: PersonId,
    pub name: &'static str,
    pub at: UnitId,
    pub role: Role,
    /// The secret of a session.
    pub session: String,
    /// A personal access token that may read and write.
    pub token: String,
}

/// A bureau with two units, and people of every role. The units stand in one township and in two classes.
#[derive(Clone, Debug)]
pub struct Cast {
    pub bureau: UnitId,
    pub first_unit: UnitId,
    pub second_unit: UnitId,
    pub system_administrator: Who,
    pub security_administrator: Who,
    pub audit_administrator: Who,
    pub bureau_officer: Who,
    /// A second officer of the bureau, for two who edit one thing.
    pub other_officer: Who,
    pub bureau_reviewer: Who,
    pub unit_leader: Who,
    pub unit_officer: Who,
    /// The officer of the second unit, who must see nothing of the first.
    pub other_unit_officer: Who,
    pub member: Who,
    pub inspector: Who,
}

impl Cast {
    /// Writes the rows directly: signing thirty people in through the pages would hash thirty passwords in each story.
    /// The room `people` proves those pages.
    pub(crate) async fn hire(db: &Db) -> Result<Self, DbError> {
        let mut tx = db.begin().await?;
        let bureau = node(&mut tx, None, NodeKind::Bureau, "云岭市青禾区卫生健康局", "区卫健局", "").await?;
        let first =
            node(&mut tx, Some(&bureau), NodeKind::Unit, "青禾区第一医院", "第一医院", "二级医院").await?;
        let second =
            node(&mut tx, Some(&bureau), NodeKind::Unit, "东街社区卫生服务中心", "东街中心", "基层").await?;
        let cast = Self {
            system_administrator: who(&mut tx, "系统员", bureau.0, Role::SystemAdministrator).await?,
            security_administrator: who(&mut tx, "安全员", bureau.0, Role::SecurityAdministrator).await?,
            audit_administrator: who(&mut tx, "审计员", bureau.0, Role::AuditAdministrator).await?,
            bureau_officer: who(&mut tx, "林经办", bureau.0, Role::BureauOfficer).await?,
            other_officer: who(&mut tx, "吴经办", bureau.0, Role::BureauOfficer).await?,
            bureau_reviewer: who(&mut tx, "陈审核", bureau.0, Role::BureauReviewer).await?,
            unit_leader: who(&mut tx, "黄院长", first.0, Role::UnitLeader).await?,
            unit_officer: who(&mut tx, "郑联络", first.0, Role::UnitOfficer).await?,
            other_unit_officer: who(&mut tx, "许联络", second.0, Role::UnitOfficer).await?,
            member: who(&mut tx, "职工甲", first.0, Role::Member).await?,
            inspector: who(&mut tx, "检查员", bureau.0, Role::Inspector).await?,
            bureau: bureau.0,
            first_unit: first.0,
            second_unit: second.0,
        };
        tx.commit().await?;
        Ok(cast)
    }

    /// Everybody, for the role × route test.
    pub fn everybody(&self) -> [&Who; 11] {
        [
            &self.system_administrator,
            &self.security_administrator,
            &self.audit_administrator,
            &self.bureau_officer,
            &self.other_officer,
            &self.bureau_reviewer,
            &self.unit_leader,
            &self.unit_officer,
            &self.other_unit_officer,
            &self.member,
            &self.inspector,
        ]
    }
}

async fn node(
    tx: &mut Tx,
    parent: Option<&(UnitId, NodePath)>,
    kind: NodeKind,
    name: &str,
    short: &str,
    class: &str,
) -> Result<(UnitId, NodePath), DbError> {
    let id: UnitId = tx.id();
    let path = parent.map_or_else(|| NodePath::root(id), |(_, path)| path.child(id));
    let now = tx.now();
    tx.run_one(
        "INSERT INTO unit (id, parent, path, kind, name, short_name, class, township, headcount, liaison_name, \
         liaison_phone, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, '东街街道', 120, '郑联络', '13800000000', $8, 1)",
        params![id, parent.map(|(id, _)| *id), &path, kind, name, short, class, now],
    )
    .await?;
    Ok((id, path))
}

async fn who(tx: &mut Tx, name: &'static str, at: UnitId, role: Role) -> Result<Who, DbError> {
    let (person, now): (PersonId, Moment) = (tx.id(), tx.now());
    tx.run_one(
        "INSERT INTO person (id, name, is_active, made_at, version) VALUES ($1, $2, TRUE, $3, 1)",
        params![person, name, now],
    )
    .await?;
    let grant: Id<()> = tx.id();
    tx.run_one(
        "INSERT INTO role_grant (id, person, unit, role, granted_at) VALUES ($1, $2, $3, $4, $5)",
        params![grant, person, at, role, now],
    )
    .await?;
    let (session, token) = (tx.secret(), tx.secret());
    let id: Id<()> = tx.id();
    tx.run_one(
        "INSERT INTO session (id, hash, person, place, device, peer, made_at, last_seen) \
         VALUES ($1, $2, $3, $4, '', '', $5, $5)",
        params![id, &session.hash(), person, at, now],
    )
    .await?;
    let id: Id<()> = tx.id();
    let in_a_year = now.plus_seconds(365 * 24 * 60 * 60);
    tx.run_one(
        "INSERT INTO access_token (id, hash, person, place, name, scope, made_at, expires_at, version) \
         VALUES ($1, $2, $3, $4, 'story', 'write', $5, $6, 1)",
        params![id, &token.hash(), person, at, now, in_a_year],
    )
    .await?;
    Ok(Who { person, name, at, role, session: session.reveal(), token: token.reveal() })
}

/// Lets somebody of the bureau be the same at the office of a street below it.
///
/// # Errors
/// When the database cannot be written.
pub async fn move_down(db: &Db, cast: &Cast, who: &Who) -> Result<(), DbError> {
    let mut tx = db.begin().await?;
    let bureau = (cast.bureau, NodePath::root(cast.bureau));
    let (street, _) = node(&mut tx, Some(&bureau), NodeKind::Bureau, "东街街道办事处", "东街办", "").await?;
    for sql in [
        "UPDATE role_grant SET unit = $2 WHERE person = $1",
        "UPDATE session SET place = $2 WHERE person = $1",
        "UPDATE access_token SET place = $2 WHERE person = $1",
    ] {
        tx.run(sql, params![who.person, street]).await?;
    }
    tx.commit().await
}
