use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use web::Fault;

use crate::{NodeKind, NodePath, Role, UnitId};

ids::id_of!(
    /// A person with an account.
    pub PersonId, PersonMark
);

/// Whoever acts: a person, at one place of the tree, with the roles held there. Made by the session layer only.
#[derive(Clone, Debug)]
pub struct Actor {
    pub person: PersonId,
    pub name: String,
    pub at: Place,
    pub roles: Vec<Role>,
    /// The short name of the actor's own unit, where it reports for the one at which the actor sits (代报).
    pub serving_from: Option<String>,
    /// The short name of the department of the unit whose officer the actor is.
    pub department: Option<String>,
    pub via: Via,
    /// The number of the request, for the ledger.
    pub request: String,
}

/// The node at which somebody acts.
#[derive(Clone, Debug)]
pub struct Place {
    pub id: UnitId,
    pub path: NodePath,
    pub kind: NodeKind,
    pub name: String,
    pub short_name: String,
}

/// How the actor came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A browser, signed in.
    Session,
    /// A personal access token.
    Token {
        /// Whether the token may change anything.
        may_write: bool,
    },
}

impl Actor {
    /// Whether the actor holds one of these roles here.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.iter().any(|role| roles.contains(role))
    }

    /// Whether the actor's place reaches this node.
    pub fn reaches(&self, node: &NodePath) -> bool {
        self.at.path.reaches(node)
    }

    /// Whether the actor works for the bureau.
    pub fn is_bureau(&self) -> bool {
        self.is_any(Role::BUREAU)
    }

    /// Whether the actor does a unit's daily work.
    pub fn is_unit(&self) -> bool {
        self.is_any(&[Role::UnitOfficer, Role::UnitLeader])
    }

    /// The name under something that was entered: with the own unit, where it was for another one (代报).
    pub fn signed_name(&self) -> String {
        match &self.serving_from {
            Some(own) => format!("{}{}", self.name, served_from(own)),
            None => self.name.clone(),
        }
    }

    /// Whether a [`signed_name`](Self::signed_name) is that of somebody who did it for another unit.
    pub fn signs_for_another(signed_name: &str) -> bool {
        signed_name.ends_with(SERVED)
    }

    /// The roles as words: `局经办、局审核`, `单位经办（东街中心代报）`, or `单位经办（药房）`.
    pub fn role_words(&self) -> String {
        let words = self.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join("、");
        match (&self.serving_from, &self.department) {
            (Some(own), _) => format!("{words}{}", served_from(own)),
            (None, Some(department)) => format!("{words}（{department}）"),
            (None, None) => words,
        }
    }
}

const SERVED: &str = "代报）";

fn served_from(own: &str) -> String {
    format!("（{own}{SERVED}")
}

impl<S: Sync> FromRequestParts<S> for Actor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Fault::not_signed_in)
    }
}
