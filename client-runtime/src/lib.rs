//! What a generated client stands on.
//!
//! Emitted code says what an API's document says; how a call is made, answered, refused and
//! understood is the same for every API and lives here. A [`Call`] fills an [`Operation`] with
//! values, is sent by a [`Client`] with the token of its [`Credential`], and ends in a
//! [`Response`] or an [`Error`], of which neither drops anything. [`wire`] has what the emitted
//! types are read and written by.

#![forbid(unsafe_code)]

mod call;
mod client;
mod content;
mod credential;
mod error;
mod fault;
mod identity;
mod media_type;
mod operation;
mod path;
mod response;
mod transport;
pub mod wire;

pub use bytes;
pub use call::Call;
pub use client::{Client, ClientBuilder};
pub use credential::{Credential, CredentialError, StaticToken, TokenFuture};
pub use error::{Error, ErrorKind};
pub use fault::{FaultCode, ServiceFault};
pub use http;
pub use identity::Identity;
pub use media_type::MediaType;
pub use operation::{Operation, Service};
pub use reqwest;
pub use response::{RawResponse, Response};
