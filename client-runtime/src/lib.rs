//! What a generated client stands on: calls, credentials, media types, responses and errors.
//!
//! Emitted code holds a [`Client`], describes each operation by a `static` [`Operation`], and makes
//! a [`Call`] of it. A call becomes a request ([`Call::build`]), is sent ([`Call::send`]), and comes
//! back as a [`RawResponse`], which is decoded into a [`Response`] or turned into an [`Error`]:
//!
//! ```text
//! Client ── Call ── http::Request ── transport ── RawResponse ──┬── Response<T>
//!             └─ Operation, parameters, identity, credential    └── Error { ServiceFault }
//! ```
//!
//! A call is one or more attempts: failures that may pass are repeated as a [`RetryPolicy`] says, under
//! one request id, within the call's timeout and the client's [`RetryBudget`] and [`RateLimit`]. What
//! others can see of that is in [`telemetry`].
//!
//! Nothing that the service said is dropped on the way: every response and every error carries the
//! status, the headers, the identity headers as sent and as returned, and an error also the body.
//! The types of bodies stand on [`wire`], which keeps what they do not know.

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
mod content;
mod credential;
mod error;
pub mod headers;
#[cfg(not(feature = "blocking"))]
mod no_blocking;
mod rate_limit;
mod response;
mod retry;
pub mod telemetry;
mod transport;
pub mod wire;

pub use call::Call;
pub use call::identity::{CORRELATION_ID, CORRELATION_VECTOR, Identity, REQUEST_ID, SERVER_ID};
pub use call::operation::Operation;
pub use call::parameters::ObjectStyle;
pub use call::part::Part;
pub use call::security::SecurityScheme;
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::service::Service;
pub use content::body::{NO_BODY, RequestBody, ResponseBody};
pub use content::media_type::MediaType;
#[cfg(feature = "azure")]
pub use credential::AzureCredential;
pub use credential::{
    AccessToken, AuthorityFault, BoxFuture, ClientCredentials, ClientProof, Cloud, Credential,
    CredentialError, CredentialErrorKind, Credentials, RefreshToken, StaticToken, TokenContext,
};
pub use error::attempts::{EarlierAttempt, RetryStop};
pub use error::fault::ServiceFault;
pub use error::fault_code::FaultCode;
pub use error::{Error, ErrorKind};
pub use rate_limit::RateLimit;
pub use response::Response;
pub use response::raw::RawResponse;
pub use retry::RetryPolicy;
pub use retry::budget::RetryBudget;
pub use telemetry::observer::AttemptReport;
pub use transport::{
    Body, Middleware, Next, Proxy, ReqwestTransport, Resolver, Transport, TransportError,
    TransportErrorKind, TransportResult,
};

// Types of these crates stand in the public interface, so that emitted code and callers need no
// dependency of their own, nor a matching version of one.
pub use bytes::Bytes;
pub use http;
pub use reqwest;
pub use secrecy::{ExposeSecret, SecretString};
