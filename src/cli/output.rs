//! Output: where data go, stdout or a file that is there whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Writes to a file, or to stdout where none is named. A reader of stdout that went away is not a fault.
pub(super) fn write_to(
    out: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(path) = out else {
        return match write(&mut io::stdout()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::ours(error)),
            _ => Ok(()),
        };
    };
    write_file(path, write).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
}

/// Writes beside the file and puts what was written in its place, since half a file would be taken for a whole one and
/// the old one is better than that. What is no file, such as a pipe, is written as it stands.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let held = match path.metadata() {
        Ok(held) if !held.is_file() => return write(&mut File::create(path)?),
        Ok(held) => {
            // Whoever may not write the old file may not put another in its place.
            OpenOptions::new().write(true).open(path)?;
            Some(held)
        }
        Err(_) => None,
    };
    let whole = match held {
        // A link goes on leading to the file.
        Some(_) => path.canonicalize()?,
        None => path.to_owned(),
    };
    let part = beside(&whole);
    let written = File::create(&part).and_then(|mut file| {
        write(&mut file)?;
        file.flush()?;
        if let Some(held) = held {
            file.set_permissions(held.permissions())?;
        }
        std::fs::rename(&part, &whole)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_breaks_off_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("answer.csv");
        write_to(Some(&path), |out| out.write_all(b"old")).expect("written");
        let broken = write_to(Some(&path), |out| {
            out.write_all(b"ne")?;
            Err(io::Error::other("no more"))
        });
        assert!(matches!(broken, Err(Failure::Usage(_))), "{broken:?}");
        assert_eq!(std::fs::read(&path).expect("a file"), b"old");
        write_to(Some(&path), |out| out.write_all(b"new")).expect("written");
        assert_eq!(std::fs::read(&path).expect("a file"), b"new");
        assert_eq!(names(folder.path()), ["answer.csv"]);
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_touched() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("nowhere").join("answer.csv");
        let refused = write_to(Some(&missing), |out| out.write_all(b"new"));
        assert!(matches!(refused, Err(Failure::Usage(_))), "{refused:?}");
        let path = folder.path().join("answer.csv");
        std::fs::write(&path, b"old").expect("a file");
        let mut closed = path.metadata().expect("a file").permissions();
        closed.set_readonly(true);
        std::fs::set_permissions(&path, closed).expect("closed");
        let is_closed = OpenOptions::new().write(true).open(&path).is_err();
        let refused = write_to(Some(&path), |out| out.write_all(b"new"));
        // The superuser may write every file.
        assert_eq!(refused.is_err(), is_closed);
        let left: &[u8] = if is_closed { b"old" } else { b"new" };
        assert_eq!(std::fs::read(&path).expect("a file"), left);
        assert_eq!(names(folder.path()), ["answer.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_goes_on_leading_to_its_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, b"old").expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        write_to(Some(&link), |out| out.write_all(b"new")).expect("written");
        assert_eq!(std::fs::read(&file).expect("a file"), b"new");
        assert!(link.symlink_metadata().expect("a link").is_symlink());
    }
}
