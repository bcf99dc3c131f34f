//! A real HTTP server in the test's process: it records what arrives and plays what it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Method, path and query: `GET /a?b=1`.
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Received {
    /// A header's text; empty where it is absent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// What the server answers to every request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: &'static [u8],
}

impl Answer {
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: b"",
        }
    }

    pub(crate) fn json(status: u16, body: &'static str) -> Self {
        Self::of(status, "application/json", body.as_bytes())
    }

    pub(crate) fn of(status: u16, media_type: &'static str, body: &'static [u8]) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type)],
            body,
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// The server; it stops when this is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let router = Router::new()
            .fallback(play)
            .with_state((Arc::clone(&received), Arc::new(answer)));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            received,
            task,
        }
    }

    /// The one request that arrived.
    pub(crate) fn only_request(&self) -> Received {
        let received = self.received.lock().unwrap();
        let [request] = <[Received; 1]>::try_from(received.clone()).unwrap();
        request
    }

    pub(crate) fn is_untouched(&self) -> bool {
        self.received.lock().unwrap().is_empty()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Script = (Arc<Mutex<Vec<Received>>>, Arc<Answer>);

async fn play(State((received, answer)): State<Script>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let request = Received {
        line: format!("{} {}", parts.method, parts.uri),
        headers: parts.headers,
        body,
    };
    received.lock().unwrap().push(request);
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).unwrap());
    for (name, value) in &answer.headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(answer.body)).unwrap()
}
