//! The body of an answer, while it comes in.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::classify;
use super::error::{TransportError, TransportErrorKind};

/// The body of an answer, while it comes in: bytes that are there, or any [`http_body::Body`].
///
/// [`http_body::Body`]: HttpBody
pub struct Body(Inner);

enum Inner {
    Whole(Bytes),
    /// Not as a stream of its own: that would be a box more for each call.
    Reqwest(reqwest::Response),
    #[cfg(feature = "hyper")]
    Hyper(hyper::body::Incoming),
    Stream(Pin<Box<dyn HttpBody<Data = Bytes, Error = TransportError> + Send>>),
}

impl Body {
    /// No bytes.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body that comes in pieces, from `http-body` and what builds on it.
    ///
    /// An error that is no [`TransportError`] is taken for a connection that broke.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::with_errors(body, |error| {
            match error.into().downcast::<TransportError>() {
                Ok(error) => *error,
                Err(other) => {
                    TransportError::new(TransportErrorKind::Broken, "the answer broke off")
                        .with_source(other)
                }
            }
        })
    }

    #[cfg(feature = "hyper")]
    pub(super) fn of_hyper(body: hyper::body::Incoming) -> Self {
        Self(Inner::Hyper(body))
    }

    #[cfg(feature = "hyper")]
    pub(super) fn of_decompression<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes, Error = tower_http::BoxError> + Send + 'static,
    {
        Self::with_errors(body, classify::reading_by_hyper)
    }

    fn with_errors<B>(body: B, error: fn(B::Error) -> TransportError) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
    {
        Self(Inner::Stream(Box::pin(Stream {
            body: Box::pin(body),
            error,
        })))
    }

    pub(super) fn of_reqwest(response: reqwest::Response) -> Self {
        Self(Inner::Reqwest(response))
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(Inner::Whole(bytes.into()))
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        match &mut self.get_mut().0 {
            Inner::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
            }
            // The future holds nothing between polls but the body that it looks at.
            Inner::Reqwest(response) => pin!(response.chunk()).poll(context).map(|chunk| {
                chunk
                    .map(|chunk| chunk.map(Frame::data))
                    .map_err(classify::reading_by_reqwest)
                    .transpose()
            }),
            #[cfg(feature = "hyper")]
            Inner::Hyper(body) => Pin::new(body)
                .poll_frame(context)
                .map_err(|error| classify::reading_by_hyper(error.into())),
            Inner::Stream(body) => body.as_mut().poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(bytes) => bytes.is_empty(),
            Inner::Reqwest(_) => false,
            #[cfg(feature = "hyper")]
            Inner::Hyper(body) => body.is_end_stream(),
            Inner::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Inner::Reqwest(response) => response
                .content_length()
                .map_or_else(SizeHint::new, SizeHint::with_exact),
            #[cfg(feature = "hyper")]
            Inner::Hyper(body) => body.size_hint(),
            Inner::Stream(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.size_hint();
        formatter
            .debug_struct("Body")
            .field("at_least_bytes", &size.lower())
            .finish_non_exhaustive()
    }
}

/// A body of another kind of error.
struct Stream<B: HttpBody> {
    body: Pin<Box<B>>,
    error: fn(B::Error) -> TransportError,
}

impl<B: HttpBody<Data = Bytes>> HttpBody for Stream<B> {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let this = self.get_mut();
        this.body.as_mut().poll_frame(context).map_err(this.error)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
