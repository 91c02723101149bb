//! A new user: the role, whose rows, and the rights that come along.

use jiff::civil::Date;

use super::{of_office, read_password, record, rights};
use crate::app::people::fits;
use crate::app::{App, Level, ROLES, Right, Role, scope_in_words};
use crate::audit;
use crate::cli::Failure;
use crate::office::{NewUser, UserScope};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Full name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// office_head, office, centre, segment_admin, director, deputy, homeroom, house_tutor, teacher, security or
    /// system_admin; by default office, with a school director, with classes homeroom, with groups teacher
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The district whose schools the person sees
    #[arg(long, value_name = "NAME", conflicts_with = "school")]
    district: Option<String>,
    /// The only schools that the person sees; without them all
    #[arg(long, value_name = "ID")]
    school: Vec<String>,
    /// The only classes of the school that the person sees
    #[arg(long, value_name = "ID", requires = "school")]
    class: Vec<String>,
    /// The only groups of the school that the person sees
    #[arg(long, value_name = "ID", requires = "school", conflicts_with = "class")]
    group: Vec<String>,
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
    /// Opening own queries to a role, a school or everybody
    #[arg(long)]
    publish: bool,
    /// Managing people within the own scope
    #[arg(long)]
    users: bool,
    /// The password is to be replaced at the first sign-in
    #[arg(long)]
    temporary: bool,
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

pub async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let (scope, usual) = scope_of(args)?;
    let name = args.role.as_deref().unwrap_or(usual);
    let Some(role) = Role::named(name) else {
        let known: Vec<&str> = ROLES.iter().map(|role| role.name).collect();
        let known = known.join(", ");
        return Err(Failure::Usage(format!("роли «{name}» нет; есть {known}")));
    };
    if !fits(role.level, &scope) {
        return Err(Failure::Usage(format!(
            "у роли «{}» не бывает такой области: {}",
            role.title,
            scope_in_words(&scope)
        )));
    }
    let is_of_school = matches!(role.level, Level::School | Level::Classes | Level::Groups);
    let has_names = args.personal_data || (is_of_school && !args.no_personal_data);
    let given = [
        (has_names, Right::PersonalData),
        (args.health, Right::Health),
        (args.sql, Right::Sql),
        (args.publish, Right::Publish),
        (args.users, Right::Users),
    ];
    let ground = args.ground.clone().unwrap_or_default();
    let mut user = NewUser::new(&args.login, &args.name, role.name, scope);
    for (_, right) in given.into_iter().filter(|(is_given, _)| *is_given) {
        if !role.rights.contains(&right) {
            return Err(rights::impossible(role, right));
        }
        user = user.with(right.name(), &ground);
    }
    let user = NewUser {
        valid_from: args.valid_from,
        valid_to: args.valid_to,
        ground: args.ground.clone(),
        ..user
    };
    let password = read_password(&[&args.login, &args.name])?;
    let now = app.clock.now();
    let added = app.office.add_user(&user, "", now).await;
    let added = added.map_err(of_office)?;
    record(app, audit::Action::AddUser, &added.login, role.name).await?;
    for grant in &user.grants {
        let words = format!("{}, {}", grant.name, grant.ground);
        record(app, audit::Action::Grant, &added.login, &words).await?;
    }
    app.office
        .set_password(&args.login, &password, args.temporary, now)
        .await
        .map_err(of_office)?;
    eprintln!("Пользователь «{}» добавлен", args.login);
    if args.ground.is_none() {
        eprintln!("Основание не указано: номер и дату приказа задаёт --ground");
    }
    Ok(())
}

/// Returns the scope that the arguments name, and the role that usually has it.
fn scope_of(args: &Args) -> Result<(UserScope, &'static str), Failure> {
    let one_school = || match args.school.as_slice() {
        [school_id] => Ok(school_id.clone()),
        _ => Err(Failure::Usage(
            "классы и группы — одной организации: назовите её одну".into(),
        )),
    };
    Ok(if let Some(district) = &args.district {
        let district = district.clone();
        (UserScope::District { district }, "office")
    } else if !args.group.is_empty() {
        let scope = UserScope::Groups {
            school_id: one_school()?,
            group_ids: args.group.clone(),
        };
        (scope, "teacher")
    } else if !args.class.is_empty() {
        let scope = UserScope::Classes {
            school_id: one_school()?,
            class_ids: args.class.clone(),
        };
        (scope, "homeroom")
    } else {
        match args.school.as_slice() {
            [] => (UserScope::Office, "office"),
            [school_id] => {
                let school_id = school_id.clone();
                (UserScope::School { school_id }, "director")
            }
            several => {
                let school_ids = several.to_vec();
                (UserScope::Schools { school_ids }, "director")
            }
        }
    })
}
