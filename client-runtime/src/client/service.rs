//! What a document says about the service as a whole.

/// What an emitted client knows of its service before anything is configured: the defaults that
/// [`ClientBuilder`](crate::ClientBuilder) starts from.
///
/// ```
/// use client_runtime::Service;
///
/// static SERVICE: Service = Service::new("https://api.example.com")
///     .user_agent("example-client/1.0")
///     .parameters(&[("version", "1")]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The base URL, which operation paths are appended to.
    pub base_url: &'static str,
    /// The `User-Agent` of a client that sets none.
    pub user_agent: &'static str,
    /// Path parameters that the client holds for all calls, with their default values.
    pub parameters: &'static [(&'static str, &'static str)],
}

impl Service {
    /// A service at a base URL, which operation paths are appended to.
    pub const fn new(base_url: &'static str) -> Self {
        Self {
            base_url,
            user_agent: concat!("client-runtime/", env!("CARGO_PKG_VERSION")),
            parameters: &[],
        }
    }

    /// The `User-Agent` of a client that sets none.
    pub const fn user_agent(mut self, value: &'static str) -> Self {
        self.user_agent = value;
        self
    }

    /// Path parameters that the client holds for all calls, with their default values. A call can
    /// still set its own.
    pub const fn parameters(mut self, values: &'static [(&'static str, &'static str)]) -> Self {
        self.parameters = values;
        self
    }
}
