//! A token that the service rejects.

use std::sync::atomic::{AtomicU32, Ordering};

use client_runtime::{
    AccessToken, BoxFuture, Credential, CredentialError, ErrorKind, RetryPolicy, TokenContext,
};

use super::script::{Script, Step};

/// A new token each time.
#[derive(Default)]
struct Numbered(AtomicU32);

impl Credential for Numbered {
    fn token<'a>(
        &'a self,
        _: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { Ok(AccessToken::new(format!("token-{number}"))) })
    }
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once() {
    for policy in [RetryPolicy::new(), RetryPolicy::none()] {
        let mut script = Script::start([Step::status(401), Step::ok()]).await;
        let client = script
            .builder()
            .credential(Numbered::default())
            .retry(policy.clone())
            .build()
            .unwrap();
        let response = script.run(client.get_cart("a", "b").send()).await.unwrap();
        assert_eq!(response.attempts(), 2);
        let seen = script.seen();
        assert_ne!(
            seen[0].header("authorization"),
            seen[1].header("authorization")
        );
        assert_eq!(script.ids()[0], script.ids()[1]);

        let mut script = Script::start([Step::status(401)]).await;
        let client = script
            .builder()
            .credential(Numbered::default())
            .retry(policy)
            .build()
            .unwrap();
        let error = script
            .run(client.get_cart("a", "b").send())
            .await
            .unwrap_err();
        assert_eq!((error.attempts(), error.kind()), (2, ErrorKind::Api));
        assert_eq!(error.status().unwrap(), 401);
        assert!(!error.may_have_been_applied());
    }
}

#[tokio::test]
async fn a_renewal_takes_none_of_the_policys_attempts() {
    let mut script = Script::start([Step::status(401), Step::status(503)]).await;
    let client = script
        .builder()
        .credential(Numbered::default())
        .build()
        .unwrap();
    let error = script
        .run(client.get_cart("a", "b").send())
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (5, 503)
    );
}

#[tokio::test]
async fn the_same_token_is_not_tried_twice() {
    let mut script = Script::start([Step::status(401)]).await;
    let client = script.client();
    let error = script
        .run(client.get_cart("a", "b").send())
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (1, 401)
    );
}
