//! A TCP connection whose end can be planned: cut after a byte, reset, or turned into garbage.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How a connection is to end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ending {
    /// Closes after so many bytes of the answer. Zero closes without one.
    Close(usize),
    /// Closes after so many bytes of the answer's body.
    CloseInBody(usize),
    /// Resets after so many bytes of the answer.
    Reset(usize),
    /// Sends these bytes instead of the answer, and closes.
    Instead(Vec<u8>),
}

/// Says how the connection is to end, from the handler of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Control(Arc<Mutex<Option<Ending>>>);

impl Control {
    /// Plans the end. From here on, what is written is counted.
    pub(crate) fn plan(&self, ending: Ending) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(ending);
    }
}

/// The connection.
pub(crate) struct Connection {
    stream: TcpStream,
    control: Control,
    /// How many of `\r\n\r\n` the answer's last bytes are, until its head has ended.
    head: Option<usize>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> (Self, Control) {
        let control = Control::default();
        let connection = Self {
            stream,
            control: control.clone(),
            head: Some(0),
        };
        (connection, control)
    }

    /// How many bytes of a head there are at the start of `bytes`.
    fn head_length(&self, bytes: &[u8]) -> usize {
        let Some(mut matched) = self.head else {
            return 0;
        };
        for (index, byte) in bytes.iter().enumerate() {
            matched = match (matched, byte) {
                (0 | 2, b'\r') | (1 | 3, b'\n') => matched + 1,
                (_, b'\r') => 1,
                _ => 0,
            };
            if matched == 4 {
                return index + 1;
            }
        }
        bytes.len()
    }

    /// Counts what of the head was written.
    fn note(&mut self, written: &[u8]) {
        for byte in written {
            let Some(matched) = self.head else { return };
            let matched = match (matched, byte) {
                (0 | 2, b'\r') | (1 | 3, b'\n') => matched + 1,
                (_, b'\r') => 1,
                _ => 0,
            };
            self.head = (matched < 4).then_some(matched);
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let control = self.control.clone();
        let mut planned = control.0.lock().unwrap_or_else(PoisonError::into_inner);
        let head = self.head_length(bytes);
        let allowed = match planned.as_ref() {
            None => return Pin::new(&mut self.stream).poll_write(context, bytes),
            Some(Ending::Close(left) | Ending::Reset(left)) => *left,
            Some(Ending::CloseInBody(left)) => head + *left,
            Some(Ending::Instead(garbage)) => {
                if garbage.is_empty() {
                    return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
                }
                let written = Pin::new(&mut self.stream).poll_write(context, garbage);
                if let (Poll::Ready(Ok(written)), Some(Ending::Instead(garbage))) =
                    (&written, planned.as_mut())
                {
                    garbage.drain(..*written);
                    if !garbage.is_empty() {
                        context.waker().wake_by_ref();
                    }
                    // Nothing of the answer was written; it is asked to write again.
                    return Poll::Ready(if garbage.is_empty() {
                        Err(io::ErrorKind::ConnectionAborted.into())
                    } else {
                        return Poll::Pending;
                    });
                }
                return written;
            }
        };
        if allowed == 0 {
            if matches!(*planned, Some(Ending::Reset(_))) {
                // Closing then sends a reset instead of an orderly end.
                self.stream.set_zero_linger()?;
            }
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let part = &bytes[..bytes.len().min(allowed)];
        let result = Pin::new(&mut self.stream).poll_write(context, part);
        if let Poll::Ready(Ok(written)) = &result {
            match planned.as_mut() {
                Some(Ending::Close(left) | Ending::Reset(left)) => *left -= written,
                Some(Ending::CloseInBody(left)) => *left -= written.saturating_sub(head),
                _ => {}
            }
            drop(planned);
            self.note(&bytes[..*written]);
        }
        result
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
