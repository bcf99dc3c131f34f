//! The media types that bodies can be asked for and written in.

use super::body::RequestBody;
use crate::wire::{self, EncodeError};

/// A media type that a body can be written in, and that an answer can be asked for in.
///
/// Those of XML and of forms are there with the features `xml` and `form`. Without the feature a
/// body in one of them can be neither written nor read, and so its name does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaType {
    /// `application/json`
    Json,
    /// `text/json`: the same syntax under an older name.
    TextJson,
    /// `application/xml`
    #[cfg(feature = "xml")]
    Xml,
    /// `text/xml`: the same syntax under an older name.
    #[cfg(feature = "xml")]
    TextXml,
    /// `application/x-www-form-urlencoded`: for bodies of requests.
    #[cfg(feature = "form")]
    Form,
}

impl MediaType {
    const ALL: &'static [Self] = &[
        Self::Json,
        Self::TextJson,
        #[cfg(feature = "xml")]
        Self::Xml,
        #[cfg(feature = "xml")]
        Self::TextXml,
        #[cfg(feature = "form")]
        Self::Form,
    ];

    /// The name that stands in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::TextJson => "text/json",
            #[cfg(feature = "xml")]
            Self::Xml => "application/xml",
            #[cfg(feature = "xml")]
            Self::TextXml => "text/xml",
            #[cfg(feature = "form")]
            Self::Form => "application/x-www-form-urlencoded",
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
            #[cfg(feature = "xml")]
            Self::Xml | Self::TextXml => wire::xml::to_vec(body),
            #[cfg(feature = "form")]
            Self::Form => wire::form::to_vec(body),
        }
    }
}

impl std::fmt::Display for MediaType {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}
