//! Points in time, kept as the text that they came as.

use std::fmt;

use super::reader::{ReadResult, Reader};
use super::value::Wire;
use super::writer::Writer;

/// A date and time as the service writes it, kept to the letter.
///
/// Services write 0 to 9 digits of fraction, with `Z`, with an offset, or without a zone; text
/// that is no date and time at all is kept too, and fails only when it is asked for its time.
///
/// ```
/// use client_runtime::wire::Timestamp;
///
/// let timestamp = Timestamp::from("2018-03-15T17:15:02.3840528Z");
/// # #[cfg(feature = "jiff")]
/// assert_eq!(timestamp.to_jiff()?.subsec_nanosecond(), 384_052_800);
/// assert_eq!(timestamp.as_str(), "2018-03-15T17:15:02.3840528Z");
/// assert!(Timestamp::from("0001-01-01T00:00:00Z").is_unset());
/// assert_eq!(Timestamp::unset().as_str(), "0001-01-01T00:00:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(Box<str>);

impl Timestamp {
    /// What .NET services and clients send for a time that was never set: the first moment of
    /// year 1.
    pub const UNSET: &'static str = "0001-01-01T00:00:00";

    /// A time that was never set: [`UNSET`](Self::UNSET).
    pub fn unset() -> Self {
        Self::from(Self::UNSET)
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is it [`UNSET`](Self::UNSET), with whatever zone and fraction of zeroes?
    pub fn is_unset(&self) -> bool {
        self.0.strip_prefix(Self::UNSET).is_some_and(|rest| {
            let rest = match rest.strip_prefix('.') {
                Some(fraction) => fraction.trim_start_matches('0'),
                None => rest,
            };
            matches!(rest, "" | "Z" | "+00:00")
        })
    }
}

#[cfg(feature = "jiff")]
impl Timestamp {
    /// The point in time; one without a zone is taken as UTC, which this service means by it.
    ///
    /// # Errors
    /// When the text is no date and time.
    pub fn to_jiff(&self) -> Result<jiff::Timestamp, TimestampError> {
        let parsed = match self.0.parse::<jiff::Timestamp>() {
            Ok(timestamp) => Ok(timestamp),
            Err(zoned) => match self.has_zone() {
                true => Err(zoned),
                false => self
                    .0
                    .parse::<jiff::civil::DateTime>()
                    .and_then(|civil| civil.to_zoned(jiff::tz::TimeZone::UTC))
                    .map(|zoned| zoned.timestamp()),
            },
        };
        parsed.map_err(|source| TimestampError {
            text: self.0.clone(),
            source,
        })
    }

    /// The date and the time of day as written, whatever the zone.
    ///
    /// # Errors
    /// When the text is no date and time.
    pub fn to_civil(&self) -> Result<jiff::civil::DateTime, TimestampError> {
        // jiff takes no `Z` for a civil time, as most who write that would lose the zone; here
        // the zone stays in the text.
        let text = self.0.strip_suffix(['Z', 'z']).unwrap_or(&self.0);
        text.parse().map_err(|source| TimestampError {
            text: self.0.clone(),
            source,
        })
    }

    /// Does a zone stand behind the time of day?
    pub fn has_zone(&self) -> bool {
        let time = self
            .0
            .split_once(['T', 't', ' '])
            .map_or("", |(_, time)| time);
        time.contains(['Z', 'z', '+', '-'])
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self::from(timestamp.to_string())
    }
}

/// A text that is no date and time.
#[cfg(feature = "jiff")]
#[derive(Clone, Debug, thiserror::Error)]
#[error("`{text}` is no date and time: {source}")]
pub struct TimestampError {
    text: Box<str>,
    source: jiff::Error,
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl AsRef<str> for Timestamp {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Timestamp({:?})", self.0)
    }
}

impl Wire for Timestamp {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        if reader.peek() != b'"' {
            return Err(reader.wrong_type("a date and time"));
        }
        Ok(Self(reader.string()?.into()))
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.string(&self.0);
    }
}
