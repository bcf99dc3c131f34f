//! What arrives at the service.

use client_runtime::http::Method;
use client_runtime::{Call, ClientBuilder, ErrorKind, MediaType, Operation, Service};

use crate::call_sample::Client;
use crate::call_sample::types::{Cart, CartLineItem};
use crate::server::{Server, TOKEN};

fn cart() -> Cart {
    Cart {
        line_items: Some(vec![CartLineItem::default().with_quantity(2)]),
        ..Cart::default()
    }
}

fn is_uuid_v4(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok_and(|id| id.get_version_num() == 4) && text.len() == 36
}

#[tokio::test]
async fn a_put_arrives_as_it_was_built() {
    let server = Server::json("{}").await;
    let cart = cart();
    let client = server.client();
    client
        .update_cart("customer", "a cart/é", &cart)
        .send()
        .await
        .unwrap();

    let seen = server.only();
    assert_eq!(
        seen.line,
        "PUT /v1/customers/customer/carts/a%20cart%2F%C3%A9 HTTP/1.1"
    );
    assert_eq!(seen.body, br#"{"lineItems":[{"quantity":2}]}"#);
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("content-length"), Some("30"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("authorization"), Some("Bearer hunter2-token"));
    assert_eq!(seen.header("user-agent"), Some("client-runtime/0.1.0"));
    assert_eq!(
        seen.header("host"),
        Some(server.address.to_string().as_str())
    );
    assert!(is_uuid_v4(seen.header("ms-requestid").unwrap()));
    assert!(is_uuid_v4(seen.header("ms-correlationid").unwrap()));
    assert_eq!(seen.header("ms-cv"), None);
    let encodings = seen.header("accept-encoding").unwrap();
    for encoding in ["gzip", "br", "zstd", "deflate"] {
        assert!(encodings.contains(encoding), "{encodings}");
    }
}

#[tokio::test]
async fn each_option_of_a_call_arrives() {
    let server = Server::json("{}").await;
    let client = server.client();
    client
        .update_cart("customer", "cart", &cart())
        .version("2")
        .request_id("request")
        .correlation_id("correlation")
        .correlation_vector("vector.0")
        .content_type(MediaType::TextJson)
        .accept(MediaType::TextJson)
        .header("X-Locale", "en-US")
        .send()
        .await
        .unwrap();
    let seen = server.only();
    assert_eq!(seen.line, "PUT /v2/customers/customer/carts/cart HTTP/1.1");
    for (name, value) in [
        ("ms-requestid", "request"),
        ("ms-correlationid", "correlation"),
        ("ms-cv", "vector.0"),
        ("content-type", "text/json"),
        ("accept", "text/json"),
        ("x-locale", "en-US"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
}

#[tokio::test]
async fn a_call_without_body_sends_none() {
    let server = Server::answering("204 No Content", &[], "").await;
    let client = server.client();
    client
        .checkout_cart("customer", "cart")
        .send()
        .await
        .unwrap();
    client.delete_cart(-7).send().await.unwrap();
    let seen = server.seen();
    assert_eq!(
        seen[0].line,
        "POST /v1/customers/customer/carts/cart/checkout HTTP/1.1"
    );
    assert_eq!(
        seen[0].header("content-length"),
        Some("0"),
        "some servers refuse a POST without it"
    );
    assert_eq!(seen[0].header("content-type"), None);
    assert_eq!(seen[1].line, "DELETE /v1/carts/-7 HTTP/1.1");
    assert_eq!(
        seen[1].header("authorization"),
        None,
        "the operation wants no credential"
    );
}

#[tokio::test]
async fn query_parameters_arrive_in_order() {
    let server = Server::json("{}").await;
    let client = server.client();
    client
        .list_orders("customer")
        .include_price(true)
        .status(["a b", "c&d"])
        .fields(["x", "y,z"])
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.only().line,
        "GET /v1/customers/customer/orders?include_price=true&status=a%20b&status=c%26d&fields=x,y%2Cz HTTP/1.1"
    );
}

#[tokio::test]
async fn ids_are_new_for_each_call_and_a_chain_shares_its_own() {
    let server = Server::json("{}").await;
    let client = server.client();
    let chain = client.with_correlation_id("chain");
    for client in [&client, &client, &chain, &chain] {
        client.get_cart("customer", "cart").send().await.unwrap();
    }
    chain
        .update_cart("customer", "cart", &cart())
        .correlation_id("own")
        .send()
        .await
        .unwrap();
    let of = |name: &str| -> Vec<String> {
        server
            .seen()
            .iter()
            .map(|seen| seen.header(name).unwrap().to_owned())
            .collect()
    };
    let mut requests = of("ms-requestid");
    requests.sort();
    requests.dedup();
    assert_eq!(requests.len(), 5);
    let correlations = of("ms-correlationid");
    assert_ne!(correlations[0], correlations[1]);
    assert_eq!(correlations[2..], ["chain", "chain", "own"]);
}

#[tokio::test]
async fn build_gives_the_request_without_sending_it() {
    let server = Server::json("{}").await;
    let client = server.client();
    let cart = cart();
    let call = client
        .update_cart("customer", "cart", &cart)
        .request_id("fixed");
    let request = call.build().unwrap();
    assert_eq!(request.method(), "PUT");
    assert_eq!(
        request.uri().to_string(),
        format!("{}/v1/customers/customer/carts/cart", server.url())
    );
    assert_eq!(request.headers()["ms-requestid"], "fixed");
    assert!(
        !request.headers().contains_key("authorization"),
        "the token is known on sending"
    );
    assert!(server.seen().is_empty());

    call.send().await.unwrap();
    let seen = server.only();
    assert_eq!(seen.body, request.body().as_ref());
    for (name, value) in request.headers() {
        if name != "ms-correlationid" {
            assert_eq!(
                seen.header(name.as_str()),
                Some(value.to_str().unwrap()),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_by_name_before_sending() {
    let server = Server::json("{}").await;
    let client = server.client();
    let cart = cart();
    let call = || client.update_cart("customer", "cart", &cart);
    for (call, named) in [
        (client.update_cart("", "cart", &cart), "`customer_id`"),
        (client.update_cart("customer", "..", &cart), "`cart_id`"),
        (client.update_cart("customer", "a\0", &cart), "`cart_id`"),
        (call().version(""), "`version`"),
        (call().version("x".repeat(70_000)), "URL"),
        (call().request_id("a\r\nb: c"), "`ms-requestid`"),
        (call().header("x-key", "hunter2\n"), "`x-key`"),
        (call().header("x key", "hunter2"), "`x key`"),
        (call().header("Authorization", "hunter2"), "`authorization`"),
        (call().header("content-type", "hunter2"), "`content-type`"),
        (call().timeout(std::time::Duration::ZERO), "timeout"),
    ] {
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(named), "{error}");
        assert!(error.to_string().starts_with("update_cart: "), "{error}");
        assert!(
            !format!("{error} {error:?}").contains("hunter2"),
            "{error:?}"
        );
        assert!(!error.may_have_reached_service() && !error.is_retryable());
        assert_eq!(
            (error.attempts(), error.operation()),
            (0, Some("update_cart"))
        );
    }
    let chain = client.with_correlation_id("a\nb");
    let error = chain.get_cart("customer", "cart").send().await.unwrap_err();
    assert!(error.to_string().contains("`ms-correlationid`"), "{error}");
    assert!(server.seen().is_empty());
}

#[test]
fn a_body_type_that_is_not_documented_is_refused() {
    static PDF_FIRST: Operation = Operation::new("a", Method::POST, "/a")
        .request_types(&["application/pdf", "application/json"])
        .response_types(&["application/pdf"]);
    let service = Service::new("https://api.example.com");
    let client: client_runtime::Client = ClientBuilder::new(&service)
        .credential(TOKEN)
        .build()
        .unwrap();
    let mut call = Call::new(&client, &PDF_FIRST);
    let request = call.build(Some(&"text".to_owned())).unwrap();
    assert_eq!(
        request.headers()["content-type"],
        "application/json",
        "the first that can be written"
    );
    assert_eq!(
        request.headers()["accept"],
        "application/pdf",
        "nothing that can be read is documented"
    );
    call.set_content_type(MediaType::TextJson);
    let error = call.build(Some(&"text".to_owned())).unwrap_err();
    assert!(error.to_string().contains("text/json"), "{error}");
    assert!(
        error
            .to_string()
            .contains("application/pdf, application/json"),
        "{error}"
    );
}

#[test]
fn wrong_settings_are_refused_by_name() {
    let builder = || Client::builder().credential(TOKEN);
    for (builder, named) in [
        (Client::builder(), "credential"),
        (
            builder().base_url("http://api.example.com"),
            "allow_insecure_http",
        ),
        (builder().parameter("versoin", "2"), "`version`"),
        (builder().user_agent("a\nb"), "user agent"),
        (builder().response_limit(0), "response limit"),
        (builder().timeout(std::time::Duration::ZERO), "timeout"),
        (
            builder()
                .http_client(client_runtime::reqwest::Client::new())
                .connect_timeout(std::time::Duration::from_secs(1)),
            "connect_timeout",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(named), "{error}");
    }
    let client = builder()
        .parameter("version", "3")
        .correlation_id("chain")
        .build()
        .unwrap();
    let request = client.get_cart("customer", "cart").build().unwrap();
    assert_eq!(
        request.uri(),
        "https://api.example.com/v3/customers/customer/carts/cart"
    );
    assert_eq!(request.headers()["ms-correlationid"], "chain");
}

#[test]
fn a_client_is_made_from_a_token_alone_and_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn sendable<T: Send>(_: T) {}
    let client = Client::new("token").unwrap();
    shared(&client);
    sendable(client.get_cart("a", "b").send());
    sendable(client.update_cart("a", "b", &Cart::default()).send_raw());
}
