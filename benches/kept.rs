//! A municipality that stays on the disk from one run to the next.

use std::path::Path;
use std::time::Instant;

use svodka::app::{App, Purpose};
use svodka::content::Content;
use svodka::sample;

use crate::municipality;

/// Opens a municipality of a whole year. Making it takes some minutes, so it stays in the target folder for the next time.
pub async fn open(schools: usize, pupils: usize) -> App {
    let name = format!("municipality-{schools}x{pupils}");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let data = folder.join("data");
    let done = folder.join("done");
    // One that other declarations made is made again.
    let declared = digest_of_model();
    if std::fs::read_to_string(&done).ok().as_ref() != Some(&declared) {
        let extracts = folder.join("extracts");
        for left in [&data, &extracts] {
            let _ = std::fs::remove_dir_all(left);
        }
        eprintln!(
            "making {schools} schools × {pupils} pupils in {}",
            folder.display()
        );
        let written = sample::write(&municipality::spec(schools, pupils, 4), &extracts, &|_| {})
            .expect("the extracts");
        eprintln!("{} rows written", written.rows);
        let app = App::init(municipality::config(&data))
            .await
            .expect("a new office");
        for night in municipality::nights(&extracts) {
            let begun = Instant::now();
            let rows = municipality::load(&app, &night).await;
            eprintln!(
                "{rows} rows loaded in {:.1} s",
                begun.elapsed().as_secs_f64()
            );
        }
        std::fs::remove_dir_all(&extracts).expect("the extracts are ours");
        std::fs::write(&done, declared).expect("a note that the folder is whole");
    }
    App::open(municipality::config(&data), Purpose::Question)
        .await
        .expect("the office made before")
}

/// Tells the declarations by which tables are filled from others; named questions fill none.
fn digest_of_model() -> String {
    let content = Content::embedded();
    let mut hasher = blake3::Hasher::new();
    for (path, text) in ["schemas", "queries/marts"]
        .into_iter()
        .flat_map(|folder| content.below(folder))
    {
        hasher.update(path.as_bytes());
        hasher.update(text.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
