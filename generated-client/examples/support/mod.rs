//! Where the examples make their calls: at Microsoft's service when the environment has a token,
//! else at the sandbox, an embedded Partner Center that runs in the example's own process.

#![allow(dead_code, reason = "each example uses a part of this")]

use std::error::Error;

use generated_client::Client;
use generated_client::client_runtime::reqwest;
use sandbox::Sandbox;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// A customer of the sandbox, where every GUID is one.
pub(crate) const CUSTOMER: &str = "3b1a2f60-7d1c-4c2b-9a41-0f5f6a7b8c9d";

/// A service to call, by the client and past it.
pub(crate) struct Service {
    pub(crate) client: Client,
    pub(crate) url: String,
    pub(crate) plain: Plain,
    /// Runs until the example ends.
    sandbox: Option<Sandbox>,
}

/// Calls that the client has no method for, because the OpenAPI document does not describe them
/// yet: plain HTTP, the answers decoded by the client's types.
#[derive(Clone)]
pub(crate) struct Plain {
    url: String,
    token: String,
    http: reqwest::Client,
}

impl Service {
    /// The service that `PARTNER_CENTER_TOKEN` is a token of: Microsoft's, or the one at
    /// `PARTNER_CENTER_URL`. `None` without a token.
    pub(crate) fn from_environment() -> Outcome<Option<Self>> {
        let Ok(token) = std::env::var("PARTNER_CENTER_TOKEN") else {
            return Ok(None);
        };
        let url = std::env::var("PARTNER_CENTER_URL")
            .unwrap_or_else(|_| "https://api.partnercenter.microsoft.com".to_owned());
        Self::at(url, token).map(Some)
    }

    /// A sandbox of the example's own.
    pub(crate) fn sandbox() -> Outcome<Self> {
        let sandbox = Sandbox::start()?;
        let mut service = Self::at(sandbox.url(), sandbox.token())?;
        service.sandbox = Some(sandbox);
        Ok(service)
    }

    pub(crate) fn at(url: String, token: String) -> Outcome<Self> {
        let client = Client::builder()
            .base_url(&url)
            .credential(token.as_str())
            .build()?;
        let mut http = reqwest::Client::builder();
        if url.starts_with("http://") {
            // Only this machine is called without TLS, and not by way of a proxy.
            http = http.no_proxy();
        }
        let plain = Plain {
            url: url.clone(),
            token,
            http: http.redirect(reqwest::redirect::Policy::none()).build()?,
        };
        Ok(Self {
            client,
            url,
            plain,
            sandbox: None,
        })
    }
}

impl Plain {
    async fn call<T: DeserializeOwned>(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<&Value>,
    ) -> Outcome<T> {
        let url = format!("{}/v1/{path}", self.url.trim_end_matches('/'));
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        let answer = request.send().await?;
        let (status, body) = (answer.status(), answer.bytes().await?);
        if !status.is_success() {
            let said = String::from_utf8_lossy(&body);
            return Err(format!("{path}: {status}: {said}").into());
        }
        Ok(serde_json::from_slice(&body)?)
    }

    /// Makes a cart of the sandbox's customer: catalog items with their quantities.
    pub(crate) async fn create_cart<T: DeserializeOwned>(
        &self,
        items: &[(&str, i64)],
    ) -> Outcome<T> {
        let lines: Vec<Value> = items
            .iter()
            .map(|(item, quantity)| {
                json!({"catalogItemId": item, "quantity": quantity,
                       "billingCycle": "monthly", "termDuration": "P1Y"})
            })
            .collect();
        let cart = json!({ "lineItems": lines });
        let path = format!("customers/{CUSTOMER}/carts");
        self.call(reqwest::Method::POST, &path, Some(&cart)).await
    }

    /// Checks a cart out; gives what the service makes of it.
    pub(crate) async fn check_out(&self, cart_id: &str) -> Outcome<Value> {
        let path = format!("customers/{CUSTOMER}/carts/{cart_id}/checkout");
        self.call(reqwest::Method::POST, &path, None).await
    }

    /// Reads a cart or an order: `carts/{id}`, `orders/{id}`.
    pub(crate) async fn read<T: DeserializeOwned>(&self, customer: &str, what: &str) -> Outcome<T> {
        let path = format!("customers/{customer}/{what}");
        self.call(reqwest::Method::GET, &path, None).await
    }
}
