//! One token for all calls, fetched by one of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use client_runtime::{
    AccessToken, BoxFuture, Credential, CredentialError, CredentialErrorKind, Credentials,
    ErrorKind, RateLimit, TokenContext,
};
use futures_util::future::join_all;
use tokio::sync::Semaphore;

use tracing::Level;

use super::endpoint::{Endpoint, Then, json, token};
use crate::attempts::spans::Recorder;
use crate::call_sample::Client;

/// Lets time pass at once; what waits for sockets is not rushed by it.
async fn pass(seconds: u64) {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(seconds)).await;
    tokio::time::resume();
}

async fn call(client: &Client) -> Result<(), client_runtime::Error> {
    client.get_cart("a", "b").send().await.map(drop)
}

/// An authority whose every answer waits for a permit.
async fn held(
    gate: &Arc<Semaphore>,
    answer: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
) -> Endpoint {
    let gate = Arc::clone(gate);
    Endpoint::start(move |number, _| Then::Hold(Arc::clone(&gate), answer(number))).await
}

#[tokio::test]
async fn a_thousand_calls_at_once_make_one_token_request() {
    let gate = Arc::new(Semaphore::new(0));
    let authority = held(&gate, |_| token("shared", 3600)).await;
    let service = Endpoint::service(|given| given == "Bearer shared").await;
    // Each call opens a connection of its own, and a process may not have a thousand at once: behind
    // the token, they go on in groups.
    let client = Client::builder()
        .base_url(service.url())
        .credential(authority.sign_in())
        .rate_limit(RateLimit::new(100, Duration::from_millis(50)))
        .build()
        .unwrap();
    let calls = join_all((0..1000).map(|_| call(&client)));
    let release = async {
        authority.until_seen(1).await;
        gate.add_permits(1000);
    };
    let (results, ()) = tokio::join!(calls, release);
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((authority.count(), service.count()), (1, 1000));
    call(&client).await.unwrap();
    assert_eq!(authority.count(), 1, "the token is kept");
}

#[tokio::test]
async fn a_thousand_waiting_calls_share_one_failure_and_the_next_call_tries_again() {
    let gate = Arc::new(Semaphore::new(0));
    let authority = held(&gate, |number| match number {
        0 => json("400 Bad Request", r#"{"error":"invalid_client"}"#),
        _ => token("late", 3600),
    })
    .await;
    let service = Endpoint::service(|given| given == "Bearer late").await;
    let client = service.client(authority.sign_in());
    let calls = join_all((0..1000).map(|_| call(&client)));
    let release = async {
        authority.until_seen(1).await;
        gate.add_permits(1000);
    };
    let (results, ()) = tokio::join!(calls, release);
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credential);
        let fault = error.credential().unwrap().fault().unwrap();
        assert_eq!(fault.code(), Some("invalid_client"));
    }
    assert_eq!((authority.count(), service.count()), (1, 0));
    call(&client).await.unwrap();
    assert_eq!((authority.count(), service.count()), (2, 1));
}

#[tokio::test]
async fn clients_with_clones_of_the_credentials_share_the_token() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|given| given == "Bearer token-0").await;
    let credentials = Credentials::from(authority.sign_in());
    for _ in 0..3 {
        call(&service.client(credentials.clone())).await.unwrap();
    }
    assert_eq!(authority.count(), 1);
}

#[tokio::test]
async fn a_token_is_renewed_two_minutes_before_it_expires_or_at_half_a_short_life() {
    for (life, margin, kept, renewed) in [
        (3600, None, 3478, 3482),
        (100, None, 48, 52),
        (3600, Some(600), 2998, 3002),
        (3600, Some(3600), 1798, 1802),
    ] {
        let authority = Endpoint::authority_for(life).await;
        let service = Endpoint::service(|_| true).await;
        let mut credentials = Credentials::from(authority.sign_in());
        if let Some(margin) = margin {
            credentials = credentials.renew_before(Duration::from_secs(margin));
        }
        let client = service.client(credentials);
        call(&client).await.unwrap();
        pass(kept).await;
        call(&client).await.unwrap();
        assert_eq!(authority.count(), 1, "{life}");
        pass(renewed - kept).await;
        call(&client).await.unwrap();
        assert_eq!(authority.count(), 2, "{life}");
        let last = service.seen().pop().unwrap();
        assert_eq!(last.header("authorization"), Some("Bearer token-1"));
    }
}

#[tokio::test]
async fn while_one_call_renews_in_advance_the_others_use_the_valid_token() {
    let gate = Arc::new(Semaphore::new(1));
    let authority = held(&gate, |number| token(&format!("token-{number}"), 3600)).await;
    let service = Endpoint::service(|_| true).await;
    let client = service.client(authority.sign_in());
    call(&client).await.unwrap();
    pass(3500).await;
    let renewing = call(&client);
    let others = async {
        authority.until_seen(2).await;
        for _ in 0..3 {
            call(&client).await.unwrap();
        }
        gate.add_permits(1);
    };
    let (renewing, ()) = tokio::join!(renewing, others);
    renewing.unwrap();
    let tokens: Vec<_> = service
        .seen()
        .iter()
        .map(|request| request.header("authorization").unwrap().to_owned())
        .collect();
    let (old, new) = ("Bearer token-0".to_owned(), "Bearer token-1".to_owned());
    assert_eq!(tokens, [old.clone(), old.clone(), old.clone(), old, new]);
    assert_eq!(authority.count(), 2);
}

#[tokio::test]
async fn a_renewal_in_advance_that_fails_costs_no_call_and_is_left_alone_for_a_while() {
    let authority = Endpoint::start(|number, _| {
        Then::Answer(match number {
            0 => token("token-0", 3600),
            1 => json("400 Bad Request", r#"{"error":"invalid_client"}"#),
            _ => token("token-2", 3600),
        })
    })
    .await;
    let service = Endpoint::service(|_| true).await;
    let client = service.client(authority.sign_in());
    call(&client).await.unwrap();
    pass(3500).await;
    let recorder = Recorder::new(Level::WARN);
    let guard = tracing::subscriber::set_default(recorder.clone());
    for _ in 0..5 {
        call(&client).await.unwrap();
    }
    drop(guard);
    assert_eq!(authority.count(), 2);
    let [note] = &recorder.notes()[..] else {
        panic!("{:?}", recorder.notes());
    };
    assert_eq!(note.level, Level::WARN);
    assert!(note.fields["reason"].contains("invalid_client"), "{note:?}");
    pass(11).await;
    call(&client).await.unwrap();
    assert_eq!(authority.count(), 3);
    let last = service.seen().pop().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer token-2"));
}

#[tokio::test]
async fn a_renewal_in_advance_that_hangs_takes_no_more_than_half_of_a_calls_time() {
    let authority = Endpoint::start(|number, _| match number {
        0 => Then::Answer(token("token-0", 3600)),
        _ => Then::Silence,
    })
    .await;
    let service = Endpoint::service(|given| given == "Bearer token-0").await;
    let client = service.client(authority.sign_in());
    call(&client).await.unwrap();
    pass(3500).await;
    let call = client.get_cart("a", "b").timeout(Duration::from_secs(2));
    call.send().await.unwrap();
    assert_eq!((authority.count(), service.count()), (2, 2));
}

#[tokio::test]
async fn a_renewal_outlives_the_call_that_began_it_and_ends_with_the_last_that_waits() {
    let gate = Arc::new(Semaphore::new(0));
    let authority = held(&gate, |number| token(&format!("token-{number}"), 3600)).await;
    let service = Endpoint::service(|_| true).await;
    let client = service.client(authority.sign_in());
    let spawn = || {
        let client = client.clone();
        tokio::spawn(async move { call(&client).await })
    };

    let first = spawn();
    authority.until_seen(1).await;
    let second = spawn();
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.add_permits(1);
    second.await.unwrap().unwrap();
    assert_eq!(authority.count(), 1, "the second call took it over");

    pass(3601).await;
    let third = spawn();
    authority.until_seen(2).await;
    third.abort();
    authority.until_gone(1).await;
    gate.add_permits(1);
    call(&client).await.unwrap();
    assert_eq!(authority.count(), 3, "nothing was left to wait for");
}

#[tokio::test]
async fn a_call_that_cannot_wait_longer_tells_what_it_waited_for() {
    let authority = Endpoint::start(|number, _| match number {
        0 => Then::Answer(json("503 Service Unavailable", "")),
        _ => Then::Silence,
    })
    .await;
    let service = Endpoint::service(|_| true).await;
    let client = service.client(authority.sign_in());
    // After the first attempt there is a wait of at most half a second.
    let call = client.get_cart("a", "b").timeout(Duration::from_secs(2));
    let error = call.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_retryable() && !error.may_have_reached_service());
    let last = error.credential().unwrap();
    assert_eq!(last.kind(), CredentialErrorKind::Unavailable);
    assert!(error.to_string().contains("503"), "{error}");
}

/// A source that panics, hangs, gives a token that may be used once, and gives one for good.
struct Moody(AtomicUsize);

impl Credential for Moody {
    fn token<'a>(
        &'a self,
        _: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("hunter2"),
                1 => std::future::pending().await,
                2 => Ok(AccessToken::new("once").expires_in(Duration::ZERO)),
                _ => Ok(AccessToken::new("for-good")),
            }
        })
    }
}

#[tokio::test]
async fn a_source_that_panics_or_hangs_is_asked_again() {
    let service = Endpoint::service(|_| true).await;
    let client = service.client(Moody(AtomicUsize::new(0)));
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    assert!(error.to_string().contains("panicked"), "{error}");

    tokio::time::pause();
    let endless = client.get_cart("a", "b").timeout(Duration::MAX);
    let error = endless.send().await.unwrap_err();
    tokio::time::resume();
    let kind = error.credential().unwrap().kind();
    assert_eq!(kind, CredentialErrorKind::TimedOut);

    for expected in ["Bearer once", "Bearer for-good", "Bearer for-good"] {
        call(&client).await.unwrap();
        let last = service.seen().pop().unwrap();
        assert_eq!(last.header("authorization"), Some(expected));
        pass(1_000_000).await;
    }
}
