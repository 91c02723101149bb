//! Signing in: a password, where it is turned on a one-time code, and where it is due a new password; or the word
//! of the office's own identity provider.

use super::ask::inner;
use super::trail::Deed;
use super::{App, AskError, Asker, Door};
use crate::audit::{Action, Outcome};
use crate::catalogue::say;
use crate::office::{Checked, Client, Enrolment, Session, Stage, User, Weakness, weakness};

/// How an entry of the audit calls signing in by the provider.
const BY_PROVIDER: &str = "OpenID Connect";

/// What became of a password, or of the provider's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The token of a new session, and what is still wanted.
    In {
        token: String,
        user: Box<User>,
        stage: Stage,
    },
    Refused,
    /// The address has tried too often and waits.
    Wait {
        seconds: u64,
    },
}

/// What became of a new password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPassword {
    /// The token of the session that goes on; the others have ended.
    Set { token: String },
    /// What is wrong with it.
    Weak(String),
    /// The old one was not right.
    Refused,
}

impl App {
    /// Begins a session for whoever has the password.
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        client: &Client,
    ) -> Result<SignIn, AskError> {
        let now = self.clock.now();
        let checked = self
            .office
            .check_password(login, password, &client.address, now)
            .await
            .map_err(inner)?;
        let deed = Deed::new(Action::SignIn, "пароль");
        match checked {
            Checked::Right(user) => {
                let stage = stage_after_password(&user);
                self.record_user(&user, client, deed).await?;
                let token = self
                    .office
                    .start_session(user.id, stage, client, now)
                    .await
                    .map_err(inner)?;
                Ok(SignIn::In { token, user, stage })
            }
            Checked::Wrong => {
                let deed = deed.with_outcome(Outcome::Refused);
                self.record_of(login, client, deed).await?;
                Ok(SignIn::Refused)
            }
            // Nothing was tried. The tries that led here are written down; a line for each that waits would let a
            // guesser fill the disk.
            Checked::Wait { seconds } => Ok(SignIn::Wait { seconds }),
        }
    }

    /// Begins a session for whom the office's identity provider has named. Nothing more is wanted in it: the password
    /// and a second factor are the provider's matter. Nobody is added: whoever is not a user is refused.
    pub async fn sign_in_by_subject(
        &self,
        subject: &str,
        client: &Client,
    ) -> Result<SignIn, AskError> {
        let mut user = self.office.user_by_subject(subject).await.map_err(inner)?;
        if user.is_none() && self.config.sign_in.oidc_claim.may_be_login() {
            let found = self.office.user_without_subject(subject).await;
            user = found.map_err(inner)?;
        }
        let moment = self.moment();
        let deed = Deed::new(Action::SignIn, BY_PROVIDER);
        let login = user.as_ref().map(|user| user.login.clone());
        let Some(user) = user.filter(|user| user.is_admitted_on(moment.today)) else {
            let login = login.as_deref().unwrap_or(subject);
            let deed = deed.with_outcome(Outcome::Refused);
            self.record_of(login, client, deed).await?;
            return Ok(SignIn::Refused);
        };
        self.record_user(&user, client, deed).await?;
        let stage = Stage::Whole;
        let token = self
            .office
            .start_session(user.id, stage, client, moment.now)
            .await
            .map_err(inner)?;
        let user = Box::new(user);
        Ok(SignIn::In { token, user, stage })
    }

    /// Writes down that somebody came back from the provider with a word that does not hold.
    pub async fn refuse_word_of_provider(&self, client: &Client) -> Result<(), AskError> {
        let deed = Deed::new(Action::SignIn, BY_PROVIDER).with_outcome(Outcome::Refused);
        self.record_of("", client, deed).await
    }

    /// Ends a session; one that has ended already is no fault.
    pub async fn sign_out(&self, token: &str, client: &Client) -> Result<(), AskError> {
        let session = self.office.session(token, self.clock.now()).await;
        if let Some(session) = session.map_err(inner)? {
            let deed = Deed::new(Action::SignOut, "");
            self.record_user(&session.user, client, deed).await?;
            self.office.end_session(token).await.map_err(inner)?;
        }
        Ok(())
    }

    /// Takes the one-time code of a session that waits for one, and returns the next token.
    pub async fn enter_code(
        &self,
        session: &Session,
        token: &str,
        code: &str,
        client: &Client,
    ) -> Result<Option<(String, Stage)>, AskError> {
        let now = self.clock.now();
        let is_right = session.stage == Stage::SecondFactor
            && self
                .office
                .check_code(session.user.id, code, now)
                .await
                .map_err(inner)?;
        let outcome = match is_right {
            true => Outcome::Done,
            false => Outcome::Refused,
        };
        let deed = Deed::new(Action::SignIn, "одноразовый код").with_outcome(outcome);
        self.record_user(&session.user, client, deed).await?;
        if !is_right {
            return Ok(None);
        }
        let stage = match session.user.must_change_password {
            true => Stage::NewPassword,
            false => Stage::Whole,
        };
        let next = self.office.advance_session(token, stage, now).await;
        Ok(next.map_err(inner)?.map(|token| (token, stage)))
    }

    /// Sets a person's own password, given the old one. All sessions end and one goes on.
    pub async fn change_own_password(
        &self,
        user: &User,
        old: &str,
        new: &str,
        client: &Client,
    ) -> Result<NewPassword, AskError> {
        let now = self.clock.now();
        let checked = self
            .office
            .check_password(&user.login, old, &client.address, now)
            .await
            .map_err(inner)?;
        let deed = Deed::new(Action::SetPassword, user.login.clone());
        if !matches!(checked, Checked::Right(_)) {
            let deed = deed.with_outcome(Outcome::Refused);
            self.record_user(user, client, deed).await?;
            return Ok(NewPassword::Refused);
        }
        if old == new {
            return Ok(NewPassword::Weak(say!("faults-password-same")));
        }
        if let Some(weakness) = weakness(new, &[&user.login, &user.name]) {
            return Ok(NewPassword::Weak(match weakness {
                Weakness::Short => say!("faults-password-short"),
                Weakness::Long => say!("faults-password-long"),
                Weakness::Guessable => say!("faults-password-weak"),
            }));
        }
        self.record_user(user, client, deed).await?;
        self.office
            .set_password(&user.login, new, false, now)
            .await
            .map_err(inner)?;
        let token = self
            .office
            .start_session(user.id, Stage::Whole, client, now)
            .await
            .map_err(inner)?;
        Ok(NewPassword::Set { token })
    }

    /// Ends a person's other sessions and says how many there were.
    pub async fn sign_out_elsewhere(&self, asker: &Asker) -> Result<u64, AskError> {
        let kept = match asker.door {
            Door::Session(id) => Some(id),
            Door::Token(_) | Door::Upload { .. } | Door::Machine => None,
        };
        let deed = Deed::new(Action::EndSessions, asker.user.login.clone());
        self.record(asker, deed).await?;
        let ended = self.office.end_sessions(asker.user.id, kept).await;
        ended.map_err(inner)
    }

    /// Makes the secret of one-time codes that a person is about to turn on.
    pub fn new_codes(&self, asker: &Asker) -> Result<Enrolment, AskError> {
        let office = &self.config.office.name;
        let made = self.office.new_codes(office, &asker.user.login);
        made.map_err(inner)
    }

    /// Turns one-time codes on for a person who has shown one.
    pub async fn turn_on_codes(
        &self,
        asker: &Asker,
        secret: &str,
        code: &str,
    ) -> Result<bool, AskError> {
        let now = self.clock.now();
        let turned = self
            .office
            .turn_on_codes(asker.user.id, secret, code, now)
            .await
            .map_err(inner)?;
        if turned {
            let deed = Deed::new(Action::SecondFactor, asker.user.login.clone());
            self.record(asker, deed.about("включены")).await?;
        }
        Ok(turned)
    }

    /// Turns one-time codes off for a person who has shown one more.
    pub async fn turn_off_codes(&self, asker: &Asker, code: &str) -> Result<bool, AskError> {
        let now = self.clock.now();
        let is_right = self
            .office
            .check_code(asker.user.id, code, now)
            .await
            .map_err(inner)?;
        if is_right {
            let deed = Deed::new(Action::SecondFactor, asker.user.login.clone());
            self.record(asker, deed.about("выключены")).await?;
            let turned = self.office.turn_off_codes(asker.user.id).await;
            turned.map_err(inner)?;
        }
        Ok(is_right)
    }
}

fn stage_after_password(user: &User) -> Stage {
    if user.has_second_factor {
        Stage::SecondFactor
    } else if user.must_change_password {
        Stage::NewPassword
    } else {
        Stage::Whole
    }
}
