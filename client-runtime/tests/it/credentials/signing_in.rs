//! What an authority is asked, and what becomes of its refresh tokens.

use std::sync::{Arc, Mutex};

use client_runtime::{
    AccessToken, BoxFuture, Bytes, ClientCredentials, ClientProof, Cloud, Credential,
    CredentialError, CredentialErrorKind, Credentials, ErrorKind, ExposeSecret, RefreshToken,
    SecretString, TokenContext, http,
};

use super::endpoint::{CLIENT_ID, Endpoint, SECRET, TENANT, Then, form, json};
use crate::call_sample::Client;
use crate::server;

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn app_only_asks_with_the_client_secret() {
    let authority = Endpoint::authority().await;
    let service = Endpoint::service(|given| given == "Bearer token-0").await;
    let client = service.client(authority.sign_in());
    client.get_cart("a", "b").send().await.unwrap();
    let request = &authority.seen()[0];
    assert_eq!(
        request.line,
        format!("POST /{TENANT}/oauth2/v2.0/token HTTP/1.1")
    );
    assert_eq!(
        request.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(request.header("client-request-id").is_some());
    assert!(request.header("user-agent").is_some());
    assert_eq!(request.header("authorization"), None);
    assert_eq!(
        form(request),
        fields(&[
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT_ID),
            ("scope", "https://api.partnercenter.microsoft.com/.default"),
            ("client_secret", SECRET),
        ])
    );
}

#[tokio::test]
async fn an_assertion_is_made_for_each_token() {
    let authority = Endpoint::authority_for(0).await;
    let service = Endpoint::service(|_| true).await;
    let made = Arc::new(Mutex::new(0));
    let proof = ClientProof::assertion(move || {
        *made.lock().unwrap() += 1;
        let assertion = match *made.lock().unwrap() {
            3 => Err(CredentialError::new("the key vault is locked")),
            number => Ok(SecretString::from(format!("assertion-{number}"))),
        };
        async { assertion }
    });
    let credential = ClientCredentials::new(TENANT, CLIENT_ID, proof)
        .authority(authority.url())
        .scope("api://other/.default");
    let client = service.client(credential);
    client.get_cart("a", "b").send().await.unwrap();
    client.get_cart("a", "b").send().await.unwrap();
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert!(error.to_string().contains("vault is locked"), "{error}");
    let seen = authority.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        form(&seen[1]),
        fields(&[
            ("grant_type", "client_credentials"),
            ("client_id", CLIENT_ID),
            ("scope", "api://other/.default"),
            (
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            ),
            ("client_assertion", "assertion-2"),
        ])
    );
}

/// An authority that gives `refresh-1`, `refresh-2` and so on beside tokens that are for one use.
async fn rotating() -> Endpoint {
    Endpoint::start(|number, _| {
        let next = number + 1;
        Then::Answer(json(
            "200 OK",
            &format!(
                r#"{{"token_type":"bearer","access_token":"token-{number}","expires_in":"0","refresh_token":"refresh-{next}"}}"#
            ),
        ))
    })
    .await
}

/// What the authority was asked with, in order.
fn refresh_tokens(authority: &Endpoint) -> Vec<String> {
    let value = |fields: Vec<(String, String)>| {
        fields
            .into_iter()
            .find(|(name, _)| name == "refresh_token")
            .unwrap()
            .1
    };
    authority.seen().iter().map(form).map(value).collect()
}

#[tokio::test]
async fn each_new_refresh_token_is_stored_before_the_old_one_is_let_go() {
    let authority = rotating().await;
    let service = Endpoint::service(|_| true).await;
    let stored: Arc<Mutex<Vec<String>>> = Arc::default();
    let storage = Arc::clone(&stored);
    let attempts = Mutex::new(0);
    let credential = RefreshToken::new(TENANT, CLIENT_ID, SECRET, "refresh-0", move |new| {
        *attempts.lock().unwrap() += 1;
        let fails = *attempts.lock().unwrap() == 2;
        let storage = Arc::clone(&storage);
        async move {
            tokio::task::yield_now().await;
            if fails {
                return Err(std::io::Error::other("the vault is locked"));
            }
            let new: &SecretString = &new;
            storage.lock().unwrap().push(new.expose_secret().to_owned());
            Ok(())
        }
    })
    .authority(authority.url());
    let client = service.client(credential);

    client.get_cart("a", "b").send().await.unwrap();
    assert_eq!(*stored.lock().unwrap(), ["refresh-1"]);
    let error = client.get_cart("a", "b").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    let credential = error.credential().unwrap();
    assert_eq!(credential.kind(), CredentialErrorKind::NotStored);
    let beneath = std::error::Error::source(credential).unwrap();
    assert_eq!(beneath.to_string(), "the vault is locked");
    assert!(error.is_retryable());
    assert_eq!(service.count(), 1, "nothing was sent");
    client.get_cart("a", "b").send().await.unwrap();
    client.get_cart("a", "b").send().await.unwrap();

    assert_eq!(
        refresh_tokens(&authority),
        ["refresh-0", "refresh-1", "refresh-1", "refresh-3"],
        "what could not be stored was not used"
    );
    assert_eq!(
        *stored.lock().unwrap(),
        ["refresh-1", "refresh-3", "refresh-4"]
    );
    let first = form(&authority.seen()[0]);
    assert_eq!(
        first,
        fields(&[
            ("grant_type", "refresh_token"),
            ("client_id", CLIENT_ID),
            (
                "scope",
                "https://api.partnercenter.microsoft.com/user_impersonation offline_access"
            ),
            ("refresh_token", "refresh-0"),
            ("client_secret", SECRET),
        ])
    );
}

#[tokio::test]
async fn a_call_dropped_while_storing_leaves_the_old_refresh_token_in_use() {
    let authority = rotating().await;
    let service = Endpoint::service(|_| true).await;
    let begun = Arc::new(tokio::sync::Semaphore::new(0));
    let tell = Arc::clone(&begun);
    let first = std::sync::atomic::AtomicBool::new(true);
    let credential = RefreshToken::new(TENANT, CLIENT_ID, SECRET, "refresh-0", move |_| {
        let hangs = first.swap(false, std::sync::atomic::Ordering::SeqCst);
        tell.add_permits(1);
        async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Ok::<_, CredentialError>(())
        }
    })
    .authority(authority.url());
    let client = service.client(credential);
    let cart = client.get_cart("a", "b");
    tokio::select! {
        _ = cart.send() => panic!("the store hangs"),
        permit = begun.acquire() => permit.unwrap().forget(),
    }
    client.get_cart("a", "b").send().await.unwrap();
    assert_eq!(refresh_tokens(&authority), ["refresh-0", "refresh-0"]);
}

#[tokio::test]
async fn an_unchanged_refresh_token_is_not_stored_again() {
    let authority = Endpoint::start(|_, _| {
        let body = r#"{"access_token":"a","token_type":"BEARER","refresh_token":"same"}"#;
        Then::Answer(json("200 OK", body))
    })
    .await;
    let service = Endpoint::service(|_| true).await;
    let credential = RefreshToken::new(TENANT, CLIENT_ID, SECRET, "same", |_| async {
        Err("it was called")
    });
    let client = service.client(credential.authority(authority.url()));
    client.get_cart("a", "b").send().await.unwrap();
}

/// A source that asks a service of its own for a token.
struct FromElsewhere(String);

impl Credential for FromElsewhere {
    fn token<'a>(
        &'a self,
        context: &'a TokenContext,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        Box::pin(async {
            let request = http::Request::get(&self.0).body(Bytes::new()).unwrap();
            let response = context.send(request).await?;
            assert_eq!(response.status(), 203);
            assert_eq!(response.headers()["x-a"], "b");
            let token = String::from_utf8(response.into_body().to_vec()).unwrap();
            Ok(AccessToken::new(token))
        })
    }
}

#[tokio::test]
async fn a_source_of_the_callers_own_can_go_over_the_clients_transport() {
    let elsewhere = Endpoint::start(|_, _| {
        let headers = [("X-A", "b")];
        let answer = server::answer("203 Whatever", &headers, b"from-elsewhere");
        Then::Answer(answer)
    })
    .await;
    let service = Endpoint::service(|given| given == "Bearer from-elsewhere").await;
    let client = service.client(FromElsewhere(format!("{}/token?x=1", elsewhere.url())));
    client.get_cart("a", "b").send().await.unwrap();
    let request = &elsewhere.seen()[0];
    assert_eq!(request.line, "GET /token?x=1 HTTP/1.1");
    let agent = service.seen()[0].header("user-agent").unwrap().to_owned();
    assert_eq!(request.header("user-agent"), Some(&*agent));

    for url in ["http://elsewhere.example.com/", "ftp://a/", "/token"] {
        let client = service.client(FromElsewhere(url.to_owned()));
        let error = client.get_cart("a", "b").send().await.unwrap_err();
        let kind = error.credential().unwrap().kind();
        assert_eq!(kind, CredentialErrorKind::Configuration, "{url}");
    }
}

#[test]
fn a_cloud_has_its_authority_its_scopes_and_its_base_url() {
    for (cloud, authority, resource) in [
        (
            Cloud::Global,
            "https://login.microsoftonline.com",
            "https://api.partnercenter.microsoft.com",
        ),
        (
            Cloud::UsGovernment,
            "https://login.microsoftonline.us",
            "https://api.partnercenter.microsoft.com",
        ),
        (
            Cloud::China21Vianet,
            "https://login.partner.microsoftonline.cn",
            "https://partner.partnercenterapi.microsoftonline.cn",
        ),
    ] {
        assert_eq!(cloud.authority(), authority);
        assert_eq!(cloud.base_url(), resource);
        assert_eq!(cloud.app_scope(), format!("{resource}/.default"));
        assert_eq!(
            cloud.user_scope(),
            format!("{resource}/user_impersonation offline_access")
        );
        let client = Client::builder().cloud(cloud).credential("token").build();
        let request = client.unwrap().get_cart("a", "b").build().unwrap();
        assert!(request.uri().to_string().starts_with(resource));
    }
}

#[test]
fn settings_that_cannot_work_are_refused_before_anything_is_sent() {
    let app = |tenant: &str, id: &str, secret: &str| ClientCredentials::new(tenant, id, secret);
    let user = |token: &str| {
        let store = |_| async { Ok::<_, CredentialError>(()) };
        RefreshToken::new(TENANT, CLIENT_ID, SECRET, token.to_owned(), store)
    };
    let cases: Vec<(Credentials, &str)> = vec![
        (app("", CLIENT_ID, SECRET).into(), "tenant"),
        (app("a/../b", CLIENT_ID, SECRET).into(), "tenant"),
        (app(TENANT, "", SECRET).into(), "client id"),
        (app(TENANT, CLIENT_ID, "").into(), "client secret is empty"),
        (app(TENANT, CLIENT_ID, "hunter2\n").into(), "line's end"),
        (app(TENANT, CLIENT_ID, SECRET).scope(" ").into(), "scope"),
        (
            app(TENANT, CLIENT_ID, SECRET)
                .authority("http://login.example.com")
                .into(),
            "use https",
        ),
        (
            app(TENANT, CLIENT_ID, SECRET)
                .authority("https://me:hunter2@login.example.com")
                .into(),
            "password",
        ),
        (user("").into(), "refresh token is empty"),
        (user("hunter2 ").into(), "refresh token"),
        (user("a").authority("login.example.com").into(), "absolute"),
    ];
    for (credential, word) in cases {
        let builder = Client::builder().credential(credential);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(word), "{word}: {shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
