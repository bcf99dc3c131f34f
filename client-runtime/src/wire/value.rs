//! What a value of each type looks like on the wire.

use rust_decimal::Decimal;

use super::number;
use super::raw::{Raw, expected_behind};
use super::reader::{ReadResult, Reader};
use super::writer::Writer;

/// A type that has a form on the wire.
///
/// The emitted types get it from [`object!`](super::object!), [`open_enum!`](super::open_enum!)
/// and [`integer_enum!`](super::integer_enum!).
pub trait Wire: Sized {
    /// Whether `""` in the place of a value means that there is none, as some services of this
    /// family send it for objects and arrays.
    const EMPTY_TEXT_IS_ABSENT: bool = false;

    /// Whether `null` in the place of a value means that there is none.
    const NULL_IS_ABSENT: bool = true;

    /// Reads the value that comes next.
    ///
    /// # Errors
    /// When it is not JSON, or not of this type.
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self>;

    /// Writes the value.
    fn write(&self, writer: &mut Writer);

    /// Reads the value that comes next, into its place at the end of an array.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    #[inline]
    fn read_onto(array: &mut Vec<Self>, reader: &mut Reader<'_>) -> ReadResult<()> {
        array.push(Self::read(reader)?);
        Ok(())
    }
}

impl Reader<'_> {
    /// Reads the value of a property into its place; false if `null` or its like comes, which
    /// is as if nothing came.
    ///
    /// # Errors
    /// When what comes is not JSON, or not of the property's type.
    #[inline]
    pub fn read<T: Wire>(&mut self, property: &mut Option<T>) -> ReadResult<bool> {
        if self.absent::<T>()? {
            return Ok(false);
        }
        *property = Some(T::read(self)?);
        Ok(true)
    }

    /// Steps over the value that comes next.
    ///
    /// # Errors
    /// When what comes is not JSON.
    pub fn skip(&mut self) -> ReadResult<()> {
        Raw::read(self).map(drop)
    }

    /// Steps over what stands for no value, if that comes next.
    #[inline]
    pub(super) fn absent<T: Wire>(&mut self) -> ReadResult<bool> {
        match self.peek() {
            b'n' if T::NULL_IS_ABSENT => self.literal("null").map(|()| true),
            b'"' if T::EMPTY_TEXT_IS_ABSENT => Ok(self.advance_over(b"\"\"")),
            _ => Ok(false),
        }
    }
}

impl Wire for String {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        if reader.peek() != b'"' {
            return Err(reader.wrong_type("a string"));
        }
        Ok(reader.string()?.into_owned())
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.string(self);
    }
}

impl Wire for bool {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        match reader.peek() {
            b't' => reader.literal("true").map(|()| true),
            b'f' => reader.literal("false").map(|()| false),
            _ => Err(reader.wrong_type("true or false")),
        }
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.raw(if *self { "true" } else { "false" });
    }
}

/// Integers of every format: the documents' `int32` is not always true. A numeric string and an
/// integral number such as `5.0` are read too.
impl Wire for i64 {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        reader.peek();
        match reader.plain_integer() {
            Some(integer) => Ok(integer),
            None => read_number(
                reader,
                "an integer",
                "an integer of 64 bits",
                number::to_integer,
            ),
        }
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }
}

/// Numbers by their digits, never through a binary fraction. A numeric string is read too.
impl Wire for Decimal {
    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        read_number(
            reader,
            "a number",
            "a number that 28 decimal digits hold without a loss",
            number::to_decimal,
        )
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.display(self);
    }
}

/// Reads a number, or a string that holds one, by its digits.
pub(super) fn read_number<T>(
    reader: &mut Reader<'_>,
    expected: &'static str,
    range: &'static str,
    convert: impl Fn(&str) -> Option<T>,
) -> ReadResult<T> {
    let first = reader.peek();
    let start = reader.position();
    let (depth, lexeme) = match first {
        b'-' | b'0'..=b'9' => (reader.depth(), reader.number()?),
        b'"' => (reader.depth(), reader.raw_string()?),
        _ => return Err(reader.wrong_type(expected)),
    };
    if !number::is_number(lexeme) {
        reader.rewind(start, depth);
        return Err(reader.wrong_type(expected));
    }
    convert(lexeme).ok_or_else(|| reader.out_of_range(start, range, lexeme))
}

/// An array. `null` (or `""` for an object) among its elements is no element.
impl<T: Wire> Wire for Vec<T> {
    const EMPTY_TEXT_IS_ABSENT: bool = true;

    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        if reader.peek() != b'[' {
            return Err(reader.wrong_type("an array"));
        }
        reader.enter()?;
        let mut elements = Self::new();
        if reader.peek() == b']' {
            reader.leave();
            return Ok(elements);
        }
        // Counted apart from the elements, for the error's sake: nulls are skipped.
        let mut index = 0;
        loop {
            read_element(&mut elements, reader).map_err(|error| error.in_element(index))?;
            index += 1;
            match reader.peek() {
                b',' => reader.advance(),
                b']' => {
                    reader.leave();
                    return Ok(elements);
                }
                _ => return Err(reader.syntax(expected_behind(false))),
            }
        }
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        writer.array(self);
    }
}

#[inline]
fn read_element<T: Wire>(elements: &mut Vec<T>, reader: &mut Reader<'_>) -> ReadResult<()> {
    if reader.absent::<T>()? {
        Ok(())
    } else {
        T::read_onto(elements, reader)
    }
}

impl<T: Wire> Wire for Box<T> {
    const EMPTY_TEXT_IS_ABSENT: bool = T::EMPTY_TEXT_IS_ABSENT;

    #[inline]
    fn read(reader: &mut Reader<'_>) -> ReadResult<Self> {
        T::read(reader).map(Self::new)
    }

    #[inline]
    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }
}
