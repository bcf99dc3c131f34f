//! Making a folder what it should be. Interrupted at any moment, every wanted file is there in
//! its old or its new text, and the next run finishes the work.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::folder::{Difference, Found, Is, Kind, Wanted, is_folder_of};
use crate::{Error, atomic};

/// Mends every one of `differences`, which are those of `out`, in which `found` stands, against
/// `wanted`. Each is reported to `done` when it is.
pub(crate) fn mend(
    out: &Path,
    found: &Found,
    wanted: &Wanted,
    differences: &[Difference],
    mut done: impl FnMut(&Difference),
) -> Result<(), Error> {
    let mut touched = BTreeSet::new();
    fs::create_dir_all(out).map_err(Error::files("make the folder", out))?;

    // First what is in the way, then the writes, and only then what is merely surplus: nothing
    // goes before what takes its place is there, unless it must.
    let (in_the_way, surplus): (Vec<_>, Vec<_>) = differences
        .iter()
        .filter(|difference| matches!(difference.is, Is::Surplus(kind) if kind != Kind::Folder))
        .partition(|difference| is_in_the_way(&difference.path, wanted));
    for difference in in_the_way {
        remove(out, difference, &mut touched)?;
        done(difference);
    }
    let blocking = |path: &Path| path.ancestors().any(|path| wanted.contains_key(path));
    remove_folders(out, found, &mut touched, blocking)?;

    for difference in differences {
        if let Some(text) = wanted.get(&difference.path) {
            write(out, difference, text, &mut touched)?;
            done(difference);
        }
    }

    for difference in surplus {
        remove(out, difference, &mut touched)?;
        done(difference);
    }
    let unneeded = |path: &Path| !is_folder_of(path, wanted) && !blocking(path);
    remove_folders(out, found, &mut touched, unneeded)?;
    for difference in differences {
        if difference.is == Is::Surplus(Kind::Folder) {
            done(difference);
        }
    }

    for folder in touched.iter().filter(|folder| folder.is_dir()) {
        atomic::sync_folder(folder)?;
    }
    Ok(())
}

/// Whether something that should not be there keeps a wanted file from being there.
fn is_in_the_way(path: &Path, wanted: &Wanted) -> bool {
    let below = path.ancestors().any(|path| wanted.contains_key(path));
    // Where names ignore case, a write to `a.rs` goes to `A.rs`; removing that afterwards would
    // remove what was written.
    let same_but_for_case = || {
        let folded = |path: &Path| path.to_string_lossy().to_lowercase();
        let this = folded(path);
        wanted.keys().any(|wanted| folded(wanted) == this)
    };
    below || is_folder_of(path, wanted) || same_but_for_case()
}

fn write(
    out: &Path,
    difference: &Difference,
    text: &str,
    touched: &mut BTreeSet<PathBuf>,
) -> Result<(), Error> {
    let path = out.join(&difference.path);
    let folder = path.parent().unwrap_or(out);
    fs::create_dir_all(folder).map_err(Error::files("make the folder", folder))?;
    atomic::write(&path, text.as_bytes())?;
    touched.insert(folder.to_path_buf());
    Ok(())
}

/// Removes a file or a link; of a link, never what it points to.
fn remove(
    out: &Path,
    difference: &Difference,
    touched: &mut BTreeSet<PathBuf>,
) -> Result<(), Error> {
    let path = out.join(&difference.path);
    let removed = match fs::remove_file(&path) {
        // Windows removes a link to a folder as a folder.
        Err(_) if cfg!(windows) && difference.is == Is::Surplus(Kind::Link) => {
            fs::remove_dir(&path)
        }
        // Another run was faster.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    };
    removed.map_err(Error::files("remove", &path))?;
    touched.insert(path.parent().unwrap_or(out).to_path_buf());
    Ok(())
}

/// Removes the folders among `found` that are `superfluous`, which by now are empty; the deepest
/// first.
fn remove_folders(
    out: &Path,
    found: &Found,
    touched: &mut BTreeSet<PathBuf>,
    superfluous: impl Fn(&Path) -> bool,
) -> Result<(), Error> {
    for (path, _) in found
        .iter()
        .rev()
        .filter(|(_, kind)| **kind == Kind::Folder)
    {
        let full = out.join(path);
        if superfluous(path) {
            match fs::remove_dir(&full) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                other => other.map_err(Error::files("remove the folder", &full))?,
            }
            touched.insert(full.parent().unwrap_or(out).to_path_buf());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::{Owner, compare, survey};

    fn wanted() -> Wanted {
        [
            ("lib.rs", "lib"),
            ("types/mod.rs", "types"),
            ("types/orders/mod.rs", "orders"),
        ]
        .into_iter()
        .map(|(path, text)| (path.into(), text.to_owned()))
        .collect()
    }

    /// Mends and returns what was reported, after checking that nothing is left to mend.
    fn mended(out: &Path) -> Vec<String> {
        let wanted = wanted();
        let found = survey(out, Owner::Generator).unwrap();
        let differences = compare(out, &found, &wanted).unwrap();
        let mut reported = Vec::new();
        mend(out, &found, &wanted, &differences, |difference| {
            reported.push(difference.path.to_string_lossy().replace('\\', "/"));
        })
        .unwrap();
        assert_eq!(reported.len(), differences.len());
        let found = survey(out, Owner::Generator).unwrap();
        assert_eq!(compare(out, &found, &wanted).unwrap(), []);
        reported.sort();
        reported
    }

    #[test]
    fn a_new_folder_is_filled_and_a_second_run_has_nothing_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/b/src");
        assert_eq!(
            mended(&out),
            ["lib.rs", "types/mod.rs", "types/orders/mod.rs"]
        );
        assert_eq!(mended(&out), [""; 0]);
    }

    #[test]
    fn a_folder_in_a_files_place_and_a_file_in_a_folders_place_are_mended() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        fs::create_dir_all(out.join("lib.rs/deep/er")).unwrap();
        fs::write(out.join("lib.rs/deep/x.rs"), "x").unwrap();
        fs::write(out.join("types"), "a file").unwrap();
        assert_eq!(
            mended(out),
            [
                "lib.rs",
                "lib.rs/deep/er",
                "lib.rs/deep/x.rs",
                "types",
                "types/mod.rs",
                "types/orders/mod.rs"
            ]
        );
    }

    #[test]
    fn surplus_files_and_the_folders_they_leave_empty_go() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        mended(out);
        fs::create_dir_all(out.join("old/deep")).unwrap();
        fs::create_dir_all(out.join("types/empty")).unwrap();
        fs::write(out.join("old/deep/file.rs"), "").unwrap();
        fs::write(out.join("types/.xtask-regen-Xy1.tmp"), "half").unwrap();
        assert_eq!(
            mended(out),
            [
                "old/deep/file.rs",
                "types/.xtask-regen-Xy1.tmp",
                "types/empty"
            ]
        );
        assert!(!out.join("old").exists());
    }

    #[test]
    fn equal_files_are_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        mended(out);
        let long_ago =
            std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        let open = fs::File::options()
            .write(true)
            .open(out.join("lib.rs"))
            .unwrap();
        open.set_modified(long_ago).unwrap();
        fs::write(out.join("types/mod.rs"), "edited").unwrap();
        assert_eq!(mended(out), ["types/mod.rs"]);
        let modified = fs::metadata(out.join("lib.rs"))
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(modified, long_ago);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_removed_or_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let out = folder.path();
        let mine = elsewhere.path().join("mod.rs");
        fs::write(&mine, "mine").unwrap();
        symlink(elsewhere.path(), out.join("types")).unwrap();
        symlink(&mine, out.join("lib.rs")).unwrap();
        symlink(elsewhere.path(), out.join("surplus")).unwrap();
        symlink("nowhere", out.join("dangling")).unwrap();
        mended(out);
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        assert!(fs::symlink_metadata(out.join("types")).unwrap().is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_is_replaced_without_being_opened() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        let _open = std::os::unix::net::UnixListener::bind(out.join("lib.rs")).unwrap();
        mended(out);
    }
}
