//! The sandbox in the test's process, told what to answer: it records what arrives.

use generated_client::Client;
use generated_client::client_runtime::http::{HeaderMap, Method};
use generated_client::client_runtime::{RetryPolicy, StaticToken};
use sandbox::{Sandbox, Script};
use serde_json::json;

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

/// A sandbox that answers every request alike; it stops when this is dropped.
pub(crate) struct Server(Sandbox);

impl Server {
    #[expect(
        clippy::unused_async,
        reason = "as a server that needs a runtime would start"
    )]
    pub(crate) async fn start(answer: Answer) -> Self {
        let mut headers: serde_json::Map<_, _> = answer
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        // Without one, the sandbox would say that it is JSON.
        headers.entry("content-type").or_insert(json!(null));
        let body = String::from_utf8(answer.body).unwrap();
        let what = json!({"status": answer.status, "body": body, "headers": headers});
        // JSON is YAML.
        let script = json!({"faults": [{ "what": what }]}).to_string();
        let script = Script::parse(&script).unwrap();
        Self(Sandbox::builder().faults(script).start().unwrap())
    }

    /// A client of this server with the test's token, that makes one attempt a call.
    pub(crate) fn client(&self) -> Client {
        let token = StaticToken::new(TOKEN);
        Client::builder()
            .base_url(self.0.url())
            .credential(token)
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    /// All requests that arrived so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        let received = self.0.received().into_iter().map(|request| Received {
            method: request.method,
            path_and_query: request.path_and_query,
            headers: request.headers,
            body: request.body.to_vec(),
        });
        received.collect()
    }

    /// The one request that arrived.
    pub(crate) fn only_request(&self) -> Received {
        let [request] = <[Received; 1]>::try_from(self.received()).unwrap();
        request
    }
}
