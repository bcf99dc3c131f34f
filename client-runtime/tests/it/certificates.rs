//! An authority and the certificates that it gives out, made anew for each test, and a server that
//! speaks TLS with one of them.

use std::future::Future;
use std::sync::{Arc, Mutex};

use client_runtime::{Bytes, http};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::server::answer;

pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// PEM of a certificate and its key.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::new([]).unwrap();
        parameters
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(parameters, key).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.0.der().to_vec()
    }

    pub(crate) fn issue(&self, name: &str) -> Issued {
        self.issue_until(name, 4000)
    }

    pub(crate) fn issue_until(&self, name: &str, year: i32) -> Issued {
        let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2000, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.0).unwrap();
        Issued {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

/// A server that answers over TLS with `{"id":"tls"}`, and serves HTTP/2 where it is told to.
pub(crate) struct TlsServer {
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

impl TlsServer {
    pub(crate) async fn start(issued: &Issued) -> Self {
        Self::with(issued, None, false).await
    }

    /// `clients` is the authority of the certificates that clients have to show.
    pub(crate) async fn with(issued: &Issued, clients: Option<&Authority>, http2: bool) -> Self {
        Self::start_with(acceptor(issued, clients, http2), serve).await
    }

    async fn start_with<F, S>(acceptor: TlsAcceptor, serve: S) -> Self
    where
        F: Future<Output = ()> + Send,
        S: Fn(TlsStream<TcpStream>) -> F + Clone + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, serve) = (acceptor.clone(), serve.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream).await;
                    }
                });
            }
        });
        Self { port, task }
    }

    /// Its URL, under a name that the tests' resolver leads to loopback.
    pub(crate) fn url(&self) -> String {
        format!("https://service.test:{}", self.port)
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The server's side of TLS. `clients` is the authority of the certificates that clients have to show.
fn acceptor(issued: &Issued, clients: Option<&Authority>, http2: bool) -> TlsAcceptor {
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from(authority.der())).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let chain = vec![CertificateDer::from_pem_slice(issued.certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(issued.key.as_bytes()).unwrap();
    let mut config = builder.with_single_cert(chain, key).unwrap();
    if http2 {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(mut stream: TlsStream<TcpStream>) {
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        return serve_http2(stream).await;
    }
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read_buf(&mut request).await, Ok(1..)) {
            return;
        }
    }
    let headers = [("Content-Type", "application/json")];
    let bytes = answer("200 OK", &headers, br#"{"id":"tls"}"#);
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

/// Refuses the first stream of each connection, as a service that is busy or goes down does, and
/// tells the request ids of all.
pub(crate) async fn refuse_first_streams(issued: &Issued) -> (TlsServer, Arc<Mutex<Vec<String>>>) {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&ids);
    let server = TlsServer::start_with(acceptor(issued, None, true), move |stream| {
        let log = Arc::clone(&log);
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            let mut refused = false;
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let id = request.headers()["ms-requestid"].to_str().unwrap();
                log.lock().unwrap().push(id.to_owned());
                if !std::mem::replace(&mut refused, true) {
                    respond.send_reset(h2::Reason::REFUSED_STREAM);
                    continue;
                }
                let answer = http::Response::builder()
                    .header("content-type", "application/json")
                    .body(())
                    .unwrap();
                let mut body = respond.send_response(answer, false).unwrap();
                body.send_data(Bytes::from_static(br#"{"id":"h2"}"#), true)
                    .unwrap();
            }
        }
    })
    .await;
    (server, ids)
}

async fn serve_http2(stream: TlsStream<TcpStream>) {
    let service = hyper::service::service_fn(|_request| async {
        let body = r#"{"id":"h2"}"#.to_owned();
        let mut answer = http::Response::new(body);
        let json = http::HeaderValue::from_static("application/json");
        answer.headers_mut().insert("content-type", json);
        Ok::<_, std::convert::Infallible>(answer)
    });
    let executor = hyper_util::rt::TokioExecutor::new();
    let _ = hyper::server::conn::http2::Builder::new(executor)
        .serve_connection(hyper_util::rt::TokioIo::new(stream), service)
        .await;
}
