//! The conflicts that resolve themselves with time.

use http::StatusCode;

use super::fault::ServiceFault;
use super::fault_code::FaultCode;

/// The codes of conflicts (409) that Microsoft's error pages tell to wait out: an adjustment of the
/// order is pending, the order is in progress, another request works on the cart, the subscription
/// is not ready.
const TRANSIENT: [FaultCode; 4] = [
    FaultCode::new(800_014),
    FaultCode::new(800_060),
    FaultCode::new(800_064),
    FaultCode::new(800_082),
];

/// Whether an answer is a conflict that resolves itself with time.
pub(crate) fn is_transient(status: StatusCode, fault: Option<&ServiceFault>) -> bool {
    status == StatusCode::CONFLICT
        && fault
            .and_then(ServiceFault::code)
            .is_some_and(|code| TRANSIENT.contains(code))
}
