//! Container: the zip or folder that holds an extract, opened with distrust.
//!
//! A name inside an archive is only ever compared, never used as a path to write to; every member is read as a
//! stream against a budget, so that a small file cannot unpack into a large one.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::Limits;
use super::manifest::{Manifest, is_plain_name};
use crate::diagnostic::{Diagnostic, Severity};

const MANIFEST: &str = "manifest.json";
/// A manifest names some twenty tables; one that is larger is something else.
const MAX_MANIFEST_BYTES: u64 = 4 << 20;
/// What is said of an archive that is none.
pub(super) const NO_ARCHIVE: &str = "файл повреждён, оборван или это не ZIP";
pub(super) const CHUNK: usize = 64 * 1024;

/// An extract whose container and manifest are in order; its files are not unpacked yet.
#[derive(Debug)]
pub struct Extract {
    pub path: PathBuf,
    pub manifest: Manifest,
    /// Hex SHA-256 of the archive, or of a folder's manifest, which holds the hashes of its files.
    pub identity: String,
    /// What is odd about the container without refusing it.
    pub warnings: Vec<Diagnostic>,
    pub(super) is_archive: bool,
}

/// Opens and checks the container and its manifest. `Err` refuses the extract.
pub fn open(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let metadata = path
        .metadata()
        .map_err(|error| vec![unreadable("выгрузка не открывается", error)])?;
    if metadata.is_dir() {
        open_folder(path, limits)
    } else {
        open_archive(path, limits)
    }
}

fn open_folder(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    open_plain_file(&path.join(MANIFEST))
        .and_then(|file| file.take(MAX_MANIFEST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| vec![no_manifest(error)])?;
    let manifest = Manifest::parse(&bytes, limits)?;
    Ok(Extract {
        path: path.to_owned(),
        warnings: odd_window(&manifest),
        manifest,
        identity: hex(&Sha256::digest(&bytes)),
        is_archive: false,
    })
}

fn open_archive(path: &Path, limits: &Limits) -> Result<Extract, Vec<Diagnostic>> {
    let broken = |error: io::Error| vec![unreadable(NO_ARCHIVE, error)];
    let mut file = File::open(path).map_err(broken)?;
    let identity = hash(&mut file).map_err(broken)?;
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    let archive = ZipArchive::new(BufReader::new(file)).map_err(io::Error::from);
    let mut archive = archive.map_err(broken)?;
    let members = check_members(&mut archive, limits)?;

    let mut bytes = Vec::new();
    archive
        .by_name(MANIFEST)
        .map_err(io::Error::from)
        .and_then(|member| member.take(MAX_MANIFEST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| vec![no_manifest(error)])?;
    let manifest = Manifest::parse(&bytes, limits)?;
    let mut warnings = odd_window(&manifest);
    warnings.extend(
        members
            .iter()
            .filter(|name| {
                *name != MANIFEST && manifest.files.iter().all(|file| file.path != **name)
            })
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
                faults.push(unreadable("член архива повреждён", error));
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
            Err(error) => faults.push(unreadable(NO_ARCHIVE, error)),
        }
    }
    if faults.is_empty() {
        Ok(names)
    } else {
        Err(faults)
    }
}

/// Opens a file that is no link, so that a folder cannot point outside itself.
pub(super) fn open_plain_file(path: &Path) -> io::Result<File> {
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

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn no_manifest(error: impl Into<io::Error>) -> Diagnostic {
    let error = error.into();
    let message = match error.kind() {
        io::ErrorKind::NotFound => "манифеста нет".to_owned(),
        _ => {
            tracing::warn!(%error, "a manifest cannot be read");
            "манифест повреждён".to_owned()
        }
    };
    Diagnostic::new(Severity::Refuse, "manifest", message)
        .at_file(MANIFEST)
        .with_hint("manifest.json лежит в корне выгрузки")
}

/// Says in the office's words what cannot be read; what the machine says of it goes to the log.
pub(super) fn unreadable(what: &str, error: impl Into<io::Error>) -> Diagnostic {
    let error = error.into();
    let cause = error.to_string();
    let is_for_people = cause.starts_with(|first: char| ('а'..='я').contains(&first));
    archive_fault(match error.kind() {
        io::ErrorKind::NotFound => "такого файла нет".to_owned(),
        io::ErrorKind::PermissionDenied => "файл закрыт для чтения".to_owned(),
        _ if is_for_people => format!("{what}: {cause}"),
        _ => {
            tracing::warn!(%error, "an extract cannot be read");
            what.to_owned()
        }
    })
}

fn archive_fault(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Refuse, "archive", message)
}
