//! Content: the declared files (schemas, queries, dashboards, forms) as text, with the site's messages and help.
//!
//! They travel inside the binary; a folder of the office with the same layout replaces
//! or adds single files.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Files by their path from the root, such as `schemas/datasets/marks.toml`.
#[derive(Debug, Clone)]
pub struct Content {
    files: BTreeMap<String, String>,
}

static EMBEDDED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/content.rs"));

impl Content {
    /// Returns the files that the binary was built with.
    pub fn embedded() -> Self {
        Self {
            files: EMBEDDED
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// Returns what tells these files from others.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for text in self.files.iter().flat_map(|(path, text)| [path, text]) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// Lays the files of a folder over these. A folder that does not exist changes nothing.
    pub fn overlaid_by(mut self, folder: &Path) -> io::Result<Self> {
        self.take_folder(folder, folder)?;
        Ok(self)
    }

    /// Puts one file in place of the one with that path, or beside the others.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.to_owned());
        self
    }

    /// Returns the text of one file.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Returns path and text of the files below a folder, in order of path.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let prefix = format!("{folder}/");
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&prefix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    fn take_folder(&mut self, root: &Path, folder: &Path) -> io::Result<()> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                self.take_folder(root, &path)?;
            } else if let Ok(name) = path.strip_prefix(root) {
                let name = name.to_string_lossy().replace('\\', "/");
                self.files.insert(name, std::fs::read_to_string(&path)?);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_paths_and_texts_whatever_their_order() {
        let digest = |files: &[(&str, &str)]| {
            let none = Content {
                files: BTreeMap::new(),
            };
            let laid = |content: Content, (path, text): &(&str, &str)| content.with(path, text);
            files.iter().fold(none, laid).digest()
        };
        let digested = digest(&[("a.toml", "1"), ("b.toml", "2")]);
        assert_eq!(digested, digest(&[("b.toml", "2"), ("a.toml", "1")]));
        for others in [
            &[("a.toml", "1"), ("b.toml", "3")][..],
            &[("a.toml", "1"), ("c.toml", "2")],
            &[("a.toml", "1")],
            &[("a.toml", "1b.toml2")],
        ] {
            assert_ne!(digested, digest(others), "{others:?}");
        }
    }
}
