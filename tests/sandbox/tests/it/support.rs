//! A client of the sandbox that is nobody's: HTTP and JSON.

use sandbox::Sandbox;
use serde_json::{Value, json};

pub(crate) const CUSTOMER: &str = "3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d";
pub(crate) const LEGACY: &str = "0a1b2c3d-0000-4000-8000-00000000000a";

/// A connection to one sandbox, with a token.
pub(crate) struct Caller {
    pub(crate) url: String,
    pub(crate) token: String,
    pub(crate) http: reqwest::Client,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }

    /// The service's code of a refusal.
    #[track_caller]
    pub(crate) fn refused(self, status: u16) -> i64 {
        let body = self.expect(status);
        assert_eq!(body["source"], "PartnerFD");
        assert!(body["description"].is_string());
        body["code"].as_i64().unwrap()
    }
}

impl Caller {
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self::at(sandbox.url(), sandbox.token())
    }

    pub(crate) fn at(url: String, token: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { url, token, http }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with('/') {
            format!("{}{path}", self.url)
        } else {
            format!("{}/v1/customers/{CUSTOMER}/{path}", self.url)
        };
        self.http
            .request(method.parse().unwrap(), url)
            .bearer_auth(&self.token)
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    pub(crate) async fn try_send(
        &self,
        request: reqwest::RequestBuilder,
    ) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await?,
        })
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.send(request).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    /// A new cart with these lines.
    pub(crate) async fn cart(&self, lines: Value) -> Value {
        let body = json!({ "lineItems": lines });
        self.call("POST", "carts", Some(&body)).await.expect(201)
    }

    /// The order of a new cart with these lines.
    pub(crate) async fn order(&self, lines: Value) -> Value {
        let cart = self.cart(lines).await;
        let path = format!("carts/{}/checkout", cart["id"].as_str().unwrap());
        self.call("POST", &path, None).await.expect(201)["orders"][0].clone()
    }
}

/// The path of a cart or an order.
pub(crate) fn path_of(kind: &str, resource: &Value) -> String {
    format!("{kind}/{}", resource["id"].as_str().unwrap())
}

pub(crate) fn line(item: &str, quantity: i64) -> Value {
    json!({"catalogItemId": item, "quantity": quantity, "billingCycle": "monthly"})
}
