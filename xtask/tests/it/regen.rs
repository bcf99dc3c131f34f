//! `cargo xtask regen` and its exit codes. What it does to each kind of drift is tested across
//! crates, in the workspace's `tests`.

use std::fs;

use crate::support::Checkout;

#[test]
fn zero_when_all_is_as_generated_and_one_when_it_drifted() {
    let checkout = Checkout::new();
    let missing = checkout.run(&["regen", "--check"]);
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(
        missing.out.contains("+++ b/generated-client/src/lib.rs"),
        "{}",
        missing.out
    );
    assert!(!checkout.path("generated-client").exists());

    let written = checkout.run(&["regen"]);
    assert_eq!(written.code, Some(0), "{written:?}");
    assert!(
        written.out.contains("Added generated-client/src/lib.rs"),
        "{}",
        written.out
    );
    assert!(
        written
            .out
            .contains(" 0 updated, 0 removed, 0 unchanged in "),
        "{}",
        written.out
    );

    let checked = checkout.run(&["regen", "--check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
}

#[test]
fn a_report_that_is_piped_has_no_colours() {
    let checkout = Checkout::new();
    let piped = checkout.run(&["regen", "--check"]);
    assert!(!piped.out.contains('\x1b'), "{}", piped.out);
    let forced = checkout
        .xtask(&["regen", "--check"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(forced.stdout.contains(&b'\x1b'));
}

#[test]
fn two_for_a_command_line_that_makes_no_sense() {
    let checkout = Checkout::new();
    for arguments in [
        &[] as &[&str],
        &["regenerate"],
        &["regen", "--chekc"],
        &["regen", "--out"],
    ] {
        let ended = checkout.run(arguments);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains("--help"), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.out, "");
    }
}

#[test]
fn help_is_no_error() {
    let checkout = Checkout::new();
    for arguments in [
        ["--help"].as_slice(),
        &["regen", "--help"],
        &["ci", "--help"],
    ] {
        let ended = checkout.run(arguments);
        assert_eq!(
            (ended.code, ended.err.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
        assert!(ended.out.contains("Usage: cargo xtask"), "{}", ended.out);
    }
}

#[test]
fn two_for_a_document_at_fault_and_nothing_is_written() {
    let checkout = Checkout::new();
    fs::write(checkout.path("broken.yaml"), "openapi: 3.0.3\npaths: [\n").unwrap();
    for arguments in [
        ["regen", "--spec", "broken.yaml"].as_slice(),
        &["regen", "--spec", "broken.yaml", "--check"],
    ] {
        let ended = checkout.run(arguments);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains("broken.yaml"), "{}", ended.err);
        assert_eq!(ended.out, "");
        assert!(!checkout.path("generated-client").exists());
    }
}

#[test]
fn two_for_a_document_that_cannot_be_read() {
    let checkout = Checkout::new();
    for (spec, named) in [
        ("nowhere.yaml", "nowhere.yaml"),
        ("spec", "not a regular file"),
    ] {
        let ended = checkout.run(&["regen", "--spec", spec]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains(named), "{}", ended.err);
    }
}

#[test]
fn a_folder_of_someone_elses_files_is_refused_untouched() {
    let checkout = Checkout::new();
    fs::create_dir(checkout.path("mine")).unwrap();
    fs::write(checkout.path("mine/lib.rs"), "//! Mine.\n").unwrap();
    for arguments in [
        ["regen", "--out", "mine"].as_slice(),
        &["regen", "--check", "--out", "mine"],
    ] {
        let ended = checkout.run(arguments);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(
            ended.err.contains("lib.rs was not made by this command"),
            "{}",
            ended.err
        );
    }
    assert_eq!(
        fs::read_to_string(checkout.path("mine/lib.rs")).unwrap(),
        "//! Mine.\n"
    );
    assert_eq!(fs::read_dir(checkout.path("mine")).unwrap().count(), 1);
}

#[test]
fn another_folder_and_document_are_used_and_named_in_the_command_that_mends() {
    let checkout = Checkout::new();
    fs::copy(
        checkout.path("spec/partner-center.yaml"),
        checkout.path("other spec.yaml"),
    )
    .unwrap();
    let flags = ["--spec", "other spec.yaml", "--out", "made/here"];
    let run = |first: &[&str]| checkout.run(&[first, &flags].concat());

    let drifted = run(&["regen", "--check"]);
    assert_eq!(drifted.code, Some(1), "{drifted:?}");
    assert!(
        drifted.out.contains("+++ b/made/here/lib.rs"),
        "{}",
        drifted.out
    );
    let quote = if cfg!(windows) { '"' } else { '\'' };
    let command = format!("cargo xtask regen --spec {quote}other spec.yaml{quote} --out made/here");
    assert!(drifted.out.contains(&command), "{}", drifted.out);

    assert_eq!(run(&["regen"]).code, Some(0));
    // Its own earlier output is no one else's: a second run may mend it.
    fs::remove_file(checkout.path("made/here/lib.rs")).unwrap();
    assert_eq!(run(&["regen"]).code, Some(0));
    assert_eq!(run(&["regen", "--check"]).code, Some(0));
    assert!(!checkout.path("generated-client").exists());
}

#[cfg(unix)]
#[test]
fn a_report_that_nobody_reads_is_no_panic_and_stops_no_work() {
    use std::process::Stdio;
    let checkout = Checkout::new();
    for arguments in [["regen", "--check"].as_slice(), &["regen"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = checkout
            .xtask(arguments)
            .stdout(Stdio::from(writer))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    // The report was lost, the work was not.
    assert_eq!(checkout.run(&["regen", "--check"]).code, Some(0));
}

/// The system kills the program at the first byte that it writes to a file: what an interrupt in
/// the middle of a write does, but every time.
#[cfg(unix)]
#[test]
fn interrupted_in_a_write_it_leaves_the_old_file_whole_and_the_next_run_cleans_up() {
    let checkout = Checkout::new();
    assert_eq!(checkout.run(&["regen"]).code, Some(0));
    let src = checkout.path("generated-client/src");
    let lib = src.join("lib.rs");
    fs::write(&lib, "// the old text\n").unwrap();
    let entries = || fs::read_dir(&src).unwrap().count();
    let whole = entries();

    let program = checkout.xtask(&["regen"]);
    let mut limited = std::process::Command::new("sh");
    limited
        .args(["-c", "ulimit -f 0; exec \"$0\" regen"])
        .arg(program.get_program())
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    let status = limited.output().unwrap().status;
    assert_eq!(status.code(), None, "not killed: {status}");
    assert_eq!(fs::read_to_string(&lib).unwrap(), "// the old text\n");
    assert_eq!(
        entries(),
        whole + 1,
        "the temporary file it was killed over"
    );

    let mended = checkout.run(&["regen"]);
    assert_eq!(mended.code, Some(0), "{mended:?}");
    assert!(
        mended.out.contains("Updated generated-client/src/lib.rs"),
        "{}",
        mended.out
    );
    assert!(
        mended
            .out
            .contains("Removed generated-client/src/.xtask-regen-"),
        "{}",
        mended.out
    );
    assert_eq!(entries(), whole);
    assert_eq!(checkout.run(&["regen", "--check"]).code, Some(0));
}
