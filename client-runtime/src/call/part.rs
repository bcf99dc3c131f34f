//! Parts of `multipart/form-data` bodies.

use std::fmt;

use bytes::Bytes;

use crate::wire::{EncodeError, Wire, json};

/// A part of a `multipart/form-data` body: a value, or a file.
///
/// ```
/// use client_runtime::Part;
///
/// let caption = Part::from("A cat");
/// let photo = Part::new(vec![0xff, 0xd8]).file_name("cat.jpg").content_type("image/jpeg");
/// ```
#[derive(Clone)]
pub struct Part {
    content: Result<Bytes, EncodeError>,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl Part {
    /// A part of these bytes.
    pub fn new(content: impl Into<Bytes>) -> Self {
        Self {
            content: Ok(content.into()),
            file_name: None,
            content_type: None,
        }
    }

    /// A value as JSON. One that cannot be written makes the request invalid when it is built.
    pub fn json<T: Wire>(value: &T) -> Self {
        Self {
            content: json::to_vec(value).map(Bytes::from),
            file_name: None,
            content_type: Some("application/json".to_owned()),
        }
    }

    /// The name of the file that the part is.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The media type of the part. Without it, a part with a file's name is
    /// `application/octet-stream` and any other `text/plain`, as servers take it.
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The media type of the part, if it was given none: what a document says of it.
    ///
    /// ```
    /// use client_runtime::Part;
    ///
    /// let photo = Part::new(vec![0xff, 0xd8]).default_content_type("image/jpeg");
    /// # let _ = photo;
    /// ```
    pub fn default_content_type(mut self, media_type: &str) -> Self {
        self.content_type
            .get_or_insert_with(|| media_type.to_owned());
        self
    }

    /// Appends the part as it stands in a body (RFC 7578, section 4). The error names the part.
    pub(super) fn append_to(&self, name: &str, body: &mut Vec<u8>) -> Result<(), String> {
        let content = self.content.as_ref().map_err(|error| {
            format!("part `{}` cannot be written: {error}", name.escape_debug())
        })?;
        body.extend_from_slice(b"Content-Disposition: form-data; name=\"");
        append_quoted(name, body);
        body.push(b'"');
        if let Some(file_name) = &self.file_name {
            body.extend_from_slice(b"; filename=\"");
            append_quoted(file_name, body);
            body.push(b'"');
        }
        let media_type = match (&self.content_type, &self.file_name) {
            (Some(given), _) => Some(given.as_str()),
            (None, Some(_)) => Some("application/octet-stream"),
            (None, None) => None,
        };
        if let Some(media_type) = media_type {
            if let Some(at) = media_type
                .bytes()
                .position(|byte| !(0x20..0x7f).contains(&byte))
            {
                return Err(format!(
                    "the content type of part `{}` holds, at byte {at}, a character that cannot stand in a header",
                    name.escape_debug()
                ));
            }
            body.extend_from_slice(b"\r\nContent-Type: ");
            body.extend_from_slice(media_type.as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
        Ok(())
    }
}

/// Names are escaped as browsers do it, so that none can end its header.
/// Source: WHATWG HTML, "Multipart form data".
fn append_quoted(name: &str, body: &mut Vec<u8>) {
    for byte in name.bytes() {
        match byte {
            b'"' => body.extend_from_slice(b"%22"),
            b'\r' => body.extend_from_slice(b"%0D"),
            b'\n' => body.extend_from_slice(b"%0A"),
            other => body.push(other),
        }
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

impl From<Vec<u8>> for Part {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<Bytes> for Part {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the content, which may be anything the caller has.
        formatter
            .debug_struct("Part")
            .field("bytes", &self.content.as_ref().map(Bytes::len))
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .finish()
    }
}
