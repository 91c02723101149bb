//! Lists the declared content and the site's styles, scripts and pictures, so that they are found by glob and travel inside the binary.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script where things are by variables"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let content = [
        "schemas",
        "queries",
        "dashboards",
        "forms",
        "catalogues",
        "docs",
    ];
    let declared = found(&root, &content, &["toml", "sql", "ftl", "md", "typ"]);
    list("content.rs", &declared, "include_str");
    let assets = found(
        &root,
        &["src/web/assets"],
        &["css", "js", "svg", "png", "ico"],
    );
    list("assets.rs", &assets, "include_bytes");
}

fn found(root: &Path, folders: &[&str], kinds: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    for folder in folders {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), kinds, &mut files);
    }
    files.sort();
    let names = files.iter().map(|file| {
        let name = file.strip_prefix(root).expect("it lies below the root");
        name.to_str().expect("names are plain").replace('\\', "/")
    });
    names.collect()
}

fn list(name: &str, files: &[String], include: &str) {
    let mut list = String::from("[\n");
    for file in files {
        // Named from the root: clones that share a target folder share this list.
        writeln!(
            list,
            "({file:?}, {include}!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {file:?}))),"
        )
        .expect("a string takes it");
    }
    list.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join(name), list).expect("the build folder is writable");
}

fn collect(folder: &Path, kinds: &[&str], files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if path.is_dir() {
            collect(&path, kinds, files);
        } else if kind.is_some_and(|kind| kinds.contains(&kind)) {
            files.push(path);
        }
    }
}
