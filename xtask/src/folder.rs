//! What stands in a folder against what should.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, FileType};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::{Error, atomic};

/// The files that should stand in a folder, by their path in it, with their whole text.
pub(crate) type Wanted = BTreeMap<PathBuf, String>;

/// The entries that stand in a folder, by their path in it; the folder itself is not one.
pub(crate) type Found = BTreeMap<PathBuf, Kind>;

/// What an entry of a folder is, without following links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device: opening it might never return.
    Other,
}

/// Whose files a folder may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// The generator's alone: whatever else stands there is surplus.
    Generator,
    /// Perhaps a user's: a file without the generator's marker is none of ours.
    Unknown,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The path in the folder.
    pub(crate) path: PathBuf,
    pub(crate) is: Is,
}

/// How a path differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    /// A wanted file that is not there.
    Missing,
    /// A wanted file in whose place something else stands.
    Changed(Kind),
    /// Something that should not be there. A folder is one only if it is empty; otherwise what is
    /// in it is.
    Surplus(Kind),
}

/// Lists everything in the folder `out`, links not followed. A folder that does not exist is an
/// empty one.
///
/// # Errors
/// When `out` is no folder or cannot be read, and, if its owner is unknown, as soon as an entry
/// shows that not all of it was generated.
pub(crate) fn survey(out: &Path, owner: Owner) -> Result<Found, Error> {
    let mut found = Found::new();
    match fs::symlink_metadata(out) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(metadata) if metadata.is_symlink() => {
            return Err(Error::OutIsALink { path: out.into() });
        }
        Ok(_) => return Err(Error::OutNotAFolder { path: out.into() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(Error::files("look at", out)(error)),
    }
    // A list instead of recursion: a deep tree must not exhaust the stack.
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        // Each folder's own files before its subfolders, and in order: a foreign folder is refused
        // early, and always for the same file.
        for (name, kind) in entries(&out.join(&folder))? {
            let path = folder.join(&name);
            if owner == Owner::Unknown && !may_be_generated(&out.join(&path), kind)? {
                return Err(Error::NotGenerated {
                    path: out.join(path),
                    out: out.into(),
                });
            }
            if kind == Kind::Folder {
                folders.push(path.clone());
            }
            found.insert(path, kind);
        }
    }
    Ok(found)
}

/// How the folder `out`, in which `found` stands, differs from `wanted`; in the order of paths.
pub(crate) fn compare(
    out: &Path,
    found: &Found,
    wanted: &Wanted,
) -> Result<Vec<Difference>, Error> {
    check_paths(wanted)?;
    let mut differences = Vec::new();
    for (path, text) in wanted {
        let is = match found.get(path) {
            None => Is::Missing,
            Some(Kind::File) if holds(&out.join(path), text)? => continue,
            Some(&kind) => Is::Changed(kind),
        };
        differences.push(Difference {
            path: path.clone(),
            is,
        });
    }
    for (path, &kind) in found {
        let expected = match kind {
            Kind::Folder => {
                is_folder_of(path, wanted) || wanted.contains_key(path) || holds_any(path, found)
            }
            _ => wanted.contains_key(path),
        };
        if !expected {
            differences.push(Difference {
                path: path.clone(),
                is: Is::Surplus(kind),
            });
        }
    }
    differences.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(differences)
}

/// Whether a wanted file lies in the folder `path`.
pub(crate) fn is_folder_of(path: &Path, wanted: &Wanted) -> bool {
    lies_in(path, wanted)
}

fn holds_any(path: &Path, found: &Found) -> bool {
    lies_in(path, found)
}

/// Whether any key lies in the folder `path`; paths order by their components, so what lies in a
/// folder follows it.
fn lies_in<V>(path: &Path, entries: &BTreeMap<PathBuf, V>) -> bool {
    use std::ops::Bound::{Excluded, Unbounded};
    entries
        .range::<Path, _>((Excluded(path), Unbounded))
        .next()
        .is_some_and(|(next, _)| next.starts_with(path))
}

/// Refuses what would leave the folder, or could not stand in it together.
fn check_paths(wanted: &Wanted) -> Result<(), Error> {
    for path in wanted.keys() {
        let plain = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.as_os_str().is_empty() || is_folder_of(path, wanted) {
            return Err(Error::BadOutputPath { path: path.clone() });
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<(OsString, Kind)>, Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::files("read the folder", folder))? {
        let entry = entry.map_err(Error::files("read the folder", folder))?;
        let file_type = entry
            .file_type()
            .map_err(Error::files("look at", entry.path()))?;
        entries.push((entry.file_name(), kind_of(file_type)));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(entries)
}

fn kind_of(file_type: FileType) -> Kind {
    if file_type.is_symlink() {
        Kind::Link
    } else if file_type.is_dir() {
        Kind::Folder
    } else if file_type.is_file() {
        Kind::File
    } else {
        Kind::Other
    }
}

/// Every emitted file has this word in its first lines.
const MARKER: &str = "@generated";
const MARKER_LINES: usize = 5;
const MARKER_BYTES: u64 = 4096;

fn may_be_generated(path: &Path, kind: Kind) -> Result<bool, Error> {
    match kind {
        Kind::Folder => Ok(true),
        Kind::Link | Kind::Other => Ok(false),
        Kind::File if path.file_name().is_some_and(atomic::is_leftover) => Ok(true),
        Kind::File => {
            let mut start = Vec::new();
            fs::File::open(path)
                .and_then(|file| file.take(MARKER_BYTES).read_to_end(&mut start))
                .map_err(Error::files("read", path))?;
            Ok(String::from_utf8_lossy(&start)
                .lines()
                .take(MARKER_LINES)
                .any(|line| line.contains(MARKER)))
        }
    }
}

/// Whether the file at `path` is `text` byte for byte.
fn holds(path: &Path, text: &str) -> Result<bool, Error> {
    let length = fs::metadata(path)
        .map_err(Error::files("look at", path))?
        .len();
    // The length first: a huge file that is not ours is never read.
    if length != text.len() as u64 {
        return Ok(false);
    }
    let bytes = fs::read(path).map_err(Error::files("read", path))?;
    Ok(bytes == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(files: &[(&str, &str)]) -> Wanted {
        files
            .iter()
            .map(|(path, text)| (path.into(), (*text).to_owned()))
            .collect()
    }

    fn differences(out: &Path, wanted: &Wanted) -> Vec<(String, Is)> {
        let found = survey(out, Owner::Generator).unwrap();
        compare(out, &found, wanted)
            .unwrap()
            .into_iter()
            .map(|difference| (difference.path.display().to_string(), difference.is))
            .collect()
    }

    #[test]
    fn every_way_to_differ_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        for name in ["types", "types/orders.rs", "old/deep", "empty"] {
            fs::create_dir_all(out.join(name)).unwrap();
        }
        for (path, text) in [
            ("same.rs", "same"),
            ("edited.rs", "edited"),
            ("crlf.rs", "a\r\n"),
            ("surplus.rs", ""),
            ("old/deep/file.rs", ""),
        ] {
            fs::write(out.join(path), text).unwrap();
        }
        let wanted = wanted(&[
            ("same.rs", "same"),
            ("edited.rs", "wanted"),
            ("crlf.rs", "a\n"),
            ("missing.rs", "m"),
            ("types/orders.rs", "o"),
        ]);
        let expected = [
            ("crlf.rs", Is::Changed(Kind::File)),
            ("edited.rs", Is::Changed(Kind::File)),
            ("empty", Is::Surplus(Kind::Folder)),
            ("missing.rs", Is::Missing),
            ("old/deep/file.rs", Is::Surplus(Kind::File)),
            ("surplus.rs", Is::Surplus(Kind::File)),
            ("types/orders.rs", Is::Changed(Kind::Folder)),
        ];
        let found: Vec<_> = differences(out, &wanted)
            .into_iter()
            .map(|(path, is)| (path.replace('\\', "/"), is))
            .collect();
        assert_eq!(found, expected.map(|(path, is)| (path.to_owned(), is)));
    }

    #[test]
    fn a_folder_that_does_not_exist_lacks_everything() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = wanted(&[("lib.rs", "x")]);
        let found = differences(&folder.path().join("new"), &wanted);
        assert_eq!(found, [("lib.rs".to_owned(), Is::Missing)]);
    }

    #[test]
    fn a_path_that_cannot_stand_in_the_folder_is_refused() {
        for paths in [
            ["../lib.rs"].as_slice(),
            &["/lib.rs"],
            &["a/../../b.rs"],
            &[""],
            &["./a.rs"],
            &["a.rs", "a.rs/b.rs"],
        ] {
            let wanted = paths
                .iter()
                .map(|path| (path.into(), String::new()))
                .collect();
            let error = compare(Path::new("out"), &Found::new(), &wanted).unwrap_err();
            assert!(
                matches!(error, Error::BadOutputPath { .. }),
                "{paths:?}: {error}"
            );
        }
    }

    #[test]
    fn a_folder_of_unknown_owner_must_be_generated_throughout() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        fs::create_dir(out.join("types")).unwrap();
        fs::write(out.join("lib.rs"), "//! Docs.\n// @generated by a tool\n").unwrap();
        fs::write(out.join(".xtask-regen-aB3.tmp"), "half").unwrap();
        assert_eq!(survey(out, Owner::Unknown).unwrap().len(), 3);

        let mine = out.join("types/mine.rs");
        fs::write(&mine, "\n\n\n\n\n// @generated, says line six\n").unwrap();
        match survey(out, Owner::Unknown) {
            Err(Error::NotGenerated { path, .. }) => assert_eq!(path, mine),
            other => panic!("{other:?}"),
        }
        assert!(survey(out, Owner::Generator).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_not_followed() {
        use std::os::unix::fs::symlink;
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let out = folder.path();
        fs::write(elsewhere.path().join("mine.rs"), "mine").unwrap();
        symlink(elsewhere.path(), out.join("types")).unwrap();
        symlink(elsewhere.path().join("mine.rs"), out.join("lib.rs")).unwrap();
        // Equal text behind a link is still not a file of ours.
        let wanted = wanted(&[("lib.rs", "mine"), ("types/mine.rs", "mine")]);
        assert_eq!(
            differences(out, &wanted),
            [
                ("lib.rs".to_owned(), Is::Changed(Kind::Link)),
                ("types".to_owned(), Is::Surplus(Kind::Link)),
                ("types/mine.rs".to_owned(), Is::Missing),
            ]
        );
        assert!(matches!(
            survey(out, Owner::Unknown),
            Err(Error::NotGenerated { .. })
        ));
        assert!(matches!(
            survey(&out.join("types"), Owner::Generator),
            Err(Error::OutIsALink { .. })
        ));
    }
}
