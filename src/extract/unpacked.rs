//! Unpacked: the files of an extract, each read once and found to be what the manifest says.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::Limits;
use super::container::{Extract, NO_ARCHIVE, open_plain_file, unreadable};
use super::manifest::{Manifest, ManifestFile};
use super::survey::{Budget, Facts, survey};
use crate::diagnostic::{Diagnostic, Severity};

/// So many unpacked bytes stay in memory for the rows to be read from: a school's month has some ten million.
/// The files beyond are unpacked a second time.
const KEPT_BYTES: usize = 64 << 20;

/// The files of an extract, whose hashes are those of the manifest.
#[derive(Debug)]
pub(super) struct Unpacked<'a> {
    extract: &'a Extract,
    facts: HashMap<String, Facts>,
}

/// Reads every file of the manifest once and compares its hash. `Err` refuses the extract.
pub(super) fn unpack<'a>(
    extract: &'a Extract,
    limits: &Limits,
) -> Result<Unpacked<'a>, Vec<Diagnostic>> {
    let mut budget = Budget {
        unpacked: limits.unpacked_bytes,
        kept: KEPT_BYTES,
    };
    let facts = match extract.is_archive {
        false => survey_all(extract, |file| {
            let mut reader = open_plain_file(&extract.path.join(&file.path))?;
            survey(&mut reader, u64::MAX, &mut budget)
        })?,
        true => {
            let mut archive =
                open_archive(extract).map_err(|error| vec![unreadable(NO_ARCHIVE, error)])?;
            survey_all(extract, |file| {
                let mut member = archive.by_name(&file.path)?;
                // The declared size was checked already; this is for an archive that lies about it.
                let most = member.compressed_size().saturating_mul(limits.ratio);
                survey(&mut member, most, &mut budget)
            })?
        }
    };
    Ok(Unpacked { extract, facts })
}

impl Unpacked<'_> {
    /// Gives a file of the manifest to `read` as a stream that ends where the first reading ended.
    pub fn with_file<T>(
        &self,
        name: &str,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let facts = self.facts(name);
        if let Some(kept) = &facts.kept {
            return read(&mut kept.as_slice());
        }
        if self.extract.is_archive {
            let mut archive = open_archive(self.extract)?;
            let member = archive.by_name(name)?;
            read(&mut member.take(facts.bytes))
        } else {
            read(&mut open_plain_file(&self.extract.path.join(name))?.take(facts.bytes))
        }
    }

    /// Returns a file of the manifest for reading at any place. A member goes to a nameless temporary file.
    pub fn seekable(&self, name: &str) -> io::Result<File> {
        if !self.extract.is_archive {
            return open_plain_file(&self.extract.path.join(name));
        }
        self.with_file(name, |member| {
            let mut file = tempfile::tempfile()?;
            io::copy(member, &mut file)?;
            file.seek(SeekFrom::Start(0))?;
            Ok(file)
        })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.extract.manifest
    }

    pub fn facts(&self, name: &str) -> &Facts {
        &self.facts[name]
    }
}

fn open_archive(extract: &Extract) -> io::Result<ZipArchive<BufReader<File>>> {
    Ok(ZipArchive::new(BufReader::new(File::open(&extract.path)?))?)
}

fn survey_all(
    extract: &Extract,
    mut survey_one: impl FnMut(&ManifestFile) -> io::Result<Facts>,
) -> Result<HashMap<String, Facts>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut facts = HashMap::new();
    for file in &extract.manifest.files {
        let place = |fault: Diagnostic| fault.at_table(&file.table).at_file(&file.path);
        match survey_one(file) {
            Ok(found) if found.sha256 == file.sha256 => {
                facts.insert(file.path.clone(), found);
            }
            Ok(_) => faults.push(place(
                Diagnostic::new(
                    Severity::Refuse,
                    "hash",
                    "контрольная сумма файла не та, что в манифесте",
                )
                .with_hint("файл повреждён или обрезан по дороге: передайте выгрузку заново"),
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                faults.push(place(Diagnostic::new(
                    Severity::Refuse,
                    "manifest",
                    "файл назван в манифесте, но его нет",
                )));
            }
            Err(error) => faults.push(place(unreadable("файл не читается", error))),
        }
    }
    if faults.is_empty() {
        Ok(facts)
    } else {
        Err(faults)
    }
}
