//! The service's errors, in the body that its error page documents.

use crate::body::value::{Object, Value};

/// Why the service does not do what it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) description: String,
    pub(crate) data: Vec<String>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: u32, description: impl Into<String>) -> Self {
        let mut description: String = description.into();
        // The documented limit.
        const LIMIT: usize = 1024;
        if let Some((end, _)) = description.char_indices().nth(LIMIT) {
            description.truncate(end);
        }
        Self {
            status,
            code,
            description,
            data: Vec::new(),
        }
    }

    pub(crate) fn with_data(mut self, data: Vec<String>) -> Self {
        self.data = data;
        self
    }

    /// The body: the page calls the code a string, and every recorded answer has a number.
    pub(crate) fn body(&self) -> Value {
        let data = self.data.iter().map(Value::text).collect::<Vec<_>>();
        Object::default()
            .with("code", i64::from(self.code))
            .with("description", self.description.clone())
            .with("data", data)
            .with("source", "PartnerFD")
            .into()
    }
}
