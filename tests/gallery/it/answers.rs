//! Several successes, errors with types, ranges, defaults and headers.

use client_runtime::{Error, ErrorKind};
use gallery::answers::Client;
use gallery::answers::operations::{
    GetDefaultError, GetRangedError, GetRangedResponse, GetSeveralError, GetSeveralHeaders,
    GetSeveralResponse,
};
use gallery::answers::types::models::{FailureResponseReason, Kind};

use crate::server::{Answer, Server};

fn client(server: &Server) -> Client {
    Client::builder()
        .credential("token")
        .base_url(&server.url)
        .build()
        .unwrap()
}

async fn several(answer: Answer) -> Result<GetSeveralResponse, Error> {
    let server = Server::start(answer).await;
    let answer = client(&server).get_several("1").send().await?;
    Ok(answer.into_value())
}

async fn failure(answer: Answer) -> Error {
    several(answer).await.unwrap_err()
}

#[tokio::test]
async fn each_success_is_its_own_variant() {
    let ok = several(Answer::json(200, r#"{"id":"1"}"#)).await.unwrap();
    assert!(matches!(ok, GetSeveralResponse::Ok(item) if item.id.as_deref() == Some("1")));
    let accepted = several(Answer::json(202, r#"{"after":5}"#)).await.unwrap();
    assert!(matches!(accepted, GetSeveralResponse::Accepted(job) if job.after == Some(5)));
    let text = several(Answer::of(203, "text/plain", b"hearsay")).await;
    assert_eq!(
        text.unwrap(),
        GetSeveralResponse::NonAuthoritativeInformation("hearsay".to_owned())
    );
    let nothing = several(Answer::empty(204)).await.unwrap();
    assert_eq!(nothing, GetSeveralResponse::NoContent);
    let bytes = several(Answer::of(206, "image/png", &[0x89, 0])).await;
    assert!(
        matches!(bytes.unwrap(), GetSeveralResponse::PartialContent(bytes) if bytes[..] == [0x89, 0])
    );
}

#[tokio::test]
async fn errors_have_the_type_of_their_status() {
    let problem = r#"{"title":"No","status":400}"#;
    let error = failure(Answer::json(400, problem)).await;
    assert_eq!(error.kind(), ErrorKind::Api);
    let Some(GetSeveralError::BadRequest(read)) = GetSeveralError::of(&error).unwrap() else {
        panic!("{error}");
    };
    assert_eq!(read.title.as_deref(), Some("No"));
    // The body is there all the same.
    assert_eq!(error.body(), problem.as_bytes());

    let error = failure(Answer::json(409, r#"{"by":"me"}"#)).await;
    let read = GetSeveralError::of(&error).unwrap();
    assert!(
        matches!(&read, Some(GetSeveralError::Conflict(it)) if it.by.as_deref() == Some("me")),
        "{read:?}"
    );
    let error = failure(Answer::json(418, problem)).await;
    let read = GetSeveralError::of(&error).unwrap();
    assert!(
        matches!(&read, Some(GetSeveralError::ClientError(it)) if it.status == Some(400)),
        "{read:?}"
    );
    let error = failure(Answer::json(503, r#"{"reason":"tired"}"#)).await;
    let read = GetSeveralError::of(&error).unwrap();
    assert!(
        matches!(&read, Some(GetSeveralError::Default(it)) if it.reason == Some(FailureResponseReason::Tired)),
        "{read:?}"
    );
}

#[tokio::test]
async fn an_error_without_a_documented_body_is_none_of_the_others() {
    let error = failure(Answer::json(404, r#"{"title":"x"}"#)).await;
    assert_eq!(GetSeveralError::of(&error).unwrap(), None);
    let error = failure(Answer::empty(400)).await;
    assert_eq!(GetSeveralError::of(&error).unwrap(), None);
    // A decoding failure is not the service's.
    let error = failure(Answer::json(200, "[1]")).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(GetSeveralError::of(&error).unwrap(), None);
}

#[tokio::test]
async fn a_body_that_is_not_as_documented_is_told_and_kept() {
    let page = b"<html>gateway</html>";
    let error = failure(Answer::of(502, "text/html", page)).await;
    assert_eq!(error.body(), page.as_slice());
    let unread = GetSeveralError::of(&error).unwrap_err();
    assert_eq!(unread.kind(), ErrorKind::Decode);
    assert_eq!(unread.body(), page.as_slice());
    assert!(unread.to_string().contains("text/html"), "{unread}");
}

#[tokio::test]
async fn documented_headers_are_read() {
    let answer = Answer::json(200, "{}")
        .with_header("x-left", "12")
        .with_header("etag", "\"a\"")
        .with_header("x-price", "1.50")
        .with_header("x-kinds", "big, huge")
        .with_header("x-until", "2026-01-01T00:00:00Z")
        .with_header("x-fault", "perhaps");
    let server = Server::start(answer).await;
    let response = client(&server).get_several("1").send().await.unwrap();
    let headers = GetSeveralHeaders::from(response.headers());
    assert_eq!(headers.x_left(), Some(12));
    assert_eq!(headers.e_tag(), Some("\"a\""));
    assert_eq!(headers.x_price().unwrap().to_string(), "1.50");
    assert_eq!(headers.x_kinds(), [Kind::Big, Kind::from("huge")]);
    assert_eq!(headers.x_until().unwrap().as_str(), "2026-01-01T00:00:00Z");
    assert_eq!(headers.x_fault(), None);
}

#[tokio::test]
async fn a_range_is_what_is_not_named() {
    let get = async |answer| {
        let server = Server::start(answer).await;
        client(&server).get_ranged().send().await
    };
    let ok = get(Answer::json(200, r#"{"id":"1"}"#)).await.unwrap();
    assert!(matches!(ok.value(), GetRangedResponse::Ok(_)));
    let other = get(Answer::json(207, r#"["a"]"#)).await.unwrap();
    assert_eq!(
        *other.value(),
        GetRangedResponse::Success(vec!["a".to_owned()])
    );
    assert!(other.is_documented_status());
    let error = get(Answer::json(500, r#"["b"]"#)).await.unwrap_err();
    assert_eq!(
        GetRangedError::of(&error).unwrap(),
        Some(GetRangedError::ServerError(vec!["b".to_owned()]))
    );
    let error = get(Answer::json(400, r#"["b"]"#)).await.unwrap_err();
    assert_eq!(GetRangedError::of(&error).unwrap(), None);
}

#[tokio::test]
async fn default_is_the_success_where_there_is_no_other() {
    let server = Server::start(Answer::json(200, r#"{"id":"1"}"#)).await;
    let item = client(&server).get_default().send().await.unwrap();
    assert_eq!(item.id.as_deref(), Some("1"));
    let server = Server::start(Answer::json(404, r#"{"id":"none"}"#)).await;
    let error = client(&server).get_default().send().await.unwrap_err();
    let read = GetDefaultError::of(&error).unwrap().unwrap();
    assert_eq!(read.into_body().id.as_deref(), Some("none"));
}

#[tokio::test]
async fn bytes_of_any_type_are_asked_for() {
    let server = Server::start(Answer::of(200, "image/gif", b"GIF")).await;
    let bytes = client(&server).get_raw().send().await.unwrap();
    assert_eq!(bytes.value().as_ref(), b"GIF");
    assert_eq!(server.only_request().header("accept"), "image/*");
}
