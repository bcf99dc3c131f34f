//! An embedded Partner Center, to try and test clients against.
//!
//! It is written from the documents alone: no type of the generated client is in it, so that it
//! can disagree with the client. It plays both documented operations and what a person needs
//! around them (carts are created, read and checked out; orders are listed and read; tokens are
//! given), holds every request against the OpenAPI document, and remembers what it applied.
//!
//! ```
//! let sandbox = sandbox::Sandbox::start()?;
//! println!("{} takes the token {}", sandbox.url(), sandbox.token());
//! assert!(sandbox.applied().is_empty());
//! # Ok::<(), sandbox::StartError>(())
//! ```
//!
//! It stops when its handle is dropped. What is not documented and had to be decided:
//!
//! - Every customer whose id is a GUID exists.
//! - Every catalog item of a documented form is sold, at a price made from its id. A product
//!   `000000000000` is not found (line error 400013), nor is such an availability (400019). Ids
//!   that begin with `CFQ7` are licences of new commerce, which cannot be cancelled through the
//!   order (800063), with `SAAS` software as a service (800077); GUIDs are legacy offers, whose
//!   orders alone can change their billing cycle.
//! - A cart's line may have 10,000 seats (line error 10015).
//! - An `ms-requestid` is remembered for the last 10,000 writes. Another request under the same id
//!   is refused as one outside of the document.
//! - A refresh token stays good until its end when it is renewed, unless
//!   [`Builder::single_use_refresh_tokens`] says otherwise.

mod body;
mod builder;
mod clock;
mod contract;
mod core;
mod faults;
mod identity;
mod ledger;
mod sandbox;
mod server;
mod service;
mod state;
mod throttle;

pub use builder::{Builder, StartError};
pub use clock::Clock;
pub use faults::{Script, ScriptError};
pub use ledger::{Applied, Call, Received};
pub use sandbox::Sandbox;
pub use state::StoreError;
pub use throttle::Rate;
