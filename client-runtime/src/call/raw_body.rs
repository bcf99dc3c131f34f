//! Bodies that are not written from one typed value: sent as they are, or in parts.

use bytes::Bytes;
use http::HeaderValue;
use uuid::Uuid;

use super::part::Part;

/// The body of a call that has no typed one.
#[derive(Clone, Default)]
pub(super) enum RawBody {
    #[default]
    None,
    Raw {
        media_type: &'static str,
        bytes: Bytes,
    },
    Parts(Vec<(&'static str, Part)>),
}

impl RawBody {
    pub(super) fn set_raw(&mut self, media_type: &'static str, bytes: Bytes) {
        *self = Self::Raw { media_type, bytes };
    }

    /// Sets the parts of a name, in place of those that it had.
    pub(super) fn set_parts(&mut self, name: &'static str, parts: Vec<Part>) {
        let mut all = match std::mem::take(self) {
            Self::Parts(held) => held,
            Self::None | Self::Raw { .. } => Vec::new(),
        };
        all.retain(|(held, _)| *held != name);
        all.extend(parts.into_iter().map(|part| (name, part)));
        *self = Self::Parts(all);
    }

    /// The content type and the bytes, if there is a body. The error names what is wrong.
    pub(super) fn encode(&self) -> Result<Option<(HeaderValue, Bytes)>, String> {
        match self {
            Self::None => Ok(None),
            Self::Raw { media_type, bytes } => {
                let media_type = HeaderValue::from_str(media_type)
                    .map_err(|_| format!("`{}` is no media type", media_type.escape_debug()))?;
                Ok(Some((media_type, bytes.clone())))
            }
            Self::Parts(parts) => {
                // Random, so that no content can hold it but by intent and foresight.
                let boundary = Uuid::new_v4().simple().to_string();
                let mut body = Vec::new();
                for (name, part) in parts {
                    body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                    part.append_to(name, &mut body)?;
                }
                body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
                let content_type =
                    HeaderValue::from_str(&format!("multipart/form-data; boundary={boundary}"))
                        .map_err(|_| "the boundary cannot stand in a header".to_owned())?;
                Ok(Some((content_type, Bytes::from(body))))
            }
        }
    }
}
