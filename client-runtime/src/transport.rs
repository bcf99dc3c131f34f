//! The way to the service: one request out, one answer in, within its limits.

use std::error::Error as StdError;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, StatusCode};
use reqwest::redirect;

use crate::error::{Error, ErrorKind};

/// An answer before anybody looked into it.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A pool of connections without redirects, over https with rustls.
pub(crate) fn pool(connect_timeout: Duration, user_agent: &str) -> Result<reqwest::Client, Error> {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .redirect(redirect::Policy::none())
        .user_agent(user_agent)
        .build()
        .map_err(|error| {
            Error::new(
                ErrorKind::Configuration,
                format!("no transport: {}", chain(&error)),
            )
            .with_source(error)
        })
}

/// Sends a request and reads its answer whole, up to `limit` bytes after decompression.
pub(crate) async fn send(
    pool: &reqwest::Client,
    request: Request<Bytes>,
    timeout: Duration,
    limit: usize,
) -> Result<Answer, Error> {
    let mut request = reqwest::Request::try_from(request)
        .map_err(|error| Error::new(ErrorKind::InvalidRequest, chain(&error)).with_source(error))?;
    *request.timeout_mut() = Some(timeout);
    let mut response = pool
        .execute(request)
        .await
        .map_err(|error| failed(error, timeout))?;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());

    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                let message = format!(
                    "the service answered {status} with a body of more than {limit} bytes; raise \
                     the builder's `body_limit` if that is right"
                );
                let error = Error::new(ErrorKind::TooLarge, message);
                return Err(error.with_answer(status, headers, body.freeze()));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => {
                return Ok(Answer {
                    status,
                    headers,
                    body: body.freeze(),
                });
            }
            Err(error) => {
                return Err(failed(error, timeout).with_answer(status, headers, body.freeze()));
            }
        }
    }
}

fn failed(error: reqwest::Error, timeout: Duration) -> Error {
    // The URL has the customer's ids in it, and the operation is named anyway.
    let error = error.without_url();
    let (kind, what) = if error.is_connect() {
        (ErrorKind::Connect, String::from("could not connect"))
    } else if error.is_timeout() {
        (
            ErrorKind::Timeout,
            format!("no whole answer within {timeout:?}"),
        )
    } else {
        (ErrorKind::Transport, String::from("the connection failed"))
    };
    Error::new(kind, format!("{what}: {}", chain(&error))).with_source(error)
}

/// An error and its causes in one line.
fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
