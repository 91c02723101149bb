//! Assets: styles, scripts, pictures and messages, embedded in the program and named by their content.
//!
//! They are found by glob below `assets/` and stand in groups, and a group's address holds the hash of all that is in
//! it. So scripts can import their neighbours by relative paths, without a build step and without an inline import
//! map, and every file can be cached for ever. The library of charts is large and changes seldom: it has a group of its own.
//! What is sent of a script is the script as it stands, but for its comments.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::Error;
use crate::catalogue::{self, Language};

/// Returns the address of a file that a page names by its path: `js/site.js`, `site.css`, `catalogue/ru.ftl`.
pub fn address(path: &str) -> String {
    let version = GROUPS
        .iter()
        .find(|group| group.files.iter().any(|file| file.path == path))
        .map_or("", |group| group.version.as_str());
    format!("/assets/{version}/{path}")
}

/// Serves a file of the group whose present hash the address holds.
pub async fn serve(Path((version, path)): Path<(String, String)>) -> Result<Response, Error> {
    let group = GROUPS
        .iter()
        .find(|group| group.version == version)
        .ok_or(Error::NotFound)?;
    let file = group
        .files
        .iter()
        .find(|file| file.path == path)
        .ok_or(Error::NotFound)?;
    Ok((
        [
            (CONTENT_TYPE, HeaderValue::from_static(file.kind())),
            (
                CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ],
        file.bytes,
    )
        .into_response())
}

/// Serves the site's sign where browsers look for it without being told.
pub async fn favicon() -> Result<Response, Error> {
    let mut files = GROUPS.iter().flat_map(|group| &group.files);
    let icon = files.find(|file| file.path == "favicon.ico");
    let icon = icon.ok_or(Error::NotFound)?;
    Ok((
        [
            (CONTENT_TYPE, HeaderValue::from_static(icon.kind())),
            // The address never changes, so it is asked for again some day.
            (
                CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=86400"),
            ),
        ],
        icon.bytes,
    )
        .into_response())
}

struct File {
    path: &'static str,
    bytes: &'static [u8],
}

struct Group {
    version: String,
    files: Vec<File>,
}

static FOUND: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The library of charts.
const CHARTS: &str = "vendor/echarts/";

/// The style files whose place in the cascade is not that of their names; `print.css` comes last.
const STYLES_FIRST: [&str; 4] = ["layers.css", "tokens.css", "base.css", "page.css"];

static STYLE: LazyLock<String> = LazyLock::new(|| {
    let styles = found().filter_map(|file| Some((file.path.strip_prefix("css/")?, file.bytes)));
    let mut styles: Vec<(&str, &[u8])> = styles.collect();
    styles.sort_by_key(|(name, _)| {
        let place = STYLES_FIRST.iter().position(|first| first == name);
        (
            *name == "print.css",
            place.unwrap_or(STYLES_FIRST.len()),
            *name,
        )
    });
    let texts = styles
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes));
    texts.collect()
});

/// The site's own scripts as they are sent.
static SCRIPTS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    found()
        .filter(|file| file.path.starts_with("js/"))
        .map(|file| {
            let script = String::from_utf8_lossy(file.bytes);
            (file.path, without_comments(&script))
        })
        .collect()
});

static GROUPS: LazyLock<[Group; 4]> = LazyLock::new(|| {
    let style = File {
        path: "site.css",
        bytes: STYLE.as_bytes(),
    };
    let pictures = found().filter(|file| file.is_picture());
    let libraries = found().filter(|file| file.path.starts_with("vendor/"));
    let libraries = libraries.filter(|file| file.path.ends_with(".js"));
    let (charts, libraries): (Vec<File>, Vec<File>) =
        libraries.partition(|file| file.path.starts_with(CHARTS));
    let scripts = SCRIPTS.iter().map(|(path, script)| File {
        path,
        bytes: script.as_bytes(),
    });
    let messages = [
        ("catalogue/ru.ftl", Language::Russian),
        ("catalogue/en.ftl", Language::English),
    ];
    let messages = messages.map(|(path, language)| File {
        path,
        bytes: catalogue::for_screen(language).as_bytes(),
    });
    [
        pictures.chain([style]).collect(),
        scripts.chain(libraries).collect(),
        charts,
        messages.into_iter().collect(),
    ]
    .map(|files: Vec<File>| Group {
        version: version(&files),
        files,
    })
});

fn found() -> impl Iterator<Item = File> {
    FOUND.iter().map(|(path, bytes)| File {
        path: path.trim_start_matches("src/web/assets/"),
        bytes,
    })
}

impl File {
    fn is_picture(&self) -> bool {
        let kinds = [".svg", ".png", ".ico"];
        kinds.iter().any(|kind| self.path.ends_with(kind))
    }

    fn kind(&self) -> &'static str {
        match self.path.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            Some((_, "png")) => "image/png",
            Some((_, "ico")) => "image/x-icon",
            _ => "text/plain; charset=utf-8",
        }
    }
}

/// Empties the lines of a script that are comments from end to end: types and reasons are for who reads the source, and
/// weigh a fifth of it. All other lines keep their numbers.
fn without_comments(script: &str) -> String {
    let mut is_within = false;
    let lines = script.lines().map(|line| {
        let text = line.trim();
        let begins = text.starts_with("/**") && (text.ends_with("*/") || !text.contains("*/"));
        let is_comment = is_within || begins || text.starts_with("//");
        is_within = (is_within || begins) && !text.ends_with("*/");
        if is_comment {
            "\n".to_owned()
        } else {
            format!("{line}\n")
        }
    });
    lines.collect()
}

fn version(files: &[File]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path);
        hash.update(file.bytes);
    }
    // 64 bits tell our own versions apart.
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_address_is_served_for_ever() {
        for path in [
            "site.css",
            "icon.svg",
            "apple-touch-icon.png",
            "icon-32.png",
            "favicon.ico",
            "js/site.js",
            "vendor/echarts/echarts.js",
            "catalogue/ru.ftl",
            "catalogue/en.ftl",
        ] {
            let address = address(path);
            let (version, path) = address
                .strip_prefix("/assets/")
                .and_then(|rest| rest.split_once('/'))
                .expect("a version and a path");
            let response = serve(Path((version.to_owned(), path.to_owned())))
                .await
                .expect(path);
            assert!(
                response.headers()[CACHE_CONTROL]
                    .to_str()
                    .expect("text")
                    .contains("immutable")
            );
        }
        assert!(
            serve(Path(("0".to_owned(), "site.css".to_owned())))
                .await
                .is_err()
        );
    }

    #[test]
    fn the_cascade_begins_with_layers_and_ends_on_paper() {
        let layers = STYLE
            .find("@layer tokens, base")
            .expect("the order of layers");
        let tokens = STYLE.find("@layer tokens {").expect("tokens");
        let print = STYLE.rfind("@layer print {").expect("print");
        assert!(layers < tokens && tokens < print);
        assert!(!STYLE[print..].contains("@layer parts {"));
    }

    #[test]
    fn scripts_are_sent_without_their_comments() {
        let script = "// Head.\n\n/**\n * @param {string} a\n */\nexport function f(a) {\n  // Why.\n  return `${a}`; // kept\n}\n\
            /** @type {string} */\nconst b = 1;\n/** @type {any} */ (b).c();\n/** Told.\n * @returns {number} */\nf();\n";
        assert_eq!(
            without_comments(script),
            "\n\n\n\n\nexport function f(a) {\n\n  return `${a}`; // kept\n}\n\nconst b = 1;\n/** @type {any} */ (b).c();\n\n\nf();\n"
        );
    }

    #[test]
    fn styles_and_scripts_reach_for_nothing_outside() {
        let style = STYLE.as_str();
        assert!(
            !style.contains("http://") && !style.contains("https://") && !style.contains("@import")
        );
        for file in found().filter(|file| file.path.starts_with("js/")) {
            let text = String::from_utf8_lossy(file.bytes);
            for banned in [
                "http:",
                "https:",
                "eval(",
                "innerHTML",
                "style=\"",
                "setAttribute(\"style\"",
            ] {
                assert!(!text.contains(banned), "{}: {banned}", file.path);
            }
        }
    }
}
