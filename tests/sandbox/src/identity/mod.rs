//! Who calls: access tokens, and the endpoint that gives them.

mod endpoint;
mod tokens;

pub(crate) use endpoint::{Caller, token_endpoint};
pub(crate) use tokens::{AUDIENCE, Challenge, Tokens};
