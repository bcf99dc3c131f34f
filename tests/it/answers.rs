//! Every operation, asked in every media type, answered with every status in every state of
//! repair: each answer ends in the result that the table states, and nothing of it is lost.

use std::sync::{Arc, Mutex};

use generated_client::client_runtime::{Error, ErrorKind, MediaType, Response};
use generated_client::operations::UpdateCartResponse;
use generated_client::types::carts::Cart;
use generated_client::types::orders::Order;
use generated_client::{Client, RetryPolicy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: usize = 2048;

const STATUSES: &[u16] = &[200, 201, 202, 400, 401, 403, 404, 409, 500, 503];

/// The media types that an answer may say of itself, `""` where it says nothing.
const ANSWERED: &[&str] = &[
    "application/json",
    "text/json",
    "application/json; charset=utf-8",
    "application/vnd.example+json",
    #[cfg(feature = "xml")]
    "application/xml; charset=utf-8",
    #[cfg(feature = "xml")]
    "text/xml",
    "",
];

/// The media types that a request may be written in.
const ASKED: &[MediaType] = &[
    MediaType::Json,
    MediaType::TextJson,
    #[cfg(feature = "xml")]
    MediaType::Xml,
    #[cfg(feature = "xml")]
    MediaType::TextXml,
    #[cfg(feature = "form")]
    MediaType::Form,
];

/// In what state an answer is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    WellFormed,
    Empty,
    /// The connection ends in the middle of the body.
    Truncated,
    /// A quantity that is no number.
    WrongType,
    /// The body is not in the charset that it says.
    WrongCharset,
    /// The body is longer than the client allows.
    Oversized,
    /// A gateway's page.
    Html,
}

const STATES: &[State] = &[
    State::WellFormed,
    State::Empty,
    State::Truncated,
    State::WrongType,
    State::WrongCharset,
    State::Oversized,
    State::Html,
];

#[tokio::test]
async fn every_answer_ends_in_the_stated_result() {
    let server = Server::start().await;
    let client = server.client();
    let mut cases = 0;
    for &asked in ASKED {
        for &answered in ANSWERED {
            for &status in STATUSES {
                for &state in STATES {
                    let answer = Answer::new(status, answered, state);
                    let case = |operation: &str| {
                        format!("{operation} in {asked}, answered {status} {answered:?} {state:?}")
                    };
                    server.will_answer(&answer);
                    let cart = Cart::default().with_id("cart");
                    let call = client.update_cart("c", "b", &cart).content_type(asked);
                    check(
                        call.send().await,
                        &answer,
                        cart_quantity,
                        &case("update_cart"),
                    );

                    let order = Order::default().with_id("order");
                    let call = client.update_order("c", "o", &order).content_type(asked);
                    check(
                        call.send().await,
                        &answer,
                        order_quantity,
                        &case("update_order"),
                    );
                    cases += 2;
                }
            }
        }
    }
    assert_eq!(
        cases,
        2 * ASKED.len() * ANSWERED.len() * STATUSES.len() * STATES.len()
    );
}

/// Holds a call's result against what the table states for the answer.
fn check<T>(
    result: Result<Response<T>, Error>,
    answer: &Answer,
    quantity: impl Fn(T) -> Result<Option<i64>, String>,
    case: &str,
) {
    match (answer.status, result) {
        (200..=299, Ok(response)) => {
            assert_eq!(response.status(), answer.status, "{case}");
            assert_eq!(response.server_id(), Some("server"), "{case}");
            match (answer.state, quantity(response.into_value())) {
                (State::WellFormed, found) => assert_eq!(found, Ok(Some(7)), "{case}"),
                // A success without a documented shape is only read when a cart is asked of it.
                (State::WrongType, Err(error)) => {
                    assert!(error.contains("lineItems[0].quantity"), "{case}: {error}");
                }
                other => panic!("{case}: {other:?}"),
            }
        }
        (200..=299, Err(error)) => {
            let (kind, says) = stated(answer.state, case);
            assert_eq!(error.kind(), kind, "{case}: {error}");
            assert!(error.to_string().contains(says), "{case}: {error}");
            check_kept(&error, answer, case);
        }
        (_, Err(error)) => {
            assert_eq!(error.kind(), ErrorKind::Api, "{case}: {error}");
            if answer.state == State::WellFormed {
                let fault = error.fault().unwrap_or_else(|| panic!("{case}: {error}"));
                assert_eq!(
                    fault.code().map(|code| code.to_string()).as_deref(),
                    Some("800064"),
                    "{case}"
                );
                assert_eq!(fault.description(), Some("In process."), "{case}");
            }
            check_kept(&error, answer, case);
        }
        (_, Ok(_)) => panic!("{case}: a failure was read as a success"),
    }
}

/// What becomes of a success that cannot be read.
fn stated(state: State, case: &str) -> (ErrorKind, &'static str) {
    match state {
        State::WellFormed => panic!("{case}: it can be read"),
        State::Empty => (ErrorKind::EmptyBody, ""),
        State::Truncated => (ErrorKind::Transport, ""),
        State::WrongType => (ErrorKind::Decode, "lineItems[0].quantity"),
        State::WrongCharset => (ErrorKind::Decode, ""),
        State::Oversized => (ErrorKind::ResponseTooLarge, "2048"),
        State::Html => (ErrorKind::Decode, "text/html"),
    }
}

/// Every error has the status, the ids, and as much of the body as came.
fn check_kept(error: &Error, answer: &Answer, case: &str) {
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(answer.status),
        "{case}"
    );
    assert_eq!(error.server_id(), Some("server"), "{case}");
    assert!(error.request_id().is_some(), "{case}");
    assert!(error.may_have_reached_service(), "{case}");
    assert_eq!(error.attempts(), 1, "{case}");
    let came = &answer.body[..answer.body.len().min(LIMIT)];
    assert_eq!(error.body(), came, "{case}");
}

fn cart_quantity(response: UpdateCartResponse) -> Result<Option<i64>, String> {
    let cart = response.into_cart().map_err(|error| error.to_string())?;
    Ok(cart.line_items().first().and_then(|line| line.quantity))
}

fn order_quantity(order: Order) -> Result<Option<i64>, String> {
    Ok(order.line_items().first().and_then(|line| line.quantity))
}

/// An answer: the bytes that go over the wire, and what of them is the body.
struct Answer {
    status: u16,
    state: State,
    body: Vec<u8>,
    bytes: Vec<u8>,
}

impl Answer {
    fn new(status: u16, media_type: &str, state: State) -> Self {
        let mut media_type = media_type.to_owned();
        let xml = media_type.contains("xml");
        let mut body = match (status, state) {
            (_, State::Empty) => Vec::new(),
            (_, State::Html) => b"<!DOCTYPE html><html><body>Bad gateway</body></html>".to_vec(),
            (200..=299, State::WrongType) if xml => lines_in_xml("many"),
            (200..=299, _) if xml => lines_in_xml("7"),
            (_, State::WrongType) if xml => b"<Error><Error/></Error>".to_vec(),
            (_, _) if xml => {
                b"<Error><Code>800064</Code><Description>In process.</Description></Error>".to_vec()
            }
            (200..=299, State::WrongType) => br#"{"lineItems":[{"quantity":"many"}]}"#.to_vec(),
            (200..=299, _) => br#"{"lineItems":[{"quantity":7}]}"#.to_vec(),
            (_, State::WrongType) => br#"[["code"]]"#.to_vec(),
            (_, _) => br#"{"code":800064,"description":"In process."}"#.to_vec(),
        };
        let mut length = body.len();
        match state {
            State::Html => media_type = String::from("text/html"),
            State::WrongCharset => {
                media_type = format!(
                    "{}; charset=utf-8",
                    media_type.split(';').next().unwrap_or_default()
                );
                if media_type.starts_with(';') {
                    media_type = String::from("application/json");
                }
                body.insert(1, 0xFF);
                length = body.len();
            }
            State::Oversized => {
                body.splice(1..1, vec![b' '; LIMIT]);
                length = body.len();
            }
            State::Truncated => body.truncate(length / 2),
            _ => {}
        }
        let content_type = match media_type.as_str() {
            "" => String::new(),
            media_type => format!("content-type: {media_type}\r\n"),
        };
        let mut bytes = format!(
            "HTTP/1.1 {status} Status\r\n{content_type}content-length: {length}\r\n\
             ms-serverid: server\r\nconnection: close\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(&body);
        Self {
            status,
            state,
            body,
            bytes,
        }
    }
}

/// A cart or an order in XML with one line.
fn lines_in_xml(quantity: &str) -> Vec<u8> {
    format!("<Some><LineItems><Line><Quantity>{quantity}</Quantity></Line></LineItems></Some>")
        .into_bytes()
}

/// A server that gives each request the bytes that were last laid out, and closes the connection.
struct Server {
    url: String,
    bytes: Arc<Mutex<Vec<u8>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let laid_out = Arc::clone(&bytes);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let bytes = laid_out.lock().unwrap().clone();
                answer(stream, &bytes).await;
            }
        });
        Self { url, bytes, task }
    }

    fn client(&self) -> Client {
        Client::builder()
            .base_url(&self.url)
            .credential("token")
            .response_limit(LIMIT)
            // What is repeated when is not this table's matter.
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    fn will_answer(&self, answer: &Answer) {
        *self.bytes.lock().unwrap() = answer.bytes.clone();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads a request to its end, which is told by its length, and answers it.
async fn answer(mut stream: TcpStream, bytes: &[u8]) {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break;
            }
        }
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            return;
        }
    }
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
}
