//! Microsoft's clouds, which have authorities and services of their own.

/// One of Microsoft's clouds, in which the partner's tenant lives.
///
/// It says where tokens come from, what they are for, and where the service is:
///
/// | cloud | authority | base URL |
/// | --- | --- | --- |
/// | `Global` | `https://login.microsoftonline.com` | `https://api.partnercenter.microsoft.com` |
/// | `UsGovernment` | `https://login.microsoftonline.us` | `https://api.partnercenter.microsoft.com` |
/// | `China21Vianet` | `https://login.partner.microsoftonline.cn` | `https://partner.partnercenterapi.microsoftonline.cn` |
///
/// A token of one cloud is worth nothing in another, so give both the credential and the client
/// (by [`ClientBuilder::cloud`](crate::ClientBuilder::cloud)) the same one. Each value can be
/// replaced on its own, on the credential or the client.
///
/// Source: Microsoft's list of Partner Center's REST URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide cloud.
    #[default]
    Global,
    /// Azure US Government.
    UsGovernment,
    /// Azure in China, operated by 21Vianet.
    China21Vianet,
}

impl Cloud {
    /// The URL of the authority that signs in, without a tenant.
    pub const fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment => "https://login.microsoftonline.us",
            Self::China21Vianet => "https://login.partner.microsoftonline.cn",
        }
    }

    /// The URL that the service's operations are under.
    pub const fn base_url(self) -> &'static str {
        match self {
            Self::Global | Self::UsGovernment => "https://api.partnercenter.microsoft.com",
            Self::China21Vianet => "https://partner.partnercenterapi.microsoftonline.cn",
        }
    }

    /// The scope of app-only tokens: all that the application was granted.
    pub const fn app_scope(self) -> &'static str {
        match self {
            Self::Global | Self::UsGovernment => "https://api.partnercenter.microsoft.com/.default",
            Self::China21Vianet => "https://partner.partnercenterapi.microsoftonline.cn/.default",
        }
    }

    /// The scope of app+user tokens: to act as the user who consented. `offline_access` asks for
    /// a new refresh token beside the access token.
    pub const fn user_scope(self) -> &'static str {
        match self {
            Self::Global | Self::UsGovernment => {
                "https://api.partnercenter.microsoft.com/user_impersonation offline_access"
            }
            Self::China21Vianet => {
                "https://partner.partnercenterapi.microsoftonline.cn/user_impersonation offline_access"
            }
        }
    }
}
