//! Clients of small documents: one module each, emitted when the crate is built.
//!
//! They show that documents other than Partner Center's become code that compiles and calls what
//! it should; the tests call every operation against a stub server.

include!(concat!(env!("OUT_DIR"), "/gallery.rs"));
