//! What to do about a refusal.

/// What to do about a refusal, by Microsoft Entra's numbers, else by OAuth's `error`.
///
/// Source of the numbers: Microsoft's list of Entra's authentication error codes.
pub(super) fn advice(numbers: &[u32], code: Option<&str>) -> Option<&'static str> {
    numbers
        .iter()
        .find_map(|number| by_number(*number))
        .or_else(|| code.and_then(by_code))
}

const SIGN_IN_AGAIN: &str = "have the user sign in and consent again, with multi-factor authentication, and store the new refresh token";
const WRONG_SECRET: &str =
    "the client secret is not this application's: give the secret's value, not its id";
const WRONG_APPLICATION: &str = "check the client id and the tenant: the application must be registered in, or consented to by, that tenant of that cloud";
const WRONG_TENANT: &str = "check the tenant, and that it lives in this cloud";
const WRONG_SCOPE: &str = "check the scope, and that it is one of this cloud";
const TRY_LATER: &str = "try again later";

fn by_number(number: u32) -> Option<&'static str> {
    Some(match number {
        7_000_215 => WRONG_SECRET,
        7_000_222 => {
            "the client secret has expired: make a new one in the application's registration and give that"
        }
        7_000_218 => "the application needs a client secret or an assertion: give one",
        700_025 => {
            "the application is registered as a public client: make it a confidential one, with a secret"
        }
        7_000_112 => "the application is disabled: have it enabled in its tenant",
        700_016 => WRONG_APPLICATION,
        90_002 | 900_021 | 900_023 => WRONG_TENANT,
        700_027 | 700_024 | 500_133 => {
            "the client assertion is not valid: check its signing certificate, its audience, and that this machine's clock is right"
        }
        // Multi-factor authentication is asked for.
        50_072 | 50_074 | 50_076 | 50_079 | 50_158 => SIGN_IN_AGAIN,
        // The refresh token has expired, was revoked, or was never the application's.
        70_000 | 70_008 | 70_043 | 700_082 | 700_084 | 50_089 | 50_132 | 50_133 | 50_173 => {
            SIGN_IN_AGAIN
        }
        50_055 => {
            "the user's password has expired: have it changed, then have the user sign in again"
        }
        50_034 | 50_053 | 50_057 => {
            "the user is unknown, locked or disabled: have the account mended or consent by another, then sign in again"
        }
        53_000..=53_003 => {
            "a conditional access policy forbids it: have the tenant's administrator look at the sign-in by its ids"
        }
        65_001 => {
            "nobody has consented to the application in this tenant: have an administrator consent"
        }
        50_001 | 500_011 | 70_011 | 1_002_012 | 28_002 | 28_003 => WRONG_SCOPE,
        50_196 => {
            "the application asks for tokens in a loop and is held off for some minutes: share one client, or clones of its credentials"
        }
        90_033 | 90_055 => TRY_LATER,
        _ => return None,
    })
}

fn by_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "invalid_grant" | "interaction_required" | "consent_required" | "login_required" => {
            SIGN_IN_AGAIN
        }
        "invalid_client" => {
            "check the client id and the client secret, and whether the secret has expired"
        }
        "unauthorized_client" => WRONG_APPLICATION,
        "invalid_scope" | "invalid_resource" | "invalid_target" => WRONG_SCOPE,
        "invalid_request" => "check the tenant, the client id and the scope",
        "unsupported_grant_type" => "check the authority: it does not give tokens in this way",
        "access_denied" => "have an administrator grant the application what it asks for",
        "temporarily_unavailable" | "server_error" => TRY_LATER,
        _ => return None,
    })
}
