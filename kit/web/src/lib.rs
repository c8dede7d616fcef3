//! How a request is met: routes, faults, forms, pages, assets, the API's description.
//!
//! [`Routes::verb`] is the only door. A face answers with a page or with JSON; a [`Fault`] becomes a page
//! with a reference number or a problem (RFC 9457), whichever the caller came for.

mod api;
mod assets;
mod cookies;
mod csrf;
mod developers;
mod download;
mod fault;
mod figures;
mod form;
mod health;
mod idempotency;
mod known;
mod layers;
mod openapi;
mod page;
mod paging;
mod part;
mod peer;
mod qr;
mod raw;
mod room;
mod routes;
mod upload;
mod visitor;

pub use api::{ApiJson, Reply};
pub use assets::assets;
pub use cookies::{cookie, set_cookie};
pub use csrf::{CsrfToken, HEADER as CSRF_HEADER, seat_of};
pub use developers::developers;
pub use download::{DOCX, XLSX, download, safe_name};
pub use fault::{Fault, FieldError, Invalid};
pub use figures::{bytes_in_words, grouped};
pub use form::{Form, Query};
pub use health::observability;
pub use idempotency::{IdempotencyKey, MIGRATIONS, Once, once, once_for, remember};
pub use layers::{FromProgram, RequestId, Site, faults, outer};
pub use openapi::{ApiDoc, Operation, description};
pub use page::{Flash, NavItem, Page, Place, User, redirect};
pub use paging::Paging;
pub use part::Part;
pub use peer::{BadCidr, Cidr, peer};
pub use qr::qr_svg;
pub use raw::{Raw, half_width};
pub use room::{Room, Todo, TodoSource};
pub use routes::{Callers, Face, Method, RouteRow, Routes, VerbInfo, file, json, page};
pub use upload::{ApiFile, Upload, UploadedFile};
pub use visitor::{Answer, Sent, Visitor, encoded};

pub use askama;
pub use axum;
