//! Single files outside the generated folder that are made from the code and must not drift from
//! it: the page of diagnostics and the text of the client's public interface.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use crate::folder::{Difference, Is, Kind};
use crate::{Error, atomic};

/// A file that is made, by its path from the repository's root.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

/// How the pages on disk differ from what is made. Only reads.
pub(crate) fn compare(root: &Path, pages: &[Page]) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for page in pages {
        if let Some(is) = differs(&root.join(page.path), &page.text)? {
            let path = page.path.into();
            differences.push(Difference { path, is });
        }
    }
    Ok(differences)
}

fn differs(path: &Path, text: &str) -> Result<Option<Is>, Error> {
    let kind = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Kind::File,
        Ok(metadata) if metadata.is_dir() => Kind::Folder,
        Ok(metadata) if metadata.is_symlink() => Kind::Link,
        Ok(_) => Kind::Other,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Is::Missing)),
        Err(error) => return Err(Error::files("look at", path)(error)),
    };
    if kind != Kind::File {
        return Ok(Some(Is::Changed(kind)));
    }
    // No more is read than could be equal: whatever else stands there is not ours.
    let mut found = Vec::with_capacity(text.len() + 1);
    fs::File::open(path)
        .and_then(|file| file.take(text.len() as u64 + 1).read_to_end(&mut found))
        .map_err(Error::files("read", path))?;
    Ok((found != text.as_bytes()).then_some(Is::Changed(kind)))
}

/// Writes the pages that differ.
pub(crate) fn mend(root: &Path, pages: &[Page], differences: &[Difference]) -> Result<(), Error> {
    for difference in differences {
        let Some(page) = find(pages, &difference.path) else {
            continue;
        };
        let path = root.join(page.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::files("create", folder))?;
        }
        atomic::write(&path, page.text.as_bytes())?;
    }
    Ok(())
}

/// The page of a path.
pub(crate) fn find<'a>(pages: &'a [Page], path: &Path) -> Option<&'a Page> {
    pages.iter().find(|page| Path::new(page.path) == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_written_once_and_then_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let pages = [Page {
            path: "deep/PAGE.md",
            text: String::from("made\n"),
        }];
        let compared = || compare(folder.path(), &pages).unwrap();
        assert_eq!(compared()[0].is, Is::Missing);
        mend(folder.path(), &pages, &compared()).unwrap();
        assert!(compared().is_empty());
        for other in ["", "made", "made\nand more\n", "xade\n"] {
            fs::write(folder.path().join("deep/PAGE.md"), other).unwrap();
            assert_eq!(compared()[0].is, Is::Changed(Kind::File), "{other:?}");
        }
        mend(folder.path(), &pages, &compared()).unwrap();
        assert!(compared().is_empty());
    }
}
