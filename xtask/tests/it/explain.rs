//! `cargo xtask explain`.

use crate::support::Checkout;

#[test]
fn a_code_is_explained_in_whatever_letter_case() {
    let checkout = Checkout::new();
    let explained = checkout.run(&["explain", "PC0101"]);
    assert_eq!(explained.code, Some(0), "{explained:?}");
    for word in ["PC0101", "propertes:", "error[PC0101]", "Instead:"] {
        assert!(
            explained.out.contains(word),
            "no {word} in {}",
            explained.out
        );
    }
    assert_eq!(checkout.run(&["explain", "pc0101"]).out, explained.out);
}

#[test]
fn a_code_that_is_none_is_answered_with_the_nearest() {
    let checkout = Checkout::new();
    for (code, said) in [
        ("PC101", "did you mean `PC0101`"),
        ("PCO101", "did you mean `PC0101`"),
        ("help me", "codegen/DIAGNOSTICS.md"),
        ("\u{1b}[2J", "codegen/DIAGNOSTICS.md"),
    ] {
        let ended = checkout.run(&["explain", code]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains(said), "{}", ended.err);
        assert!(!ended.err.contains('\u{1b}'));
        assert_eq!(ended.out, "");
    }
    assert_eq!(checkout.run(&["explain"]).code, Some(2));
}
