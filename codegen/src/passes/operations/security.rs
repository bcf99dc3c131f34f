//! What a call proves its caller by, where that is not the credential's token alone.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, parse_quote};

use crate::plan::{Place, SchemePlan, SecurityPlan};

/// The alternatives, for the runtime.
pub(super) fn definition(plan: &SecurityPlan) -> Option<Item> {
    let SecurityPlan::OneOf(alternatives) = plan else {
        return None;
    };
    let alternatives = alternatives.iter().map(|schemes| {
        let schemes = schemes.iter().map(scheme);
        quote!(&[#(#schemes),*])
    });
    Some(parse_quote! {
        /// What proves who is calling: one of these, all schemes of it together.
        static SECURITY: &[&[::client_runtime::SecurityScheme]] = &[#(#alternatives),*];
    })
}

/// The statement that hands the alternatives to the call.
pub(super) fn set(plan: &SecurityPlan) -> Option<TokenStream> {
    matches!(plan, SecurityPlan::OneOf(_)).then(|| quote!(call.set_security(SECURITY);))
}

fn scheme(plan: &SchemePlan) -> TokenStream {
    let path = quote!(::client_runtime::SecurityScheme);
    match plan {
        SchemePlan::Bearer => quote!(#path::Bearer),
        SchemePlan::Basic { scheme } => quote!(#path::Basic { scheme: #scheme }),
        SchemePlan::ApiKey {
            scheme,
            place,
            name,
        } => match place {
            Place::Query => quote!(#path::ApiKeyQuery { scheme: #scheme, name: #name }),
            Place::Cookie => quote!(#path::ApiKeyCookie { scheme: #scheme, name: #name }),
            Place::Header | Place::Path | Place::Part => {
                quote!(#path::ApiKeyHeader { scheme: #scheme, name: #name })
            }
        },
    }
}
