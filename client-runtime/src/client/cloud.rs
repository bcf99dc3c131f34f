//! Settings of a client that follow from its cloud.

use super::Client;
use super::builder::ClientBuilder;
use crate::credential::Cloud;

impl<C: From<Client>> ClientBuilder<C> {
    /// Sets the [`base_url`](Self::base_url) to that of one of Microsoft's clouds. The credential
    /// has to be for the same cloud.
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.base_url(cloud.base_url())
    }
}
