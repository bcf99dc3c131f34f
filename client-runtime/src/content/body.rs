//! What types can be bodies.

use crate::wire::{Described, JsonObject, Wire};

/// A value that can be written as the body of a request.
///
/// Every [`Wire`] type is one that is also [`Described`], which without the features `xml` and
/// `form` is every type. Emitted types are both.
pub trait RequestBody: Wire + Described + Sync {}

impl<T: Wire + Described + Sync> RequestBody for T {}

/// A value that can be read from the body of a response.
///
/// Every [`Wire`] type is one that is also [`Described`], which without the features `xml` and
/// `form` is every type. Emitted types are both.
pub trait ResponseBody: Wire + Described {}

impl<T: Wire + Described> ResponseBody for T {}

/// The body of an operation without one: what [`Call::send`](crate::Call::send) and
/// [`Call::build`](crate::Call::build) take then. The type of the body that is not there is
/// arbitrary.
pub const NO_BODY: Option<&JsonObject> = None;
