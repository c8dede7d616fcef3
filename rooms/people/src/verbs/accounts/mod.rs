//! What the administrators do about somebody else's account: the system administrator about its existence, the security
//! administrator about its rights.

pub(crate) mod add;
pub(crate) mod drop_second_step;
pub(crate) mod expire;
pub(crate) mod grant;
pub(crate) mod lift;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod revoke;
pub(crate) mod set_active;
pub(crate) mod show;
pub(crate) mod unlock;

use clock::CivilDate;
use db::{DbError, Tx};
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Fault, Raw, Routes};

use crate::account::Account;
use crate::store::administrators;
use crate::{People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let verbs: [fn(Routes<People>) -> Routes<People>; 11] = [
        list::routes,
        add::routes,
        show::routes,
        grant::routes,
        revoke::routes,
        set_active::routes,
        expire::routes,
        unlock::routes,
        lift::routes,
        link::routes,
        drop_second_step::routes,
    ];
    verbs.into_iter().fold(routes, |routes, add| add(routes))
}

/// The version of the account that somebody looked at.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Seen {
    pub(crate) version: Raw,
}

/// The address of an account's page.
pub(crate) fn address(account: &Account) -> String {
    format!("/accounts/{}", account.row.id)
}

/// Refuses what was decided upon an account as it is no longer; the page then shows it as it is.
pub(crate) fn still(account: &Account, seen: &Raw) -> Result<(), Fault> {
    if seen.text() == account.row.version.to_string() {
        return Ok(());
    }
    let sentence = "有人刚刚改过这个账号，您的操作没有执行。下面是现在的状态和角色，请核对后再操作。";
    Err(Fault::conflict("changed_meanwhile", sentence))
}

/// An account without an end is there so many days from now, and another with an end is not.
const LONG: i32 = 3650;

/// The last day of an account, or one so far away that only another without an end is there.
pub(crate) fn as_long_as(account: &Account, today: CivilDate) -> CivilDate {
    account.row.expires_on.unwrap_or_else(|| today.plus_days(LONG))
}

/// Which of these roles nobody could act in on a day without this account. It is one at most: nobody holds two of the
/// administrators' roles. The answer holds until the transaction ends.
pub(crate) async fn vacated(
    tx: &mut Tx,
    account: &Account,
    roles: &[Role],
    on: CivilDate,
) -> Result<Option<Role>, DbError> {
    administrators::hold(tx).await?;
    let only = administrators::only_of(tx, account.row.id, on).await?;
    Ok(only.into_iter().find(|role| roles.contains(role)))
}
