//! A call that is dropped stops, and leaves nothing running.

use std::time::Duration;

use client_runtime::RetryPolicy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::call_sample::Client;
use crate::server::{TOKEN, answer, read};

#[tokio::test]
async fn a_call_dropped_while_it_is_answered_closes_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&listener);
    for start in ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"] {
        let call = tokio::spawn({
            let client = client.clone();
            async move { client.get_cart("a", "b").send().await }
        });
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        let end = stream.read(&mut [0]).await;
        assert!(matches!(end, Ok(0) | Err(_)), "the connection is closed");
    }
}

#[tokio::test]
async fn a_call_dropped_while_it_waits_is_not_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (told, mut waits) = tokio::sync::mpsc::unbounded_channel();
    let client = builder(&listener)
        .on_attempt(move |attempt| told.send(attempt.retry_delay).unwrap())
        .build()
        .unwrap();
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.get_cart("a", "b").send().await }
    });
    let (mut stream, _) = listener.accept().await.unwrap();
    read(&mut stream).await.unwrap();
    let limited = answer("429 Later", &[("Retry-After", "5")], b"");
    stream.write_all(&limited).await.unwrap();
    drop(stream);
    let wait = waits.recv().await.unwrap().unwrap();
    assert!(wait >= Duration::from_secs(5));
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    // All that the client owns is gone, and with it every sender of the hook: no task holds one.
    drop(client);
    assert_eq!(waits.recv().await, None);

    // The pool's tasks end as they notice that the client is gone.
    let metrics = tokio::runtime::Handle::current().metrics();
    let ended = async {
        while metrics.num_alive_tasks() > 0 {
            tokio::task::yield_now().await;
        }
    };
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, ended)
        .await
        .expect("nothing runs on");
}

fn builder(listener: &TcpListener) -> client_runtime::ClientBuilder<Client> {
    Client::builder()
        .base_url(format!("http://{}", listener.local_addr().unwrap()))
        .credential(TOKEN)
        .retry(RetryPolicy::new())
}

fn client(listener: &TcpListener) -> Client {
    builder(listener).build().unwrap()
}
