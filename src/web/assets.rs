//! Assets: styles, scripts and pictures, embedded in the program and named by their content.
//!
//! They stand in three groups, and a group's address holds the hash of all that is in it. So scripts can import
//! their neighbours by relative paths, without a build step and without an inline import map, and every file can
//! be cached for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::Error;

/// The addresses that a page names.
#[derive(Debug, Clone, Copy)]
pub struct Addresses {
    pub style: &'static str,
    pub script: &'static str,
    pub charts: &'static str,
    pub icon: &'static str,
}

pub fn addresses() -> Addresses {
    static ADDRESSES: LazyLock<[String; 4]> = LazyLock::new(|| {
        [
            "site.css",
            "site.js",
            "echarts/echarts.esm.min.js",
            "icon.svg",
        ]
        .map(address)
    });
    let [style, script, charts, icon] = &*ADDRESSES;
    Addresses {
        style,
        script,
        charts,
        icon,
    }
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
            (CONTENT_TYPE, HeaderValue::from_static(file.kind)),
            (
                CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
        ],
        file.bytes,
    )
        .into_response())
}

struct File {
    path: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

struct Group {
    version: String,
    files: &'static [File],
}

const JS: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// The order of the files is the order of the cascade within a layer.
const STYLE: &str = concat!(
    include_str!("assets/css/layers.css"),
    include_str!("assets/css/tokens.css"),
    include_str!("assets/css/base.css"),
    include_str!("assets/css/page.css"),
    include_str!("assets/css/section.css"),
    include_str!("assets/css/figures.css"),
    include_str!("assets/css/chart.css"),
    include_str!("assets/css/table.css"),
    include_str!("assets/css/badge.css"),
    include_str!("assets/css/notice.css"),
    include_str!("assets/css/form.css"),
    include_str!("assets/css/facts.css"),
    include_str!("assets/css/print.css"),
);

const STYLES: &[File] = &[
    File {
        path: "site.css",
        kind: CSS,
        bytes: STYLE.as_bytes(),
    },
    File {
        path: "icon.svg",
        kind: SVG,
        bytes: include_bytes!("assets/icon.svg"),
    },
];

const SCRIPTS: &[File] = &[
    File {
        path: "site.js",
        kind: JS,
        bytes: include_bytes!("assets/js/site.js"),
    },
    File {
        path: "chart.js",
        kind: JS,
        bytes: include_bytes!("assets/js/chart.js"),
    },
    File {
        path: "chart-options.js",
        kind: JS,
        bytes: include_bytes!("assets/js/chart-options.js"),
    },
    File {
        path: "table-data.js",
        kind: JS,
        bytes: include_bytes!("assets/js/table-data.js"),
    },
];

const VENDORED: &[File] = &[
    File {
        path: "echarts/echarts.esm.min.js",
        kind: JS,
        bytes: include_bytes!("assets/vendor/echarts/echarts.esm.min.js"),
    },
    File {
        path: "echarts/langRU.js",
        kind: JS,
        bytes: include_bytes!("assets/vendor/echarts/langRU.js"),
    },
];

static GROUPS: LazyLock<[Group; 3]> = LazyLock::new(|| {
    [STYLES, SCRIPTS, VENDORED].map(|files| Group {
        version: version(files),
        files,
    })
});

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

fn address(path: &str) -> String {
    let version = GROUPS
        .iter()
        .find(|group| group.files.iter().any(|file| file.path == path))
        .map_or("", |group| group.version.as_str());
    format!("/assets/{version}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_address_is_served_for_ever() {
        let addresses = addresses();
        for address in [
            addresses.style,
            addresses.script,
            addresses.charts,
            addresses.icon,
        ] {
            let (version, path) = address
                .strip_prefix("/assets/")
                .and_then(|rest| rest.split_once('/'))
                .expect("a version and a path");
            let response = serve(Path((version.to_owned(), path.to_owned())))
                .await
                .expect(address);
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
    fn styles_and_scripts_reach_for_nothing_outside() {
        assert!(
            !STYLE.contains("http://") && !STYLE.contains("https://") && !STYLE.contains("@import")
        );
        for file in SCRIPTS {
            let text = String::from_utf8_lossy(file.bytes);
            assert!(!text.contains("http"), "{}", file.path);
            for banned in ["eval(", "innerHTML", "style=\"", "setAttribute(\"style\""] {
                assert!(!text.contains(banned), "{}: {banned}", file.path);
            }
        }
    }
}
