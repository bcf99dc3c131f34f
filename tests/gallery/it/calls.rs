//! Parameters of each type in each place, and each kind of request.

use client_runtime::wire::JsonObject;
use client_runtime::{Credentials, ErrorKind, Part};
use gallery::calls::types::models::{Colour, Filter, Level};
use gallery::calls::types::operations::{
    CreateThingBody, CreateThingBodyColour, CreateThingBodySize, CreateThingResponseState,
};
use gallery::calls::{Client, Server as ServerUrl};

use crate::server::{Answer, Server};

fn client(server: &Server) -> Client {
    Client::builder()
        .credential(Credentials::anonymous())
        .base_url(&server.url)
        .build()
        .unwrap()
}

fn filter() -> Filter {
    Filter::default().with_size(3).with_colour("DARKGREEN")
}

#[tokio::test]
async fn queries_of_each_type_and_style() {
    let server = Server::start(Answer::empty(204)).await;
    let free: JsonObject = r#"{"any":"a&b","n":1.50,"none":null}"#.parse().unwrap();
    client(&server)
        .search(Level::HIGH, "x y&z")
        .count(7)
        .price(3)
        .sold(true)
        .since("2026-01-01T00:00:00Z")
        .colour(Colour::DarkGreen)
        .order("up")
        .mode("new mode")
        .each([1, -2])
        .joined(["a,b", "c"])
        .spaced(["red", "dark_green"])
        .piped([1, 2])
        .free(&free)
        .deep(&filter())
        .flat(&filter())
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.only_request().line,
        "GET /query?level=20&text=x%20y%26z&count=7&price=3&sold=true\
         &since=2026-01-01T00%3A00%3A00Z&colour=dark_green&order=up&mode=new%20mode\
         &each=1&each=-2&joined=a%2Cb,c&spaced=red%20dark_green&piped=1%7C2\
         &any=a%26b&n=1.50&deep%5Bcolour%5D=dark_green&deep%5Bsize%5D=3\
         &flat=colour,dark_green,size,3"
    );
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let server = Server::start(Answer::empty(204)).await;
    client(&server).search(1, "").send().await.unwrap();
    assert_eq!(server.only_request().line, "GET /query?level=1&text=");
}

#[tokio::test]
async fn an_object_that_has_no_form_in_a_query_is_refused_by_name() {
    let server = Server::start(Answer::empty(204)).await;
    let free: JsonObject = r#"{"inner":{"a":1}}"#.parse().unwrap();
    let call = client(&server).search(1, "a").free(&free).send().await;
    let error = call.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let message = error.to_string();
    assert!(
        message.contains("`free`") && message.contains("`inner`"),
        "{message}"
    );
    assert!(server.is_untouched());
}

#[tokio::test]
async fn headers_of_each_type_and_cookies() {
    let server = Server::start(Answer::empty(204)).await;
    client(&server)
        .send_headers("text")
        .x_count(-1)
        .x_price(5)
        .x_sold(false)
        .x_since("2026-01-01T00:00:00Z")
        .x_colour("red")
        .x_level(Level::new(99))
        .x_list([1, 2])
        .session("a b;c=d")
        .visits(1)
        .visits(2)
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    for (name, value) in [
        ("x-text", "text"),
        ("x-count", "-1"),
        ("x-price", "5"),
        ("x-sold", "false"),
        ("x-since", "2026-01-01T00:00:00Z"),
        ("x-colour", "red"),
        ("x-level", "99"),
        ("x-list", "1,2"),
        ("cookie", "session=a%20b%3Bc%3Dd; visits=2"),
    ] {
        assert_eq!(request.header(name), value, "{name}");
    }
}

#[tokio::test]
#[expect(deprecated, reason = "that it is deprecated is what is shown")]
async fn paths_of_each_type() {
    let server = Server::start(Answer::empty(204)).await;
    client(&server)
        .delete_thing(-5, "Red", Level::LOW, ["a/b", "c"])
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    assert_eq!(request.line, "DELETE /path/-5/red/1/a%2Fb%2Cc");
    assert!(request.body.is_empty());
}

#[tokio::test]
async fn inline_types_of_bodies_are_named_after_the_operation() {
    let answer = Answer::json(201, r#"{"id":"7","state":"worn","extra":1}"#);
    let server = Server::start(answer).await;
    let mut body = CreateThingBody::default()
        .with_name("n")
        .with_colour(CreateThingBodyColour::Green);
    body.size = Some(Box::new(CreateThingBodySize::default().with_width(2)));
    let made = client(&server).create_thing(&body).send().await.unwrap();
    assert_eq!(made.id.as_deref(), Some("7"));
    let state = made.state.as_ref().unwrap();
    assert!(matches!(state, CreateThingResponseState::Undocumented(_)));
    assert_eq!(made.unknown_properties.get_json("extra"), Some("1"));
    let request = server.only_request();
    assert_eq!(request.line, "POST /things");
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(
        request.text(),
        r#"{"colour":"green","name":"n","size":{"width":2}}"#
    );
}

#[tokio::test]
async fn an_optional_body_may_be_absent() {
    let server = Server::start(Answer::empty(204)).await;
    client(&server).touch_things().send().await.unwrap();
    let request = server.only_request();
    assert_eq!(request.line, "PATCH /things");
    assert_eq!(request.header("content-type"), "");
    assert!(request.body.is_empty());

    let server = Server::start(Answer::empty(204)).await;
    let filter = filter();
    client(&server)
        .touch_things()
        .body(&filter)
        .send()
        .await
        .unwrap();
    assert_eq!(
        server.only_request().text(),
        r#"{"colour":"dark_green","size":3}"#
    );
}

#[tokio::test]
async fn text_goes_and_comes_as_it_is() {
    let answer = Answer::of(200, "text/plain; charset=iso-8859-1", b"caf\xe9");
    let server = Server::start(answer).await;
    let note = client(&server).put_note("d\u{e9}j\u{e0}").send().await;
    assert_eq!(note.unwrap().value(), "caf\u{e9}");
    let request = server.only_request();
    assert_eq!(request.header("content-type"), "text/plain");
    assert_eq!(request.header("accept"), "text/plain");
    assert_eq!(request.text(), "d\u{e9}j\u{e0}");
}

#[tokio::test]
async fn bytes_go_and_come_as_they_are() {
    let answer = Answer::of(200, "application/octet-stream", &[0, 255, 0]);
    let server = Server::start(answer).await;
    let file = client(&server)
        .put_file("a.bin")
        .body(vec![1, 0, 254])
        .send()
        .await
        .unwrap();
    assert_eq!(file.value().as_ref(), [0, 255, 0]);
    let request = server.only_request();
    assert_eq!(request.line, "PUT /files/a.bin");
    assert_eq!(request.header("content-type"), "application/octet-stream");
    assert_eq!(request.body, [1, 0, 254]);
}

#[tokio::test]
async fn a_body_of_delete_is_sent_as_documented() {
    let server = Server::start(Answer::empty(204)).await;
    let names = vec!["a".to_owned()];
    client(&server)
        .delete_files("x", &names)
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    assert_eq!(request.line, "DELETE /files/x");
    assert_eq!(request.text(), r#"["a"]"#);
}

#[tokio::test]
async fn parts_have_names_and_files_their_types() {
    let server = Server::start(Answer::empty(204)).await;
    let photo = Part::new(vec![0xff, 0xd8])
        .file_name("a\"b.jpg")
        .content_type("image/jpeg");
    client(&server)
        .add_photo(photo, "A cat")
        .stars(5)
        .colours(["red", "dark_green"])
        .details(&filter())
        .more([b"one".to_vec(), b"two".to_vec()])
        .send()
        .await
        .unwrap();
    let request = server.only_request();
    let content_type = request.header("content-type");
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let parts: Vec<(&str, &[u8])> = vec![
        (
            "name=\"photo\"; filename=\"a%22b.jpg\"\r\nContent-Type: image/jpeg",
            &[0xff, 0xd8],
        ),
        ("name=\"title\"", b"A cat"),
        ("name=\"stars\"", b"5"),
        ("name=\"colours\"", b"red"),
        ("name=\"colours\"", b"dark_green"),
        (
            "name=\"details\"\r\nContent-Type: application/json",
            br#"{"colour":"dark_green","size":3}"#,
        ),
        ("name=\"more\"", b"one"),
        ("name=\"more\"", b"two"),
    ];
    let mut expected = Vec::new();
    for (head, content) in parts {
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        expected.extend_from_slice(head.as_bytes());
        expected.extend_from_slice(content);
        expected.extend_from_slice(b"\r\n");
    }
    expected.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        String::from_utf8_lossy(&expected)
    );
}

#[test]
fn the_server_has_the_documents_variables() {
    let url = |server: ServerUrl| {
        let client = Client::builder()
            .credential(Credentials::anonymous())
            .base_url(server)
            .build();
        let call = client.unwrap();
        let request = call.put_note("x").build().unwrap();
        request.uri().to_string()
    };
    assert_eq!(
        url(ServerUrl::default().region("us").port("8443")),
        "https://us.calls.example.com:8443/base/notes"
    );
    // What the client calls by itself.
    let client = Client::new(Credentials::anonymous()).unwrap();
    let request = client.put_note("x").build().unwrap();
    assert_eq!(request.uri().host(), Some("eu.calls.example.com"));
    // A value cannot smuggle in another host.
    let wrong = Client::builder()
        .credential(Credentials::anonymous())
        .base_url(ServerUrl::default().region("user@evil.example.com/"))
        .build();
    assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Configuration);
}
