//! A service on loopback, in a thread of its own, that does no work: it answers what it has ready.

use std::net::SocketAddr;
use std::sync::{Arc, mpsc};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Starts a server that answers 201 with the first body, and with the second where the request's
/// path ends in `large`.
pub(crate) fn start(small: &str, large: &str) -> SocketAddr {
    let answers = Arc::new([answer(small), answer(large)]);
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(serve(stream, Arc::clone(&answers)));
            }
        });
    });
    receive.recv().unwrap()
}

fn answer(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\n\
         MS-RequestId: 7a2f2b1c-90d3-4a3e-8a66-6a1f1d5a3f10\r\n\
         MS-CorrelationId: 1d1e1f20-2122-4324-a526-272829303132\r\n\
         Date: Sat, 21 Nov 2026 10:00:00 GMT\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

async fn serve(mut stream: TcpStream, answers: Arc<[Vec<u8>; 2]>) {
    let mut came = Vec::with_capacity(64 * 1024);
    loop {
        let head = loop {
            if let Some(at) = came.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if !matches!(stream.read_buf(&mut came).await, Ok(1..)) {
                return;
            }
        };
        let text = std::str::from_utf8(&came[..head])
            .unwrap()
            .to_ascii_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        let large = text.split(' ').nth(1).unwrap().ends_with("large");
        while came.len() < head + length {
            if !matches!(stream.read_buf(&mut came).await, Ok(1..)) {
                return;
            }
        }
        came.drain(..head + length);
        if stream
            .write_all(&answers[usize::from(large)])
            .await
            .is_err()
        {
            return;
        }
    }
}
