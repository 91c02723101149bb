//! The crowd: how long an office waits when a thousand people are signed in, fifty ask at once and twenty a second come
//! in; and what letting somebody in and looking through a plan take.
//!
//! `cargo bench --profile dev --bench crowd`, over eight schools × 400 pupils.

mod asked;
mod kept;
mod municipality;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use svodka::app::App;
use svodka::engine;
use svodka::office::{Client, NewToken, NewUser, Stage, UserScope};
use tower::ServiceExt;

const SESSIONS: usize = 1_000;
const ASKERS: usize = 50;
const LOGINS_A_SECOND: u64 = 20;
const LASTS: Duration = Duration::from_secs(30);
/// How long somebody looks at an answer before asking on.
const LOOKS: Duration = Duration::from_secs(1);
const PASSWORD: &str = "оса летит на юг 7";

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(run());
}

async fn run() {
    let app = Arc::new(kept::open(8, 400).await);
    let sessions = people(&app).await;
    letting_in(&app).await;
    withholding(&app).await;
    looking_through_a_plan().await;
    let router = svodka::web::router(app.clone());
    let alone = crowd(&router, &sessions, false).await;
    told("fifty askers", &alone);
    let beside = crowd(&router, &sessions, true).await;
    told("fifty askers beside sign-ins", &beside);
}

/// Adds people, directors and specialists, each with sessions, and returns the cookies.
async fn people(app: &App) -> Vec<String> {
    let now = app.clock.now();
    let mut cookies = Vec::new();
    for number in 0..SESSIONS {
        let login = format!("crowd{number}");
        let (role, scope) = match number % 10 {
            0 => ("office", UserScope::Office),
            place => {
                let school_id = format!("school-{:03}", place.min(8));
                ("director", UserScope::School { school_id })
            }
        };
        let user = match app.office.user_by_login(&login).await.expect("records") {
            Some(user) => user,
            None => {
                let new = NewUser::new(&login, "Человек из толпы", role, scope);
                let user = app.office.add_user(&new, "", now).await.expect("a user");
                if number < 20 {
                    let set = app.office.set_password(&login, PASSWORD, false, now).await;
                    set.expect("a password");
                }
                user
            }
        };
        let client = Client::default();
        let token = app
            .office
            .start_session(user.id, Stage::Whole, &client, now)
            .await
            .expect("a session");
        cookies.push(format!("svodka_session={token}"));
    }
    cookies
}

async fn letting_in(app: &App) {
    let now = app.clock.now();
    let user = app.office.user_by_login("crowd1").await;
    let user = user.expect("records").expect("a user");
    app.office
        .revoke_token(user.id, "crowd")
        .await
        .expect("records");
    let token = NewToken::new("crowd", None);
    let made = app.office.create_token(user.id, &token, now).await;
    let secret = made.expect("a token");
    let mut times = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        let token = app.office.token(&secret, now).await.expect("records");
        let token = token.expect("a token");
        let asker = app.asker_of_token(&token, Client::default()).await;
        asker.expect("an asker");
        times.push(begun.elapsed());
    }
    times.sort();
    println!("{:>9.3} ms  a token becomes a scope", millis(times[250]));
}

/// Asks what an office asks in the morning with and without the right to names.
async fn withholding(app: &App) {
    let user = app.office.user_by_login("crowd0").await;
    let user = user.expect("records").expect("a user");
    let outsider = app.asker_of_user(user).await.expect("an asker");
    let (mut open, mut withheld) = (Vec::new(), Vec::new());
    for (_, question) in asked::dashboards() {
        for run in 0..7 {
            let begun = Instant::now();
            app.ask_as_operator(&question).await.expect("an answer");
            let between = Instant::now();
            app.ask(&outsider, &question).await.expect("an answer");
            if run > 1 {
                open.push(between - begun);
                withheld.push(between.elapsed());
            }
        }
    }
    open.sort();
    withheld.sort();
    let middle = open.len() / 2;
    println!(
        "{:>9.1} ms  a dashboard's question with names",
        millis(open[middle])
    );
    println!(
        "{:>9.1} ms  the same with small cells withheld",
        millis(withheld[middle])
    );
}

async fn looking_through_a_plan() {
    let context = datafusion::prelude::SessionContext::new();
    let text = "select a.x, count(*) from (values (1, 2), (3, 4)) as a(x, y) \
        join (values (1, 2)) as b(x, y) on a.x = b.x left join (values (1, 2)) as c(x, y) on a.y = c.y \
        where a.x in (select x from (values (1), (2)) as d(x)) and exists (select 1) \
        group by a.x having count(*) > 0 order by a.x limit 10";
    let plan = context.state().create_logical_plan(text).await;
    let plan = plan.expect("a plan");
    let mut times = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        engine::check_text(text).expect("a text");
        engine::check_plan(&plan).expect("a plan");
        times.push(begun.elapsed());
    }
    times.sort();
    println!("{:>9.3} ms  a plan is looked through", millis(times[250]));
}

/// What came of the requests of one kind.
#[derive(Default)]
struct Outcomes {
    times: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
}

async fn crowd(router: &Router, sessions: &[String], with_logins: bool) -> Outcomes {
    let until = Instant::now() + LASTS;
    let mut questions: Vec<String> = Vec::new();
    let sets = [asked::dashboards(), asked::constructor(), asked::drill()];
    for (_, question) in sets.into_iter().flatten() {
        questions.push(question.to_string());
    }
    let questions = Arc::new(questions);
    let askers = (0..ASKERS).map(|asker| {
        let router = router.clone();
        let questions = questions.clone();
        let own: Vec<String> = sessions
            .iter()
            .skip(asker)
            .step_by(ASKERS)
            .cloned()
            .collect();
        tokio::spawn(async move {
            let mut outcomes = Outcomes::default();
            let mut turn = asker;
            while Instant::now() < until {
                turn += 7;
                let request = Request::post("/api/v1/load")
                    .header("cookie", &own[turn % own.len()])
                    .header("content-type", "application/json")
                    .body(Body::from(questions[turn % questions.len()].clone()))
                    .expect("a request");
                outcomes.send(&router, request).await;
                tokio::time::sleep(LOOKS).await;
            }
            outcomes
        })
    });
    let askers: Vec<_> = askers.collect();
    if with_logins {
        told("sign-ins", &logins(router, until).await);
    }
    let mut all = Outcomes::default();
    for asker in askers {
        let outcomes = asker.await.expect("an asker");
        all.times.extend(outcomes.times);
        for (status, count) in outcomes.statuses {
            *all.statuses.entry(status).or_default() += count;
        }
    }
    all
}

async fn logins(router: &Router, until: Instant) -> Outcomes {
    let mut ticks = tokio::time::interval(Duration::from_millis(1_000 / LOGINS_A_SECOND));
    let mut under_way = Vec::new();
    let mut number = 0;
    while Instant::now() < until {
        ticks.tick().await;
        let router = router.clone();
        let login = format!("crowd{}", number % 20);
        number += 1;
        under_way.push(tokio::spawn(async move {
            let password: String = PASSWORD
                .bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect();
            let request = Request::post("/session")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(format!("login={login}&password={password}")))
                .expect("a request");
            let mut outcomes = Outcomes::default();
            outcomes.send(&router, request).await;
            outcomes
        }));
    }
    let mut all = Outcomes::default();
    for login in under_way {
        let outcomes = login.await.expect("a sign-in");
        all.times.extend(outcomes.times);
        for (status, count) in outcomes.statuses {
            *all.statuses.entry(status).or_default() += count;
        }
    }
    all
}

impl Outcomes {
    async fn send(&mut self, router: &Router, request: Request<Body>) {
        let begun = Instant::now();
        let response = router.clone().oneshot(request).await.expect("a response");
        let (head, body) = response.into_parts();
        axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        let is_answered = head.status.is_success() || head.status == StatusCode::SEE_OTHER;
        if is_answered {
            self.times.push(begun.elapsed());
        }
        let has_hint = head.headers.contains_key("retry-after");
        assert!(is_answered || has_hint, "{}", head.status);
        *self.statuses.entry(head.status.as_u16()).or_default() += 1;
    }
}

fn told(name: &str, outcomes: &Outcomes) {
    let mut times = outcomes.times.clone();
    times.sort();
    let at = |share: f64| millis(times[((times.len() - 1) as f64 * share) as usize]);
    println!(
        "{:>9.1} ms  {name}: median; p95 {:.1}, slowest {:.1}; {:.1} a second; statuses {:?}",
        at(0.5),
        at(0.95),
        at(1.0),
        times.len() as f64 / LASTS.as_secs_f64(),
        outcomes.statuses,
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
