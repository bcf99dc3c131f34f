//! What others can see of calls: spans for traces, reports of attempts for metrics.
//!
//! # Spans
//!
//! Through [`tracing`](https://docs.rs/tracing), with the target `client_runtime` and at the level
//! INFO: a span `call` for each call, from the moment its request is built until its answer is read
//! or given up, and within it a span `attempt` for each time it is sent. Their fields have the names
//! that OpenTelemetry's semantic conventions give to an HTTP client, so that `tracing-opentelemetry`
//! needs no translation. Where no subscriber listens, a span costs one comparison.
//!
//! | field | span | |
//! | --- | --- | --- |
//! | `otel.name` | both | the operation's id; method and path template |
//! | `otel.kind` | both | `internal`; `client` |
//! | `otel.status_code` | both | `ERROR` on a failure |
//! | `operation.id` | call | the `operationId` |
//! | `http.request.method`, `url.template` | both | |
//! | `server.address`, `server.port` | both | |
//! | `http.request.header.ms-requestid`, `-ms-correlationid`, `-ms-cv` | call | as sent |
//! | `http.response.header.ms-requestid`, `-ms-correlationid`, `-ms-cv`, `-ms-serverid` | both | as returned |
//! | `http.response.status_code` | both | |
//! | `http.request.resend_count` | both | how many repeats there were; which one it is. Absent without one |
//! | `error.type` | both | the status if it is 4xx or 5xx, else the [`ErrorKind`](crate::ErrorKind) |
//!
//! An event at INFO tells of each repeat, with its delay. Nothing at INFO holds a token, a body or a
//! path with ids; the whole URL (`url.full`) is in an event at DEBUG. A call that is dropped ends its
//! spans without a status.

pub(crate) mod observer;
pub(crate) mod spans;
