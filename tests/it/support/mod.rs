//! A real HTTP server in the test's process: it records what arrives and plays what it is told.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use generated_client::Client;
use generated_client::client_runtime::{RetryPolicy, StaticToken};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The token that the client under test sends.
pub(crate) const TOKEN: &str = "token-of-the-test";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path_and_query: String,
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

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What the server answers to every request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8")];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }
}

/// The server; it stops when this is dropped.
pub(crate) struct Server {
    url: String,
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

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A client of this server with the test's token, that makes one attempt a call.
    pub(crate) fn client(&self) -> Client {
        let token = StaticToken::new(TOKEN);
        Client::builder()
            .base_url(self.url())
            .credential(token)
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    /// All requests that arrived so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The one request that arrived.
    pub(crate) fn only_request(&self) -> Received {
        let [request] = <[Received; 1]>::try_from(self.received()).unwrap();
        request
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
    let path_and_query = parts.uri.path_and_query().unwrap().to_string();
    let request = Received {
        method: parts.method,
        path_and_query,
        headers: parts.headers,
        body,
    };
    received.lock().unwrap().push(request);
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status).unwrap());
    for (name, value) in &answer.headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(answer.body.clone())).unwrap()
}
