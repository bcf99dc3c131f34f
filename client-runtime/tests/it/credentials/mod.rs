//! Where tokens come from, how they are kept, and what happens when there is none.

#[cfg(feature = "azure")]
mod azure;
mod endpoint;
mod refusals;
mod rejections;
mod sharing;
mod signing_in;
