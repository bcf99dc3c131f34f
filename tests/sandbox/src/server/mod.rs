//! The HTTP side: connections in, answers out.

mod answer;
mod connection;
mod control;
mod handler;
mod page;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use connection::Connection;

use crate::core::Core;

/// How the server is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It is not.
    Not,
    /// When the requests that are here are answered.
    Gently,
    /// At once.
    Now,
}

/// The most connections at a time; more wait to be accepted.
const MOST_CONNECTIONS: usize = 1_000;

/// How long a gentle stop waits.
const PATIENCE: Duration = Duration::from_secs(5);

/// Serves until told to stop.
pub(crate) async fn run(listener: TcpListener, core: Arc<Core>, mut stop: watch::Receiver<Stop>) {
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            _ = stop.wait_for(|stop| *stop != Stop::Not) => break,
            accepted = accept(&listener, &slots) => accepted,
        };
        // Finished ones leave the set.
        while connections.try_join_next().is_some() {}
        if let Some((stream, slot)) = accepted {
            let (core, stop) = (Arc::clone(&core), stop.clone());
            connections.spawn(async move {
                serve(stream, core, stop).await;
                drop(slot);
            });
        } else {
            // Out of file descriptors, most likely: let connections end.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    drop(listener);
    let all_done = async { while connections.join_next().await.is_some() {} };
    let now = async {
        let _ = stop.wait_for(|stop| *stop == Stop::Now).await;
    };
    tokio::select! {
        () = all_done => {}
        () = now => {}
        () = tokio::time::sleep(PATIENCE) => {}
    }
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    let (stream, _) = listener.accept().await.ok()?;
    Some((stream, slot))
}

async fn serve(stream: TcpStream, core: Arc<Core>, mut stop: watch::Receiver<Stop>) {
    // Small answers go at once.
    let _ = stream.set_nodelay(true);
    let (connection, control) = Connection::new(stream);
    let service = service_fn(move |request| {
        let (core, control) = (Arc::clone(&core), control.clone());
        async move { Ok::<_, Infallible>(handler::handle(core, control, request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(30))
        .serve_connection(TokioIo::new(connection), service);
    tokio::pin!(connection);
    let stopped = async move {
        let _ = stop.wait_for(|stop| *stop != Stop::Not).await;
    };
    tokio::select! {
        // How a connection ends is the client's affair, or the script's.
        _ = connection.as_mut() => {}
        () = stopped => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
