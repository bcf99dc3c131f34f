//! Credentials of Microsoft's Azure SDK.

use std::sync::{Arc, Mutex};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use azure_core::time::{Duration, OffsetDateTime};
use client_runtime::{AzureCredential, Cloud};

use super::endpoint::Endpoint;

/// Gives tokens for as many seconds as it is told, or fails, and keeps the scopes it was asked for.
#[derive(Debug, Default)]
struct Fake {
    lives: Mutex<Vec<Option<i64>>>,
    scopes: Arc<Mutex<Vec<String>>>,
}

#[async_trait::async_trait]
impl TokenCredential for Fake {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let mut asked = self.scopes.lock().unwrap();
        asked.extend(scopes.iter().map(|scope| (*scope).to_owned()));
        match self.lives.lock().unwrap().remove(0) {
            Some(seconds) => Ok(AccessToken::new(
                format!("token-{}", asked.len()),
                OffsetDateTime::now_utc() + Duration::seconds(seconds),
            )),
            None => Err(Error::with_message(ErrorKind::Io, "the network is away")),
        }
    }
}

#[tokio::test]
async fn a_credential_of_the_azure_sdk_is_asked_when_its_token_expires() {
    let scopes = Arc::default();
    let fake = Fake {
        // One that has expired, by a clock that is wrong.
        lives: Mutex::new(vec![Some(-3600), None, Some(3600)]),
        scopes: Arc::clone(&scopes),
    };
    let service = Endpoint::service(|_| true).await;
    let credential = AzureCredential::new(Arc::new(fake)).cloud(Cloud::China21Vianet);
    let client = service.client(credential);
    client.get_cart("a", "b").send().await.unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert!(error.is_retryable());
    assert!(error.to_string().contains("network is away"), "{error}");
    for _ in 0..3 {
        client.get_cart("a", "b").send().await.unwrap();
    }
    let tokens: Vec<_> = service
        .seen()
        .iter()
        .map(|request| request.header("authorization").unwrap().to_owned())
        .collect();
    let last = "Bearer token-3";
    assert_eq!(tokens, ["Bearer token-1", last, last, last]);
    let scope = "https://partner.partnercenterapi.microsoftonline.cn/.default";
    assert_eq!(*scopes.lock().unwrap(), [scope; 3]);
}
