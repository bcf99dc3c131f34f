//! What an error of the HTTP crates means for a call: they tell it by the errors beneath theirs.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

use super::error::{TransportError, TransportErrorKind};
use crate::error::root_cause;

/// Where an attempt was when it failed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// There was no connection yet.
    Connecting,
    /// The request was begun, and there was no answer yet.
    Asking,
    /// The body was being read.
    Reading,
}

/// The error of an attempt, by what is beneath it. `host` is shown.
pub(super) fn classify(
    error: Box<dyn StdError + Send + Sync>,
    stage: Stage,
    host: &str,
) -> TransportError {
    let cause = root_cause(error.as_ref());
    // Once the request is begun, only a refusal by the other side is a matter of trust.
    let tls = find::<rustls::Error>(error.as_ref()).filter(|fault| {
        stage == Stage::Connecting || matches!(fault, rustls::Error::AlertReceived(_))
    });
    let (kind, message) = if let Some(fault) = tls {
        let message = match stage {
            Stage::Connecting => format!(
                "no trusted connection to {host}: {cause}{}; nothing was sent",
                tls_advice(fault)
            ),
            Stage::Asking | Stage::Reading => format!("{host} broke TLS off: {cause}"),
        };
        (TransportErrorKind::Tls, message)
    } else if stage == Stage::Connecting {
        (
            TransportErrorKind::Connect,
            format!("no connection to {host}: {cause}; nothing was sent"),
        )
    } else if find::<hyper::Error>(error.as_ref()).is_some_and(hyper::Error::is_parse_too_large) {
        (
            TransportErrorKind::TooLarge,
            format!("the answer of {host} has more headers than can be read"),
        )
    } else if stage == Stage::Asking {
        (
            TransportErrorKind::Broken,
            format!("no answer from {host}: {cause}"),
        )
    } else if find::<hyper::Error>(error.as_ref()).is_some()
        || find::<rustls::Error>(error.as_ref()).is_some()
    {
        (
            TransportErrorKind::Broken,
            format!("the answer broke off: {cause}"),
        )
    } else {
        (
            TransportErrorKind::Undecodable,
            format!("the answer's body cannot be decompressed: {cause}"),
        )
    };
    let sent = stage != Stage::Connecting && !is_refused(error.as_ref());
    TransportError::new(kind, message)
        .with_sent(sent)
        .with_source(error)
}

/// Whether the service says by HTTP/2 that it has not begun to work on the request (RFC 9113,
/// section 8.7).
fn is_refused(error: &(dyn StdError + 'static)) -> bool {
    find::<h2::Error>(error).is_some_and(|error| {
        error.is_remote() && error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM)
    })
}

pub(super) fn sending_by_reqwest(error: reqwest::Error) -> TransportError {
    let host = error
        .url()
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    // The URL holds customer ids and may hold more; the call's error names operation and path itself.
    let error = error.without_url();
    let cause = root_cause(&error);
    let (kind, message) = if error.is_builder() {
        (
            TransportErrorKind::InvalidRequest,
            format!("the request cannot be sent: {cause}"),
        )
    } else if error.is_redirect() {
        (TransportErrorKind::Redirect, format!("redirected: {cause}"))
    } else if error.is_timeout() && !error.is_connect() {
        (
            TransportErrorKind::Timeout,
            format!("no answer from {host}: {cause}"),
        )
    } else {
        let stage = match error.is_connect() {
            true => Stage::Connecting,
            false => Stage::Asking,
        };
        return classify(error.into(), stage, &host);
    };
    TransportError::new(kind, message).with_source(error)
}

pub(super) fn reading_by_reqwest(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_timeout() && find::<hyper::Error>(&error).is_none() {
        let message = format!("the answer broke off: {}", root_cause(&error));
        return TransportError::new(TransportErrorKind::Timeout, message).with_source(error);
    }
    classify(error.into(), Stage::Reading, "the service")
}

#[cfg(feature = "hyper")]
pub(super) fn reading_by_hyper(error: Box<dyn StdError + Send + Sync>) -> TransportError {
    classify(error, Stage::Reading, "the service")
}

fn tls_advice(error: &rustls::Error) -> &'static str {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            " (if a proxy or gateway of yours stands between, give its root by `root_certificates`)"
        }
        rustls::Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => " (or this machine's clock is wrong)",
        _ => "",
    }
}

/// The first error of this type in a chain. An `io::Error` hides the one that it was made of: its
/// source is that one's source.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}
