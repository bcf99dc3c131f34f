//! Media types that a call can be made in.

/// A media type for a request's body or for the answer that a call asks for.
///
/// What the answer really is, its own `Content-Type` says; it is read by that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MediaType {
    /// `application/json`.
    #[default]
    Json,
    /// `text/json`.
    TextJson,
}

impl MediaType {
    /// The media type as it stands in a header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::TextJson => "text/json",
        }
    }
}
