//! The media types that bodies can be asked for and written in.

use super::body::RequestBody;
use crate::wire::{self, EncodeError};

/// A media type that a body can be written in, and that an answer can be asked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaType {
    /// `application/json`
    Json,
    /// `text/json`: the same syntax under an older name.
    TextJson,
}

impl MediaType {
    const ALL: &'static [Self] = &[Self::Json, Self::TextJson];

    /// The name that stands in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::TextJson => "text/json",
        }
    }

    /// The media type of a name without parameters, whatever its case, if it is one of these.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// Writes a value.
    pub(crate) fn encode<B: RequestBody>(self, body: &B) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Json | Self::TextJson => wire::json::to_vec(body),
        }
    }
}

impl std::fmt::Display for MediaType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
