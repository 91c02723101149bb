//! The world of the template: itself, the data of one paper and four fonts. There are no files and no network.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What a paper is drawn in; the metrics are those of Times.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 4] = [
        include_bytes!("fonts/LiberationSerif-Regular.ttf"),
        include_bytes!("fonts/LiberationSerif-Bold.ttf"),
        include_bytes!("fonts/LiberationSerif-Italic.ttf"),
        include_bytes!("fonts/LiberationSerif-BoldItalic.ttf"),
    ];
    let fonts = files.into_iter();
    fonts
        .flat_map(|file| Font::iter(Bytes::new(file)))
        .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().build()));

/// Names of files are never forgotten by the typesetter, so that there are two of them for good.
static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(file("paper.typ"), include_str!("paper.typ").to_owned()));
static DATA: LazyLock<FileId> = LazyLock::new(|| file("paper.json"));

/// All that the template can see.
pub(super) struct PaperWorld {
    data: Bytes,
}

impl PaperWorld {
    pub(super) fn new(data: Vec<u8>) -> Self {
        Self {
            data: Bytes::new(data),
        }
    }
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match id == TEMPLATE.id() {
            true => Ok(TEMPLATE.clone()),
            false => Err(absent(id)),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match id == *DATA {
            true => Ok(self.data.clone()),
            false => Err(absent(id)),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    /// What day it is, only the stamp of a paper says.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Returns the upright and the bold font, by which texts are measured.
pub(super) fn measuring_fonts() -> Option<[&'static Font; 2]> {
    Some([FONTS.first()?, FONTS.get(1)?])
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a plain name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}
