//! What operations want to know of their callers.

use openapiv3::{APIKeyLocation, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::operations::Site;
use crate::plan::{Place, SchemePlan, SecurityPlan};

/// What an operation wants: its own `security`, or the document's. A document that says nothing
/// at all leaves it to the user of the client, who may give a credential.
pub(super) fn of(site: &Site<'_>) -> SecurityPlan {
    let own = site.operation.security.as_ref();
    let Some(requirements) = own.or(site.document.security.as_ref()) else {
        return SecurityPlan::Token;
    };
    let mut alternatives: Vec<Vec<SchemePlan>> = requirements
        .iter()
        .map(|requirement| schemes(site, requirement))
        .collect();
    // Whoever has something to prove who they are proves it; to be anonymous comes last.
    alternatives.sort_by_key(Vec::is_empty);
    match alternatives.as_slice() {
        [] => SecurityPlan::Nothing,
        [only] if only.is_empty() => SecurityPlan::Nothing,
        [only] if *only == [SchemePlan::Bearer] => SecurityPlan::Token,
        _ => SecurityPlan::OneOf(alternatives),
    }
}

fn schemes(site: &Site<'_>, requirement: &SecurityRequirement) -> Vec<SchemePlan> {
    let mut names: Vec<&String> = requirement.keys().collect();
    names.sort_unstable();
    let schemes = names.into_iter().filter_map(|name| scheme(site, name));
    let mut schemes: Vec<_> = schemes.collect();
    // Two schemes of tokens are one credential.
    schemes.dedup();
    schemes
}

fn scheme(site: &Site<'_>, name: &str) -> Option<SchemePlan> {
    let components = site.document.components.as_ref()?;
    let mut found = components.security_schemes.get(name)?;
    // The read stage made sure that references end.
    for _ in 0..super::operations::MAX_REFERENCES {
        let ReferenceOr::Reference { reference } = found else {
            break;
        };
        let key = reference.strip_prefix("#/components/securitySchemes/")?;
        found = components.security_schemes.get(key)?;
    }
    let scheme = name.to_owned();
    Some(match found.as_item()? {
        SecurityScheme::HTTP { scheme: kind, .. } if kind.eq_ignore_ascii_case("basic") => {
            SchemePlan::Basic { scheme }
        }
        SecurityScheme::APIKey { location, name, .. } => SchemePlan::ApiKey {
            scheme,
            place: match location {
                APIKeyLocation::Query => Place::Query,
                APIKeyLocation::Header => Place::Header,
                APIKeyLocation::Cookie => Place::Cookie,
            },
            name: name.clone(),
        },
        SecurityScheme::HTTP { .. }
        | SecurityScheme::OAuth2 { .. }
        | SecurityScheme::OpenIDConnect { .. } => SchemePlan::Bearer,
    })
}
