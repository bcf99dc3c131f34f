//! What callers put around the transport.

use std::sync::Arc;

use bytes::Bytes;

use super::pipeline::Scheme;
use super::{Transport, TransportResult};
use crate::credential::BoxFuture;

/// What a caller puts around every attempt: headers of a gateway's, signatures, logs, counters.
///
/// It is applied to each attempt of each call, and to the token requests of the credentials that use
/// the client's transport. So it sees what they send, client secrets and refresh tokens included; one
/// that shows or keeps requests must leave those out. The first one that was added is the outermost:
/// it sees the request first and the answer last. The time that it takes counts towards the call's
/// timeout.
///
/// The request already holds the token and the ids. A middleware may change it, answer it without
/// calling [`Next::run`], or look at the answer, whose body has not been read. It should not repeat
/// the request: that is the client's retries' affair, which know what may be repeated.
///
/// ```
/// use client_runtime::{BoxFuture, Bytes, Middleware, Next, TransportResult, http};
///
/// /// Adds the key that a gateway asks for.
/// struct GatewayKey(http::HeaderValue);
///
/// impl Middleware for GatewayKey {
///     fn handle<'a>(
///         &'a self,
///         mut request: http::Request<Bytes>,
///         next: Next<'a>,
///     ) -> BoxFuture<'a, TransportResult> {
///         Box::pin(async move {
///             request.headers_mut().insert("x-gateway-key", self.0.clone());
///             let answer = next.run(request).await?;
///             println!("{}", answer.status());
///             Ok(answer)
///         })
///     }
/// }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Handles one attempt: usually by [`Next::run`], with something before or after.
    ///
    /// # Errors
    /// Those of [`Next::run`], and its own.
    fn handle<'a>(
        &'a self,
        request: http::Request<Bytes>,
        next: Next<'a>,
    ) -> BoxFuture<'a, TransportResult>;
}

/// What stands within a [`Middleware`]: the others that were added after it, and the transport.
pub struct Next<'a> {
    middleware: &'a [Arc<dyn Middleware>],
    transport: &'a dyn Transport,
    scheme: Scheme,
}

impl<'a> Next<'a> {
    pub(super) fn new(
        middleware: &'a [Arc<dyn Middleware>],
        transport: &'a dyn Transport,
        scheme: Scheme,
    ) -> Self {
        Self {
            middleware,
            transport,
            scheme,
        }
    }

    /// Makes the attempt.
    ///
    /// # Errors
    /// When there is no answer. A request that would carry its token in the clear is refused here,
    /// wherever its URL comes from.
    pub fn run(self, request: http::Request<Bytes>) -> BoxFuture<'a, TransportResult> {
        match self.middleware.split_first() {
            Some((first, rest)) => first.handle(
                request,
                Next {
                    middleware: rest,
                    ..self
                },
            ),
            None => match self.scheme.check(request.uri()) {
                Ok(()) => self.transport.send(request),
                Err(error) => Box::pin(std::future::ready(Err(error))),
            },
        }
    }
}

impl std::fmt::Debug for Next<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Next")
            .field("middleware", &self.middleware.len())
            .finish_non_exhaustive()
    }
}
