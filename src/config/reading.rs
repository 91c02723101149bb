//! Reading the configuration: the file, then the variables, every fault told with its place.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use toml::de::{DeTable, DeValue};

use super::misfits::misfits;
use super::sign_in::is_issuer;
use super::{Config, NamingClaim, RuleSetChoice, Secret};
use crate::clock::Clock;
use crate::diagnostic::{Diagnostic, Severity, nearest};

/// Every key that a file or a variable may set; `*` stands for a name of the office's own.
pub const KEYS: &[&str] = &[
    "data",
    "log",
    "now",
    "office.name",
    "office.timezone",
    "office.load_hour",
    "office.on_time_hour",
    "office.rule_set",
    "office.rule_sets.*",
    "lake.url",
    "lake.options.*",
    "limits.memory_mb",
    "limits.queries_at_once",
    "limits.queue",
    "limits.timeout_s",
    "limits.export_timeout_s",
    "limits.answers_mb",
    "limits.rows_json",
    "limits.unpacked_bytes",
    "limits.reject_share",
    "limits.body_bytes",
    "serve.listen",
    "serve.public_url",
    "serve.certificate",
    "serve.key",
    "serve.is_https",
    "serve.trusted_proxies",
    "serve.client_header",
    "privacy.small_cells",
    "sign_in.oidc_issuer",
    "sign_in.oidc_client_id",
    "sign_in.oidc_client_secret",
    "sign_in.oidc_title",
    "sign_in.oidc_claim",
    "keep.raw_days",
    "testing.crash_at_step",
];

impl Config {
    /// Reads the file and then the variables over it, and returns every fault found.
    ///
    /// Without `file` it is `svodka.toml` of the data folder, which may be absent.
    /// `data` is the folder named on the command line and wins over both.
    pub fn load(
        data: Option<&Path>,
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::default();
        let mut faults = Vec::new();
        let mut variables: Vec<(String, String)> = environment
            .filter(|(name, value)| name.starts_with("SVODKA_") && !value.is_empty())
            .collect();
        variables.sort();

        let named_data = data.map(Path::to_owned).or_else(|| {
            let value = variables.iter().find(|(name, _)| name == "SVODKA_DATA");
            value.map(|(_, value)| PathBuf::from(value))
        });
        let path = file.map_or_else(
            || {
                named_data
                    .as_ref()
                    .unwrap_or(&config.data)
                    .join("svodka.toml")
            },
            Path::to_owned,
        );
        match std::fs::read_to_string(&path) {
            Ok(text) => config.read(&text, &path, file.is_some(), &mut faults),
            Err(error) if file.is_none() && error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => faults.push(
                fault("file", format!("файл настроек не прочитан: {error}"))
                    .at_file(path.display().to_string()),
            ),
        }
        for (name, value) in &variables {
            if let Err(refusal) = config.set(&key_of_variable(name), &Given::Variable(value)) {
                let mut diagnostic = refusal.into_diagnostic(name, variable_of_key);
                diagnostic.file = Some("переменные среды".to_owned());
                faults.push(diagnostic);
            }
        }
        if let Some(data) = named_data {
            config.data = data;
        }
        let serve = &mut config.serve;
        for path in [&mut serve.certificate, &mut serve.key] {
            // A relative path is meant from the data folder; an absolute one stays.
            *path = path.take().map(|path| config.data.join(path));
        }
        let url = serve.public_url.as_deref().unwrap_or_default();
        serve.is_https |= serve.certificate.is_some() || url.starts_with("https://");
        let file = path.display().to_string();
        faults.extend(misfits(&config).map(|fault| fault.at_file(&file)));
        (config, faults)
    }

    fn read(&mut self, text: &str, path: &Path, may_name_data: bool, faults: &mut Vec<Diagnostic>) {
        let line_of = |offset: usize| 1 + text[..offset].matches('\n').count() as u64;
        let file = path.display().to_string();
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let line = error.span().map_or(1, |span| line_of(span.start));
            let diagnostic = fault("toml", error.message().to_owned());
            faults.push(diagnostic.at_file(&file).at_line(line));
        }
        let mut entries = Vec::new();
        flatten(document.get_ref(), "", &mut entries);
        for (key, offset, value) in entries {
            let given = Given::File(value);
            let set = if key == "data" && !may_name_data {
                Err(Refusal::Value(
                    "имеет смысл только в файле из --config".to_owned(),
                ))
            } else {
                self.set(&key, &given)
            };
            match set {
                Ok(()) if key == "data" => {
                    // A folder named in a file is meant from where the file lies.
                    self.data = path.parent().unwrap_or(Path::new("")).join(&self.data);
                }
                Ok(()) => {}
                Err(refusal) => {
                    let diagnostic = refusal.into_diagnostic(&key, str::to_owned);
                    faults.push(diagnostic.at_file(&file).at_line(line_of(offset)));
                }
            }
        }
    }

    fn set(&mut self, key: &str, given: &Given) -> Result<(), Refusal> {
        match key {
            "data" => self.data = given.text()?.into(),
            "log" => self.log = given.text()?,
            "now" => self.clock = Clock::Fixed(given.parsed::<Timestamp>("момент RFC 3339")?),
            "office.name" => self.office.name = given.text()?,
            "office.timezone" => {
                let name = given.text()?;
                self.office.timezone = TimeZone::get(&name)
                    .map_err(|_| Refusal::Value(format!("часовой пояс «{name}» неизвестен")))?;
            }
            "office.load_hour" => self.office.load_hour = given.parsed("время вида 02:00")?,
            "office.on_time_hour" => self.office.on_time_hour = given.parsed("время вида 06:00")?,
            "office.rule_set" => self.office.rule_sets.default = given.text()?,
            "lake.url" => self.lake.url = given.text_or_empty()?,
            "limits.memory_mb" => self.limits.memory_mb = given.whole(0..=1 << 30)?,
            "limits.queries_at_once" => {
                self.limits.queries_at_once = given.whole(1..=1024)? as usize;
            }
            "limits.queue" => self.limits.queue = given.whole(0..=100_000)? as usize,
            "limits.timeout_s" => self.limits.timeout_s = given.whole(1..=86_400)?,
            "limits.export_timeout_s" => {
                self.limits.export_timeout_s = given.whole(1..=86_400)?;
            }
            "limits.answers_mb" => self.limits.answers_mb = given.whole(0..=1 << 20)?,
            "limits.rows_json" => self.limits.rows_json = given.whole(1..=10_000_000)? as usize,
            "limits.unpacked_bytes" => self.limits.unpacked_bytes = given.whole(1..=1 << 50)?,
            "limits.reject_share" => self.limits.reject_share = given.share()?,
            "limits.body_bytes" => self.limits.body_bytes = given.whole(1..=1 << 40)? as usize,
            "serve.listen" => self.serve.listen = given.parsed("адрес вида 127.0.0.1:8080")?,
            "serve.public_url" => {
                let url = given.text_or_empty()?;
                self.serve.public_url = (!url.is_empty()).then_some(url);
            }
            "serve.certificate" => self.serve.certificate = given.path()?,
            "serve.key" => self.serve.key = given.path()?,
            "serve.is_https" => self.serve.is_https = given.flag()?,
            "serve.trusted_proxies" => {
                let list = given.text_or_empty()?;
                let addresses = list.split(',').map(str::trim);
                let addresses = addresses.filter(|address| !address.is_empty());
                let addresses: Result<_, _> = addresses.map(str::parse).collect();
                self.serve.trusted_proxies =
                    addresses.map_err(|_| given.expected("адреса серверов через запятую"))?;
            }
            "serve.client_header" => {
                let name = given.text_or_empty()?;
                self.serve.client_header = (!name.is_empty()).then_some(name.to_lowercase());
            }
            "privacy.small_cells" => self.privacy.small_cells = given.whole(0..=1_000)?,
            "sign_in.oidc_issuer" => {
                let issuer = given.text_or_empty()?;
                if !issuer.is_empty() && !is_issuer(&issuer) {
                    return Err(given.expected("адрес https:// без параметров"));
                }
                self.sign_in.oidc_issuer = (!issuer.is_empty()).then_some(issuer);
            }
            "sign_in.oidc_client_id" => self.sign_in.oidc_client_id = given.text_or_empty()?,
            "sign_in.oidc_client_secret" => self.sign_in.oidc_client_secret = given.secret()?,
            "sign_in.oidc_title" => self.sign_in.oidc_title = given.text()?,
            "sign_in.oidc_claim" => {
                self.sign_in.oidc_claim = NamingClaim::named(&given.text()?)
                    .ok_or_else(|| given.expected("sub, preferred_username или email"))?;
            }
            "keep.raw_days" => self.keep.raw_days = given.whole(0..=100_000)? as u32,
            "testing.crash_at_step" => {
                self.testing.crash_at_step = Some(given.whole(0..=i64::MAX as u64)?);
            }
            _ => {
                if let Some(school_id) = key.strip_prefix("office.rule_sets.") {
                    let choices = RuleSetChoice::parse_list(&given.text()?).ok_or_else(|| {
                        given.expected("имя свода правил или «имя с 2026-01-12», через запятую")
                    })?;
                    let by_school = &mut self.office.rule_sets.by_school;
                    by_school.insert(school_id.to_owned(), choices);
                } else if let Some(option) = key.strip_prefix("lake.options.") {
                    self.lake
                        .options
                        .insert(option.to_lowercase(), given.text()?);
                } else {
                    return Err(Refusal::UnknownKey(key.to_owned()));
                }
            }
        }
        Ok(())
    }
}

/// A value as a file or a variable gives it. A variable is always text and is read as the key wants it.
enum Given<'a> {
    File(&'a DeValue<'a>),
    Variable(&'a str),
}

/// Why a key was not set.
enum Refusal {
    UnknownKey(String),
    Value(String),
}

impl Given<'_> {
    fn text(&self) -> Result<String, Refusal> {
        match self.text_or_empty()? {
            text if text.trim().is_empty() => Err(Refusal::Value("значение пусто".to_owned())),
            text => Ok(text),
        }
    }

    fn text_or_empty(&self) -> Result<String, Refusal> {
        match self {
            Given::File(DeValue::String(text)) => Ok(text.to_string()),
            Given::Variable(text) => Ok((*text).to_owned()),
            Given::File(_) => Err(self.expected("текст в кавычках")),
        }
    }

    /// Reads a path; empty text is none.
    fn path(&self) -> Result<Option<PathBuf>, Refusal> {
        let path = self.text_or_empty()?;
        Ok((!path.is_empty()).then(|| path.into()))
    }

    /// Reads text that no message repeats.
    fn secret(&self) -> Result<Secret, Refusal> {
        match self {
            Given::File(DeValue::String(text)) => Ok(Secret::new(text.as_ref())),
            Given::Variable(text) => Ok(Secret::new(*text)),
            Given::File(_) => Err(Refusal::Value("ожидается текст в кавычках".to_owned())),
        }
    }

    fn parsed<T: FromStr>(&self, what: &str) -> Result<T, Refusal> {
        self.shown().parse().map_err(|_| self.expected(what))
    }

    fn whole(&self, range: RangeInclusive<u64>) -> Result<u64, Refusal> {
        let number = match self {
            Given::File(DeValue::Integer(number)) => {
                i128::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Given::Variable(text) => text.trim().parse().ok(),
            Given::File(_) => None,
        };
        number
            .and_then(|number| u64::try_from(number).ok())
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                self.expected(format!(
                    "целое число от {} до {}",
                    range.start(),
                    range.end()
                ))
            })
    }

    fn share(&self) -> Result<f64, Refusal> {
        let number: Option<f64> = match self {
            Given::File(DeValue::Float(number)) => number.as_str().parse().ok(),
            Given::File(DeValue::Integer(number)) => number.as_str().parse().ok(),
            Given::Variable(text) => text.trim().parse().ok(),
            Given::File(_) => None,
        };
        number
            .filter(|share| (0.0..=1.0).contains(share))
            .ok_or_else(|| self.expected("доля от 0 до 1"))
    }

    fn flag(&self) -> Result<bool, Refusal> {
        match self {
            Given::File(DeValue::Boolean(flag)) => Ok(*flag),
            Given::Variable("true" | "1") => Ok(true),
            Given::Variable("false" | "0") => Ok(false),
            _ => Err(self.expected("true или false")),
        }
    }

    fn expected(&self, what: impl Display) -> Refusal {
        Refusal::Value(format!("ожидается {what}, а дано «{}»", self.shown()))
    }

    fn shown(&self) -> String {
        match self {
            Given::File(DeValue::String(text)) => text.to_string(),
            Given::File(DeValue::Integer(number)) => number.as_str().to_owned(),
            Given::File(DeValue::Float(number)) => number.as_str().to_owned(),
            Given::File(DeValue::Boolean(flag)) => flag.to_string(),
            Given::File(DeValue::Datetime(moment)) => moment.to_string(),
            Given::File(DeValue::Array(_)) => "[…]".to_owned(),
            Given::File(DeValue::Table(_)) => "{…}".to_owned(),
            Given::Variable(text) => (*text).to_owned(),
        }
    }
}

impl Refusal {
    /// Names the key as its reader wrote it.
    fn into_diagnostic(self, written: &str, spell: impl Fn(&str) -> String) -> Diagnostic {
        match self {
            Refusal::Value(message) => {
                fault("value", format!("{written}: {message}")).at_column(written)
            }
            Refusal::UnknownKey(key) => {
                let diagnostic = fault("unknown_key", format!("неизвестный ключ «{written}»"))
                    .at_column(written);
                match nearest(&key, KEYS.iter().copied()) {
                    Some(known) => diagnostic.with_hint(format!("может быть, {}?", spell(known))),
                    None => diagnostic,
                }
            }
        }
    }
}

fn fault(rule: &str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Error, rule, message)
}

/// Lists the values of a document by their dotted keys, with the place of each key.
fn flatten<'a>(
    table: &'a DeTable<'a>,
    prefix: &str,
    entries: &mut Vec<(String, usize, &'a DeValue<'a>)>,
) {
    for (name, value) in table {
        let key = format!("{prefix}{}", name.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => flatten(inner, &format!("{key}."), entries),
            value => entries.push((key, name.span().start, value)),
        }
    }
}

/// Turns `SVODKA_LIMITS__MEMORY_MB` into `limits.memory_mb`. What follows `RULE_SETS` is a
/// school's code and keeps its case.
fn key_of_variable(name: &str) -> String {
    let name = name.strip_prefix("SVODKA_").unwrap_or(name);
    match name.strip_prefix("OFFICE__RULE_SETS__") {
        Some(school_id) => format!("office.rule_sets.{school_id}"),
        None => name.to_lowercase().replace("__", "."),
    }
}

fn variable_of_key(key: &str) -> String {
    format!("SVODKA_{}", key.replace('.', "__").to_uppercase())
}
