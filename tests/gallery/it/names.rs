//! Names that mean something in Rust do not change what emitted code means.

use client_runtime::Credentials;
use client_runtime::wire::{Nullable, json};
use gallery::names::operations::{
    BoxResponse, FromError, GetAlikeResponse, OptionError, OptionHeaders, OptionResponse,
};
use gallery::names::types::models::{self, Codes, Ok as Code, Some as Kind};
use gallery::names::types::{order, order_line, shop, stock};
use gallery::names::{Client, Server as ServerUrl};

use crate::server::{Answer, Server};

fn client(server: &Server) -> Client {
    Client::builder()
        .credential(Credentials::anonymous())
        .api_key("a-b", "secret")
        .base_url(&server.url)
        .build()
        .unwrap()
}

#[tokio::test]
async fn each_parameter_goes_to_its_place() {
    let answer = Answer::json(200, r#"{"1st":[{"%":"p"}],"a-b":"x","a_b":"y"}"#)
        .with_header("type", "t")
        .with_header("x-some", "2")
        .with_header("x-oks", "1, 7");
    let server = Server::start(answer).await;
    let body = models::Option::default()
        .with_type_(vec!["t".to_owned()])
        .with_description(vec!["d".to_owned()])
        .with_2nd(2)
        .with_null_or_null()
        .with_union("u".to_owned());
    let response = client(&server)
        .option("first", "second", [3, 4], 5, &body)
        .self_("me")
        .query(Kind::SOME)
        .request([Code::ERR])
        .into("models_option")
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    assert_eq!(
        request.line,
        "PUT /option/first/second/3%2C4/5?self=me&query=1&request=2&into=models_option"
    );
    assert_eq!(
        request.text(),
        r#"{"2nd":2,"description":["d"],"null-or":null,"type":["t"],"union":"u"}"#
    );
    let headers = OptionHeaders::from(response.headers());
    assert_eq!(headers.type_(), Some("t"));
    assert_eq!(headers.x_some(), Some(Kind::NONE));
    assert_eq!(headers.x_oks(), [Code::OK, Code::new(7)]);
    let OptionResponse::Ok(option) = response.into_value() else {
        panic!("200 is an option");
    };
    assert_eq!(option._1st()[0].percent.as_deref(), Some("p"));
    assert_eq!(option.a_b.as_deref(), Some("x"));
    assert_eq!(option.other.as_deref(), Some("y"));
    assert_eq!(option.null_or, None::<Nullable<String>>);
}

#[tokio::test]
async fn errors_of_such_names_are_read() {
    let server = Server::start(Answer::json(500, r#"{"ok":1}"#)).await;
    let body = models::Option::default();
    let call = client(&server).option("a", "b", [1], 1, &body).send().await;
    let error = OptionError::of(&call.unwrap_err()).unwrap().unwrap();
    assert_eq!(error.into_body().ok, Some(Code::OK));

    let server = Server::start(Answer::json(400, r#"{"a":{"b":["c"]}}"#)).await;
    let error = client(&server).from().send().await.unwrap_err();
    let error = FromError::of(&error).unwrap().unwrap();
    let FromError::BadRequest(models::Default::Into(into)) = error else {
        panic!("an object");
    };
    assert_eq!(into.a.unwrap().b(), ["c"]);
}

#[tokio::test]
async fn names_that_differ_only_in_where_words_begin_are_different_types() {
    let answers = [
        (200, r#"{"first":"x"}"#),
        (201, r#"{"second":"x"}"#),
        (202, r#"{"third":"x"}"#),
        (203, r#"{"fourth":"x"}"#),
    ];
    for (status, text) in answers {
        let server = Server::start(Answer::json(status, text)).await;
        let answer = client(&server).get_alike().send().await.unwrap();
        let known = match answer.into_value() {
            GetAlikeResponse::Ok(order::LineItem { first, .. }) => first,
            GetAlikeResponse::Created(order_line::Item { second, .. }) => second,
            GetAlikeResponse::Accepted(models::XA { third, .. }) => third,
            GetAlikeResponse::NonAuthoritativeInformation(models::Xa { fourth, .. }) => fourth,
            other => panic!("{other:?}"),
        };
        assert_eq!(known.as_deref(), Some("x"), "{text}");
    }
    let server = Server::start(Answer::json(200, "{}")).await;
    let (filter, body) = (
        shop::Client::default().with_a("f"),
        stock::Client::default().with_a("b"),
    );
    let client = client(&server);
    client.put_alike(&filter, &body).send().await.unwrap();
    let request = server.only_request();
    assert_eq!(request.line, "PUT /alike?filter%5Ba%5D=f");
    assert_eq!(request.text(), r#"{"a":"b"}"#);
}

#[tokio::test]
async fn operations_are_called_whatever_their_names() {
    let server = Server::start(Answer::empty(204)).await;
    let client = client(&server);
    let mut lines = Vec::new();
    macro_rules! call {
        ($($method:ident)*) => {
            $(lines.push(client.$method().build().unwrap());)*
        };
    }
    call!(answer_201_option option_status_201 _2fast self_ client_runtime std some default client);
    let lines: Vec<String> = lines
        .iter()
        .map(|request| format!("{} {}", request.method(), request.uri().path()))
        .collect();
    assert_eq!(
        lines,
        [
            "GET /answers/answer_201_option",
            "PUT /answers/answer_201_option",
            "GET /words",
            "PUT /words",
            "PATCH /words",
            "DELETE /words",
            "GET /prelude",
            "POST /prelude",
            "DELETE /prelude",
        ]
    );
    let server = Server::start(Answer::json(201, "")).await;
    let answer = self::client(&server).box_().send().await.unwrap();
    assert_eq!(*answer.value(), BoxResponse::Created);
}

#[test]
fn members_have_the_names_that_they_are_given() {
    assert_eq!(Codes::from("a.b"), Codes::AdotB);
    assert_eq!(Codes::from("a-b"), Codes::AB);
    assert_eq!(json::to_string(&Codes::AdotB).unwrap(), r#""a.b""#);
    assert_eq!(models::Vec::from("err"), models::Vec::Err);
    assert_eq!("self".parse(), Ok(models::Vec::Self_));
}

#[test]
fn variables_of_the_server_are_set_by_their_names() {
    let server = ServerUrl::default().self_("us").url("8443");
    assert_eq!(String::from(server), "https://us.names.example.com:8443");
}
