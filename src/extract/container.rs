//! Container: the zip or folder that holds an extract, opened with distrust.
//!
//! A name inside an archive is only ever compared, never used as a path to write to; every member is read as a
//! stream against a budget, so that a small file cannot unpack into a large one.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::Limits;
use super::encoding::Utf8Check;
use super::manifest::{Manifest, ManifestFile, is_plain_name};
use crate::diagnostic::{Diagnostic, Severity};

const MANIFEST: &str = "manifest.json";
/// A manifest names some twenty tables; one that is larger is something else.
const MAX_MANIFEST_BYTES: u64 = 4 << 20;
const CHUNK: usize = 64 * 1024;

/// An extract whose container, manifest and hashes are in order; its rows are not read yet.
#[derive(Debug)]
pub struct Extract {
    pub path: PathBuf,
    pub manifest: Manifest,
    /// Hex SHA-256 of the archive, or of a folder's manifest, which holds the hashes of its files.
    pub identity: String,
    /// What is odd about the container without refusing it.
    pub warnings: Vec<Diagnostic>,
    is_archive: bool,
    facts: HashMap<String, Facts>,
}

/// What the first reading of a file tells.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub bytes: u64,
    pub is_utf8: bool,
    /// The first bytes, which tell format and byte order mark.
    pub head: Vec<u8>,
    pub sha256: String,
}

/// Opens and checks the container and its manifest, and compares the hash of every file. `Err` refuses the extract.
pub fn open(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let metadata = path
        .metadata()
        .map_err(|error| vec![archive_fault(format!("выгрузка не открывается: {error}"))])?;
    if metadata.is_dir() {
        open_folder(path, limits)
    } else {
        open_archive(path, limits)
    }
}

impl Extract {
    /// Gives a file of the manifest to `read` as a stream that ends where the first reading ended.
    pub(super) fn with_file<T>(
        &self,
        name: &str,
        read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let limit = self.facts(name).bytes;
        if self.is_archive {
            let mut archive = ZipArchive::new(BufReader::new(File::open(&self.path)?))?;
            let member = archive.by_name(name)?;
            read(&mut member.take(limit))
        } else {
            read(&mut open_plain_file(&self.path.join(name))?.take(limit))
        }
    }

    /// Returns a file of the manifest for reading at any place. A member goes to a nameless temporary file.
    pub(super) fn seekable(&self, name: &str) -> io::Result<File> {
        if !self.is_archive {
            return open_plain_file(&self.path.join(name));
        }
        self.with_file(name, |member| {
            let mut file = tempfile::tempfile()?;
            io::copy(member, &mut file)?;
            file.seek(SeekFrom::Start(0))?;
            Ok(file)
        })
    }

    pub(super) fn facts(&self, name: &str) -> &Facts {
        &self.facts[name]
    }
}

/// Reads a stream to its end and returns how long it is, unless it is longer than `limit`.
pub(super) fn measure(reader: &mut dyn Read, limit: u64) -> io::Result<Option<u64>> {
    let mut buffer = vec![0; CHUNK];
    let mut total = 0;
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok(Some(total));
        }
        total += count as u64;
        if total > limit {
            return Ok(None);
        }
    }
}

fn open_folder(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    open_plain_file(&path.join(MANIFEST))
        .and_then(|file| file.take(MAX_MANIFEST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| vec![no_manifest(error)])?;
    let manifest = Manifest::parse(&bytes, limits)?;
    let mut budget = limits.unpacked_bytes;
    let facts = survey_all(&manifest, |file| {
        let mut reader = open_plain_file(&path.join(&file.path))?;
        survey(&mut reader, &mut budget)
    })?;
    Ok(Extract {
        path: path.to_owned(),
        warnings: odd_window(&manifest),
        manifest,
        identity: hex(&Sha256::digest(&bytes)),
        is_archive: false,
        facts,
    })
}

fn open_archive(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let unreadable =
        |error: &dyn std::fmt::Display| vec![archive_fault(format!("архив не читается: {error}"))];
    let mut file = File::open(path).map_err(|error| unreadable(&error))?;
    let identity = hash(&mut file).map_err(|error| unreadable(&error))?;
    file.seek(SeekFrom::Start(0))
        .map_err(|error| unreadable(&error))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| unreadable(&error))?;
    let members = check_members(&mut archive, limits)?;

    let mut budget = limits.unpacked_bytes;
    let mut bytes = Vec::new();
    match archive.by_name(MANIFEST) {
        Ok(member) => {
            let count = member
                .take(MAX_MANIFEST_BYTES.min(budget))
                .read_to_end(&mut bytes)
                .map_err(|error| vec![no_manifest(error)])?;
            budget -= count as u64;
        }
        Err(error) => return Err(vec![no_manifest(error)]),
    }
    let manifest = Manifest::parse(&bytes, limits)?;
    let facts = survey_all(&manifest, |file| {
        let mut member = archive.by_name(&file.path)?;
        let packed = member.compressed_size();
        // The declared size was checked already; this is for an archive that lies about it.
        let mut allowed = budget.min(packed.saturating_mul(limits.ratio));
        let before = allowed;
        let facts = survey(&mut member, &mut allowed)?;
        budget -= before - allowed;
        Ok(facts)
    })?;
    let mut warnings = odd_window(&manifest);
    warnings.extend(
        members
            .iter()
            .filter(|name| *name != MANIFEST && !facts.contains_key(*name))
            .map(|name| {
                Diagnostic::new(
                    Severity::Warning,
                    "manifest",
                    "файл есть в архиве, но не назван в манифесте и не читается",
                )
                .at_file(name)
            }),
    );
    Ok(Extract {
        path: path.to_owned(),
        manifest,
        identity,
        warnings,
        is_archive: true,
        facts,
    })
}

/// Checks what the archive's own directory says, before a byte is unpacked, and returns the names of the members.
fn check_members<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    limits: &Limits,
) -> Result<Vec<String>, Vec<Diagnostic>> {
    if archive.len() > limits.members {
        return Err(vec![archive_fault(format!(
            "в архиве {} членов, а допускается не больше {}",
            archive.len(),
            limits.members
        ))]);
    }
    let mut faults = Vec::new();
    let mut names = Vec::new();
    let mut unpacked: u128 = 0;
    if archive.has_duplicate_names() {
        faults.push(archive_fault("в архиве два члена с одним именем"));
    }
    for index in 0..archive.len() {
        let member = match archive.by_index_raw(index) {
            Ok(member) => member,
            Err(error) => {
                faults.push(archive_fault(format!("член архива не читается: {error}")));
                continue;
            }
        };
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        let mut fault = |message: String| faults.push(archive_fault(message).at_file(&name));
        if !is_plain_name(&name) || member.is_dir() {
            fault("член архива лежит вне его корня".to_owned());
        } else if member.is_symlink() || member.unix_mode().is_some_and(is_special) {
            fault("член архива — ссылка, а не файл".to_owned());
        }
        if member.encrypted() {
            fault("член архива зашифрован".to_owned());
        }
        let ratio = u128::from(member.compressed_size()) * u128::from(limits.ratio);
        if u128::from(member.size()) > ratio {
            fault(format!(
                "член архива сжат больше чем в {} раз",
                limits.ratio
            ));
        }
        unpacked += u128::from(member.size());
        names.push(name);
    }
    if unpacked > u128::from(limits.unpacked_bytes) {
        faults.push(archive_fault(format!(
            "архив разворачивается в {unpacked} байт, а допускается не больше {}",
            limits.unpacked_bytes
        )));
    }
    if faults.is_empty() {
        match archive.has_overlapping_entries() {
            Ok(false) => {}
            Ok(true) => faults.push(archive_fault("члены архива перекрываются")),
            Err(error) => faults.push(archive_fault(format!("архив не читается: {error}"))),
        }
    }
    if faults.is_empty() {
        Ok(names)
    } else {
        Err(faults)
    }
}

/// Reads every file of the manifest once and compares its hash.
fn survey_all(
    manifest: &Manifest,
    mut survey_one: impl FnMut(&ManifestFile) -> io::Result<Facts>,
) -> Result<HashMap<String, Facts>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut facts = HashMap::new();
    for file in &manifest.files {
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
            Err(error) => faults.push(place(archive_fault(format!("файл не читается: {error}")))),
        }
    }
    if faults.is_empty() {
        Ok(facts)
    } else {
        Err(faults)
    }
}

/// Reads a stream to its end and takes its length from the budget.
pub(super) fn survey(reader: &mut dyn Read, budget: &mut u64) -> io::Result<Facts> {
    let mut buffer = vec![0; CHUNK];
    let mut hasher = Sha256::new();
    let mut utf8 = Utf8Check::default();
    let mut head = Vec::new();
    let mut bytes = 0;
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        *budget = budget.checked_sub(count as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "разворачивается больше, чем допускается",
            )
        })?;
        let chunk = &buffer[..count];
        hasher.update(chunk);
        utf8.push(chunk);
        if head.len() < 4 {
            head.extend_from_slice(&chunk[..count.min(4 - head.len())]);
        }
        bytes += count as u64;
    }
    Ok(Facts {
        bytes,
        is_utf8: utf8.finish(),
        head,
        sha256: hex(&hasher.finalize()),
    })
}

/// Opens a file that is no link, so that a folder cannot point outside itself.
fn open_plain_file(path: &Path) -> io::Result<File> {
    if !path.symlink_metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "это не обычный файл",
        ));
    }
    File::open(path)
}

fn odd_window(manifest: &Manifest) -> Vec<Diagnostic> {
    let year = manifest.school_year.period();
    let window = manifest.window;
    if year.contains(window.from) && year.contains(window.to) {
        return Vec::new();
    }
    vec![
        Diagnostic::new(
            Severity::Warning,
            "manifest",
            format!(
                "окно {} — {} выходит за учебный год {}",
                window.from, window.to, manifest.school_year
            ),
        )
        .at_file(MANIFEST)
        .at_column("window"),
    ]
}

/// Tells whether a Unix mode is that of something other than a plain file.
fn is_special(mode: u32) -> bool {
    !matches!(mode & 0o170_000, 0 | 0o100_000)
}

fn hash(reader: &mut dyn Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..count]);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn no_manifest(error: impl Into<io::Error>) -> Diagnostic {
    let error = error.into();
    let message = match error.kind() {
        io::ErrorKind::NotFound => "манифеста нет".to_owned(),
        _ => format!("манифест не читается: {error}"),
    };
    Diagnostic::new(Severity::Refuse, "manifest", message)
        .at_file(MANIFEST)
        .with_hint("manifest.json лежит в корне выгрузки")
}

fn archive_fault(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Refuse, "archive", message)
}
