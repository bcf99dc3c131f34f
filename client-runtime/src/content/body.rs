//! What types can be bodies.

use crate::wire::{JsonObject, Wire};

/// A value that can be written as the body of a request.
///
/// Every [`Wire`] type is one; the trait exists so that a further media type can ask more of its
/// values without a change where they are used.
pub trait RequestBody: Wire + Sync {}

impl<T: Wire + Sync> RequestBody for T {}

/// A value that can be read from the body of a response.
///
/// Every [`Wire`] type is one; the trait exists so that a further media type can ask more of its
/// values without a change where they are used.
pub trait ResponseBody: Wire {}

impl<T: Wire> ResponseBody for T {}

/// The body of an operation without one: what [`Call::send`](crate::Call::send) and
/// [`Call::build`](crate::Call::build) take then. The type of the body that is not there is
/// arbitrary.
pub const NO_BODY: Option<&JsonObject> = None;
