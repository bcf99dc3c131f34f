//! The spans of calls and attempts, as a subscriber sees them.
//!
//! `tracing` decides once, for all threads, whether anybody listens to a place in the code. A test on
//! another thread that comes there first, with no subscriber, can win against the one that is just
//! being set; so these tests run in a process of their own, one after another.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::script::{Script, Step};
use crate::call_sample::types::Cart;
use crate::server::TOKEN;

/// What was written down of a span or an event.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    name: &'static str,
    pub(crate) level: Level,
    parent: Option<u64>,
    id: u64,
    pub(crate) fields: BTreeMap<&'static str, String>,
    closed: bool,
}

/// A subscriber that keeps everything up to a level.
#[derive(Clone)]
pub(crate) struct Recorder {
    level: Level,
    notes: Arc<Mutex<Vec<Note>>>,
    entered: Arc<Mutex<Vec<u64>>>,
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Recorder {
    pub(crate) fn new(level: Level) -> Self {
        Self {
            level,
            notes: Arc::default(),
            entered: Arc::default(),
        }
    }

    fn add(&self, metadata: &'static Metadata<'static>, parent: Option<u64>) -> u64 {
        let mut notes = self.notes.lock().unwrap();
        let id = notes.len() as u64 + 1;
        notes.push(Note {
            name: if metadata.is_span() {
                metadata.name()
            } else {
                ""
            },
            level: *metadata.level(),
            parent: parent.or_else(|| self.entered.lock().unwrap().last().copied()),
            id,
            fields: BTreeMap::new(),
            closed: false,
        });
        id
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Note)) {
        change(&mut self.notes.lock().unwrap()[id as usize - 1]);
    }

    pub(crate) fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap().clone()
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "client_runtime" && *metadata.level() <= self.level
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.add(span.metadata(), span.parent().map(Id::into_u64));
        self.change(id, |note| span.record(&mut Fields(&mut note.fields)));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.change(span.into_u64(), |note| {
            values.record(&mut Fields(&mut note.fields));
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let id = self.add(event.metadata(), event.parent().map(Id::into_u64));
        self.change(id, |note| event.record(&mut Fields(&mut note.fields)));
    }

    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap().push(span.into_u64());
    }

    fn exit(&self, _: &Id) {
        self.entered.lock().unwrap().pop();
    }

    fn try_close(&self, span: Id) -> bool {
        // Without clones counted: who asks for the end of a span that others hold is not told apart.
        self.change(span.into_u64(), |note| note.closed = true);
        true
    }
}

#[test]
fn spans_in_a_process_of_their_own() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["attempts::spans::", "--ignored", "--test-threads=1"])
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && shown.contains("3 passed"),
        "{shown}"
    );
}

fn step(status: u16, body: &str) -> Step {
    let headers = [
        ("MS-RequestId", "returned-request"),
        ("MS-CorrelationId", "returned-correlation"),
        ("MS-CV", "returned-cv"),
        ("MS-ServerId", "server-1"),
        ("X-Secret", "hunter2-header"),
    ];
    Step::with(status, &headers, body)
}

/// A call of three attempts, as it is recorded up to a level.
async fn recorded(level: Level) -> (Recorder, Script) {
    let body = r#"{"id":"hunter2-body"}"#;
    let mut script = Script::start([step(503, body), Step::Reset, step(200, body)]).await;
    let client = script.client();
    let recorder = Recorder::new(level);
    let guard = tracing::subscriber::set_default(recorder.clone());
    let cart = Cart {
        id: Some("hunter2-cart".to_owned()),
        ..Cart::default()
    };
    let call = client
        .update_cart("hunter2-customer", "hunter2-id", &cart)
        .request_id("sent-request")
        .correlation_id("sent-correlation")
        .correlation_vector("sent-cv")
        .header("X-Own", "hunter2-own");
    let response = script.run(call.send()).await.unwrap();
    assert_eq!(response.attempts(), 3);
    drop(guard);
    (recorder, script)
}

#[tokio::test]
#[ignore = "run by `spans_in_a_process_of_their_own`"]
async fn a_call_and_its_attempts_are_spans_with_the_conventions_names() {
    let (recorder, script) = recorded(Level::INFO).await;
    let notes = recorder.notes();
    let [call] = &notes
        .iter()
        .filter(|note| note.name == "call")
        .collect::<Vec<_>>()[..]
    else {
        panic!("{notes:#?}");
    };
    let port = script.address.port().to_string();
    let template = "/v{version}/customers/{customer_id}/carts/{cart_id}";
    let expected = [
        ("otel.name", "update_cart"),
        ("otel.kind", "internal"),
        ("operation.id", "update_cart"),
        ("http.request.method", "PUT"),
        ("url.template", template),
        ("server.address", "127.0.0.1"),
        ("server.port", &port),
        ("http.request.header.ms-requestid", "sent-request"),
        ("http.request.header.ms-correlationid", "sent-correlation"),
        ("http.request.header.ms-cv", "sent-cv"),
        ("http.response.header.ms-requestid", "returned-request"),
        (
            "http.response.header.ms-correlationid",
            "returned-correlation",
        ),
        ("http.response.header.ms-cv", "returned-cv"),
        ("http.response.header.ms-serverid", "server-1"),
        ("http.response.status_code", "200"),
        ("http.request.resend_count", "2"),
    ];
    let expected: BTreeMap<_, _> = expected
        .map(|(name, value)| (name, value.to_owned()))
        .into();
    assert_eq!(call.fields, expected);
    assert_eq!(call.level, Level::INFO);

    let attempts: Vec<_> = notes.iter().filter(|note| note.name == "attempt").collect();
    assert_eq!(attempts.len(), 3);
    for attempt in &attempts {
        assert_eq!(attempt.parent, Some(call.id));
        assert_eq!(attempt.fields["otel.name"], format!("PUT {template}"));
        assert_eq!(attempt.fields["otel.kind"], "client");
        assert_eq!(attempt.fields["server.port"], port);
        assert!(attempt.closed);
    }
    let field = |at: usize, name| attempts[at].fields.get(name).map(String::as_str);
    assert_eq!(field(0, "http.response.status_code"), Some("503"));
    assert_eq!(field(0, "error.type"), Some("503"));
    assert_eq!(field(0, "otel.status_code"), Some("ERROR"));
    assert_eq!(field(0, "http.request.resend_count"), None);
    assert_eq!(
        field(0, "http.response.header.ms-serverid"),
        Some("server-1")
    );
    assert_eq!(field(1, "http.response.status_code"), None);
    assert_eq!(field(1, "error.type"), Some("Transport"));
    assert_eq!(field(1, "http.request.resend_count"), Some("1"));
    assert_eq!(field(2, "error.type"), None);
    assert_eq!(field(2, "otel.status_code"), None);
    assert_eq!(field(2, "http.request.resend_count"), Some("2"));

    let repeats: Vec<_> = notes.iter().filter(|note| note.name.is_empty()).collect();
    assert_eq!(repeats.len(), 2);
    assert!(repeats.iter().all(|repeat| repeat.parent == Some(call.id)));
    assert_eq!(repeats[0].fields["reason"], "503 Service Unavailable");
}

#[tokio::test]
#[ignore = "run by `spans_in_a_process_of_their_own`"]
async fn no_secret_no_body_and_no_customer_stand_in_spans() {
    let (recorder, _) = recorded(Level::INFO).await;
    let shown = format!("{:#?}", recorder.notes());
    assert!(!shown.contains("hunter2"), "{shown}");

    let (recorder, _) = recorded(Level::TRACE).await;
    let mut notes = recorder.notes();
    for note in &mut notes {
        if let Some(url) = note.fields.remove("url.full") {
            assert!(note.level >= Level::DEBUG);
            assert!(url.contains("hunter2-customer"), "{url}");
        }
    }
    let shown = format!("{notes:#?}");
    assert!(
        !shown.contains("hunter2") && !shown.contains(TOKEN),
        "{shown}"
    );
}

#[tokio::test]
#[ignore = "run by `spans_in_a_process_of_their_own`"]
async fn a_failed_call_says_why() {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    for (refused, kind, status) in [(true, "Connect", None), (false, "404", Some("404"))] {
        let mut script = Script::start([step(404, "")]).await;
        let mut builder = script.builder();
        if refused {
            builder = builder.base_url(format!("http://{}", socket.local_addr().unwrap()));
        }
        let client = builder.build().unwrap();
        let recorder = Recorder::new(Level::INFO);
        let guard = tracing::subscriber::set_default(recorder.clone());
        script
            .run(client.get_cart("a", "b").send())
            .await
            .unwrap_err();
        drop(guard);
        let notes = recorder.notes();
        let call = notes.iter().find(|note| note.name == "call").unwrap();
        assert_eq!(call.fields["error.type"], kind);
        assert_eq!(call.fields["otel.status_code"], "ERROR");
        let held = call.fields.get("http.response.status_code");
        assert_eq!(held.map(String::as_str), status);
    }
}
