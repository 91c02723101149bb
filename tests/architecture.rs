//! The walls of the house: who may import whom, where each heavy crate lives, and that no test is forgotten.
//!
//! One crate has no other wall between its modules. The same table, with its reasons, stands in ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules that import nothing of ours and that anyone may import.
const GROUND: &[&str] = &["clock", "diagnostic", "period", "sheet", "table"];

/// What each module may import beside the ground, in reading order.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("config", &[]),
    ("content", &[]),
    // Registers: each is a topic of questions.
    ("model", &["content", "registers"]),
    ("extract", &["model"]),
    ("lake", &[]),
    ("office", &[]),
    ("audit", &[]),
    ("access", &["model"]),
    // Catalogue: what is wrong with a question is said to whoever asks it.
    ("constructor", &["catalogue", "model"]),
    ("engine", &["access", "constructor", "lake", "model"]),
    // The configuration: a night needs the folder, the hours, the limits and the crash step of tests.
    (
        "loads",
        &["config", "engine", "extract", "lake", "model", "office"],
    ),
    ("export", &[]),
    ("sample", &[]),
    // Export: numbers in messages look as they do in tables.
    ("catalogue", &["content", "export"]),
    // Export: numbers and days look as they do everywhere.
    ("registers", &["catalogue", "content", "export"]),
    (
        "dashboards",
        &["catalogue", "constructor", "content", "model"],
    ),
    // Export: numbers in messages look as they do in tables.
    ("forms", &["constructor", "content", "export", "model"]),
    ("help", &["catalogue", "content"]),
    // Export: figures in sentences look as they do in tables.
    (
        "reports",
        &["catalogue", "constructor", "content", "export", "model"],
    ),
    // Export: web and cli share the shape of rows in JSON. Catalogue: what is wrong with a form is said to whoever
    // filled it in.
    (
        "app",
        &[
            "access",
            "audit",
            "catalogue",
            "config",
            "constructor",
            "content",
            "dashboards",
            "engine",
            "export",
            "forms",
            "lake",
            "loads",
            "model",
            "office",
            "registers",
            "reports",
        ],
    ),
    (
        "web",
        &["app", "audit", "catalogue", "export", "help", "office"],
    ),
    (
        "cli",
        &[
            "access",
            "app",
            "audit",
            "config",
            "constructor",
            "export",
            "extract",
            "forms",
            "loads",
            "office",
            "sample",
            "web",
        ],
    ),
    ("main", &["cli"]),
];

/// The modules that may name a crate.
const HOMES: &[(&str, &[&str])] = &[
    ("polars", &["extract"]),
    ("calamine", &["extract"]),
    ("deltalake", &["lake"]),
    ("object_store", &["lake"]),
    ("datafusion", &["lake", "access", "constructor", "engine"]),
    ("sqlx", &["office"]),
    ("argon2", &["office"]),
    ("totp_rs", &["office"]),
    ("zxcvbn", &["office"]),
    ("axum", &["web"]),
    ("tower_http", &["web"]),
    ("askama", &["web"]),
    ("utoipa", &["web"]),
    ("openidconnect", &["web"]),
    ("reqwest", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("http_body", &["web"]),
    ("tokio_rustls", &["web"]),
    ("rust_xlsxwriter", &["export"]),
    ("quick_xml", &["export"]),
    ("typst", &["export"]),
    ("typst_pdf", &["export"]),
    ("fluent_bundle", &["catalogue"]),
    ("unic_langid", &["catalogue"]),
    ("pulldown_cmark", &["help"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("tracing_subscriber", &["cli"]),
    ("anyhow", &["cli", "main"]),
];

#[test]
fn modules_import_only_what_stands_above_them_in_the_table() {
    let mut faults = BTreeSet::new();
    for source in sources() {
        let allowed = MAY_IMPORT
            .iter()
            .find(|(module, _)| *module == source.module)
            .map(|(_, allowed)| *allowed);
        for imported in paths_from(&source.code, &["crate", "svodka"]) {
            let is_allowed = imported == source.module
                || allowed.is_some_and(|allowed| {
                    GROUND.contains(&imported.as_str()) || allowed.contains(&imported.as_str())
                });
            if !is_allowed {
                let (module, name) = (&source.module, &source.name);
                faults.insert(format!("{module} may not import {imported}: {name}"));
            }
        }
        if let Some(line) = source.climbs_out() {
            faults.insert(format!(
                "`super` reaches the root, say `crate`: {}: {line}",
                source.name
            ));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_table_names_every_module_and_no_other() {
    let there: BTreeSet<String> = sources()
        .into_iter()
        .map(|source| source.module)
        .filter(|module| module != "lib")
        .collect();
    let named = GROUND
        .iter()
        .copied()
        .chain(MAY_IMPORT.iter().map(|(module, _)| *module));
    let named: BTreeSet<String> = named.map(str::to_owned).collect();
    assert_eq!(there, named);
}

#[test]
fn the_table_allows_nothing_that_nobody_needs() {
    let sources = sources();
    let mut spare = Vec::new();
    for (module, allowed) in MAY_IMPORT {
        for imported in *allowed {
            let is_used = sources
                .iter()
                .filter(|source| source.module == *module)
                .any(|source| paths_from(&source.code, &["crate", "svodka"]).contains(*imported));
            if !is_used {
                spare.push(format!("{module} imports nothing of {imported}"));
            }
        }
    }
    assert!(spare.is_empty(), "take it out of the table: {spare:#?}");
}

#[test]
fn each_heavy_crate_has_one_home() {
    let mut faults = BTreeSet::new();
    for source in sources() {
        for (name, homes) in HOMES {
            if names_crate(&source.code, name) && !homes.contains(&source.module.as_str()) {
                faults.insert(format!("{name} lives in {homes:?}: {}", source.name));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_test_file_is_declared() {
    let tests = root().join("tests");
    let main = fs::read_to_string(tests.join("main.rs")).expect("tests/main.rs");
    let declared: BTreeSet<String> = main
        .lines()
        .filter_map(|line| line.trim().strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let there: BTreeSet<String> = files_in(&tests)
        .into_iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(&tests).ok()?;
            let top = Path::new(relative.components().next()?.as_os_str());
            Some(top.file_stem()?.to_str()?.to_owned())
        })
        .filter(|name| name != "main")
        .collect();
    assert_eq!(there, declared);
}

/// A file of `src/`, without its comments.
struct Source {
    /// The top module that it belongs to.
    module: String,
    /// Its path below `src/`.
    name: String,
    code: String,
    /// How many modules deep it is: 1 for `clock.rs` and `lake/mod.rs`.
    depth: usize,
}

impl Source {
    /// Returns a line whose `super::` leads to the root of the crate, where no table can see the import. Lines of
    /// inline modules are indented and one deeper.
    fn climbs_out(&self) -> Option<&str> {
        self.code.lines().find(|line| {
            let path = line.strip_prefix("pub ").unwrap_or(line);
            let Some(path) = path.strip_prefix("use ") else {
                return false;
            };
            path.matches("super::").count() >= self.depth
        })
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let sources: Vec<Source> = files_in(&src)
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&src).expect("it lies below src");
            let steps: Vec<String> = name
                .components()
                .map(|step| step.as_os_str().to_string_lossy().into_owned())
                .collect();
            let is_folder = steps.last().is_some_and(|file| file == "mod.rs");
            Source {
                module: steps[0].trim_end_matches(".rs").to_owned(),
                depth: steps.len() - usize::from(is_folder),
                name: steps.join("/"),
                code: without_comments(&fs::read_to_string(&path).expect("a source file")),
            }
        })
        .collect();
    assert!(!sources.is_empty());
    sources
}

/// Returns the Rust files of a folder and of the folders in it, those of other programs' modules apart.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_foreign = path.file_name().is_some_and(|name| name == "node_modules");
        if path.is_dir() && !is_foreign {
            files.extend(files_in(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Drops lines that are comments as a whole: their links bind nobody.
fn without_comments(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// Returns the first steps of paths that begin with one of `heads`: `lake` for `crate::lake::Lake`, and both
/// for `crate::{clock, lake::Lake}`.
fn paths_from(code: &str, heads: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for head in heads {
        for rest in after_paths(code, head) {
            match rest.strip_prefix('{') {
                None => found.extend(first_name(rest)),
                Some(group) => found.extend(first_names_of_group(group)),
            }
        }
    }
    found
}

fn first_names_of_group(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut begins = true;
    for (place, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            sign if begins && !sign.is_whitespace() => {
                names.extend(first_name(&group[place..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|sign| is_of_name(*sign)).collect();
    (!name.is_empty()).then_some(name)
}

/// Whether code uses a crate: by a path, or by `use` of the crate itself.
fn names_crate(code: &str, name: &str) -> bool {
    let as_whole = [format!("use {name};"), format!("use {name} as ")];
    !after_paths(code, name).is_empty() || as_whole.iter().any(|line| code.contains(line))
}

/// Returns what follows each `head::` that begins a path.
fn after_paths<'a>(code: &'a str, head: &str) -> Vec<&'a str> {
    let wanted = format!("{head}::");
    code.match_indices(&wanted)
        .filter(|(place, _)| {
            let before = code[..*place].chars().next_back();
            !before.is_some_and(|sign| is_of_name(sign) || sign == ':')
        })
        .map(|(place, _)| &code[place + wanted.len()..])
        .collect()
}

fn is_of_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn paths_are_found() {
    let check = |code: &str, expected: &[&str]| {
        let found = paths_from(code, &["crate"]);
        let expected: BTreeSet<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found, expected, "{code}");
    };
    check("use crate::lake::Lake;", &["lake"]);
    check("pub use crate::lake;", &["lake"]);
    check("fn of(error: crate::office::Error) {}", &["office"]);
    check(
        "use crate::{clock::Clock, lake::{self, Lake}, model};",
        &["clock", "lake", "model"],
    );
    check("use my_crate::lake; self::crate::lake;", &[]);
    assert!(names_crate("#[derive(clap::Args)]", "clap"));
    assert!(names_crate("use anyhow;", "anyhow"));
    assert!(!names_crate("use crate::export::sqlx::Row;", "sqlx"));
}
