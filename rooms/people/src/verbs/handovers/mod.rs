//! Hand-overs (移交): somebody leaves, another one takes over on a day, and what was open is a list to sign.

pub(crate) mod cancel;
pub(crate) mod charges;
pub(crate) mod make;
pub(crate) mod open_work;
pub(crate) mod show;

use web::Routes;

use crate::People;

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    cancel::routes(show::routes(make::routes(routes)))
}
