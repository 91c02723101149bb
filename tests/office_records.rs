//! The office's own records: users, sessions, tokens, loads and releases.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use svodka::diagnostic::{Diagnostic, Severity};
use svodka::office::{
    Audience, Checked, Client, Error, LoadRecord, LoadState, NewGrant, NewQuery, NewToken, NewUser,
    Office, Share, ShareKind, Stage, TableCount, User, UserScope, Versions,
};
use svodka::period::Period;
use tempfile::TempDir;

async fn office() -> (TempDir, Office) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let office = Office::open(&folder.path().join("office.sqlite"))
        .await
        .expect("the office opens");
    (folder, office)
}

fn now() -> Timestamp {
    "2025-10-15T05:00:00Z".parse().unwrap()
}

fn after_s(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn director() -> NewUser {
    let scope = UserScope::School {
        school_id: "12".to_owned(),
    };
    NewUser::new("Director12", "Иванова И. И.", "director", scope)
}

fn is_right(checked: Checked) -> bool {
    matches!(checked, Checked::Right(_))
}

fn load(load_id: &str, state: LoadState) -> LoadRecord {
    LoadRecord {
        path: format!("in/{load_id}.zip"),
        load_id: load_id.to_owned(),
        school_id: Some("12".to_owned()),
        extracted_at: Some(now()),
        state,
        release: None,
        tables: vec![TableCount {
            table: "marks".to_owned(),
            rows: 3,
            accepted: 2,
            rejected: 1,
        }],
        diagnostics: vec![
            Diagnostic::new(Severity::Reject, "orphan", "нет ученика «77»")
                .at_table("marks")
                .at_file("marks.csv")
                .at_line(4)
                .at_column("pupil_id")
                .with_raw("1;77;5"),
            Diagnostic::new(Severity::Warning, "early", "оценка раньше урока"),
        ],
        identity: format!("hash of {load_id}"),
        school_year: Some("2025/2026".to_owned()),
        window: Some(Period::new(
            "2025-10-01".parse().unwrap(),
            "2025-10-14".parse().unwrap(),
        )),
        received_at: now(),
        is_forced: false,
        headers: Vec::new(),
    }
}

fn versions(marks: u64) -> Versions {
    Versions::from([
        ("lake.marks".to_owned(), marks),
        ("mart.days".to_owned(), 7),
    ])
}

#[tokio::test]
async fn a_secret_is_made_once() {
    let (folder, office) = office().await;
    let secret = office.secret("pseudonyms").await.unwrap();
    assert_ne!(secret, [0; 32]);
    assert_ne!(secret, office.secret("cursors").await.unwrap());
    office.close().await;
    let again = Office::open(&folder.path().join("office.sqlite"))
        .await
        .unwrap();
    assert_eq!(secret, again.secret("pseudonyms").await.unwrap());
}

#[tokio::test]
async fn users_come_back_as_they_were_added() {
    let (_folder, office) = office().await;
    let new = NewUser {
        scope: UserScope::Classes {
            school_id: "12".to_owned(),
            class_ids: vec!["5А".to_owned(), "6Б".to_owned()],
        },
        grants: vec![NewGrant::new("personal_data", "приказ № 6")],
        valid_from: Some("2025-09-01".parse().unwrap()),
        ground: Some("приказ № 5".to_owned()),
        ..director()
    };
    let added = office.add_user(&new, "", now()).await.unwrap();
    assert_eq!(added.login, "director12");
    assert_eq!(added.scope, new.scope);
    let today = "2025-10-15".parse().unwrap();
    assert_eq!(
        ["personal_data", "health", "sql"].map(|right| added.holds(right, today)),
        [true, false, false]
    );
    assert_eq!(
        office.user_by_login(" DIRECTOR12 ").await.unwrap().as_ref(),
        Some(&added)
    );
    assert_eq!(office.users().await.unwrap(), [added]);
    assert!(matches!(
        office.add_user(&new, "", now()).await,
        Err(Error::LoginTaken(_))
    ));
    let bad = NewUser {
        login: "a b".to_owned(),
        ..director()
    };
    assert!(matches!(
        office.add_user(&bad, "", now()).await,
        Err(Error::BadLogin(_))
    ));
    assert!(matches!(
        office.set_disabled("nobody", true).await,
        Err(Error::UnknownUser(_))
    ));
    assert!(matches!(
        office.set_password("nobody", "x", false, now()).await,
        Err(Error::UnknownUser(_))
    ));
}

#[tokio::test]
async fn only_the_right_password_of_an_open_account_is_let_in() {
    let (_folder, office) = office().await;
    let user = office.add_user(&director(), "", now()).await.unwrap();
    assert_eq!(
        office
            .check_password("director12", "", "", now())
            .await
            .unwrap(),
        Checked::Wrong
    );
    office
        .set_password("director12", "Верный пароль 1", false, now())
        .await
        .unwrap();
    let check = async |login: &str, password: &str| {
        let checked = office.check_password(login, password, "", now()).await;
        match checked.unwrap() {
            Checked::Right(user) => Some(*user),
            Checked::Wrong | Checked::Wait { .. } => None,
        }
    };
    assert_eq!(check("Director12", "Верный пароль 1").await, Some(user));
    assert_eq!(check("director12", "верный пароль 1").await, None);
    assert_eq!(check("nobody", "Верный пароль 1").await, None);
    office.set_disabled("director12", true).await.unwrap();
    assert_eq!(check("director12", "Верный пароль 1").await, None);
}

#[tokio::test]
async fn access_ends_with_its_last_day_in_the_offices_zone() {
    let (_folder, office) = office().await;
    let office = office.in_zone(jiff::tz::TimeZone::get("Europe/Moscow").unwrap());
    let user = NewUser {
        valid_to: Some("2025-10-15".parse().unwrap()),
        ..director()
    };
    let user = office.add_user(&user, "", now()).await.unwrap();
    office
        .set_password("director12", "p", false, now())
        .await
        .unwrap();
    let last_second: Timestamp = "2025-10-15T20:59:59Z".parse().unwrap();
    let next_day: Timestamp = "2025-10-15T21:00:00Z".parse().unwrap();
    let session = office
        .start_session(user.id, Stage::Whole, &Client::default(), last_second)
        .await
        .unwrap();
    let token = office
        .create_token(user.id, &NewToken::new("t", None), last_second)
        .await
        .unwrap();
    assert!(is_right(
        office
            .check_password("director12", "p", "", last_second)
            .await
            .unwrap()
    ));
    assert!(
        office
            .session(&session, last_second)
            .await
            .unwrap()
            .is_some()
    );
    assert!(office.token(&token, last_second).await.unwrap().is_some());
    assert!(!is_right(
        office
            .check_password("director12", "p", "", next_day)
            .await
            .unwrap()
    ));
    assert!(office.session(&session, next_day).await.unwrap().is_none());
    assert!(office.token(&token, next_day).await.unwrap().is_none());
}

#[tokio::test]
async fn wrong_passwords_lock_an_account_for_longer_and_longer() {
    let (_folder, office) = office().await;
    office.add_user(&director(), "", now()).await.unwrap();
    office
        .set_password("director12", "right", false, now())
        .await
        .unwrap();
    let is_in = async |password: &str, at: Timestamp| {
        is_right(
            office
                .check_password("director12", password, "", at)
                .await
                .unwrap(),
        )
    };
    for _ in 0..5 {
        assert!(!is_in("wrong", now()).await);
    }
    assert!(!is_in("right", now()).await, "locked for a second");
    assert!(!is_in("wrong", after_s(1)).await);
    assert!(
        !is_in("right", after_s(2)).await,
        "locked for two seconds more"
    );
    assert!(is_in("right", after_s(3)).await);
    assert!(!is_in("wrong", after_s(3)).await);
    assert!(
        is_in("right", after_s(3)).await,
        "one failure locks nothing"
    );
    for attempt in 0..16 {
        is_in("wrong", after_s(10_000 + attempt * 900)).await;
    }
    let end = after_s(10_000 + 16 * 900);
    assert!(
        is_in("right", end).await,
        "never longer than a quarter of an hour"
    );
}

#[tokio::test]
async fn sessions_end_by_rest_by_age_and_by_hand() {
    let (_folder, office) = office().await;
    let user = office.add_user(&director(), "", now()).await.unwrap();
    let is_open = async |token: &str, hours: i64, seconds: i64| {
        office
            .session(token, after_s(hours * 3600 + seconds))
            .await
            .unwrap()
            .is_some()
    };
    let token = office
        .start_session(user.id, Stage::Whole, &Client::default(), now())
        .await
        .unwrap();
    assert_eq!(token.len(), 43);
    assert!(is_open(&token, 7, 59).await);
    assert!(is_open(&token, 14, 59).await);
    assert!(is_open(&token, 22, 0).await);
    assert!(!is_open(&token, 24, 0).await, "a day at most");
    let token = office
        .start_session(user.id, Stage::Whole, &Client::default(), now())
        .await
        .unwrap();
    assert!(!is_open(&token, 8, 0).await, "eight hours of rest");
    assert!(!is_open("another", 0, 0).await);
    office.end_session(&token).await.unwrap();
    assert!(!is_open(&token, 0, 0).await);
    let token = office
        .start_session(user.id, Stage::Whole, &Client::default(), now())
        .await
        .unwrap();
    office.set_disabled("director12", true).await.unwrap();
    office.set_disabled("director12", false).await.unwrap();
    assert!(!is_open(&token, 0, 0).await, "disabling signs out");
    let token = office
        .start_session(user.id, Stage::Whole, &Client::default(), now())
        .await
        .unwrap();
    office
        .set_password("director12", "new", false, now())
        .await
        .unwrap();
    assert!(!is_open(&token, 0, 0).await, "a new password signs out");
}

#[tokio::test]
async fn tokens_stand_for_their_user_until_they_expire_or_are_revoked() {
    let (folder, office) = office().await;
    let user = office.add_user(&director(), "", now()).await.unwrap();
    let lasting = office
        .create_token(user.id, &NewToken::new("выгрузка", None), now())
        .await
        .unwrap();
    let brief = office
        .create_token(user.id, &NewToken::new("отчёт", Some(after_s(60))), now())
        .await
        .unwrap();
    let of = async |token: &str, at: Timestamp| {
        let token = office.token(token, at).await.unwrap();
        token.map(|token| token.user)
    };
    assert_eq!(of(&lasting, after_s(1 << 30)).await, Some(user.clone()));
    assert!(of(&brief, after_s(59)).await.is_some());
    assert!(of(&brief, after_s(60)).await.is_none());
    assert!(of("guess", now()).await.is_none());
    let again = office
        .create_token(user.id, &NewToken::new("отчёт", None), now())
        .await;
    assert!(matches!(again, Err(Error::TokenNameTaken(_))));
    let tokens = office.tokens(user.id).await.unwrap();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[1].expires_at, Some(after_s(60)));
    assert!(office.revoke_token(user.id, "выгрузка").await.unwrap());
    assert!(!office.revoke_token(user.id, "выгрузка").await.unwrap());
    assert!(of(&lasting, now()).await.is_none());

    office.close().await;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for secret in [&lasting, &brief] {
            let is_there = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!is_there, "a token lies in the file");
        }
    }
}

#[tokio::test]
async fn a_release_and_its_loads_are_published_together() {
    let (folder, office) = office().await;
    assert_eq!(office.current_release().await.unwrap(), None);
    let loads = [
        load("a", LoadState::AcceptedWithRejects),
        load("b", LoadState::Refused),
        load("c", LoadState::Accepted),
    ];
    let release = office
        .publish(Some(&versions(1)), &loads, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(release.id, 1);
    assert_eq!(release.published_at, now());
    assert_eq!(release.versions, versions(1));
    assert_eq!(release.load_ids, ["a", "c"]);
    assert_eq!(office.load("a").await.unwrap().unwrap().release, Some(1));
    assert_eq!(office.load("b").await.unwrap().unwrap().release, None);
    assert_eq!(office.load("z").await.unwrap(), None);

    let second = office
        .publish(Some(&versions(2)), &[], now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((second.id, second.load_ids.len()), (2, 0));
    let none = office
        .publish(None, &[load("d", LoadState::Duplicate)], now())
        .await
        .unwrap();
    assert_eq!(none, None);
    assert_eq!(
        office.current_release().await.unwrap(),
        Some(second.clone())
    );
    assert_eq!(office.release(1).await.unwrap(), Some(release.clone()));
    assert_eq!(office.release(3).await.unwrap(), None);
    assert_eq!(
        office.releases(10).await.unwrap(),
        [second.clone(), release]
    );

    office.close().await;
    let again = Office::open(&folder.path().join("office.sqlite"))
        .await
        .unwrap();
    assert_eq!(again.current_release().await.unwrap(), Some(second));
}

#[tokio::test]
async fn what_cannot_be_written_whole_is_not_written() {
    let (_folder, office) = office().await;
    let mut astray = load("b", LoadState::Accepted);
    astray.release = Some(99);
    let published = office
        .publish(
            Some(&versions(1)),
            &[load("a", LoadState::Accepted), astray],
            now(),
        )
        .await;
    assert!(matches!(published, Err(Error::Database(_))));
    assert_eq!(office.current_release().await.unwrap(), None);
    assert_eq!(office.loads(10).await.unwrap(), []);
}

#[tokio::test]
async fn loads_come_back_with_everything() {
    let (_folder, office) = office().await;
    let mut bare = load("a", LoadState::Refused);
    bare.school_id = None;
    bare.extracted_at = None;
    bare.window = None;
    bare.school_year = None;
    let mut full = load("b", LoadState::AcceptedWithRejects);
    full.is_forced = true;
    office
        .publish(Some(&versions(1)), &[bare.clone(), full.clone()], now())
        .await
        .unwrap();
    full.release = Some(1);
    assert_eq!(office.load("a").await.unwrap(), Some(bare.clone()));
    assert_eq!(office.loads(10).await.unwrap(), [full.clone(), bare]);
    assert_eq!(office.loads(1).await.unwrap(), [full.clone()]);
    assert_eq!(
        office.load_counts().await.unwrap(),
        [(LoadState::AcceptedWithRejects, 1), (LoadState::Refused, 1)]
    );

    let quarantine = office.quarantine("b", 10).await.unwrap();
    assert_eq!(quarantine.len(), 1);
    assert_eq!(
        serde_json::to_value(&quarantine[0]).unwrap(),
        json!({
            "load_id": "b", "table_name": "marks", "file": "marks.csv", "line": 4,
            "column_name": "pupil_id", "rule": "orphan", "message": "нет ученика «77»", "raw": "1;77;5",
        })
    );
}

#[tokio::test]
async fn a_running_load_is_overwritten_by_its_end() {
    let (_folder, office) = office().await;
    let running = LoadRecord {
        tables: vec![],
        diagnostics: vec![],
        ..load("a", LoadState::Running)
    };
    office
        .publish(None, std::slice::from_ref(&running), now())
        .await
        .unwrap();
    assert_eq!(office.load("a").await.unwrap(), Some(running));
    assert!(!office.is_applied("hash of a").await.unwrap());
    let mut ended = load("a", LoadState::Accepted);
    office
        .publish(Some(&versions(1)), std::slice::from_ref(&ended), now())
        .await
        .unwrap();
    ended.release = Some(1);
    assert_eq!(office.loads(10).await.unwrap(), [ended]);
}

#[tokio::test]
async fn only_applied_bytes_are_known_again() {
    let (_folder, office) = office().await;
    let mut older = load("b", LoadState::AcceptedWithRejects);
    older.extracted_at = Some(now() - SignedDuration::from_millis(1));
    let mut elsewhere = load("d", LoadState::Accepted);
    elsewhere.school_id = Some("13".to_owned());
    let loads = [
        load("a", LoadState::Accepted),
        older,
        load("c", LoadState::Superseded),
        elsewhere,
    ];
    office
        .publish(Some(&versions(1)), &loads, now())
        .await
        .unwrap();
    assert!(office.is_applied("hash of a").await.unwrap());
    assert!(office.is_applied("hash of b").await.unwrap());
    assert!(!office.is_applied("hash of c").await.unwrap());
    let last = office.last_applied("12").await.unwrap().unwrap();
    assert_eq!(
        last.load_id, "a",
        "the newest extract, though another landed later"
    );
    assert_eq!(last.diagnostics, []);
    assert_eq!(office.last_applied("14").await.unwrap(), None);
    let ids = |loads: Vec<LoadRecord>| {
        loads
            .into_iter()
            .map(|load| load.load_id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(office.applied_loads(Some("12")).await.unwrap()),
        ["a", "b"]
    );
    assert_eq!(
        ids(office.applied_loads(None).await.unwrap()),
        ["d", "a", "b"]
    );
}

#[test]
fn a_load_is_printed_as_the_contract_says() {
    let mut load = load("a", LoadState::AcceptedWithRejects);
    load.release = Some(4);
    load.diagnostics.truncate(1);
    let text = serde_json::to_string(&load).unwrap();
    let expected = r#"{"path":"in/a.zip","load_id":"a","school_id":"12","extracted_at":"2025-10-15T05:00:00Z","state":"accepted_with_rejects","release":4,"tables":[{"table":"marks","rows":3,"accepted":2,"rejected":1}],"diagnostics":[{"severity":"reject","rule":"orphan","table":"marks","file":"marks.csv","line":4,"column":"pupil_id","message":"нет ученика «77»","raw":"1;77;5"}]}"#;
    assert_eq!(text, expected);
}

#[tokio::test]
async fn a_night_of_many_faults_is_written_fast() {
    let (folder, office) = office().await;
    let mut night = load("a", LoadState::AcceptedWithRejects);
    let fault = night.diagnostics[0].clone();
    night.diagnostics = (0..100_001)
        .map(|line| fault.clone().at_line(line))
        .collect();
    let start = Instant::now();
    office
        .publish(Some(&versions(1)), std::slice::from_ref(&night), now())
        .await
        .unwrap();
    println!("100 001 diagnostics in {:?}", start.elapsed());
    let read = office.load("a").await.unwrap().unwrap();
    assert_eq!(read.diagnostics, night.diagnostics);
    office.close().await;

    let start = Instant::now();
    let again = Office::open(&folder.path().join("office.sqlite"))
        .await
        .unwrap();
    println!("opened in {:?}", start.elapsed());
    again.current_release().await.unwrap();
    println!("and the release read in {:?}", start.elapsed());
}

#[tokio::test]
async fn two_processes_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/office.sqlite");
    let (one, other) = tokio::join!(Office::open(&path), Office::open(&path));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(
        one.secret("s").await.unwrap(),
        other.secret("s").await.unwrap()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o077,
            0
        );
    }
}

#[tokio::test]
async fn a_file_of_a_newer_program_is_left_alone() {
    let (folder, office) = office().await;
    office.close().await;
    let path = folder.path().join("office.sqlite");
    let mut bytes = std::fs::read(&path).unwrap();
    // The user version of an SQLite file is the big-endian number at offset 60.
    bytes[60..64].copy_from_slice(&999u32.to_be_bytes());
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(
        Office::open(&path).await,
        Err(Error::NewerSchema { found: 999, .. })
    ));
}

#[tokio::test]
async fn records_of_the_first_schema_keep_their_people_and_rights() {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.sqlite");
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let schema = include_str!("../src/office/schema/0001_records.sql");
    sqlx::raw_sql(schema).execute(&pool).await.unwrap();
    sqlx::raw_sql(
        "insert into users (login, name, role, scope, has_personal_data, has_health, has_sql, ground) \
         values ('volkova', 'Волкова Е. П.', 'director', '{\"kind\":\"school\",\"school_id\":\"12\"}', \
         1, 0, 0, 'приказ № 5'); pragma user_version = 1;",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let office = Office::open(&path).await.unwrap();
    let user = office.user_by_login("volkova").await.unwrap().unwrap();
    let today = "2025-10-15".parse().unwrap();
    assert!(user.holds("personal_data", today));
    assert!(!user.holds("health", today) && !user.holds("sql", today));
    assert_eq!(user.grants[0].ground, "приказ № 5");
    assert_eq!(user.scope.school_id(), Some("12"));
    // What came with later schemas is there.
    let audience = audience(&user);
    assert_eq!(office.saved_queries(&audience).await.unwrap(), []);
    assert!(office.favourites(user.id).await.unwrap().is_empty());
}

fn audience(user: &User) -> Audience<'_> {
    Audience {
        user_id: user.id,
        role: &user.role,
        school_ids: &[],
    }
}

fn query(title: &str) -> NewQuery {
    NewQuery {
        title: title.to_owned(),
        description: String::new(),
        folder: String::new(),
        state: json!({"measures": ["marks.count"]}),
        parameters: json!([]),
        note: String::new(),
    }
}

async fn user(office: &Office, login: &str) -> User {
    let new = NewUser::new(login, "Кто-то", "office", UserScope::Office);
    office.add_user(&new, "", now()).await.unwrap()
}

#[tokio::test]
async fn a_query_outlives_its_owner_for_whom_it_was_shared_with() {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
    let (folder, office) = office().await;
    let (owner, other) = (user(&office, "owner").await, user(&office, "other").await);
    let id = office.save_query(&owner, &query("Общий"), now()).await;
    let id = id.unwrap();
    let shares = [Share {
        kind: ShareKind::Person,
        value: "other".to_owned(),
    }];
    office.set_shares(id, &shares).await.unwrap();
    office.set_disabled("owner", true).await.unwrap();
    let seen = office.saved_query(id, &audience(&other)).await.unwrap();
    assert_eq!(seen.expect("a query").owner_name, "Кто-то");
    let unknown = [Share {
        kind: ShareKind::Person,
        value: "nobody".to_owned(),
    }];
    let refused = office.set_shares(id, &unknown).await;
    assert!(matches!(refused, Err(Error::UnknownUser(_))));

    // No verb deletes people; whoever tends the file by hand might.
    let path = folder.path().join("office.sqlite");
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .foreign_keys(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    let delete = "delete from users where login = 'owner'";
    sqlx::raw_sql(delete).execute(&pool).await.unwrap();
    let seen = office.saved_query(id, &audience(&other)).await.unwrap();
    let seen = seen.expect("a query");
    assert_eq!((seen.owner_id, seen.owner_name.as_str()), (None, "owner"));
    assert_eq!(seen.shares, shares);
    let delete = "delete from users where login = 'other'";
    sqlx::raw_sql(delete).execute(&pool).await.unwrap();
    // Another one of the same login is another person.
    let namesake = user(&office, "other").await;
    let seen = office.saved_query(id, &audience(&namesake)).await.unwrap();
    assert_eq!(seen, None);
    pool.close().await;
}

#[tokio::test]
async fn queries_and_versions_have_their_limits() {
    use sqlx::sqlite::SqlitePool;
    let (folder, office) = office().await;
    let owner = user(&office, "owner").await;
    let id = office.save_query(&owner, &query("Первый"), now()).await;
    let id = id.unwrap();
    let mut version = 1;
    for _ in 0..205 {
        let more = query("Ещё");
        let changed = office.change_query(id, version, &more, "owner", now());
        version = changed.await.unwrap();
    }
    let versions = office.saved_versions(id).await.unwrap();
    assert_eq!((versions.len(), version), (200, 206));
    assert_eq!((versions[0].version, versions[199].version), (206, 7));
    assert_eq!(office.saved_version(id, 6).await.unwrap(), None);
    let late = office
        .change_query(id, 205, &query("Ещё"), "owner", now())
        .await;
    assert!(matches!(late, Err(Error::NewerVersion(206))));
    let gone = office.revert_query(id, 1, "", "owner", now()).await;
    assert!(matches!(gone, Err(Error::UnknownQuery(_))));

    let path = folder.path().join("office.sqlite");
    let pool = SqlitePool::connect(&format!("sqlite://{}", path.display())).await;
    let pool = pool.unwrap();
    sqlx::raw_sql(
        "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < 999) \
         insert into saved_queries (owner_id, owner_login, folder, version, created_at) \
         select 1, 'owner', '', 1, '' from numbers",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let refused = office.save_query(&owner, &query("Лишний"), now()).await;
    assert!(matches!(refused, Err(Error::TooMany { most: 1_000, .. })));
}

#[tokio::test]
async fn records_are_read_as_they_are() {
    let (folder, office) = office().await;
    let owner = user(&office, "owner").await;
    office
        .save_query(&owner, &query("Один"), now())
        .await
        .unwrap();
    let path = folder.path().join("office.sqlite");
    let read = Office::open_to_read(&path).await.unwrap();
    let read = read.expect("the present schema");
    assert_eq!(read.all_saved_queries().await.unwrap().len(), 1);
    read.close().await;
    office.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&2u32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();
    assert!(Office::open_to_read(&path).await.unwrap().is_none());
    let after = std::fs::read(&path).unwrap();
    assert_eq!(after[60..64], 2u32.to_be_bytes(), "it stays as it is");
}
