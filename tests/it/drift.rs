//! The generated client never drifts from the document unnoticed: in a copy of the workspace's
//! inputs, whatever is changed is named by `regen --check` and mended by `regen`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use anstream::StripStream;

const SPEC: &str = xtask::regen::SPEC;
const OUT: &str = xtask::regen::OUT;

#[test]
fn a_fresh_copy_is_as_generated() {
    let copy = Copy::new();
    let checked = copy.check();
    assert_eq!(checked.code, xtask::SUCCESS, "{checked:?}");
    assert!(checked.out.contains("all as generated"), "{}", checked.out);
}

#[test]
fn every_file_says_that_it_is_generated_from_what_and_by_which_command() {
    for (path, text) in Copy::new().files() {
        let first_lines: String = text.lines().take(5).collect();
        for word in ["@generated", SPEC, "cargo xtask regen"] {
            assert!(first_lines.contains(word), "{}: no {word}", path.display());
        }
    }
}

#[test]
fn an_edited_file_is_named_and_mended() {
    let copy = Copy::new();
    let edited = copy.any_file();
    let text = fs::read_to_string(copy.out().join(&edited)).unwrap();
    copy.write(&edited, &format!("{text}// by hand\n"));
    copy.expect_drift(&[&format!("--- a/{}", named(&edited)), "-// by hand"]);
    copy.expect_mended(&[&format!("Updated {}", named(&edited))]);
}

#[test]
fn other_line_ends_are_a_change() {
    let copy = Copy::new();
    let edited = copy.any_file();
    let text = fs::read_to_string(copy.out().join(&edited)).unwrap();
    copy.write(&edited, &text.replace('\n', "\r\n"));
    copy.expect_drift(&[&format!("--- a/{}", named(&edited)), "\u{240d}"]);
    copy.expect_mended(&[&format!("Updated {}", named(&edited))]);
}

#[test]
fn a_deleted_file_is_named_and_mended() {
    let copy = Copy::new();
    let deleted = copy.any_file();
    fs::remove_file(copy.out().join(&deleted)).unwrap();
    copy.expect_drift(&["--- /dev/null", &format!("+++ b/{}", named(&deleted))]);
    copy.expect_mended(&[&format!("Added {}", named(&deleted))]);
}

#[test]
fn what_is_made_beside_the_client_is_named_and_mended_too() {
    for page in xtask::regen::PAGES {
        let copy = Copy::new();
        let full = copy.root().join(page);
        let text = fs::read_to_string(&full).unwrap();
        fs::write(&full, format!("{text}by hand\n")).unwrap();
        copy.expect_drift(&[&format!("--- a/{page}"), "-by hand"]);
        copy.expect_mended(&[&format!("Updated {page}")]);
        assert_eq!(fs::read_to_string(&full).unwrap(), text);
        fs::remove_file(&full).unwrap();
        copy.expect_drift(&["--- /dev/null", &format!("+++ b/{page}")]);
        copy.expect_mended(&[&format!("Added {page}")]);
    }
}

#[test]
fn another_document_or_folder_leaves_what_is_made_beside_the_client_alone() {
    let copy = Copy::of_inputs();
    assert_eq!(
        copy.run(&["regen", "--out", &copy.out().to_string_lossy()])
            .code,
        xtask::SUCCESS
    );
    let spec = copy.root().join(SPEC);
    assert_eq!(
        copy.run(&["regen", "--spec", &spec.to_string_lossy()]).code,
        xtask::SUCCESS
    );
    for page in xtask::regen::PAGES {
        assert!(!copy.root().join(page).exists(), "{page}");
    }
}

#[test]
fn with_nothing_to_do_nothing_is_written() {
    let copy = Copy::new();
    // A file that is written and removed again changes its folder's time; an hour ago is told
    // apart from now on any file system.
    let past = SystemTime::now() - Duration::from_secs(3600);
    let everything = || {
        let mut paths = vec![copy.root().to_path_buf()];
        let mut next = 0;
        while next < paths.len() {
            if paths[next].is_dir() {
                let entries = fs::read_dir(&paths[next]).unwrap();
                paths.extend(entries.map(|entry| entry.unwrap().path()));
            }
            next += 1;
        }
        paths
    };
    for path in everything() {
        fs::File::open(path).unwrap().set_modified(past).unwrap();
    }
    let times = || -> BTreeMap<PathBuf, SystemTime> {
        let time = |path: PathBuf| {
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            (path, time)
        };
        everything().into_iter().map(time).collect()
    };
    let before = times();
    for arguments in [&["regen", "--check"][..], &["regen"]] {
        assert_eq!(copy.run(arguments).code, xtask::SUCCESS, "{arguments:?}");
        assert_eq!(times(), before, "{arguments:?}");
    }
}

#[test]
fn everything_deleted_is_mended() {
    let copy = Copy::new();
    fs::remove_dir_all(copy.out()).unwrap();
    copy.expect_drift(&[&format!("+++ b/{OUT}/lib.rs")]);
    copy.expect_mended(&[&format!("Added {OUT}/lib.rs")]);
}

#[test]
fn added_files_and_folders_are_named_and_removed() {
    let copy = Copy::new();
    copy.write("by_hand.rs", "// mine\n");
    copy.write("old/deep/by_hand.rs", "");
    copy.write(
        ".xtask-regen-Ab1Cd2.tmp",
        "// half a file of an interrupted run",
    );
    fs::create_dir(copy.out().join("empty")).unwrap();
    let added = [
        "by_hand.rs",
        "old/deep/by_hand.rs",
        ".xtask-regen-Ab1Cd2.tmp",
        "empty",
    ];
    let expected = |verb: &str| added.map(|path| format!("{verb}{OUT}/{path}"));
    copy.expect_drift(&expected("--- a/"));
    copy.expect_mended(&expected("Removed "));
    assert!(!copy.out().join("old").exists());
}

#[test]
fn a_changed_document_is_caught_and_followed() {
    let copy = Copy::new();
    let before = copy.files();
    copy.change_document();
    copy.expect_drift(&[&format!("--- a/{OUT}/")]);
    copy.expect_mended(&[&format!("Updated {OUT}/")]);
    assert_ne!(copy.files(), before);
}

#[test]
fn a_broken_document_changes_nothing() {
    let copy = Copy::new();
    let before = copy.files();
    fs::write(copy.root().join(SPEC), "openapi: 3.0.3\npaths: [\n").unwrap();
    for arguments in [["regen"].as_slice(), &["regen", "--check"]] {
        let ended = copy.run(arguments);
        assert_eq!(ended.code, xtask::FAILURE, "{ended:?}");
        assert!(ended.err.contains(SPEC), "{}", ended.err);
    }
    assert_eq!(copy.files(), before);
}

#[test]
fn files_that_are_equal_are_not_touched() {
    let copy = Copy::new();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in copy.files().into_keys() {
        let file = fs::File::options().write(true).open(copy.out().join(path));
        file.unwrap().set_modified(long_ago).unwrap();
    }
    let edited = copy.any_file();
    copy.write(&edited, "");
    copy.expect_mended(&[&format!("Updated {}", named(&edited)), " 1 updated"]);
    for path in copy.files().into_keys() {
        let modified = fs::metadata(copy.out().join(&path))
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(modified == long_ago, path != edited, "{}", path.display());
    }
}

#[test]
fn the_same_document_gives_the_same_bytes_in_every_folder() {
    let (first, second) = (Copy::of_inputs(), Copy::of_inputs());
    let elsewhere = second.root().join("elsewhere");
    assert_eq!(first.run(&["regen"]).code, xtask::SUCCESS);
    let ended = second.run(&["regen", "--out", &elsewhere.to_string_lossy()]);
    assert_eq!(ended.code, xtask::SUCCESS, "{ended:?}");
    let files = first.files();
    assert!(!files.is_empty());
    assert_eq!(files, read_all(&elsewhere));
    let machine_path = first.root().to_string_lossy().into_owned();
    for (path, text) in files {
        assert!(!text.contains(&machine_path), "{}", path.display());
    }
}

/// A copy of what `regen` reads and writes, in a folder of its own.
struct Copy {
    folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
struct Ended {
    code: u8,
    out: String,
    err: String,
}

/// The document as it is and all that is made of it, from the copy's root; made once for all tests.
static MADE: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| {
    let copy = Copy::of_inputs();
    let ended = copy.run(&["regen"]);
    assert_eq!(ended.code, xtask::SUCCESS, "{ended:?}");
    read_all(copy.root())
});

/// The generated client.
static GENERATED: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| {
    let inside = |(path, text): (&PathBuf, &String)| {
        let path = path.strip_prefix(OUT).ok()?;
        Some((path.to_path_buf(), text.clone()))
    };
    MADE.iter().filter_map(inside).collect()
});

impl Copy {
    /// The document, and the client as it is generated from it.
    fn new() -> Self {
        let copy = Self::of_inputs();
        for (path, text) in &*MADE {
            let full = copy.root().join(path);
            fs::create_dir_all(full.parent().unwrap()).unwrap();
            fs::write(full, text).unwrap();
        }
        copy
    }

    /// The document alone.
    fn of_inputs() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join(SPEC);
        fs::create_dir_all(spec.parent().unwrap()).unwrap();
        fs::copy(workspace.join(SPEC), spec).unwrap();
        Self { folder }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn out(&self) -> PathBuf {
        self.root().join(OUT)
    }

    fn files(&self) -> BTreeMap<PathBuf, String> {
        read_all(&self.out())
    }

    /// A generated file, in a folder of its own if there is one.
    fn any_file(&self) -> PathBuf {
        let paths = GENERATED.keys();
        paths
            .max_by_key(|path| path.components().count())
            .unwrap()
            .clone()
    }

    fn write(&self, path: impl AsRef<Path>, text: &str) {
        let full = self.out().join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, text).unwrap();
    }

    /// Another title: it stands in every OpenAPI document, and in the client's docs.
    fn change_document(&self) {
        let path = self.root().join(SPEC);
        let text = fs::read_to_string(&path).unwrap();
        let (start, rest) = text.split_once("  title:").unwrap();
        let (_, end) = rest.split_once('\n').unwrap();
        fs::write(
            path,
            format!("{start}  title: Quite another service\n{end}"),
        )
        .unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut out = StripStream::new(Vec::new());
        let mut err = StripStream::new(Vec::new());
        let arguments = arguments.iter().map(OsString::from);
        let code = xtask::run(self.root(), arguments, &mut out, &mut err);
        let text = |stream: StripStream<Vec<u8>>| String::from_utf8(stream.into_inner()).unwrap();
        Ended {
            code,
            out: text(out),
            err: text(err),
        }
    }

    fn check(&self) -> Ended {
        self.run(&["regen", "--check"])
    }

    /// The check reports drift with each of `words`, names the command that mends it, and
    /// changes nothing.
    fn expect_drift(&self, words: &[impl AsRef<str>]) {
        let before = read_all(self.root());
        let checked = self.check();
        assert_eq!(checked.code, xtask::DIFFERS, "{checked:?}");
        for word in words
            .iter()
            .map(AsRef::as_ref)
            .chain(["`cargo xtask regen`"])
        {
            assert!(checked.out.contains(word), "no {word} in\n{}", checked.out);
        }
        assert_eq!(read_all(self.root()), before);
    }

    /// Regenerating reports each of `words`, and the check is content afterwards.
    fn expect_mended(&self, words: &[impl AsRef<str>]) {
        let mended = self.run(&["regen"]);
        assert_eq!(mended.code, xtask::SUCCESS, "{mended:?}");
        for word in words {
            let word = word.as_ref();
            assert!(mended.out.contains(word), "no {word} in\n{}", mended.out);
        }
        let checked = self.check();
        assert_eq!(checked.code, xtask::SUCCESS, "{checked:?}");
    }
}

/// What reports call a generated file.
fn named(path: &Path) -> String {
    format!("{OUT}/{}", path.to_string_lossy().replace('\\', "/"))
}

/// Every file under a folder, by its path in it.
fn read_all(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.insert(path.strip_prefix(folder).unwrap().to_path_buf(), text);
            }
        }
    }
    files
}
