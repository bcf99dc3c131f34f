//! Writing a file so that whoever looks, at whatever moment, sees the old one whole or the new
//! one whole.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;

use crate::Error;

const PREFIX: &str = ".xtask-regen-";
const SUFFIX: &str = ".tmp";

/// Puts a file with `content` at `path`, whose folder exists. A file or a link that stands there
/// is replaced; what a link points to is not touched.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // Temporary files are private by default; a source file has the permissions of its user's
    // umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));

    // In the same folder: a rename is only atomic within one file system.
    let mut temporary = builder
        .tempfile_in(folder)
        .map_err(Error::files("make a file in", folder))?;
    temporary
        .write_all(content)
        // Without this a rename can reach the disk before the content does, and a power cut
        // would leave an empty file.
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(Error::files("write", path))?;
    temporary
        .persist(path)
        .map_err(|error| Error::files("replace", path)(error.error))?;
    Ok(())
}

/// Makes renames and removals in `folder` last through a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    // Other systems do not open folders as files.
    #[cfg(unix)]
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(Error::files("sync", folder))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Whether a file of this name was left by a run of [`write`] that was interrupted.
pub(crate) fn is_leftover(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_made_and_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lib.rs");
        write(&path, b"one").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failed_replacement_leaves_what_stood_there_and_no_leftover() {
        let folder = tempfile::tempdir().unwrap();
        // A folder with something in it cannot be replaced by a file on any system.
        let path = folder.path().join("lib.rs");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "kept").unwrap();
        let error = write(&path, b"new").unwrap_err();
        assert!(error.to_string().contains("lib.rs"), "{error}");
        assert_eq!(fs::read(path.join("inside")).unwrap(), b"kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (written, plain) = (folder.path().join("a"), folder.path().join("b"));
        write(&written, b"x").unwrap();
        fs::write(&plain, b"x").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&written), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_its_target_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        fs::write(&target, "mine").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, b"generated").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"mine");
        assert!(fs::symlink_metadata(&link).unwrap().is_file());
    }

    #[test]
    fn only_our_own_names_are_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = tempfile::Builder::new()
            .prefix(PREFIX)
            .suffix(SUFFIX)
            .tempfile_in(folder.path())
            .unwrap();
        assert!(is_leftover(temporary.path().file_name().unwrap()));
        for name in ["lib.rs", ".tmp", "xtask-regen-1.tmp", ".xtask-regen-1"] {
            assert!(!is_leftover(OsStr::new(name)), "{name}");
        }
    }
}
