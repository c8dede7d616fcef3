//! The second step of one's own sign-in: an authenticator app, and codes for the day on which the phone is lost.

pub(crate) mod begin;
pub(crate) mod end;
pub(crate) mod prove;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use clock::Moment;
use web::{Fault, Invalid, Method, Page, Routes, page};

use crate::permit::{Permit, may};
use crate::policy::{OwnAccount, ShowOwnAccount};
use crate::second_step::{Authenticator, issuer};
use crate::settings::SignInPolicy;
use crate::store::{second_step, settings, units};
use crate::{Actor, People, Role};

pub(crate) fn routes(routes: Routes<People>) -> Routes<People> {
    let routes = routes.verb(Method::Get, "/account/second-step", may::<ShowOwnAccount>(), page(show));
    let routes = begin::routes(routes);
    let routes = prove::routes(routes);
    end::routes(routes)
}

/// How the second step stands.
pub(crate) enum Stage {
    Off,
    /// The secret is shown until it is proven, and never again.
    Enrolling {
        qr: String,
        words: String,
    },
    On {
        since: Moment,
        codes_left: i64,
    },
}

#[derive(Template)]
#[template(path = "people/second_step.html")]
pub(crate) struct SecondStepPage {
    pub(crate) page: Page,
    pub(crate) stage: Stage,
    /// Whether the policy lets the actor do nothing else before it is set up.
    pub(crate) is_required: bool,
    pub(crate) errors: Invalid,
}

impl SecondStepPage {
    /// The page as it is now.
    pub(crate) async fn open(people: &People, actor: &Actor, page: Page) -> Result<Self, Fault> {
        let state = second_step::state(&people.db, actor.person).await?;
        let enrolling = state.secret.as_deref().and_then(Authenticator::stored);
        let stage = match (state.since, enrolling) {
            (Some(since), _) => Stage::On { since, codes_left: state.codes_left },
            (None, Some(authenticator)) => {
                let body = units::body_short_name(&people.db).await?.unwrap_or_default();
                let login = state.login.as_deref().unwrap_or("account");
                let address = authenticator.address(login, &web::encoded(&issuer(&body)));
                let qr = web::qr_svg(&address, "用身份验证器扫描的二维码")?;
                Stage::Enrolling { qr, words: authenticator.words() }
            }
            (None, None) => Stage::Off,
        };
        let (policy, _): (SignInPolicy, _) = settings::current(&people.db).await?;
        let is_required = policy.second_step_for_administrators && actor.is_any(Role::ADMINISTRATORS);
        Ok(Self { page: page.titled("登录验证"), stage, is_required, errors: Invalid::default() })
    }

    /// The page with what was wrong.
    pub(crate) async fn refused(
        people: &People,
        actor: &Actor,
        page: Page,
        fault: Fault,
    ) -> Result<Response, Fault> {
        if !fault.is_mendable() {
            return Err(fault);
        }
        let mut template = Self::open(people, actor, page).await?;
        template.errors = fault.invalid();
        template.page.show_refused(&fault, &template)
    }
}

async fn show(State(people): State<People>, actor: Actor, page: Page) -> Result<Response, Fault> {
    Permit::<ShowOwnAccount>::ask(&actor, &OwnAccount::of(&actor))?;
    let template = SecondStepPage::open(&people, &actor, page).await?;
    template.page.show(&template)
}
