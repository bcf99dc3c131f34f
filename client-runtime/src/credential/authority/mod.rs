//! Asking an OAuth 2.0 authority for a token: where it is, what it is asked, what it answers.

mod advice;
mod answer;
pub(super) mod endpoint;
pub(crate) mod fault;
mod form;
mod request;

pub(super) use self::endpoint::Endpoint;
pub(super) use self::form::Form;
pub(super) use self::request::request;
