mod orders;
mod registers;
mod reviews;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::progress::Bars;
use super::{Common, Failure, Outcome, load, serve, start_log};
use crate::app::{App, Deed};
use crate::audit;
use crate::clock::Clock;
use crate::config::Config;
use crate::loads::{Progress, Silent};
use crate::office::{Client, NewUser, UserScope};
use crate::period::SchoolYear;
use crate::sample;

/// Make a sample municipality, load it and serve it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address to listen on [default: from the configuration, 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Load the nights and stop, without serving
    #[arg(long)]
    no_serve: bool,
}

/// Where the demonstration lives unless `--data` says otherwise.
const FOLDER: &str = "svodka-demo";

/// A person of the demonstration, called as the extract calls who has that post. The password is no secret: the data are
/// invented.
struct Person {
    login: &'static str,
    password: &'static str,
    name: &'static str,
    role: &'static str,
    /// The only school that the person sees.
    school: Option<&'static str>,
    /// The only classes of it, by their codes; none for the whole school.
    classes: &'static [&'static str],
    rights: &'static [&'static str],
    who: &'static str,
}

const PEOPLE: [Person; 6] = [
    Person {
        login: "office",
        password: "svodka-office",
        name: "Смирнова Ольга Николаевна",
        role: "office",
        school: None,
        classes: &[],
        rights: &[],
        who: "управление образования, видит всех",
    },
    Person {
        login: "centre",
        password: "svodka-centre",
        name: "Кузнецов Андрей Викторович",
        role: "centre",
        school: None,
        classes: &[],
        rights: &["sql"],
        who: "районный центр, строит отчёты",
    },
    Person {
        login: "director",
        password: "svodka-director",
        name: "Наумова Жанна Григорьевна",
        role: "director",
        school: Some("school-001"),
        classes: &[],
        rights: &["personal_data", "users"],
        who: "директор, видит только school-001",
    },
    Person {
        login: "homeroom",
        password: "svodka-homeroom",
        name: "Мартынова Карина Геннадьевна",
        role: "homeroom",
        school: Some("school-001"),
        classes: &["c9"],
        rights: &["personal_data"],
        who: "классный руководитель, видит только свой класс",
    },
    Person {
        login: "admin",
        password: "svodka-admin",
        name: "Орлов Денис Игоревич",
        role: "system_admin",
        school: None,
        classes: &[],
        rights: &["users"],
        who: "системный администратор, ведёт пользователей",
    },
    Person {
        login: "security",
        password: "svodka-security",
        name: "Фомина Ирина Сергеевна",
        role: "security",
        school: None,
        classes: &[],
        rights: &[],
        who: "администратор безопасности, читает журнал доступа",
    },
];

/// The order by which the people of the demonstration have their roles.
const GROUND: &str = "Приказ управления от 25.08.2025 № 112";

pub async fn run(common: &Common, args: Args) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let folder = common.data.clone().unwrap_or_else(|| PathBuf::from(FOLDER));
    let (mut config, faults) = Config::load(
        Some(&folder),
        common.config.as_deref(),
        Config::environment(),
    );
    if !faults.is_empty() {
        return Err(Failure::Declared(faults));
    }
    start_log(&config.log, common.quiet);
    if let Some(listen) = args.listen {
        config.serve.listen = listen;
    }
    config.office.name = "Управление образования Демо-округа".into();
    let today = config.clock.today(&config.office.timezone);
    let data_day = data_day(today);
    if data_day.saturating_add(1.day()) != today {
        // Out of term the demonstration lives in the term: its own clock says so everywhere.
        config.clock = Clock::Fixed(morning_after(&config, data_day)?);
    }
    let app = App::init(config).await?;
    if app
        .office
        .current_release()
        .await
        .map_err(Failure::ours)?
        .is_none()
    {
        fill(&app, &folder, data_day, common.quiet).await?;
    }
    if args.no_serve {
        return Ok(Outcome::Done);
    }
    let app = Arc::new(app);
    let listener = serve::listen(&app).await?;
    eprintln!("Демо-округ готов за {} с", started.elapsed().as_secs());
    println!("Адрес: {}", listener.url());
    println!();
    println!("Логин       Пароль            Кто это");
    for person in PEOPLE {
        let Person {
            login,
            password,
            name,
            who,
            ..
        } = person;
        println!("{login:<11} {password:<17} {name} — {who}");
    }
    serve::serve(app, listener).await
}

async fn fill(app: &App, folder: &Path, data_day: Date, is_quiet: bool) -> Result<(), Failure> {
    let extracts = folder.join("extracts");
    let spec = sample::demo_spec(data_day);
    if !is_quiet {
        eprintln!(
            "Придумываю Демо-округ: восемь организаций, {}",
            SchoolYear::of(data_day)
        );
    }
    let target = extracts.clone();
    let written = tokio::task::spawn_blocking(move || sample::write(&spec, &target, &|_| {})).await;
    written.map_err(Failure::ours)?.map_err(Failure::ours)?;

    let mut nights: Vec<PathBuf> = std::fs::read_dir(&extracts)
        .map_err(Failure::ours)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    nights.sort();
    for night in nights {
        let day = night
            .file_name()
            .and_then(|name| name.to_str())
            .and_then(|name| name.parse::<Date>().ok());
        // Each night arrives on its own morning, as it would have.
        let clock = match day {
            Some(day) => Clock::Fixed(morning_after(&app.config, day)?),
            None => app.clock,
        };
        let progress: Arc<dyn Progress> = if is_quiet {
            Arc::new(Silent)
        } else {
            Arc::new(Bars::new())
        };
        let paths = load::extracts(&[night]);
        app.load_at(clock, &paths, false, progress)
            .await
            .map_err(Failure::ours)?;
    }
    for person in PEOPLE {
        let Person {
            login,
            password,
            name,
            role,
            school,
            classes,
            rights,
            ..
        } = person;
        let scope = match school {
            Some(school_id) if classes.is_empty() => UserScope::School {
                school_id: school_id.to_owned(),
            },
            Some(school_id) => UserScope::Classes {
                school_id: school_id.to_owned(),
                class_ids: classes.iter().map(|id| (*id).to_owned()).collect(),
            },
            None => UserScope::Office,
        };
        let mut user = NewUser {
            ground: Some(GROUND.to_owned()),
            ..NewUser::new(login, name, role, scope)
        };
        for right in rights {
            user = user.with(right, GROUND);
        }
        let now = app.clock.now();
        let added = app.office.add_user(&user, "", now).await;
        let added = added.map_err(Failure::ours)?;
        let deed = Deed::new(audit::Action::AddUser, added.login);
        app.record_of("", &Client::default(), deed.about(role))
            .await?;
        app.office
            .set_password(login, password, false, now)
            .await
            .map_err(Failure::ours)?;
    }
    orders::place(app).await?;
    registers::fill(app).await
}

/// Returns the last day of the demonstration's data: yesterday, or in summer and in the first weeks of a
/// year the last day of the year that is over.
fn data_day(today: Date) -> Date {
    let yesterday = today.saturating_sub(1.day());
    let year = SchoolYear::of(yesterday);
    let end_of = |year: SchoolYear| date(year.first_year() + 1, 5, 29);
    if yesterday > end_of(year) {
        end_of(year)
    } else if yesterday < date(year.first_year(), 9, 20) {
        end_of(year.previous())
    } else {
        yesterday
    }
}

fn morning_after(config: &Config, day: Date) -> Result<jiff::Timestamp, Failure> {
    let morning = day.saturating_add(1.day()).at(2, 30, 0, 0);
    let morning = morning
        .to_zoned(config.office.timezone.clone())
        .map_err(Failure::ours)?;
    Ok(morning.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::SampleSpec;

    /// Papers are signed by the names of the extract: who signs in is to be the same person.
    #[test]
    fn people_of_the_school_are_those_of_its_extract() {
        let folder = tempfile::tempdir().expect("a folder");
        let spec = SampleSpec {
            schools: 1,
            nights: 1,
            is_zipped: false,
            ..sample::demo_spec(date(2025, 9, 26))
        };
        let written = sample::write(&spec, folder.path(), &|_| {}).expect("an extract");
        let extract = &written.extracts[0];
        let read = |name: &str| {
            std::fs::read_to_string(extract.join(name))
                .unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let person = |login: &str| {
            let person = PEOPLE.iter().find(|person| person.login == login);
            person.expect("a person of the demonstration")
        };
        assert!(read("school.csv").contains(person("director").name));
        let homeroom = person("homeroom");
        let classes = read("classes.csv");
        let class = classes
            .lines()
            .find(|line| line.starts_with(&format!("{},", homeroom.classes[0])));
        let staff_id = class.and_then(|line| line.rsplit(',').next());
        let staff_id = staff_id.expect("a class with its teacher");
        let named = format!("{staff_id},{},", homeroom.name.replace(' ', ","));
        assert!(read("staff.csv").contains(&named), "{named}");
    }
}
