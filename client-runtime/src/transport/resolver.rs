//! Where host names lead.

use std::io;
use std::net::{IpAddr, SocketAddr};

use crate::credential::BoxFuture;

/// Finds the addresses of host names, in place of the system's resolver: for split networks, caches
/// and tests.
pub trait Resolver: Send + Sync + 'static {
    /// The addresses of a host, tried in their order.
    ///
    /// # Errors
    /// When the name has none. The call then fails with
    /// [`ErrorKind::Connect`](crate::ErrorKind::Connect).
    fn resolve<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// With port 0, in whose place the HTTP crates put the URL's.
pub(super) async fn resolve(
    resolver: &dyn Resolver,
    host: &str,
) -> io::Result<std::vec::IntoIter<SocketAddr>> {
    let addresses = resolver.resolve(host).await?;
    if addresses.is_empty() {
        let message = "the name has no address";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    let addresses: Vec<_> = addresses
        .into_iter()
        .map(|address| SocketAddr::new(address, 0))
        .collect();
    Ok(addresses.into_iter())
}
