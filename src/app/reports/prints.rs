//! Prints: a paper that is signed is a record. The same record printed again is the same bytes, or it is said why not.
//!
//! It is printed again in the scope in which it was made, and only for whoever sees all that its author saw.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::making::Wanted;
use super::{PaperFormat, Printed, ReportForm};
use crate::access::{Level, Right, Role, Scope};
use crate::app::ask::{hex_digest, inner, refused};
use crate::app::filing::{form_of, paper_of_form, shows_figures};
use crate::app::people::require;
use crate::app::steps::Steps;
use crate::app::trail::Deed;
use crate::app::{Action, App, AskError, Asker};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::{Fault, Given};
use crate::export::Stamp;
use crate::model::Sight;
use crate::office::{FormOfSchool, NewPrint, PrintRecord, PrintsLookedFor, UserScope};
use crate::reports::{Report, Values};
use crate::sheet::Paper;

/// A print that a person may know of.
#[derive(Debug, Clone)]
pub struct Print {
    pub record: PrintRecord,
    /// Whether the asker made it.
    pub is_own: bool,
    /// Whether the asker may see what stands in it; the office knows of its schools' prints and sees none of their pupils.
    pub is_whole: bool,
    /// The school whose paper it is.
    pub school_id: Option<String>,
}

/// Which prints are listed.
#[derive(Debug, Clone, Default)]
pub struct PrintsAsked<'a> {
    /// Those with smaller numbers.
    pub below: Option<i64>,
    /// Those of one school.
    pub school_id: Option<&'a str>,
}

/// A print as it was drawn again.
#[derive(Debug, Clone)]
pub struct Reprinted {
    pub record: PrintRecord,
    pub bytes: Vec<u8>,
    /// Whether the bytes are those that were signed.
    pub is_same: bool,
}

/// The version of what draws papers: another one may draw the same otherwise.
const TEMPLATE: &str = env!("CARGO_PKG_VERSION");

/// What the audit is told of a paper beside its name.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::app) struct Told {
    pub rows: Option<u64>,
    pub persons: Option<u64>,
}

/// Prints of a page of the list, the newest first.
#[derive(Debug, Clone)]
pub struct PrintsListed {
    pub prints: Vec<Print>,
    /// Below which number the list goes on; none at its end. A page may hold nothing that the person may know of.
    pub older: Option<i64>,
}

/// What is found out once of prints that are alike in it.
#[derive(Default)]
struct Alike {
    is_within: HashMap<UserScope, bool>,
    /// Of a role with a scope and rights; of the operator, who has no role, too.
    sights: HashMap<(bool, String, UserScope, Vec<String>), Sight>,
    /// The versions in which forms were handed in.
    submitted: BTreeMap<FormOfSchool, i64>,
}

/// Prints of one page.
const LISTED: usize = 100;

/// Prints that one page looks through, at the most, for those that a person may know of.
const LOOKED_THROUGH: usize = 2_000;

impl App {
    /// Makes a report, keeps the record of it and returns both with the bytes that are to be signed.
    pub async fn print_report(
        &self,
        asker: &Asker,
        report: Arc<Report>,
        form: ReportForm,
    ) -> Result<Print, AskError> {
        require(asker, Action::Export)?;
        let printed = self
            .short_report(asker, report, form, &Steps::default())
            .await?;
        let (print, _) = self.print_made(asker, &printed).await?;
        Ok(print)
    }

    /// Keeps the record of a paper that was made, and returns it with the bytes that are to be signed.
    pub(super) async fn print_made(
        &self,
        asker: &Asker,
        printed: &Printed,
    ) -> Result<(Print, Vec<u8>), AskError> {
        require(asker, Action::Export)?;
        let print = NewPrint {
            report: printed.report.name.clone(),
            title: printed.paper.title.clone(),
            digest: printed.report.digest.clone(),
            release: printed.release,
            data_moment: printed.data_moment.clone(),
            given: json!(printed.given),
            chosen: printed.chosen.clone(),
            wishes: wishes_of(&printed.wanted),
            ..self.signed_by(asker)
        };
        let told = Told {
            rows: Some(printed.rows),
            persons: printed.persons,
        };
        let (declaration, paper) = (&printed.report.text, printed.paper.clone());
        self.keep_print(asker, print, declaration, paper, told)
            .await
    }

    /// Returns a print that an asker makes now; of what it is, remains to be said.
    pub(in crate::app) fn signed_by(&self, asker: &Asker) -> NewPrint {
        let rights = asker.rights.iter();
        NewPrint {
            report: String::new(),
            title: String::new(),
            digest: String::new(),
            template: TEMPLATE.to_owned(),
            release: 0,
            data_moment: String::new(),
            given: json!({}),
            chosen: Vec::new(),
            wishes: json!({}),
            made_at: to_the_second(self.clock.now()),
            login: asker.user.login.clone(),
            name: asker.user.name.clone(),
            role: asker.user.role.clone(),
            scope: asker.reach.clone(),
            rights: rights.map(|right| right.name().to_owned()).collect(),
        }
    }

    /// Keeps a print, draws it and writes down that it was made; returns it with its bytes.
    pub(in crate::app) async fn keep_print(
        &self,
        asker: &Asker,
        print: NewPrint,
        declaration: &str,
        paper: Paper,
        told: Told,
    ) -> Result<(Print, Vec<u8>), AskError> {
        let added = self.office.add_print(&print, declaration).await;
        let id = added.map_err(inner)?;
        let mut record = PrintRecord {
            id,
            hash: String::new(),
            file_hash: String::new(),
            print,
        };
        record.hash = print_hash(&record);
        let bytes = match self.drawn(paper, &record).await {
            Ok(bytes) => bytes,
            Err(error) => {
                self.office.drop_print(id).await.map_err(inner)?;
                return Err(error);
            }
        };
        record.file_hash = hex_digest(&bytes);
        let print = &record.print;
        let deed = Deed {
            rows: told.rows,
            persons: told.persons,
            release: Some(print.release),
            file_hash: record.file_hash.clone(),
            ..Deed::new(audit::Action::Print, format!("{} № {id}", print.report))
                .about(print.chosen.join("; "))
        };
        // What cannot be written down is not to happen.
        if let Err(error) = self.record(asker, deed).await {
            self.office.drop_print(id).await.map_err(inner)?;
            return Err(error);
        }
        let sealed = self.office.seal_print(id, &record.hash, &record.file_hash);
        sealed.await.map_err(inner)?;
        Ok((print_of(asker, record, true), bytes))
    }

    /// Returns the prints that a person may know of, the newest first.
    pub async fn prints(
        &self,
        asker: &Asker,
        asked: &PrintsAsked<'_>,
    ) -> Result<PrintsListed, AskError> {
        require(asker, Action::Export)?;
        let mut wanted = PrintsLookedFor {
            below: asked.below,
            school_id: asked.school_id,
            within_school: school_of_reach(&asker.reach),
        };
        let mut alike = Alike::default();
        let mut prints = Vec::new();
        for _ in 0..LOOKED_THROUGH / LISTED {
            let records = self.office.prints(&wanted, LISTED).await;
            let records = records.map_err(inner)?;
            let is_end = records.len() < LISTED;
            self.learn_submitted(&mut alike, &records).await?;
            for record in records {
                wanted.below = Some(record.id);
                prints.extend(self.known(asker, record, &mut alike).await?);
                if prints.len() == LISTED {
                    return self.listed(prints, wanted).await;
                }
            }
            if is_end {
                return Ok(PrintsListed {
                    prints,
                    older: None,
                });
            }
        }
        self.listed(prints, wanted).await
    }

    /// Returns a full page of prints, and where the list goes on if it does.
    async fn listed(
        &self,
        prints: Vec<Print>,
        wanted: PrintsLookedFor<'_>,
    ) -> Result<PrintsListed, AskError> {
        let next = self.office.prints(&wanted, 1).await.map_err(inner)?;
        let older = wanted.below.filter(|_| !next.is_empty());
        Ok(PrintsListed { prints, older })
    }

    /// Returns a print that a person may know of; others look absent.
    pub async fn print(&self, asker: &Asker, id: i64) -> Result<Print, AskError> {
        require(asker, Action::Export)?;
        let record = self.office.print(id).await.map_err(inner)?;
        let known = self.known_of(asker, record.into_iter().collect()).await?;
        known.into_iter().next().ok_or(AskError::NotFound)
    }

    /// Returns a print whose paper a person may see; others look absent.
    pub(super) async fn whole_print(&self, asker: &Asker, id: i64) -> Result<Print, AskError> {
        let print = self.print(asker, id).await?;
        match print.is_whole {
            true => Ok(print),
            false => Err(AskError::NotFound),
        }
    }

    /// Returns what was declared when something was printed.
    pub(super) async fn declaration_of(&self, record: &PrintRecord) -> Result<String, AskError> {
        let declaration = self.office.print_declaration(&record.print.digest).await;
        declaration.map_err(inner)
    }

    /// Draws a print again. Where its data are gone, that is said and nothing is drawn.
    pub async fn reprint(&self, asker: &Asker, id: i64) -> Result<Reprinted, AskError> {
        self.reprint_in_steps(asker, id, &Steps::default()).await
    }

    /// Draws a print again, and tells how far it is.
    pub async fn reprint_in_steps(
        &self,
        asker: &Asker,
        id: i64,
        steps: &Steps,
    ) -> Result<Reprinted, AskError> {
        let Print { record, .. } = self.whole_print(asker, id).await?;
        let print = &record.print;
        if print_hash(&record) != record.hash {
            return Err(AskError::Conflict {
                message: say!("prints-changed", number = id.to_string()),
            });
        }
        let declaration = self.declaration_of(&record).await?;
        let (paper, told) = match paper_of_form(&record, &declaration)? {
            Some(paper) => (paper, Told::default()),
            None => self.paper_of_report(&record, &declaration, steps).await?,
        };
        let bytes = self.drawn(paper, &record).await?;
        let deed = Deed {
            rows: told.rows,
            persons: told.persons,
            release: Some(print.release),
            file_hash: hex_digest(&bytes),
            ..Deed::new(
                audit::Action::Export,
                format!("{} № {id} pdf", print.report),
            )
            .about(print.chosen.join("; "))
        };
        self.record(asker, deed).await?;
        Ok(Reprinted {
            is_same: hex_digest(&bytes) == record.file_hash,
            record,
            bytes,
        })
    }

    /// Makes the paper of a report again, of the release and in the scope of its print.
    async fn paper_of_report(
        &self,
        record: &PrintRecord,
        declaration: &str,
        steps: &Steps,
    ) -> Result<(Paper, Told), AskError> {
        let (print, id) = (&record.print, record.id);
        self.require_release(print.release, id).await?;
        let report = Report::read(&print.report, declaration).map_err(inner)?;
        let wanted = wanted_of(record).ok_or_else(|| unread(id))?;
        let scope = self.scope_of_print(print).await?;
        let printed = self
            .made(
                &scope,
                Arc::new(report),
                wanted,
                given_of(record),
                print.chosen.clone(),
                steps,
            )
            .await?;
        let told = Told {
            rows: Some(printed.rows),
            persons: printed.persons,
        };
        Ok((printed.paper, told))
    }

    /// Returns the print whose bytes are these, where the person may know of it.
    pub async fn print_of_file(
        &self,
        asker: &Asker,
        file_hash: &str,
    ) -> Result<Option<Print>, AskError> {
        require(asker, Action::Export)?;
        let wanted = file_hash.trim().to_lowercase();
        if wanted.len() != 64 || !wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let message = say!("prints-bad-hash");
            return Err(refused(vec![Fault::new("hash", message)]));
        }
        let records = self.office.prints_of_hash(&wanted).await.map_err(inner)?;
        let known = self.known_of(asker, records).await?;
        Ok(known.into_iter().next())
    }

    async fn drawn(&self, paper: Paper, record: &PrintRecord) -> Result<Vec<u8>, AskError> {
        let zone = self.config.office.timezone.clone();
        let stamp = Stamp {
            made_at: record.print.made_at.to_zoned(zone),
            data_moment: record.print.data_moment.clone(),
            release: record.print.release,
            record: Some(format!("{} (запись № {})", record.hash, record.id)),
            asker: record.print.name.clone(),
        };
        self.paper_file(paper, PaperFormat::Pdf, stamp).await
    }

    async fn require_release(&self, release: i64, id: i64) -> Result<(), AskError> {
        match self.has_release(release).await? {
            true => Ok(()),
            false => Err(AskError::Conflict {
                message: say!(
                    "prints-release-gone",
                    release = release.to_string(),
                    number = id.to_string()
                ),
            }),
        }
    }

    /// Says whether the data of a release are still there.
    pub(in crate::app) async fn has_release(&self, release: i64) -> Result<bool, AskError> {
        let Some(found) = self.office.release(release).await.map_err(inner)? else {
            return Ok(false);
        };
        Ok(self.lake.snapshot(&found.versions).await.is_ok())
    }

    async fn known_of(
        &self,
        asker: &Asker,
        records: Vec<PrintRecord>,
    ) -> Result<Vec<Print>, AskError> {
        let mut alike = Alike::default();
        self.learn_submitted(&mut alike, &records).await?;
        let mut known = Vec::new();
        for record in records {
            known.extend(self.known(asker, record, &mut alike).await?);
        }
        Ok(known)
    }

    /// Learns in which versions the forms were handed in that are among some prints.
    async fn learn_submitted(
        &self,
        alike: &mut Alike,
        records: &[PrintRecord],
    ) -> Result<(), AskError> {
        let forms = records.iter().filter_map(|record| form_of(&record.print));
        let forms = forms.filter(|form| !alike.submitted.contains_key(form));
        let submitted = self.office.submitted_versions(&forms.collect()).await;
        alike.submitted.extend(submitted.map_err(inner)?);
        Ok(())
    }

    /// Returns a print as a person may know of it: whole to who sees all that its author saw, or all of the form; that it
    /// was made to who looks after the school; nothing to others.
    async fn known(
        &self,
        asker: &Asker,
        record: PrintRecord,
        alike: &mut Alike,
    ) -> Result<Option<Print>, AskError> {
        let print = &record.print;
        if asker.scope == Scope::nothing() || !self.is_in_reach(asker, print, alike).await? {
            return Ok(None);
        }
        // A form names nobody: whoever sees its figures on its page sees them on paper.
        let sees_as_much = form_of(print).is_some()
            || covers(asker.scope.sight(), self.sight_of(print, alike).await?);
        let is_whole = sees_as_much && shows_figures(asker, print, &alike.submitted);
        let is_of_school = Role::named(&print.role).is_some_and(|role| {
            matches!(role.level, Level::School | Level::Classes | Level::Groups)
        });
        let is_known = is_whole || is_of_school && asker.may(Action::SchoolPrints);
        Ok(is_known.then(|| print_of(asker, record, is_whole)))
    }

    async fn is_in_reach(
        &self,
        asker: &Asker,
        print: &NewPrint,
        alike: &mut Alike,
    ) -> Result<bool, AskError> {
        if let Some(is_within) = alike.is_within.get(&print.scope) {
            return Ok(*is_within);
        }
        let is_within = self.is_within(&print.scope, &asker.reach).await?;
        alike.is_within.insert(print.scope.clone(), is_within);
        Ok(is_within)
    }

    /// Returns what the author of a print saw.
    async fn sight_of(&self, print: &NewPrint, alike: &mut Alike) -> Result<Sight, AskError> {
        let key = (
            print.login.is_empty(),
            print.role.clone(),
            print.scope.clone(),
            print.rights.clone(),
        );
        if let Some(sight) = alike.sights.get(&key) {
            return Ok(*sight);
        }
        let sight = self.scope_of_print(print).await?.sight();
        alike.sights.insert(key, sight);
        Ok(sight)
    }

    async fn scope_of_print(&self, print: &NewPrint) -> Result<Scope, AskError> {
        let rights = print.rights.iter().filter_map(|name| Right::parse(name));
        let rights: Vec<Right> = rights.collect();
        match Role::named(&print.role) {
            Some(role) => self.scope_of(role, &print.scope, &rights).await,
            // The operator of the machine has no role that anybody is given.
            None if print.login.is_empty() => Ok(Scope::office(true, true)),
            None => Ok(Scope::nothing()),
        }
    }
}

/// Returns the school beyond which a person sees nothing.
fn school_of_reach(reach: &UserScope) -> Option<&str> {
    match reach {
        UserScope::School { school_id }
        | UserScope::Classes { school_id, .. }
        | UserScope::Groups { school_id, .. } => Some(school_id),
        UserScope::Office
        | UserScope::District { .. }
        | UserScope::Schools { .. }
        | UserScope::Nothing => None,
    }
}

/// Returns the hash of a record: of everything that makes the paper.
pub fn print_hash(record: &PrintRecord) -> String {
    let print = &record.print;
    let whole = json!([
        record.id,
        print.report,
        print.title,
        print.digest,
        print.template,
        print.release,
        print.data_moment,
        print.given,
        print.chosen,
        print.wishes,
        print.made_at.as_second(),
        print.login,
        print.name,
        print.role,
        print.scope,
        print.rights,
    ]);
    hex_digest(whole.to_string().as_bytes())
}

/// Leaves of a moment what a paper says of it.
fn to_the_second(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second()).unwrap_or(moment)
}

fn print_of(asker: &Asker, record: PrintRecord, is_whole: bool) -> Print {
    Print {
        is_own: record.print.login == asker.user.login,
        is_whole,
        school_id: school_of(&record),
        record,
    }
}

/// Returns the school whose paper a print is: the one that was chosen, else the one of who printed it.
fn school_of(record: &PrintRecord) -> Option<String> {
    let chosen = record.print.wishes["school_id"].as_str();
    chosen
        .or(school_of_reach(&record.print.scope))
        .map(str::to_owned)
}

fn unread(id: i64) -> AskError {
    AskError::Conflict {
        message: say!("prints-unread", number = id.to_string()),
    }
}

/// Says whether one sight has everything that another has.
fn covers(own: Sight, other: Sight) -> bool {
    let has = |own: bool, other: bool| own || !other;
    has(own.has_pupils, other.has_pupils)
        && has(own.has_staff, other.has_staff)
        && has(own.has_identity, other.has_identity)
        && has(own.has_health, other.has_health)
}

/// Returns what was chosen for a print as an address says it.
pub(super) fn given_of(record: &PrintRecord) -> Given {
    serde_json::from_value(record.print.given.clone()).unwrap_or_default()
}

fn wishes_of(wanted: &Wanted) -> serde_json::Value {
    json!({
        "values": wanted.values,
        "school_id": wanted.school_id,
        "class": wanted.class,
        "school_year": wanted.school_year.map(|year| year.to_string()),
        "parts": wanted.parts,
    })
}

fn wanted_of(record: &PrintRecord) -> Option<Wanted> {
    let wishes = &record.print.wishes;
    let text = |name: &str| wishes[name].as_str().map(str::to_owned);
    let values: Values = serde_json::from_value(wishes["values"].clone()).ok()?;
    Some(Wanted {
        values,
        school_id: text("school_id"),
        class: text("class"),
        school_year: text("school_year").and_then(|year| year.parse().ok()),
        release: record.print.release,
        data_moment: record.print.data_moment.clone(),
        asker: record.print.name.clone(),
        // Records from before papers were bound have none.
        parts: serde_json::from_value(wishes["parts"].clone()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(has_pupils: bool, has_identity: bool) -> Sight {
        Sight {
            has_pupils,
            has_identity,
            ..Sight::default()
        }
    }

    #[test]
    fn only_who_sees_as_much_sees_a_print() {
        assert!(covers(sight(true, true), sight(true, true)));
        assert!(covers(sight(true, true), sight(false, false)));
        assert!(!covers(sight(false, true), sight(true, true)));
        // Small figures are open inside a school and withheld outside it.
        assert!(!covers(sight(true, false), sight(false, true)));
    }
}
