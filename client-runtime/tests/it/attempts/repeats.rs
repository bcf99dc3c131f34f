//! The fault table: how often a call is attempted, under which id, and what comes out of it.

use std::time::Duration;

use client_runtime::http::StatusCode;
use client_runtime::{ErrorKind, RetryPolicy, RetryStop};
use tokio::time::Instant;

use super::script::{Script, Step};
use crate::call_sample::types::Cart;

const SECOND: Duration = Duration::from_secs(1);

fn all_equal(ids: &[String]) -> bool {
    ids.iter().all(|id| id == &ids[0])
}

#[tokio::test]
async fn what_may_be_temporary_is_repeated_under_the_same_id() {
    let broken_body = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":";
    let broken_503 = b"HTTP/1.1 503 It\r\nContent-Length: 100\r\n\r\n{\"code\":";
    for step in [
        Step::status(408),
        Step::status(429),
        Step::status(500),
        Step::status(502),
        Step::status(503),
        Step::status(504),
        Step::Reset,
        Step::Answer(Vec::new()),
        Step::Answer(b"nonsense\r\n\r\n".to_vec()),
        Step::Answer(broken_body.to_vec()),
        Step::Answer(broken_503.to_vec()),
        Step::Stall(Vec::new(), 60 * SECOND),
        Step::Stall(broken_body.to_vec(), 60 * SECOND),
    ] {
        let mut script = Script::start([step.clone(), step.clone(), Step::ok()]).await;
        let client = script.client();
        let cart = Cart::default();
        let response = script
            .run(client.update_cart("a", "b", &cart).send())
            .await
            .unwrap();
        assert_eq!(response.attempts(), 3, "{step:?}");
        let ids = script.ids();
        assert_eq!(ids.len(), 3, "{step:?}");
        assert!(all_equal(&ids), "{step:?}: {ids:?}");
        assert_eq!(response.sent().request_id, Some(ids[0].as_str()));
        let seen = script.seen();
        assert_eq!(seen[0].body, seen[2].body);
        assert_eq!(seen[0].line, seen[2].line);
        assert_eq!(seen[0].headers, seen[2].headers, "the same request");

        script.run(client.get_cart("a", "b").send()).await.unwrap();
        assert_ne!(script.ids()[3], ids[0], "another call has another id");
    }
}

#[tokio::test]
async fn what_no_repeat_helps_with_is_not_repeated() {
    let hopeless = r#"{"code":600061,"isRetryable":false}"#;
    for step in [
        Step::status(400),
        Step::status(403),
        Step::status(404),
        Step::status(409),
        Step::status(417),
        Step::status(501),
        Step::status(505),
        Step::with(500, &[], hopeless),
        Step::with(302, &[("Location", "https://elsewhere.example.com")], ""),
        Step::with(200, &[], "{\"id\":"),
    ] {
        let mut script = Script::start([step.clone()]).await;
        let client = script.client();
        let error = script
            .run(client.get_cart("a", "b").send())
            .await
            .unwrap_err();
        assert_eq!(
            (error.attempts(), script.seen().len()),
            (1, 1),
            "{step:?}: {error}"
        );
        assert_eq!(error.retry_stop(), None);
        assert!(error.earlier_attempts().is_empty());
        assert!(!error.to_string().contains("repeated"), "{error}");
    }
}

#[tokio::test]
async fn a_storm_ends_after_the_policys_attempts_and_is_told() {
    let fault = r#"{"code":800003,"description":"Unexpected service error"}"#;
    let mut script =
        Script::start([Step::status(502), Step::Reset, Step::with(503, &[], fault)]).await;
    let client = script.client();
    let error = script
        .run(client.update_cart("a", "b", &Cart::default()).send())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), script.seen().len()), (4, 4));
    assert!(all_equal(&script.ids()));
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(
        error.fault().unwrap().code().unwrap().as_number(),
        Some(800_003)
    );
    assert_eq!(error.retry_stop(), Some(RetryStop::AttemptsUsed));
    assert!(error.may_have_reached_service() && error.may_have_been_applied());
    assert_eq!(error.request_id(), Some(script.ids()[0].as_str()));
    let earlier: Vec<_> = error
        .earlier_attempts()
        .iter()
        .map(|attempt| {
            assert!(attempt.may_have_reached_service());
            assert!(attempt.delay() <= 2 * SECOND, "{attempt:?}");
            let status = attempt.status().map(|status| status.as_u16());
            (attempt.number(), attempt.kind(), status)
        })
        .collect();
    assert_eq!(
        earlier,
        [
            (1, ErrorKind::Api, Some(502)),
            (2, ErrorKind::Transport, None),
            (3, ErrorKind::Api, Some(503)),
        ]
    );
    let text = error.to_string();
    assert!(text.contains("given up after 4 attempts"), "{text}");
    assert!(
        text.contains("before: 502 Bad Gateway, then no answer"),
        "{text}"
    );
}

#[tokio::test]
async fn send_raw_gives_the_last_answer() {
    let mut script = Script::start([Step::status(503)]).await;
    let client = script.client();
    let call = client
        .get_cart("a", "b")
        .retry(RetryPolicy::new().max_attempts(2));
    let response = script.run(call.send_raw()).await.unwrap();
    assert_eq!((response.status().as_u16(), response.attempts()), (503, 2));
    let error = response.into_error();
    assert_eq!(error.retry_stop(), Some(RetryStop::AttemptsUsed));
    assert_eq!(error.earlier_attempts().len(), 1);
}

#[tokio::test]
async fn a_policy_holds_for_the_client_or_the_call() {
    let mut script = Script::start([Step::status(503)]).await;
    let client = script.builder().retry(RetryPolicy::none()).build().unwrap();
    let error = script
        .run(client.get_cart("a", "b").send())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), error.retry_stop()), (1, None));
    let call = client.get_cart("a", "b").retry(
        RetryPolicy::new()
            .max_attempts(7)
            .base_delay(Duration::ZERO),
    );
    let error = script.run(call.send()).await.unwrap_err();
    assert_eq!((error.attempts(), script.seen().len()), (7, 8));
    let call = client
        .get_cart("a", "b")
        .retry(RetryPolicy::new().statuses([StatusCode::BAD_GATEWAY]));
    let error = script.run(call.send()).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn the_service_says_how_long_to_wait() {
    for (headers, least) in [
        (vec![("Retry-After", "57")], 57),
        (
            vec![
                ("Date", "Wed, 21 Oct 2015 07:28:00 GMT"),
                ("Retry-After", "Wed, 21 Oct 2015 07:28:30 GMT"),
            ],
            30,
        ),
        (vec![("Retry-After", "0")], 0),
        (vec![("Retry-After", "soon")], 0),
        (vec![], 0),
    ] {
        for status in [429, 503] {
            let limited = Step::with(status, &headers, "");
            let mut script = Script::start([limited, Step::ok()]).await;
            let client = script.client();
            let start = Instant::now();
            script.run(client.get_cart("a", "b").send()).await.unwrap();
            let delay = script.told()[0].delay.unwrap();
            let jitter = Duration::from_millis(500);
            assert!(delay >= least * SECOND, "{headers:?}: {delay:?}");
            assert!(delay <= least * SECOND + jitter, "{headers:?}: {delay:?}");
            assert!(start.elapsed() >= delay, "it was waited for");
            assert_eq!(script.seen().len(), 2);
        }
    }
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    for wait in ["57", "99999999999999999999999"] {
        let limited = Step::with(429, &[("Retry-After", wait)], "");
        let mut script = Script::start([limited]).await;
        let client = script.client();
        let call = client.get_cart("a", "b").timeout(50 * SECOND);
        let error = script.run(call.send()).await.unwrap_err();
        assert_eq!(
            (error.attempts(), error.status().unwrap().as_u16()),
            (1, 429)
        );
        assert_eq!(error.retry_stop(), Some(RetryStop::Deadline));
        assert!(error.retry_after().unwrap() >= 57 * SECOND);
        assert_eq!(script.told()[0].delay, None, "no wait");
        assert!(error.to_string().contains("no time for another"), "{error}");
        assert!(!error.may_have_been_applied(), "429 is a refusal");
    }
}

#[tokio::test]
async fn attempts_share_the_time_of_the_call() {
    let stall = |seconds| Step::Stall(Vec::new(), seconds * SECOND);
    let mut script = Script::start([stall(4), stall(4), stall(2)]).await;
    let client = script
        .builder()
        .attempt_timeout(4 * SECOND)
        .retry(RetryPolicy::new().base_delay(Duration::ZERO))
        .build()
        .unwrap();
    let start = Instant::now();
    let call = client.get_cart("a", "b").timeout(10 * SECOND);
    let error = script.run(call.send()).await.unwrap_err();
    assert_eq!((error.attempts(), error.kind()), (3, ErrorKind::Timeout));
    assert_eq!(error.retry_stop(), Some(RetryStop::Deadline));
    assert!(start.elapsed() >= 10 * SECOND);
    assert!(error.to_string().contains("within 10s"), "{error}");
    let earlier = error.earlier_attempts();
    assert!(earlier[0].reason().contains("within 4s"), "{error}");
    assert!(earlier[0].elapsed() >= 4 * SECOND);

    let mut script = Script::start([stall(1), Step::ok()]).await;
    let client = script.client();
    let call = client.get_cart("a", "b").attempt_timeout(SECOND);
    assert_eq!(script.run(call.send()).await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_listens() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let mut script = Script::start([Step::ok()]).await;
    let client = script
        .builder()
        .base_url(format!("http://{}", socket.local_addr().unwrap()))
        .build()
        .unwrap();
    for careful in [false, true] {
        let policy = RetryPolicy::new().repeat_writes(!careful);
        let cart = Cart::default();
        let call = client.update_cart("a", "b", &cart).retry(policy);
        let error = script.run(call.send()).await.unwrap_err();
        assert_eq!((error.attempts(), error.kind()), (4, ErrorKind::Connect));
        assert!(!error.may_have_reached_service());
        assert!(!error.may_have_been_applied());
        assert!(error.to_string().contains("(3 times)"), "{error}");
    }
}

#[tokio::test]
async fn an_earlier_attempt_is_not_forgotten() {
    let mut script = Script::start([Step::ResetAndClose]).await;
    let client = script.client();
    let cart = Cart::default();
    let error = script
        .run(client.update_cart("a", "b", &cart).send())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), error.kind()), (4, ErrorKind::Connect));
    assert!(error.may_have_reached_service() && error.may_have_been_applied());
    assert!(error.to_string().contains("an earlier attempt"), "{error}");

    // A refusal of the repeat says nothing of the attempt that was lost.
    let mut script = Script::start([Step::Reset, Step::status(404)]).await;
    let client = script.client();
    let error = script
        .run(client.update_cart("a", "b", &cart).send())
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), error.status().unwrap().as_u16()),
        (2, 404)
    );
    assert!(error.may_have_been_applied());
    assert_eq!(error.earlier_attempts().len(), 1);
}

#[tokio::test]
async fn writes_are_repeated_only_if_that_is_wanted() {
    let careful = RetryPolicy::new().repeat_writes(false);
    for (step, attempts) in [
        (Step::status(503), 1),
        (Step::status(408), 1),
        (Step::Reset, 1),
        (Step::Stall(Vec::new(), 60 * SECOND), 1),
        (Step::status(429), 4),
    ] {
        let mut script = Script::start([step.clone()]).await;
        let client = script.builder().retry(careful.clone()).build().unwrap();
        let cart = Cart::default();
        let error = script
            .run(client.update_cart("a", "b", &cart).send())
            .await
            .unwrap_err();
        assert_eq!(
            (error.attempts(), script.seen().len()),
            (attempts, attempts as usize)
        );
        let stop = match attempts {
            1 => RetryStop::MayHaveBeenReceived,
            _ => RetryStop::AttemptsUsed,
        };
        assert_eq!(error.retry_stop(), Some(stop), "{step:?}");
        let error = script
            .run(
                client
                    .get_cart("a", "b")
                    .retry(careful.clone().max_attempts(2))
                    .send(),
            )
            .await
            .unwrap_err();
        assert_eq!(error.attempts(), 2, "reading does no harm");
    }
}

#[tokio::test]
async fn conflicts_are_waited_out_only_if_that_is_wanted() {
    for code in ["800014", "800060", "800064", "\"800082\""] {
        let body = format!("{{\"code\":{code},\"description\":\"busy\"}}");
        let conflict = Step::with(409, &[], &body);
        let mut script = Script::start([conflict.clone(), conflict, Step::ok()]).await;
        let client = script.client();
        let error = script
            .run(client.get_cart("a", "b").send())
            .await
            .unwrap_err();
        assert_eq!((error.attempts(), error.is_transient_conflict()), (1, true));
        assert!(
            error.to_string().contains("resolves itself with time"),
            "{error}"
        );
        let patient = RetryPolicy::new().repeat_transient_conflicts(true);
        let call = client.get_cart("a", "b").retry(patient);
        assert_eq!(script.run(call.send()).await.unwrap().attempts(), 2);
        let ids = script.ids();
        assert_eq!(ids[1], ids[2]);
    }
    for (status, body) in [
        (409, r#"{"code":900278,"description":"another conflict"}"#),
        (409, ""),
        (400, r#"{"code":800064}"#),
    ] {
        let mut script = Script::start([Step::with(status, &[], body)]).await;
        let patient = RetryPolicy::new().repeat_transient_conflicts(true);
        let client = script.builder().retry(patient).build().unwrap();
        let error = script
            .run(client.get_cart("a", "b").send())
            .await
            .unwrap_err();
        assert_eq!(
            (error.attempts(), error.is_transient_conflict()),
            (1, false)
        );
    }
}

#[tokio::test]
async fn attempts_are_told_to_the_observer() {
    let mut script = Script::start([Step::status(503), Step::Reset, Step::ok()]).await;
    let client = script.client();
    script.run(client.get_cart("a", "b").send()).await.unwrap();
    let limited = Step::with(429, &[("Retry-After", "1000")], "hunter2");
    let mut other = Script::start([limited]).await;
    let client = other.client();
    other
        .run(client.get_cart("a", "b").send())
        .await
        .unwrap_err();

    let told = script.told();
    assert_eq!(told.len(), 3);
    assert_eq!(
        (told[0].status, told[0].failure),
        (Some(503), Some(ErrorKind::Api))
    );
    assert_eq!(told[0].reason.as_deref(), Some("503 Service Unavailable"));
    assert_eq!(
        (told[1].status, told[1].failure),
        (None, Some(ErrorKind::Transport))
    );
    assert!(told[0].delay.is_some() && told[1].delay.is_some());
    assert_eq!(
        (told[2].status, told[2].failure, told[2].delay),
        (Some(200), None, None)
    );
    assert_eq!(told[2].reason, None);
    for (at, attempt) in told.iter().enumerate() {
        assert_eq!(
            (attempt.operation, attempt.number as usize),
            ("get_cart", at + 1)
        );
        assert_eq!(
            attempt.request_id.as_deref(),
            Some(script.ids()[0].as_str())
        );
        assert!(attempt.sent && attempt.stop.is_none());
    }
    let told = other.told();
    assert_eq!(told[0].stop, Some(RetryStop::Deadline));
    assert!(!format!("{told:?}").contains("hunter2"), "no body");
}

#[tokio::test]
async fn settings_that_cannot_be_meant_are_refused() {
    let script = Script::start([Step::ok()]).await;
    for (builder, word) in [
        (
            script.builder().retry(RetryPolicy::new().max_attempts(0)),
            "none()",
        ),
        (
            script
                .builder()
                .retry(RetryPolicy::new().statuses([StatusCode::CONFLICT])),
            "409",
        ),
        (script.builder().attempt_timeout(Duration::ZERO), "zero"),
        (
            script
                .builder()
                .rate_limit(client_runtime::RateLimit::per_minute(0)),
            "rate limit",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(word), "{error}");
    }
    let client = script.client();
    let call = || client.get_cart("a", "b");
    for (call, word) in [
        (call().retry(RetryPolicy::new().max_attempts(0)), "none()"),
        (call().attempt_timeout(Duration::ZERO), "zero"),
        (call().timeout(Duration::ZERO), "zero"),
    ] {
        let error = call.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains(word), "{error}");
    }
    assert!(script.seen().is_empty());
}
