//! Prints: papers that are signed are records, kept with all that makes the same bytes again.
//!
//! What a report means is not known here: its declaration is text, and what was asked is JSON, handed back as they came.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{Error, Office, UserScope, json_text, moment_text, parsed, parsed_json};

/// A print that is to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewPrint {
    pub report: String,
    pub title: String,
    /// Of the declaration: a report's text, or a form's paper.
    pub digest: String,
    /// The version of the program that draws it.
    pub template: String,
    pub release: i64,
    pub data_moment: String,
    pub given: Value,
    /// What was chosen in words, one by one.
    pub chosen: Vec<String>,
    /// What its questions were asked with.
    pub wishes: Value,
    pub made_at: Timestamp,
    pub login: String,
    pub name: String,
    pub role: String,
    pub scope: UserScope,
    pub rights: Vec<String>,
}

/// A print that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintRecord {
    /// «№ 12» on the paper.
    pub id: i64,
    pub print: NewPrint,
    pub hash: String,
    /// SHA-256 of the bytes, in hex.
    pub file_hash: String,
}

/// Which prints are looked through.
#[derive(Debug, Clone, Default)]
pub struct PrintsLookedFor<'a> {
    /// Those with smaller numbers.
    pub below: Option<i64>,
    /// Those of one school's papers.
    pub school_id: Option<&'a str>,
    /// Those whose author saw this school alone, or some schools that were named.
    pub within_school: Option<&'a str>,
}

impl Office {
    /// Keeps a print whose bytes are not drawn yet, and returns its number.
    pub async fn add_print(&self, print: &NewPrint, declaration: &str) -> Result<i64, Error> {
        let mut transaction = self.write().await?;
        sqlx::query("insert or ignore into print_declarations values (?, ?, ?)")
            .bind(&print.digest)
            .bind(&print.report)
            .bind(declaration)
            .execute(&mut *transaction)
            .await?;
        let id = sqlx::query_scalar(
            "insert into prints (report, title, digest, template, release, data_moment, given, chosen,
                wishes, made_at, login, name, role, scope, rights)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id",
        )
        .bind(&print.report)
        .bind(&print.title)
        .bind(&print.digest)
        .bind(&print.template)
        .bind(print.release)
        .bind(&print.data_moment)
        .bind(print.given.to_string())
        .bind(json_text(&print.chosen))
        .bind(print.wishes.to_string())
        .bind(moment_text(print.made_at))
        .bind(&print.login)
        .bind(&print.name)
        .bind(&print.role)
        .bind(json_text(&print.scope))
        .bind(json_text(&print.rights))
        .fetch_one(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Lays down the hashes of a print that is drawn. They are laid down once.
    pub async fn seal_print(&self, id: i64, hash: &str, file_hash: &str) -> Result<(), Error> {
        sqlx::query("update prints set hash = ?, file_hash = ? where id = ? and file_hash = ''")
            .bind(hash)
            .bind(file_hash)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes back a print that could not be drawn. One that was drawn stays.
    pub async fn drop_print(&self, id: i64) -> Result<(), Error> {
        sqlx::query("delete from prints where id = ? and file_hash = ''")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub async fn print(&self, id: i64) -> Result<Option<PrintRecord>, Error> {
        let row = sqlx::query("select * from prints where id = ? and file_hash <> ''")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(print_of_row).transpose()
    }

    /// Returns what was declared when something was printed. A form's is its whole paper, so that lists do without.
    pub async fn print_declaration(&self, digest: &str) -> Result<String, Error> {
        let declaration =
            sqlx::query_scalar("select declaration from print_declarations where digest = ?")
                .bind(digest)
                .fetch_one(&self.pool)
                .await?;
        Ok(declaration)
    }

    /// Returns prints, the newest first.
    pub async fn prints(
        &self,
        wanted: &PrintsLookedFor<'_>,
        most: usize,
    ) -> Result<Vec<PrintRecord>, Error> {
        let rows = sqlx::query(
            "select * from prints where id < ?1 and file_hash <> '' \
             and (?2 is null or school_id = ?2) \
             and (?3 is null or json_extract(scope, '$.school_id') = ?3 \
             or json_extract(scope, '$.kind') in ('schools', 'nothing')) \
             order by id desc limit ?4",
        )
        .bind(wanted.below.unwrap_or(i64::MAX))
        .bind(wanted.school_id)
        .bind(wanted.within_school)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(print_of_row).collect()
    }

    /// Returns the prints whose record or whose bytes have a hash, the newest first.
    pub async fn prints_of_hash(&self, hash: &str) -> Result<Vec<PrintRecord>, Error> {
        let rows = sqlx::query(
            "select * from prints where (hash = ?1 or file_hash = ?1) and file_hash <> '' \
             order by id desc",
        )
        .bind(hash)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(print_of_row).collect()
    }

    /// Returns the newest prints of a report that are of one school.
    pub async fn prints_of(
        &self,
        report: &str,
        school_id: &str,
        most: usize,
    ) -> Result<Vec<PrintRecord>, Error> {
        let rows = sqlx::query(
            "select * from prints where report = ? and school_id = ? and file_hash <> '' \
             order by id desc limit ?",
        )
        .bind(report)
        .bind(school_id)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(print_of_row).collect()
    }
}

fn print_of_row(row: &SqliteRow) -> Result<PrintRecord, Error> {
    Ok(PrintRecord {
        id: row.try_get("id")?,
        print: NewPrint {
            report: row.try_get("report")?,
            title: row.try_get("title")?,
            digest: row.try_get("digest")?,
            template: row.try_get("template")?,
            release: row.try_get("release")?,
            data_moment: row.try_get("data_moment")?,
            given: parsed_json("параметры печати", row.try_get("given")?)?,
            chosen: parsed_json("отбор печати", row.try_get("chosen")?)?,
            wishes: parsed_json("вопросы печати", row.try_get("wishes")?)?,
            made_at: parsed("момент печати", row.try_get("made_at")?)?,
            login: row.try_get("login")?,
            name: row.try_get("name")?,
            role: row.try_get("role")?,
            scope: parsed_json("область печати", row.try_get("scope")?)?,
            rights: parsed_json("права печати", row.try_get("rights")?)?,
        },
        hash: row.try_get("hash")?,
        file_hash: row.try_get("file_hash")?,
    })
}
