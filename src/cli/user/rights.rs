//! Rights beside the role: given and taken back.

use super::{known, of_office, record};
use crate::app::{App, Right, Role};
use crate::audit;
use crate::cli::Failure;
use crate::office::NewGrant;

/// Gives a right.
pub async fn give(app: &App, login: &str, grant: &NewGrant) -> Result<(), Failure> {
    let user = known(app, login).await?;
    let Some(right) = Right::parse(&grant.name) else {
        let known: Vec<&str> = Right::ALL.iter().map(|right| right.name()).collect();
        let known = known.join(", ");
        return Err(Failure::Usage(format!(
            "права «{}» нет; есть {known}",
            grant.name
        )));
    };
    if let Some(role) = Role::named(&user.role)
        && !role.rights.contains(&right)
    {
        return Err(impossible(role, right));
    }
    let words = format!("{}, {}", grant.name, grant.ground);
    record(app, audit::Action::Grant, login, &words).await?;
    let given = app.office.grant(login, grant, "", app.clock.now()).await;
    given.map_err(of_office)?;
    eprintln!("«{login}»: право «{}» дано", right.title());
    Ok(())
}

/// Takes back every grant of a right.
pub async fn take_back(app: &App, login: &str, right: &str) -> Result<(), Failure> {
    let user = known(app, login).await?;
    let held: Vec<_> = user
        .grants
        .iter()
        .filter(|grant| grant.name == right)
        .collect();
    if held.is_empty() {
        return Err(Failure::Usage(format!("у «{login}» нет права «{right}»")));
    }
    for grant in held {
        record(app, audit::Action::Revoke, login, right).await?;
        let now = app.clock.now();
        let revoked = app.office.revoke_grant(login, grant.id, "", now).await;
        revoked.map_err(of_office)?;
    }
    eprintln!("«{login}»: право «{right}» отозвано");
    Ok(())
}

/// Says that a role cannot have a right.
pub fn impossible(role: &Role, right: Right) -> Failure {
    Failure::Usage(format!(
        "роли «{}» право «{}» не даётся",
        role.title,
        right.title()
    ))
}
