//! Access: the matrix of roles, doors and topics; scopes of every kind; rights with their days; tokens; the audit.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use svodka::access::{Action, ROLES};
use svodka::app::{Asker, Door as Way};
use svodka::audit::{self, Filter};
use svodka::office::{NewGrant, NewToken, Reach, UserScope};
use svodka::web::Door;

use crate::office::small_school;
use crate::people::{PASSWORD, People, encoded};

/// Doors that a role opens and topics that it may ask about, one line for each.
#[tokio::test]
async fn the_matrix_of_roles_doors_and_topics() {
    let people = People::new().await;
    let mut askers: Vec<Asker> = Vec::new();
    for role in ROLES {
        let mut asker = people.asker(role.name).await;
        // With every right that the role can be given.
        asker.rights = role.rights.to_vec();
        askers.push(asker);
    }
    let sign = |is_open: bool| if is_open { "да" } else { "·" };
    let mut lines = vec![];
    let heads: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
    let line = |name: &str, cells: Vec<&str>| {
        let cells = cells.iter().zip(&heads);
        let cells: String = cells
            .map(|(cell, head)| format!("  {cell:<width$}", width = head.len()))
            .collect();
        format!("{name:<40}{}", cells).trim_end().to_owned()
    };
    lines.push(line("", heads.clone()));
    for (method, path, door) in svodka::web::map() {
        let cells = askers.iter().map(|asker| match door {
            Door::Open | Door::Unfinished | Door::SignedIn => "да",
            Door::May(action) => sign(asker.may(action)),
        });
        let name = format!("{method} {path}");
        let note = match door {
            Door::Open => " (всем)",
            Door::Unfinished => " (начавшим вход)",
            Door::SignedIn => " (вошедшим)",
            Door::May(_) => "",
        };
        lines.push(line(&format!("{name}{note}"), cells.collect()));
    }
    for topic in &people.app.model.topics {
        let cells = ROLES.iter().map(|role| {
            let may_ask = role.actions.contains(&Action::Ask);
            sign(may_ask && role.topics.include(&topic.name))
        });
        lines.push(line(&format!("тема {}", topic.name), cells.collect()));
    }
    insta::assert_snapshot!("access_matrix", lines.join("\n"));
}

/// What the matrix says is what the site does.
#[tokio::test]
async fn doors_hold_what_the_matrix_says() {
    let people = People::new().await;
    for role in ROLES {
        let token = people.token(role.name).await;
        let mut asker = people.asker(role.name).await;
        asker.door = Way::Token("test".into());
        for (method, path, door) in svodka::web::map() {
            let Door::May(action) = door else { continue };
            let path = path.replace("{name}", "nothing").replace("{id}", "nothing");
            let path = path
                .replace("{login}", "nothing")
                .replace("{code}", "nothing");
            let request = axum::http::Request::builder()
                .method(method)
                .uri(&path)
                .header("authorization", &token)
                .body(axum::body::Body::empty());
            let answer = people.send(request.expect("a request")).await;
            let is_let_in = answer.status != StatusCode::FORBIDDEN;
            assert_eq!(
                is_let_in,
                asker.may(action),
                "{} {method} {path}: {}",
                role.name,
                answer.status
            );
        }
    }
    // And nobody comes in without signing in.
    for (method, path, door) in svodka::web::map() {
        if matches!(door, Door::Open) {
            continue;
        }
        let path = path.replace(['{', '}'], "");
        let request = axum::http::Request::builder()
            .method(method)
            .uri(&path)
            .header("accept", "application/json")
            .body(axum::body::Body::empty());
        let answer = people.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
    }
}

#[tokio::test]
async fn topics_outside_the_role_are_closed() {
    let people = People::new().await;
    for role in ROLES
        .iter()
        .filter(|role| role.actions.contains(&Action::Ask))
    {
        let token = people.token(role.name).await;
        let meta = people.get(&token, "/api/v1/meta").await.json();
        let cubes = meta["cubes"].as_array().expect("cubes").clone();
        for topic in &people.app.model.topics {
            let measure = format!("{}.{}", topic.name, topic.measures[0].name);
            let answer = people.ask(&token, &json!({"measures": [measure]})).await;
            let is_open = role.topics.include(&topic.name);
            let has_measures =
                |cube: &Value| cube["name"] == json!(topic.name) && cube["measures"] != json!([]);
            assert_eq!(
                cubes.iter().any(has_measures),
                is_open,
                "{} {measure}",
                role.name
            );
            if !is_open {
                assert_eq!(
                    answer.status,
                    StatusCode::FORBIDDEN,
                    "{} {measure}",
                    role.name
                );
            } else if role.name != "teacher" {
                assert_eq!(answer.status, StatusCode::OK, "{} {measure}", role.name);
            }
        }
    }
}

async fn due(people: &People, login: &str) -> Vec<(String, i64)> {
    let asker = people.asker(login).await;
    let query = json!({
        "measures": ["attendance.due"],
        "dimensions": ["school.id"],
        "order": [["school.id", "asc"]],
    });
    let answer = people.app.ask(&asker, &query).await.expect("an answer");
    let rows = answer.to_json()["data"].as_array().expect("rows").clone();
    rows.iter()
        .map(|row| {
            let school = row["school.id"].as_str().unwrap_or_default().to_owned();
            (school, row["attendance.due"].as_i64().unwrap_or(-1))
        })
        .collect()
}

#[tokio::test]
async fn scopes_of_every_kind() {
    let people = People::with(|config| config.privacy.small_cells = 0).await;
    let all = due(&people, "office").await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].1, all[1].1);
    assert_eq!(
        due(&people, "director").await,
        [("s1".to_owned(), all[0].1)]
    );
    let own_class = due(&people, "homeroom").await[0].1;
    let own_group = due(&people, "teacher").await[0].1;
    // L4 is the only held lesson of group g2, which has two pupils.
    assert_eq!(own_group, 2);
    assert!(own_group < own_class && own_class < all[0].1);
    assert_eq!(due(&people, "house_tutor").await[0].1, own_class);

    let several = UserScope::Schools {
        school_ids: vec!["s2".into()],
    };
    people.add("curator", "office", several, &[]).await;
    assert_eq!(due(&people, "curator").await, [("s2".to_owned(), all[1].1)]);
    let nowhere = UserScope::District {
        district: "Такого нет".into(),
    };
    people.add("nowhere", "office", nowhere, &[]).await;
    assert_eq!(due(&people, "nowhere").await, []);
    // A scope that the role cannot have lets nothing through.
    people
        .add("misfit", "teacher", UserScope::Office, &[])
        .await;
    assert_eq!(due(&people, "misfit").await, []);
    people.add("nobody", "wizard", UserScope::Office, &[]).await;
    let nobody = people.asker("nobody").await;
    assert!(Action::ALL.into_iter().all(|action| !nobody.may(action)));
}

#[tokio::test]
async fn a_teacher_sees_names_of_own_groups_alone() {
    let people = People::new().await;
    let teacher = people.asker("teacher").await;
    let query = json!({
        "measures": ["marks.count"],
        "dimensions": ["pupil.name"],
    });
    let answer = people.app.ask(&teacher, &query).await.expect("an answer");
    // No mark was given in g2.
    assert_eq!(answer.to_json()["data"], json!([]));
    let query = json!({"measures": ["attendance.due"], "dimensions": ["pupil.name"]});
    let answer = people.app.ask(&teacher, &query).await.expect("an answer");
    let mut names: Vec<String> = answer.to_json()["data"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["pupil.name"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["Ёлкин Иван Петрович", "Жукова Анна"]);
    // Whole days are not told by groups: refused rather than answered with nothing.
    let query = json!({"measures": ["attendance.day_absences"]});
    assert!(people.app.ask(&teacher, &query).await.is_err());
}

#[tokio::test]
async fn rights_end_with_their_day_also_in_open_tokens() {
    let people = People::new().await;
    let names = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]});
    people
        .add("inspector", "office", UserScope::Office, &[])
        .await;
    let token = |people: &People| {
        let app = people.app.clone();
        async move {
            let user = app.office.user_by_login("inspector").await;
            let user = user.expect("records").expect("a user");
            let token = NewToken {
                reach: Reach::Questions {
                    scope: None,
                    rights: vec!["personal_data".into()],
                },
                ..NewToken::new("inspection", None)
            };
            let now = app.clock.now();
            app.office
                .create_token(user.id, &token, now)
                .await
                .expect("a token")
        }
    };
    let token = token(&people).await;
    assert_eq!(
        people.ask(&token, &names).await.status,
        StatusCode::FORBIDDEN
    );
    // The clock of tests stands on 15 October.
    let grant = |from: &str, to: &str| NewGrant {
        valid_from: Some(from.parse().expect("a day")),
        valid_to: Some(to.parse().expect("a day")),
        ..NewGrant::new("personal_data", "Приказ № 7")
    };
    let now = people.app.clock.now();
    let office = &people.app.office;
    for past in [
        grant("2025-10-01", "2025-10-14"),
        grant("2025-10-16", "2025-10-31"),
    ] {
        office
            .grant("inspector", &past, "", now)
            .await
            .expect("a grant");
        assert_eq!(
            people.ask(&token, &names).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let id = office
        .grant("inspector", &grant("2025-10-15", "2025-10-15"), "", now)
        .await
        .expect("a grant");
    assert_eq!(people.ask(&token, &names).await.status, StatusCode::OK);
    office
        .revoke_grant("inspector", id, "", now)
        .await
        .expect("a grant");
    assert_eq!(
        people.ask(&token, &names).await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_token_is_never_wider_than_its_owner() {
    let people = People::new().await;
    let director = people.asker("director").await;
    let make = |reach: Reach| {
        let app = people.app.clone();
        let director = director.clone();
        async move {
            let expires = app.clock.now() + jiff::SignedDuration::from_hours(24);
            let name = format!("t{}", rand::random::<u32>());
            let token = NewToken {
                reach,
                ..NewToken::new(&name, Some(expires))
            };
            app.make_token(&director, &token).await
        }
    };
    let wider = [
        Reach::Questions {
            scope: Some(UserScope::Office),
            rights: vec![],
        },
        Reach::Questions {
            scope: Some(UserScope::School {
                school_id: "s2".into(),
            }),
            rights: vec![],
        },
        Reach::Questions {
            scope: None,
            rights: vec!["sql".into()],
        },
        Reach::Questions {
            scope: None,
            rights: vec!["health".into()],
        },
        Reach::Uploads {
            school_id: "s2".into(),
        },
    ];
    for reach in wider {
        assert!(make(reach.clone()).await.is_err(), "{reach:?}");
    }
    let narrow = Reach::Questions {
        scope: Some(UserScope::Classes {
            school_id: "s1".into(),
            class_ids: vec!["c5".into()],
        }),
        rights: vec![],
    };
    let token = make(narrow).await.expect("a token");
    // A director's role has no classes: nothing is seen rather than everything.
    let query = json!({"measures": ["attendance.due"], "dimensions": ["school.id"]});
    assert_eq!(people.ask(&token, &query).await.json()["data"], json!([]));
    // Without the right to names in it, the token names nobody.
    let token = make(Reach::Questions {
        scope: None,
        rights: vec![],
    })
    .await
    .expect("a token");
    let names = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]});
    assert_eq!(
        people.ask(&token, &names).await.status,
        StatusCode::FORBIDDEN
    );
    // Nor does it manage people or make tokens that outlive a year.
    let late = people.app.clock.now() + jiff::SignedDuration::from_hours(24 * 400);
    let forever = NewToken::new("forever", Some(late));
    assert!(people.app.make_token(&director, &forever).await.is_err());
    assert!(
        people
            .app
            .make_token(&director, &NewToken::new("none", None))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn extracts_come_by_a_token_bound_to_one_school() {
    let people = People::new().await;
    let token = people.upload_token("director", "s1").await;
    let archive = |school: &str, moment: &str| {
        let folder = people
            .folder
            .path()
            .join(format!("sealed-{school}-{}", moment.len()));
        small_school(school).extracted_at(moment).write(&folder);
        zipped(&folder)
    };
    let upload = |token: String, bytes: Vec<u8>| {
        let request = axum::http::Request::post("/api/v1/extracts")
            .header("authorization", token)
            .header("content-type", "application/zip")
            .body(axum::body::Body::from(bytes));
        people.send(request.expect("a request"))
    };
    let own = archive("s1", "2025-11-02T23:40:00+03:00");
    let answer = upload(token.clone(), own.clone()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
    let load_id = answer.json()["load_id"].as_str().expect("an id").to_owned();
    let place = format!("/api/v1/loads/{load_id}");
    assert_eq!(
        people.get(&token, &place).await.json()["state"],
        json!("running")
    );
    people.app.load_inbox().await.expect("a load");
    let record = people.get(&token, &place).await.json();
    assert!(
        record["state"]
            .as_str()
            .expect("a state")
            .starts_with("accepted"),
        "{record}"
    );
    assert_eq!(record["load_id"], json!(load_id));
    assert!(
        !record.to_string().contains("/inbox"),
        "no paths of the machine"
    );

    // Another school's extract, what is no extract, and other doors.
    let foreign = archive("s2", "2025-11-02T23:40:00+03:00 ".trim());
    assert_eq!(
        upload(token.clone(), foreign).await.status,
        StatusCode::FORBIDDEN
    );
    let answer = upload(token.clone(), b"PK\x03\x04 no archive".to_vec()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.json()["diagnostics"][0]["message"].is_string());
    for door in ["/api/v1/meta", "/api/v1/releases", "/"] {
        assert_eq!(
            people.get(&token, door).await.status,
            StatusCode::FORBIDDEN,
            "{door}"
        );
    }
    // Loads of others do not exist.
    let loads = people.app.office.loads(10).await.expect("loads");
    let other = loads
        .iter()
        .find(|load| load.school_id.as_deref() == Some("s2"));
    let other = format!("/api/v1/loads/{}", other.expect("a load").load_id);
    assert_eq!(
        people.get(&token, &other).await.status,
        StatusCode::NOT_FOUND
    );
    let leftovers = std::fs::read_dir(people.folder.path().join("data/uploads"));
    assert_eq!(leftovers.expect("a folder").count(), 0);
}

/// Packs the files of a folder.
pub fn zipped(folder: &std::path::Path) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        archive.start_file(name, options).expect("a file");
        archive
            .write_all(&std::fs::read(&path).expect("bytes"))
            .expect("bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

#[tokio::test]
async fn a_password_set_by_another_opens_nothing_until_it_is_replaced() {
    let people = People::new().await;
    people.set_password("office", true).await;
    let answer = people.sign_in("office", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("/profile/password"));
    let cookie = answer.cookie();
    for door in ["/", "/api/v1/meta"] {
        let answer = people.visit(&cookie, door).await;
        assert_ne!(answer.status, StatusCode::OK, "{door}");
    }
    let session = cookie.split_once('=').expect("a cookie").1;
    let now = people.app.clock.now();
    let session = people.app.office.session(session, now).await;
    let user = session.expect("records").expect("a session").user;
    let client = svodka::office::Client::default();
    use svodka::app::NewPassword;
    for (new, is_taken) in [
        ("пароль1234", false),
        ("office2025", false),
        (PASSWORD, false),
        ("короткий", false),
        ("три кита и 9 морей", true),
    ] {
        let changed = people
            .app
            .change_own_password(&user, PASSWORD, new, &client)
            .await;
        let is_set = matches!(changed.expect("an outcome"), NewPassword::Set { .. });
        assert_eq!(is_set, is_taken, "{new}");
    }
    let answer = people.sign_in("office", "три кита и 9 морей").await;
    assert_eq!(
        people.visit(&answer.cookie(), "/api/v1/meta").await.status,
        StatusCode::OK
    );
    assert_ne!(
        people.visit(&cookie, "/api/v1/meta").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn one_time_codes_stand_between_the_password_and_the_session() {
    let people = People::new().await;
    people.set_password("office", false).await;
    let asker = people.asker("office").await;
    let codes = people.app.new_codes(&asker).expect("a secret");
    assert!(codes.address.starts_with("otpauth://totp/"));
    let now = people.app.clock.now();
    let code = |seconds: i64| {
        let secret = totp_rs::Secret::try_from_base32(&codes.secret).expect("a secret");
        let totp = totp_rs::Builder::new()
            .with_secret(secret)
            .build()
            .expect("codes");
        let at = u64::try_from(now.as_second() + seconds).expect("a moment");
        totp.generate(at).to_string()
    };
    assert!(
        !people
            .app
            .turn_on_codes(&asker, &codes.secret, "000000")
            .await
            .expect("an outcome")
    );
    assert!(
        people
            .app
            .turn_on_codes(&asker, &codes.secret, &code(0))
            .await
            .expect("an outcome")
    );
    let answer = people.sign_in("office", PASSWORD).await;
    assert!(answer.header("location").starts_with("/session/code"));
    let cookie = answer.cookie();
    assert_ne!(
        people.visit(&cookie, "/api/v1/meta").await.status,
        StatusCode::OK
    );
    let token = cookie.split_once('=').expect("a cookie").1.to_owned();
    let session = people.app.office.session(&token, now).await;
    let session = session.expect("records").expect("a session");
    let client = svodka::office::Client::default();
    // The code that turned it on was used; the next is not.
    let again = people
        .app
        .enter_code(&session, &token, &code(0), &client)
        .await;
    assert_eq!(again.expect("an outcome"), None);
    let next = people
        .app
        .enter_code(&session, &token, &code(30), &client)
        .await;
    let (next, _) = next.expect("an outcome").expect("a session");
    assert_ne!(next, token, "a new token for the new stage");
    let cookie = format!("svodka_session={next}");
    assert_eq!(
        people.visit(&cookie, "/api/v1/meta").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn an_address_that_guesses_waits() {
    let people = People::new().await;
    let mut statuses = Vec::new();
    for number in 0..25 {
        let answer = people
            .sign_in(&format!("guess{number}"), "неверный пароль")
            .await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses[0], StatusCode::UNAUTHORIZED);
    assert_eq!(statuses[24], StatusCode::TOO_MANY_REQUESTS);
    people.set_password("office", false).await;
    let answer = people.sign_in("office", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        answer
            .header("retry-after")
            .parse::<u64>()
            .expect("seconds")
            >= 1
    );
}

async fn entries(people: &People, action: audit::Action) -> Vec<audit::Entry> {
    let filter = Filter {
        action: Some(action),
        ..Filter::default()
    };
    let read = people
        .app
        .audit_entries(filter, 1_000)
        .await
        .expect("entries");
    read.into_iter().map(|recorded| recorded.entry).collect()
}

#[tokio::test]
async fn what_names_people_is_written_down() {
    let people = People::new().await;
    let token = people.token("director").await;
    let names = json!({"measures": ["contingent.pupils"], "dimensions": ["pupil.name"]});
    let shown = people.ask(&token, &names).await;
    let rows = shown.json()["data"].as_array().expect("rows").len() as u64;
    let views = entries(&people, audit::Action::View).await;
    assert_eq!(views.len(), 1);
    assert_eq!((views[0].rows, views[0].persons), (Some(rows), Some(rows)));
    assert_eq!(
        (views[0].login.as_str(), views[0].release),
        ("director", Some(1))
    );
    assert!(views[0].filters.contains("pupil.name"));
    // The same again from memory is written down again; figures without names are not.
    people.ask(&token, &names).await;
    people
        .ask(&token, &json!({"measures": ["contingent.pupils"]}))
        .await;
    assert_eq!(entries(&people, audit::Action::View).await.len(), 2);

    let file = people
        .post(&token, "/api/v1/export?format=csv", &names)
        .await;
    assert_eq!(file.status, StatusCode::OK);
    let exports = entries(&people, audit::Action::Export).await;
    use sha2::Digest;
    let hash: String = sha2::Sha256::digest(&file.bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(exports[0].file_hash, hash, "the file that was handed out");

    people.set_password("office", false).await;
    people.sign_in("office", PASSWORD).await;
    people.sign_in("office", "неверный").await;
    let signed_in = entries(&people, audit::Action::SignIn).await;
    assert_eq!(signed_in.len(), 2);
    assert_eq!(signed_in[0].outcome, audit::Outcome::Refused);
    let token = people.token("centre").await;
    people
        .post(&token, "/api/v1/sql", &json!({"sql": "select 1 as one"}))
        .await;
    assert_eq!(
        entries(&people, audit::Action::Sql).await[0].filters,
        "select 1 as one"
    );
    let token = people.token("security").await;
    people.get(&token, "/api/v1/meta").await;
    let refusals = entries(&people, audit::Action::Refusal).await;
    assert_eq!(refusals[0].object, "/api/v1/meta");
    assert_eq!(entries(&people, audit::Action::Load).await.len(), 2);
    assert_eq!(entries(&people, audit::Action::Publish).await.len(), 1);
    let verified = people.app.verify_audit().await.expect("a chain");
    assert_eq!(verified.broken, None);
    assert!(verified.entries >= 8);
}

#[tokio::test]
async fn a_broken_chain_is_found_wherever_it_is_broken() {
    let people = People::new().await;
    for number in 0..6 {
        people
            .sign_in(&format!("somebody{number}"), "неверный")
            .await;
    }
    let folder = people.folder.path().join("data/audit");
    let path = folder.join("2025-10.log");
    let whole = std::fs::read_to_string(&path).expect("the month");
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines.len() >= 8);
    let broken = async |text: String| {
        std::fs::write(&path, text).expect("a file");
        people.app.verify_audit().await.expect("a chain").broken
    };
    let joined = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    assert_eq!(broken(whole.clone()).await, None);
    let changed = whole.replacen("somebody2", "somebody9", 1);
    assert!(broken(changed).await.is_some(), "an entry changed");
    let mut without = lines.clone();
    without.remove(3);
    assert_eq!(
        broken(joined(&without)).await.map(|broken| broken.line),
        Some(4)
    );
    let mut swapped = lines.clone();
    swapped.swap(2, 3);
    assert!(broken(joined(&swapped)).await.is_some(), "entries swapped");
    let mut twice = lines.clone();
    twice.insert(2, lines[1]);
    assert!(broken(joined(&twice)).await.is_some(), "an entry twice");
    let cut = &lines[..lines.len() - 2];
    assert!(broken(joined(cut)).await.is_some(), "the end cut off");
    assert!(broken(String::new()).await.is_some(), "everything gone");
    // A line cut off when the power went was answered to nobody: the next entry takes its place.
    std::fs::write(&path, format!("{whole}0123\t{{\"numb")).expect("a file");
    people.sign_in("somebody", "неверный").await;
    assert_eq!(
        people.app.verify_audit().await.expect("a chain").broken,
        None
    );
}

#[tokio::test]
async fn the_chain_goes_on_over_months_and_writers() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || audit::Audit::open(folder.path(), [7; 32], jiff::tz::TimeZone::UTC);
    let entry = |at: &str| audit::Entry {
        at: at.parse().expect("a moment"),
        login: "кто-то".into(),
        role: String::new(),
        scope: String::new(),
        address: String::new(),
        token: String::new(),
        action: audit::Action::SignIn,
        object: String::new(),
        filters: String::new(),
        rows: None,
        persons: None,
        release: None,
        file_hash: String::new(),
        outcome: audit::Outcome::Done,
    };
    let (one, other) = (open(), open());
    for (place, at) in [
        "2025-10-31T23:59:59Z",
        "2025-11-01T00:00:00Z",
        "2025-10-31T23:59:58Z",
        "2026-01-01T00:00:00Z",
    ]
    .into_iter()
    .enumerate()
    {
        let writer = if place % 2 == 0 { &one } else { &other };
        let head = writer.append(entry(at)).await.expect("an entry");
        assert_eq!(head.number, place as i64 + 1);
    }
    let together = futures::future::join_all((0..200).map(|number| {
        let writer = if number % 2 == 0 {
            one.clone()
        } else {
            other.clone()
        };
        let entry = entry("2026-01-02T00:00:00Z");
        async move { writer.append(entry).await.expect("an entry").number }
    }));
    let mut numbers = together.await;
    numbers.sort_unstable();
    assert_eq!(numbers, (5..=204).collect::<Vec<i64>>());
    let verified = one.verify(None).expect("a chain");
    assert_eq!((verified.entries, verified.broken), (204, None));
    let mut files: Vec<String> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    assert_eq!(files, ["2025-10.log", "2025-11.log", "2026-01.log", "lock"]);
    // Another key follows no chain.
    let stranger = audit::Audit::open(folder.path(), [8; 32], jiff::tz::TimeZone::UTC);
    assert!(stranger.verify(None).expect("a chain").broken.is_some());
    let of_november = Filter {
        from: Some("2025-11-01".parse().expect("a day")),
        to: Some("2025-11-30".parse().expect("a day")),
        ..Filter::default()
    };
    assert_eq!(one.read(&of_november, 10).expect("entries").len(), 1);
}

#[tokio::test]
async fn managers_stay_within_their_reach() {
    let people = People::new().await;
    let director = people.asker("director").await;
    let new = |login: &str, role: &str, scope: UserScope, rights: &[&str]| {
        let mut user = svodka::office::NewUser::new(login, "Кто-то", role, scope);
        user.ground = Some("Приказ № 3".into());
        for right in rights {
            user = user.with(right, "Приказ № 4");
        }
        user
    };
    let own = || UserScope::School {
        school_id: "s1".into(),
    };
    let refused = [
        new("a1", "director", own(), &[]),
        new("a2", "office", UserScope::Office, &[]),
        new(
            "a3",
            "deputy",
            UserScope::School {
                school_id: "s2".into(),
            },
            &[],
        ),
        new("a4", "deputy", own(), &["sql"]),
        new("a5", "deputy", own(), &["nonsense"]),
        new("a6", "security", UserScope::Office, &[]),
        new("a7", "teacher", own(), &[]),
        new("a8", "wizard", own(), &[]),
    ];
    for user in refused {
        let added = people.app.add_person(&director, &user).await;
        assert!(added.is_err(), "{}", user.login);
        let there = people.app.office.user_by_login(&user.login).await;
        assert!(there.expect("records").is_none(), "{}", user.login);
    }
    let mut groundless = new("a9", "deputy", own(), &[]);
    groundless.ground = None;
    assert!(people.app.add_person(&director, &groundless).await.is_err());

    let password = people
        .app
        .add_person(
            &director,
            &new("zavuch", "deputy", own(), &["personal_data"]),
        )
        .await;
    let password = password.expect("a password");
    let answer = people.sign_in("zavuch", &password).await;
    assert!(answer.header("location").starts_with("/profile/password"));
    // Own rights are another's to change; people outside do not exist.
    assert!(
        people
            .app
            .close_person(&director, "director", true)
            .await
            .is_err()
    );
    let grant = NewGrant::new("publish", "Приказ № 9");
    assert!(
        people
            .app
            .grant_right(&director, "director", &grant)
            .await
            .is_err()
    );
    for stranger in ["office", "system_admin", "nobody-at-all"] {
        let found = people.app.person(&director, stranger).await;
        assert!(
            matches!(found, Err(svodka::app::AskError::NotFound)),
            "{stranger}"
        );
    }
    let seen = people.app.people(&director).await.expect("people");
    assert!(seen.iter().all(|user| user.scope.school_id() == Some("s1")));
    // Who has no right to manage people manages nobody.
    let deputy = people.asker("deputy").await;
    assert!(people.app.people(&deputy).await.is_err());
    assert_eq!(entries(&people, audit::Action::AddUser).await.len(), 1);
    assert_eq!(entries(&people, audit::Action::Grant).await.len(), 1);
}

#[tokio::test]
async fn a_list_of_staff_is_taken_whole_or_not_at_all() {
    use svodka::app::staff;
    let people = People::new().await;
    let director = people.asker("director").await;
    let list = "\u{feff}login;name;role;ground;school_id;class_ids;rights;valid_to\r\n\
        kl5;Петрова Вера Ильинична;homeroom;Приказ № 5;s1;c5 c1;personal_data;2026-05-31\r\n\
        zam;Сидоров Лев Ильич;deputy;Приказ № 5;s1;;;\r\n";
    let read = staff::read(list.as_bytes()).expect("a list");
    let added = people
        .app
        .add_staff(&director, &read)
        .await
        .expect("people");
    assert_eq!(added.len(), 2);
    let user = people
        .app
        .office
        .user_by_login("kl5")
        .await
        .expect("records")
        .expect("a user");
    assert!(user.must_change_password);
    assert_eq!(user.grants[0].name, "personal_data");
    let wrong = "login;name;role;ground;school_id\nnew1;Кто-то;deputy;Приказ;s1\nnew2;Кто-то;deputy;Приказ;s2\n";
    let read = staff::read(wrong.as_bytes()).expect("a list");
    assert!(people.app.add_staff(&director, &read).await.is_err());
    assert!(
        people
            .app
            .office
            .user_by_login("new1")
            .await
            .expect("records")
            .is_none()
    );
    for (text, message) in [
        ("login;name\n", "role"),
        ("login;name;role;ground;salary\n", "salary"),
        ("login;name;role;ground\n", "никого"),
        ("login;name;role;ground\na;b;c\n", "столбцов"),
        (
            "login;name;role;ground;valid_to\na;b;c;d;завтра\n",
            "завтра",
        ),
        ("login;name;role;ground\na;b;c;d\nA;b;c;d\n", "уже есть"),
    ] {
        let faults = staff::read(text.as_bytes()).expect_err(text);
        assert!(
            faults
                .iter()
                .any(|fault| fault.to_string().contains(message)),
            "{text}: {faults:?}"
        );
    }
    assert!(
        staff::read(&[0xcf, 0xf0, 0xe8]).is_err(),
        "another encoding"
    );
}

#[tokio::test]
async fn visits_are_counted() {
    let people = People::new().await;
    let token = people.token("director").await;
    for _ in 0..3 {
        people.get(&token, "/api/v1/meta").await;
    }
    people.get("wrong", "/api/v1/meta").await;
    let day = people.app.moment().today;
    let uses = people.app.uses(day, day).await.expect("uses");
    assert_eq!(uses.len(), 1);
    assert_eq!(
        (uses[0].object.as_str(), uses[0].count),
        ("/api/v1/meta", 3)
    );
    assert_eq!(
        (uses[0].role.as_str(), uses[0].school_id.as_str()),
        ("director", "s1")
    );
}

#[tokio::test]
async fn a_scope_is_picked_from_the_schools_own_classes_and_groups() {
    let people = People::new().await;
    for login in ["director", "office_head", "system_admin"] {
        people.set_password(login, false).await;
    }
    let director = people.sign_in("director", PASSWORD).await.cookie();
    let page = people.visit(&director, "/users/new").await.text();
    assert!(page.contains(r#"<option value="s1" selected>Школа s1 (s1)</option>"#));
    assert!(!page.contains("Школа s2"), "another school is no choice");
    assert!(page.contains(r#"name="class" value="c5""#), "{page}");
    // The few classes lie open, the many groups do not.
    let folds: Vec<&str> = page.split(r#"<details class="picks""#).skip(1).collect();
    let [classes, groups] = folds.as_slice() else {
        panic!("classes and groups: {page}");
    };
    assert!(classes.starts_with(" open>") && classes.contains("5А"));
    assert!(groups.starts_with('>'), "{groups}");
    assert!(page.contains("5А · Английский язык"));
    // The director knows names.
    assert!(page.contains("Белов Пётр"), "{page}");
    let fields = |more: &str| {
        let (name, ground) = (encoded("Белова Анна Ивановна"), encoded("приказ № 5"));
        format!("login=new-one&name={name}&ground={ground}&{more}")
    };
    let post = async |cookie: &str, more: &str| {
        let body = fields(more);
        people.form(Method::POST, "/users", cookie, &body).await
    };
    // Another school's class is refused, whichever way its school is named.
    for foreign in [
        "role=homeroom&school=s2&class=c5",
        "role=homeroom&school=s1&school_id=s2&class=c5",
        "role=homeroom&school_id=s2&class_ids=c5",
        "role=teacher&school=s2&group=g1",
        "role=homeroom&class=c5",
    ] {
        let refused = post(&director, foreign).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{foreign}"
        );
        assert!(!refused.text().contains("Школа s2"), "{foreign}");
        let added = people.app.office.user_by_login("new-one").await;
        assert_eq!(added.expect("an answer"), None, "{foreign}");
    }
    // Showing adds nobody and shows nothing of another school.
    let shown = post(&director, "role=homeroom&school=s2&show=1").await;
    assert_eq!(shown.status, StatusCode::OK);
    let text = shown.text();
    assert!(text.contains("Белова Анна Ивановна") && !text.contains(r#"name="class""#));
    let added = people.app.office.user_by_login("new-one").await;
    assert_eq!(added.expect("an answer"), None);

    let added = post(&director, "role=homeroom&school=s1&class=c5&class=c1").await;
    assert_eq!(added.status, StatusCode::OK, "{}", added.text());
    let user = people.app.office.user_by_login("new-one").await;
    let user = user.expect("an answer").expect("a user");
    assert_eq!(
        user.scope,
        UserScope::Classes {
            school_id: "s1".into(),
            class_ids: vec!["c5".into(), "c1".into()],
        }
    );
    let card = people.visit(&director, "/users/new-one").await.text();
    assert!(
        card.contains(r#"name="class" value="c5" checked"#),
        "{card}"
    );
    assert!(card.contains("отмечено 2 из 2"), "{card}");

    // The office picks a school first, and knows no names.
    let office = people.sign_in("office_head", PASSWORD).await.cookie();
    let page = people.visit(&office, "/users/new").await.text();
    assert!(page.contains("Школа s2 (s2)") && !page.contains(r#"name="class""#));
    assert!(page.contains("Показать классы и группы"));
    let shown = post(&office, "role=teacher&school=s2&show=1").await.text();
    assert!(shown.contains("5А · Английский язык") && !shown.contains("Орлова"));
    let odd = encoded("\"><script>alert(1)</script>");
    let shown = post(&office, &format!("school={odd}&class={odd}&show=1")).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(!shown.text().contains("<script>alert"));
    // Who sees no data enters codes.
    let admin = people.sign_in("system_admin", PASSWORD).await.cookie();
    let page = people.visit(&admin, "/users/new").await.text();
    assert!(!page.contains("Школа s1") && page.contains("Коды классов"));
}
