//! What happens when the service answers 401.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use client_runtime::{
    AccessToken, BoxFuture, Credential, CredentialError, ErrorKind, FaultCode, RateLimit,
    TokenContext,
};
use futures_util::future::join_all;

use super::endpoint::{Endpoint, Then, json, token};
use crate::call_sample::Client;
use crate::server::TOKEN;

#[tokio::test]
async fn a_401_renews_the_token_once_and_repeats_the_call_once() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|given| given != "Bearer token-0").await;
    let client = service.client(authority.sign_in());
    client.get_cart("a", "b").send().await.unwrap();
    let seen = service.seen();
    let tokens: Vec<_> = seen
        .iter()
        .map(|request| request.header("authorization"))
        .collect();
    assert_eq!(tokens, [Some("Bearer token-0"), Some("Bearer token-1")]);
    assert_eq!(
        seen[0].header("ms-requestid"),
        seen[1].header("ms-requestid"),
        "it is the same call"
    );
    assert_eq!(authority.count(), 2);
    client.get_cart("a", "b").send().await.unwrap();
    assert_eq!((authority.count(), service.count()), (2, 3));
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|_| false).await;
    let client = service.client(authority.sign_in());
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(error.attempts(), 2);
    assert_eq!(
        error.fault().unwrap().code(),
        Some(&FaultCode::new(900_420))
    );
    assert_eq!((authority.count(), service.count()), (2, 2));
}

#[tokio::test]
async fn a_thousand_calls_that_were_rejected_with_one_token_make_one_renewal() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|given| given == "Bearer token-1").await;
    // All calls take the first token, and then go on in groups: most are rejected with it when it
    // has long been renewed.
    let client = Client::builder()
        .base_url(service.url())
        .credential(authority.sign_in())
        .rate_limit(RateLimit::new(100, Duration::from_millis(50)))
        .build()
        .unwrap();
    let results = join_all((0..1000).map(|_| client.get_cart("a", "b").send())).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((authority.count(), service.count()), (2, 2000));
}

#[tokio::test]
async fn a_fixed_token_has_no_other() {
    let service = Endpoint::service(|_| false).await;
    let error = service
        .client(TOKEN)
        .get_cart("a", "b")
        .send()
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1));
    assert_eq!(service.count(), 1);
}

#[tokio::test]
async fn a_renewal_that_fails_keeps_what_the_service_and_the_authority_said() {
    let authority = Endpoint::start(|number, _| {
        Then::Answer(match number {
            0 => token("token-0", 3600),
            _ => json(
                "400 Bad Request",
                r#"{"error":"invalid_grant","error_codes":[50076],"error_description":"AADSTS50076: use MFA"}"#,
            ),
        })
    })
    .await;
    let service = Endpoint::service(|_| false).await;
    let client = service.client(authority.sign_in());
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(
        error.fault().unwrap().code(),
        Some(&FaultCode::new(900_420))
    );
    let credential = error.credential().unwrap();
    assert_eq!(credential.fault().unwrap().aadsts(), Some(50076));
    assert!(!error.is_retryable());
    assert!(error.may_have_reached_service(), "it answered");
    for said in ["401", "900420", "rejected", "AADSTS50076", "sign in"] {
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
}

#[tokio::test]
async fn tokens_that_are_rejected_again_and_again_are_not_renewed_for_every_call() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|_| false).await;
    let client = service.client(authority.sign_in());
    let began = Instant::now();
    for _ in 0..30 {
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 401);
    }
    let requests = authority.count();
    // The first token, ten renewals, and one more for each ten seconds that the test takes.
    let most = 11 + usize::try_from(began.elapsed().as_secs()).unwrap() / 10;
    assert!((11..=most).contains(&requests), "{requests}");
    assert_eq!(service.count(), 30 + requests - 1);
}

/// A source that keeps its own token, and gives another only if it heeds the context.
struct Keeping {
    heeds: bool,
    token: Mutex<u32>,
    told: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
}

impl Credential for Keeping {
    fn token<'a>(
        &'a self,
        context: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        let mut token = self.token.lock().unwrap();
        self.asked.fetch_add(1, Ordering::SeqCst);
        if context.last_token_was_rejected() {
            self.told.store(true, Ordering::SeqCst);
            *token += u32::from(self.heeds);
        }
        let token = AccessToken::new(format!("token-{token}"));
        Box::pin(std::future::ready(Ok(token)))
    }
}

#[tokio::test]
async fn a_source_is_told_of_the_rejection_and_the_same_token_is_not_sent_twice() {
    for heeds in [true, false] {
        let service = Endpoint::service(|given| given == "Bearer token-1").await;
        let (told, asked) = (Arc::default(), Arc::default());
        let client = service.client(Keeping {
            heeds,
            token: Mutex::new(0),
            told: Arc::clone(&told),
            asked: Arc::clone(&asked),
        });
        let result = client.get_cart("a", "b").send().await;
        assert_eq!(result.is_ok(), heeds);
        assert!(told.load(Ordering::SeqCst));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        assert_eq!(service.count(), 1 + usize::from(heeds));
        if let Err(error) = result {
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1));
        }
    }
}
