//! What stands for `blocking` without the feature of that name.

/// The methods of an emitted operation for code that is not async: none without the feature
/// `blocking`.
#[macro_export]
macro_rules! blocking_methods {
    ($answer:ty) => {};
}
