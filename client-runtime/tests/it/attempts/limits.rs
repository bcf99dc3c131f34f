//! What the calls of a client share: the retry budget and the rate limit.

use std::time::Duration;

use client_runtime::{ErrorKind, RateLimit, RetryBudget, RetryPolicy, RetryStop};
use tokio::time::Instant;

use super::script::{Script, Step};

#[tokio::test]
async fn an_empty_budget_ends_retries_for_all_clones() {
    let mut script = Script::start([Step::status(503)]).await;
    let client = script
        .builder()
        .retry_budget(RetryBudget::new(5).per_second(0))
        .retry(RetryPolicy::new().base_delay(Duration::ZERO))
        .build()
        .unwrap();
    let mut stops = Vec::new();
    for _ in 0..4 {
        let clone = client.clone();
        let error = script
            .run(clone.get_cart("a", "b").send())
            .await
            .unwrap_err();
        stops.push((error.attempts(), error.retry_stop()));
        if error.retry_stop() == Some(RetryStop::BudgetEmpty) {
            assert!(
                error.to_string().contains("retry budget is empty"),
                "{error}"
            );
        }
    }
    assert_eq!(
        stops,
        [
            (4, Some(RetryStop::AttemptsUsed)),
            (3, Some(RetryStop::BudgetEmpty)),
            (1, Some(RetryStop::BudgetEmpty)),
            (1, Some(RetryStop::BudgetEmpty)),
        ]
    );
    assert_eq!(script.seen().len(), 4 + 5, "four calls and five retries");
}

#[tokio::test]
async fn answered_calls_and_time_fill_the_budget() {
    let steps = [503, 503, 200, 404, 503, 503];
    let mut script = Script::start(steps.map(Step::status)).await;
    let client = script
        .builder()
        .retry_budget(RetryBudget::new(1).per_second(0).per_hundred_calls(50))
        .retry(RetryPolicy::new().base_delay(Duration::ZERO))
        .build()
        .unwrap();
    let mut attempts = Vec::new();
    for _ in 0..4 {
        let response = script.run(client.get_cart("a", "b").send_raw()).await;
        attempts.push(response.unwrap().attempts());
    }
    assert_eq!(
        attempts,
        [2, 1, 1, 2],
        "two answered calls pay for one retry"
    );
}

#[tokio::test]
async fn a_rate_limit_holds_for_all_who_share_it() {
    let mut script = Script::start([Step::ok()]).await;
    let limit = RateLimit::per_minute(2);
    let one = script.builder().rate_limit(limit.clone()).build().unwrap();
    let other = script.builder().rate_limit(limit).build().unwrap();
    script.run(one.get_cart("a", "b").send()).await.unwrap();
    script.run(other.get_cart("a", "b").send()).await.unwrap();

    let start = Instant::now();
    let clone = one.clone();
    let call = clone.get_cart("a", "b").timeout(Duration::from_secs(40));
    let error = script.run(call.send()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.may_have_reached_service());
    assert!(error.to_string().contains("rate limit"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(40), "at once");

    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    script.run(one.get_cart("a", "b").send()).await.unwrap();
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn repeats_count_against_the_rate_limit() {
    let mut script = Script::start([Step::status(503)]).await;
    let client = script
        .builder()
        .rate_limit(RateLimit::per_minute(2))
        .retry(RetryPolicy::new().base_delay(Duration::ZERO))
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    let error = script
        .run(client.get_cart("a", "b").send())
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 2));
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(error.retry_stop(), Some(RetryStop::Deadline));
    assert_eq!(error.earlier_attempts().len(), 1);
    assert_eq!(script.seen().len(), 2);
}
