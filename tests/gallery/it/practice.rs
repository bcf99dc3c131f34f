//! What documents in practice have beside the rest.

use client_runtime::wire::{Decimal, JsonValue, Map, Nullable, json};
use client_runtime::{Credentials, ErrorKind, Part};
use gallery::practice::Client;
use gallery::practice::operations::{
    GetMovedError, GetMovedHeaders, HeadAnythingHeaders, OptionsOfAnythingHeaders,
    PutFormatsHeaders,
};
use gallery::practice::types::models::{Anything, Elsewhere, Formats, Nulls, NullsInline, Shade};
use gallery::practice::types::operations::{GetAnythingInline, PostPartsTags};

use crate::server::{Answer, Server};

fn client(server: &Server) -> Client {
    Client::builder()
        .credential(Credentials::anonymous())
        .base_url(&server.url)
        .build()
        .unwrap()
}

#[tokio::test]
async fn formats_are_told_and_their_values_kept_as_they_came() {
    // Values that the formats forbid are kept, too.
    const TEXT: &str = r#"{"always":false,"binary":"b","byte":"AA==","date":"2026-02-30","date_time":"2026-01-01T00:00:00Z","decimal":"1.50","double":2.5,"duration":"P1D","email":"none","float":0.1,"half":7,"hostname":"h","int16":70000,"int32":3000000000,"int64":9223372036854775807,"int8":-129,"ipv4":"::1","ipv6":"::1","money":10.00,"password":"p","regex":"[","time":"25:00","uint32":-1,"uint64":18446744073709551615,"uint8":256,"unixtime":1,"uri":":","url":"u","uuid":"7"}"#;
    let answer = Answer::json(200, TEXT).with_header("x-large", "18446744073709551615");
    let server = Server::start(answer).await;
    let formats: Formats = json::from_str(TEXT).unwrap();
    let back = client(&server)
        .put_formats(&formats)
        .date("2026-01-01")
        .uuid("7")
        .small(-1)
        .large(u64::MAX)
        .ratio(Decimal::from(1))
        .sure(true)
        .many([1, u64::MAX])
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    assert_eq!(
        request.line,
        "PUT /formats?date=2026-01-01&uuid=7&small=-1&large=18446744073709551615&ratio=1&sure=true&many=1&many=18446744073709551615"
    );
    assert_eq!(request.text(), TEXT);
    assert_eq!(json::to_string(back.value()).unwrap(), TEXT);
    let headers = PutFormatsHeaders::from(back.headers());
    assert_eq!(headers.x_large(), Some(Decimal::from(u64::MAX)));
}

#[tokio::test]
async fn null_keeps_its_place_in_lists_and_maps() {
    const TEXT: &str = r#"{"enums":["dark",null],"inline":[null,{"a":"x"}],"lists":[[1.50,null],null],"map":{"b":null,"a":1},"objects":[{"texts":[null]},null],"texts":["x",null],"times":[null]}"#;
    let server = Server::start(Answer::json(200, "[null,1,null]")).await;
    let nulls: Nulls = json::from_str(TEXT).unwrap();
    assert_eq!(nulls.texts()[0], Nullable::Value("x".to_owned()));
    assert_eq!(
        nulls.enums(),
        [Nullable::Value(Shade::Dark), Nullable::Null]
    );
    let made = Nulls::default()
        .with_inline(vec![
            Nullable::Null,
            NullsInline::default().with_a("x").into(),
        ])
        .with_map(Map::from_iter([("b", Nullable::Null)]));
    assert_eq!(made.inline(), nulls.inline());
    let back = client(&server).put_nulls(&nulls).send().await.unwrap();
    assert_eq!(server.only_request().text(), TEXT);
    assert_eq!(
        *back.value(),
        [Nullable::Null, Nullable::Value(1), Nullable::Null]
    );
}

#[tokio::test]
async fn any_value_is_kept_as_it_came() {
    const TEXT: &str = r#"{"any":[1.50,{"b":null}],"list":["x",2,true],"map":{"k":{}}}"#;
    let server = Server::start(Answer::json(200, "[1.0,null]")).await;
    let body: JsonValue = r#"{"a":1.50}"#.parse().unwrap();
    let back = client(&server).post_anything(&body).send().await.unwrap();
    assert_eq!(server.only_request().text(), r#"{"a":1.50}"#);
    assert_eq!(json::to_string(back.value()).unwrap(), "[1.0,null]");
    let anything: Anything = json::from_str(TEXT).unwrap();
    assert_eq!(json::to_string(&anything).unwrap(), TEXT);
    assert_eq!(anything.list().len(), 3);
}

#[tokio::test]
async fn json_stands_in_queries() {
    let server = Server::start(Answer::json(200, "{}")).await;
    let any: JsonValue = "null".parse().unwrap();
    client(&server)
        .get_anything(&Formats::default().with_int8(1))
        .names(["a b", "c"])
        .numbers([Nullable::Null, Nullable::Value(1)])
        .text("\"")
        .any(&any)
        .inline(&GetAnythingInline::default().with_a(1))
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.only_request().line,
        "GET /anything?filter=%7B%22int8%22%3A1%7D&names=%5B%22a%20b%22%2C%22c%22%5D&numbers=%5Bnull%2C1%5D&text=%22%5C%22%22&any=null&inline=%7B%22a%22%3A1%7D"
    );
}

#[tokio::test]
async fn head_has_headers_and_no_body() {
    let server = Server::start(Answer::json(200, "{}").with_header("etag", "\"1\"")).await;
    let head = client(&server).head_anything().send().await.unwrap();
    assert_eq!(server.only_request().line, "HEAD /anything");
    assert_eq!(server.only_request().header("accept"), "application/json");
    let () = *head.value();
    assert_eq!(
        HeadAnythingHeaders::from(head.headers()).e_tag(),
        Some("\"1\"")
    );
    let server = Server::start(Answer::empty(304)).await;
    let call = client(&server)
        .head_anything()
        .if_none_match("\"1\"")
        .send()
        .await;
    let error = call.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(304));
}

#[tokio::test]
async fn options_are_asked_for() {
    let answer = Answer::empty(204).with_header("allow", "GET, PUT");
    let server = Server::start(answer).await;
    let options = client(&server).options_of_anything().send().await.unwrap();
    assert_eq!(server.only_request().line, "OPTIONS /anything");
    let headers = OptionsOfAnythingHeaders::from(options.headers());
    assert_eq!(headers.allow(), ["GET", "PUT"]);
}

#[tokio::test]
#[expect(deprecated, reason = "that it is deprecated is what is shown")]
async fn redirects_are_errors_that_say_where_to() {
    for (status, answer) in [
        (
            302,
            Answer::json(302, r#"{"where":"there"}"#).with_header("location", "/there"),
        ),
        (307, Answer::json(307, r#"{"where":"there"}"#)),
    ] {
        let server = Server::start(answer).await;
        let call = client(&server).get_moved("a").old("x").send().await;
        let error = call.unwrap_err();
        assert_eq!(server.only_request().line, "GET /moved/a?old=x");
        let read = GetMovedError::of(&error).unwrap().unwrap();
        assert_eq!(matches!(read, GetMovedError::Found(_)), status == 302);
        assert_eq!(matches!(read, GetMovedError::Redirection(_)), status == 307);
        assert_eq!(read.into_body(), Elsewhere::default().with_where_("there"));
        let headers = GetMovedHeaders::from(error.headers().unwrap());
        assert_eq!(headers.location(), (status == 302).then_some("/there"));
        assert_eq!(headers.x_old(), None);
    }
}

#[test]
#[expect(deprecated, reason = "that it is deprecated is what is shown")]
fn deprecated_properties_are_kept() {
    let mut anything = Anything::default().with_old(vec!["a".to_owned()]);
    anything.old_mut()[0].push('b');
    assert_eq!(anything.old(), ["ab"]);
    assert_eq!(json::to_string(&anything).unwrap(), r#"{"old":["ab"]}"#);
}

#[tokio::test]
async fn parts_have_the_media_types_that_the_document_gives_them() {
    let server = Server::start(Answer::empty(204)).await;
    let own = Part::from("own").content_type("image/webp");
    client(&server)
        .post_parts(&Elsewhere::default().with_where_("x"), "png")
        .note("*n*")
        .pages([Part::from("one"), own])
        .either("jpeg")
        .tags([PostPartsTags::default().with_tag("t")])
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    let text = request.text();
    for (name, media_type, content) in [
        ("photo", "image/png", "png"),
        ("meta", "application/merge-patch+json", r#"{"where":"x"}"#),
        ("note", "text/markdown", "*n*"),
        ("pages", "application/pdf", "one"),
        ("pages", "image/webp", "own"),
        ("tags", "application/json", r#"[{"tag":"t"}]"#),
    ] {
        let part = format!(
            "form-data; name=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n{content}\r\n"
        );
        assert!(text.contains(&part), "{part} is not in\n{text}");
    }
    // Which of several it is, is the caller's to say.
    assert!(
        text.contains("form-data; name=\"either\"\r\n\r\njpeg\r\n"),
        "{text}"
    );
}
