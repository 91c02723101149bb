use std::io::Read;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Failure, ListFormat, Outcome, print_json, print_line};
use crate::app::App;
use crate::office::{NewUser, User, UserScope};

/// Manage users
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Add a user; the password is read from standard input
    Add(AddArgs),
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
    },
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Full name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What the person is: office, centre, director …
    #[arg(long, default_value = "office", value_name = "ROLE")]
    role: String,
    /// The only school that the person sees; without it all schools
    #[arg(long, value_name = "ID")]
    school: Option<String>,
    /// The only classes of the school that the person sees
    #[arg(long, value_name = "ID", requires = "school")]
    class: Vec<String>,
    /// Names of pupils and staff; in a school it is the rule, see --no-personal-data
    #[arg(long)]
    personal_data: bool,
    /// No names even in the person's own school
    #[arg(long, requires = "school", conflicts_with = "personal_data")]
    no_personal_data: bool,
    /// Illness told apart from other excuses outside the own school
    #[arg(long)]
    health: bool,
    /// Questions in SQL
    #[arg(long)]
    sql: bool,
    /// First day of access
    #[arg(long, value_name = "D")]
    valid_from: Option<Date>,
    /// Last day of access
    #[arg(long, value_name = "D")]
    valid_to: Option<Date>,
    /// Number and date of the order that grants the access
    #[arg(long, value_name = "TEXT")]
    ground: Option<String>,
}

pub async fn run(app: &App, args: &Args) -> Result<Outcome, Failure> {
    match &args.action {
        Action::Add(args) => add(app, args).await?,
        Action::List { format } => {
            let users = app.office.users().await.map_err(Failure::ours)?;
            if *format == ListFormat::Json {
                print_json(&users)?;
            } else {
                for user in users {
                    print_line(&line_of(&user))?;
                }
            }
        }
        Action::Disable { login } => {
            app.office
                .set_disabled(login, true)
                .await
                .map_err(of_office)?;
            eprintln!("Доступ «{login}» закрыт");
        }
        Action::Password { login } => {
            app.office
                .set_password(login, &read_password()?)
                .await
                .map_err(of_office)?;
            eprintln!("Пароль «{login}» сменён");
        }
        Action::Token { login, name, days } => {
            let user = app.office.user_by_login(login).await.map_err(of_office)?;
            let user = user.ok_or_else(|| Failure::Usage(format!("пользователя «{login}» нет")))?;
            let now = app.clock.now();
            let expires = now
                .saturating_add((i64::from(*days) * 24).hours())
                .map_err(Failure::ours)?;
            let token = app
                .office
                .create_token(user.id, name, Some(expires), now)
                .await
                .map_err(of_office)?;
            print_line(&token)?;
        }
    }
    Ok(Outcome::Done)
}

async fn add(app: &App, args: &AddArgs) -> Result<(), Failure> {
    let scope = match &args.school {
        None => UserScope::Office,
        Some(school_id) if args.class.is_empty() => UserScope::School {
            school_id: school_id.clone(),
        },
        Some(school_id) => UserScope::Classes {
            school_id: school_id.clone(),
            class_ids: args.class.clone(),
        },
    };
    let is_own_school = args.school.is_some();
    let user = NewUser {
        has_personal_data: args.personal_data || (is_own_school && !args.no_personal_data),
        has_health: args.health || is_own_school,
        has_sql: args.sql,
        valid_from: args.valid_from,
        valid_to: args.valid_to,
        ground: args.ground.clone(),
        ..NewUser::new(&args.login, &args.name, &args.role, scope)
    };
    let password = read_password()?;
    app.office.add_user(&user).await.map_err(of_office)?;
    app.office
        .set_password(&args.login, &password)
        .await
        .map_err(of_office)?;
    eprintln!("Пользователь «{}» добавлен", args.login);
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    let mut password = String::new();
    std::io::stdin()
        .read_to_string(&mut password)
        .map_err(Failure::ours)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 10 {
        return Err(Failure::Usage(
            "пароль короче 10 знаков: передайте его на стандартный ввод".into(),
        ));
    }
    Ok(password.to_owned())
}

fn line_of(user: &User) -> String {
    let scope = match &user.scope {
        UserScope::Office => "все организации".to_owned(),
        UserScope::School { school_id } => format!("организация {school_id}"),
        UserScope::Classes {
            school_id,
            class_ids,
        } => format!("организация {school_id}, классы {}", class_ids.join(", ")),
    };
    let state = if user.is_disabled {
        "  закрыт"
    } else {
        ""
    };
    format!(
        "{}  {}  {}  {scope}{state}",
        user.login, user.name, user.role
    )
}

fn of_office(error: crate::office::Error) -> Failure {
    use crate::office::Error;
    match error {
        Error::BadLogin(_)
        | Error::LoginTaken(_)
        | Error::UnknownUser(_)
        | Error::TokenNameTaken(_) => Failure::Usage(error.to_string()),
        error => Failure::ours(error),
    }
}
