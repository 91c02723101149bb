mod add;
mod import;
mod rights;

use std::io::Read;
use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::access;
use crate::app::{App, Deed, rights_of, scope_in_words};
use crate::audit;
use crate::office::{self, Client, NewGrant, NewToken, Reach, User, weakness};

/// Manage users
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a user; the password is read from standard input
    Add(add::Args),
    /// List users
    List {
        /// How the list is printed
        #[arg(long, value_enum, default_value_t = ListFormat::Table)]
        format: ListFormat,
    },
    /// Close a user's access at once
    Disable {
        #[arg(value_name = "LOGIN")]
        login: String,
    },
    /// Set a user's password, read from standard input
    Password {
        #[arg(value_name = "LOGIN")]
        login: String,
    },
    /// Make an API token and print it, this once
    Token {
        #[arg(value_name = "LOGIN")]
        login: String,
        /// What the token is for
        #[arg(long, default_value = "api", value_name = "NAME")]
        name: String,
        /// For how many days it holds
        #[arg(long, default_value_t = 365, value_name = "DAYS")]
        days: i32,
        /// Bind the token to handing over this school's extracts; it opens nothing else
        #[arg(long, value_name = "ID")]
        upload: Option<String>,
        /// The only rights of the owner that the token has; without it all of them
        #[arg(long, value_name = "RIGHT", conflicts_with = "upload")]
        right: Vec<String>,
        /// None of the owner's rights
        #[arg(long, conflicts_with_all = ["upload", "right"])]
        no_rights: bool,
    },
    /// Give a right beside the role
    Grant {
        #[arg(value_name = "LOGIN")]
        login: String,
        /// personal_data, health, sql, publish or users
        #[arg(value_name = "RIGHT")]
        right: String,
        /// Number and date of the order that grants it
        #[arg(long, value_name = "TEXT")]
        ground: String,
        /// First day
        #[arg(long, value_name = "D")]
        valid_from: Option<Date>,
        /// Last day
        #[arg(long, value_name = "D")]
        valid_to: Option<Date>,
    },
    /// Take a right back
    Revoke {
        #[arg(value_name = "LOGIN")]
        login: String,
        #[arg(value_name = "RIGHT")]
        right: String,
    },
    /// Bind a user to a name at the office's identity provider, or unbind; the user's sessions end
    Subject {
        #[arg(value_name = "LOGIN")]
        login: String,
        /// The value of the claim that names the person there, see sign_in.oidc_claim
        #[arg(value_name = "SUBJECT", required_unless_present = "remove")]
        subject: Option<String>,
        /// Unbind
        #[arg(long, conflicts_with = "subject")]
        remove: bool,
    },
    /// Add the people of a CSV file and print their logins with one-time passwords
    Import {
        /// Columns login, name, role, ground, and as needed district, school_id, class_ids, group_ids, rights, valid_from, valid_to
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
    match &args.action {
        Action::Add(args) => add::run(app, args).await?,
        Action::List { format } => list(app, *format).await?,
        Action::Disable { login } => {
            known(app, login).await?;
            record(app, audit::Action::CloseUser, login, "").await?;
            app.office
                .set_disabled(login, true)
                .await
                .map_err(of_office)?;
            eprintln!("Доступ «{login}» закрыт");
        }
        Action::Password { login } => {
            let user = known(app, login).await?;
            set_password(app, login, &user.name, false).await?;
            eprintln!("Пароль «{login}» сменён");
        }
        Action::Token {
            login,
            name,
            days,
            upload,
            right,
            no_rights,
        } => {
            let reach = match upload {
                Some(school_id) => Reach::Uploads {
                    school_id: school_id.clone(),
                },
                None => {
                    let rights = match (no_rights, right.is_empty()) {
                        (true, _) => Vec::new(),
                        (false, true) => held(app, login).await?,
                        (false, false) => right.clone(),
                    };
                    Reach::Questions {
                        scope: None,
                        rights,
                    }
                }
            };
            make_token(app, login, name, *days, reach).await?;
        }
        Action::Grant {
            login,
            right,
            ground,
            valid_from,
            valid_to,
        } => {
            let grant = NewGrant {
                name: right.clone(),
                ground: ground.clone(),
                valid_from: *valid_from,
                valid_to: *valid_to,
            };
            rights::give(app, login, &grant).await?;
        }
        Action::Revoke { login, right } => rights::take_back(app, login, right).await?,
        Action::Subject { login, subject, .. } => bind(app, login, subject.as_deref()).await?,
        Action::Import { file } => return import::run(app, file).await,
    }
    Ok(Outcome::Done)
}

async fn list(app: &App, format: ListFormat) -> Result<(), Failure> {
    let users = app.office.users().await.map_err(Failure::ours)?;
    if format == ListFormat::Json {
        return print_json(&users);
    }
    for user in users {
        print_line(&line_of(&user))?;
    }
    Ok(())
}

async fn make_token(
    app: &App,
    login: &str,
    name: &str,
    days: i32,
    reach: Reach,
) -> Result<(), Failure> {
    let user = known(app, login).await?;
    match &reach {
        Reach::Uploads { school_id } => {
            let asker = app.asker_of_user(user.clone()).await?;
            if !asker.may(access::Action::Upload) || !app.reaches_school(&asker, school_id).await? {
                return Err(Failure::NotAllowed(format!(
                    "«{login}» не передаёт выгрузки организации {school_id}"
                )));
            }
        }
        Reach::Questions { rights, .. } => {
            let held = held(app, login).await?;
            if let Some(right) = rights.iter().find(|right| !held.contains(right)) {
                return Err(Failure::NotAllowed(format!(
                    "у «{login}» нет права «{right}»"
                )));
            }
        }
    }
    let now = app.clock.now();
    let expires = now
        .saturating_add((i64::from(days) * 24).hours())
        .map_err(Failure::ours)?;
    let token = NewToken {
        reach,
        ..NewToken::new(name, Some(expires))
    };
    record(app, audit::Action::MakeToken, login, name).await?;
    let made = app.office.create_token(user.id, &token, now).await;
    print_line(&made.map_err(of_office)?)
}

async fn bind(app: &App, login: &str, subject: Option<&str>) -> Result<(), Failure> {
    let user = known(app, login).await?;
    let subject = subject.map(str::trim);
    if subject.is_some_and(|subject| subject.is_empty() || subject.chars().count() > 255) {
        return Err(Failure::Usage(
            "имя у поставщика входа — от 1 до 255 знаков".into(),
        ));
    }
    if let Some(subject) = subject {
        // Looked up before it is written down that it was done.
        let holder = app.office.user_by_subject(subject).await;
        let holder = holder.map_err(of_office)?;
        if holder.is_some_and(|holder| holder.id != user.id) {
            return Err(of_office(office::Error::SubjectTaken(subject.to_owned())));
        }
    }
    let words = match subject {
        Some(subject) => format!("имя у поставщика входа: {subject}"),
        None => "без имени у поставщика входа".to_owned(),
    };
    record(app, audit::Action::ChangeUser, &user.login, &words).await?;
    let set = app.office.set_subject(login, subject).await;
    set.map_err(of_office)?;
    match subject {
        Some(subject) => eprintln!("«{login}» входит у поставщика под именем «{subject}»"),
        None => eprintln!("«{login}» больше не связан с именем у поставщика входа"),
    }
    Ok(())
}

/// Returns the rights that a user holds today.
async fn held(app: &App, login: &str) -> Result<Vec<String>, Failure> {
    let user = known(app, login).await?;
    let held = rights_of(&user, app.moment().today).into_iter();
    Ok(held.map(|right| right.name().to_owned()).collect())
}

async fn known(app: &App, login: &str) -> Result<User, Failure> {
    let user = app.office.user_by_login(login).await.map_err(of_office)?;
    user.ok_or_else(|| Failure::Usage(format!("пользователя «{login}» нет")))
}

/// Writes down what the operator of the machine did.
async fn record(
    app: &App,
    action: audit::Action,
    object: &str,
    words: &str,
) -> Result<(), Failure> {
    let deed = Deed::new(action, object).about(words);
    Ok(app.record_of("", &Client::default(), deed).await?)
}

async fn set_password(
    app: &App,
    login: &str,
    name: &str,
    is_temporary: bool,
) -> Result<(), Failure> {
    let password = read_password(&[login, name])?;
    record(app, audit::Action::SetPassword, login, "").await?;
    app.office
        .set_password(login, &password, is_temporary, app.clock.now())
        .await
        .map_err(of_office)
}

fn read_password(about: &[&str]) -> Result<String, Failure> {
    let mut password = String::new();
    std::io::stdin()
        .read_to_string(&mut password)
        .map_err(Failure::ours)?;
    let password = password.trim_end_matches(['\r', '\n']);
    match weakness(password, about) {
        Some(reason) => Err(Failure::Usage(format!(
            "{reason}; пароль читается со стандартного ввода"
        ))),
        None => Ok(password.to_owned()),
    }
}

fn line_of(user: &User) -> String {
    let scope = scope_in_words(&user.scope);
    let rights: Vec<&str> = user
        .grants
        .iter()
        .map(|grant| grant.name.as_str())
        .collect();
    let rights = match rights.is_empty() {
        true => String::new(),
        false => format!("  права: {}", rights.join(", ")),
    };
    let state = if user.is_disabled {
        "  закрыт"
    } else {
        ""
    };
    format!(
        "{}  {}  {}  {scope}{rights}{state}",
        user.login, user.name, user.role
    )
}

fn of_office(error: office::Error) -> Failure {
    use office::Error;
    match error {
        Error::BadLogin(_)
        | Error::LoginTaken(_)
        | Error::SubjectTaken(_)
        | Error::UnknownUser(_)
        | Error::TokenNameTaken(_) => Failure::Usage(error.to_string()),
        error => Failure::ours(error),
    }
}
