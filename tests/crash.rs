//! The real binary is killed at every point of a load after which something durable has changed.

use std::path::Path;
use std::process::{Command, Output};

use crate::office::small_school;

fn svodka(data: &Path, arguments: &[&str], crash_at: Option<u64>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svodka"));
    command
        .env_clear()
        .env("SVODKA_NOW", "2025-11-05T05:00:00Z")
        .arg("--data")
        .arg(data)
        .arg("-q")
        .args(arguments);
    if let Some(step) = crash_at {
        command.env("SVODKA_TESTING__CRASH_AT_STEP", step.to_string());
    }
    command.output().expect("the program starts")
}

fn answer(data: &Path) -> String {
    let question = data.with_file_name("question.json");
    std::fs::write(
        &question,
        r#"{"measures": ["attendance.due", "attendance.missed", "marks.count", "grades.graded", "contingent.pupils"], "dimensions": ["school.id", "class.name"]}"#,
    )
    .expect("a file");
    let asked = svodka(
        data,
        &[
            "query",
            "--format",
            "csv",
            "--spec",
            question.to_str().expect("a path"),
        ],
        None,
    );
    assert!(
        asked.status.success(),
        "{}",
        String::from_utf8_lossy(&asked.stderr)
    );
    String::from_utf8(asked.stdout).expect("a text")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a file");
        }
    }
}

#[test]
fn a_killed_load_is_whole_or_absent_and_heals() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    small_school("s1").write(&path("first-s1"));
    small_school("s2").write(&path("first-s2"));
    let second = small_school("s1")
        .extracted_at("2025-11-01T23:40:00+03:00")
        .table("absences", "lesson_id,pupil_id,code\n");
    second.write(&path("second-s1"));
    let text = |name: &str| path(name).to_str().expect("a path").to_owned();

    let before = path("before");
    assert!(svodka(&before, &["init"], None).status.success());
    let loaded = svodka(
        &before,
        &["load", &text("first-s1"), &text("first-s2")],
        None,
    );
    assert!(
        loaded.status.success(),
        "{}",
        String::from_utf8_lossy(&loaded.stderr)
    );
    let answer_before = answer(&before);
    let after = path("after");
    copy(&before, &after);
    assert!(
        svodka(&after, &["load", &text("second-s1")], None)
            .status
            .success()
    );
    let answer_after = answer(&after);
    assert_ne!(answer_before, answer_after);

    let mut killed = 0;
    for step in 1.. {
        let data = path(&format!("step-{step}"));
        copy(&before, &data);
        let died = svodka(&data, &["load", &text("second-s1")], Some(step));
        if died.status.success() {
            break;
        }
        killed += 1;
        let seen = answer(&data);
        let is_published = seen == answer_after;
        assert!(
            is_published || seen == answer_before,
            "step {step} shows half a night:\n{seen}"
        );
        let healed = svodka(
            &data,
            &["load", "--format", "json", &text("second-s1")],
            None,
        );
        assert!(
            healed.status.success(),
            "step {step}: {}",
            String::from_utf8_lossy(&healed.stderr)
        );
        let state = String::from_utf8_lossy(&healed.stdout).into_owned();
        let expected = if is_published {
            "\"duplicate\""
        } else {
            "\"accepted\""
        };
        assert!(state.contains(expected), "step {step}: {state}");
        assert_eq!(answer(&data), answer_after, "step {step} did not heal");
        std::fs::remove_dir_all(&data).expect("a folder");
    }
    assert!(killed >= 20, "only {killed} points of a load were tried");
}
