//! The configuration: what a file and variables set, and what they are refused for.

use std::path::{Path, PathBuf};

use jiff::civil::date;
use svodka::clock::Clock;
use svodka::config::{Config, DEFAULT_FILE, KEYS, NamingClaim};
use svodka::diagnostic::Diagnostic;
use svodka::period::Period;

/// Loads a file of that text with these variables.
fn load(text: &str, variables: &[(&str, &str)]) -> (Config, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("svodka.toml");
    std::fs::write(&file, text).expect("the file is written");
    let variables = variables
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    Config::load(None, Some(&file), variables)
}

/// Checks that a file and variables are refused with these rules and columns.
fn check_refused(text: &str, variables: &[(&str, &str)], expected: &[(&str, &str)]) {
    let (_, faults) = load(text, variables);
    let found: Vec<(&str, &str)> = faults
        .iter()
        .map(|fault| (fault.rule.as_str(), fault.column.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(found, expected, "{faults:#?}");
}

#[test]
fn the_default_file_says_what_default_does() {
    let (config, faults) = load(DEFAULT_FILE, &[]);
    assert_eq!(faults, []);
    assert_eq!(config, Config::default());
}

#[test]
fn the_default_file_names_every_key() {
    for key in KEYS {
        let name = key.trim_end_matches(".*").rsplit('.').next().unwrap();
        assert!(DEFAULT_FILE.contains(name), "{key}");
    }
}

#[test]
fn a_missing_file_of_the_data_folder_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let (config, faults) = Config::load(Some(folder.path()), None, std::iter::empty());
    assert_eq!(faults, []);
    assert_eq!(config.data, folder.path());
    assert_eq!(
        config.lake_url(),
        folder.path().join("lake").display().to_string()
    );
    assert_eq!(config.office_file(), folder.path().join("office.sqlite"));
}

#[test]
fn a_missing_named_file_is_a_fault() {
    let (_, faults) = Config::load(
        None,
        Some(Path::new("/nowhere/svodka.toml")),
        std::iter::empty(),
    );
    assert_eq!(faults[0].rule, "file");
}

#[test]
fn variables_win_over_the_file_and_the_argument_over_both() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("svodka.toml"),
        "[limits]\nqueue = 7\ntimeout_s = 5\n",
    )
    .unwrap();
    let variables = [
        ("SVODKA_LIMITS__QUEUE", "9"),
        ("SVODKA_DATA", "/elsewhere"),
        ("SVODKA_OFFICE__RULE_SETS__Sch_1", "lyceum"),
        ("SVODKA_LAKE__OPTIONS__ACCESS_KEY_ID", "key"),
        ("SVODKA_NOW", "2025-10-14T23:40:00+03:00"),
        ("SVODKA_KEEP__RAW_DAYS", ""),
        ("PATH", "/bin"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (config, faults) = Config::load(Some(folder.path()), None, variables.into_iter());
    assert_eq!(faults, []);
    assert_eq!(config.limits.queue, 9);
    assert_eq!(config.limits.timeout_s, 5);
    assert_eq!(config.data, folder.path());
    let year = Period::new(date(2025, 9, 1), date(2026, 8, 31));
    let rule_sets = &config.office.rule_sets;
    assert_eq!(
        rule_sets.of("Sch_1", None, year),
        [(year, "lyceum".to_owned())]
    );
    assert_eq!(
        rule_sets.of("other", None, year),
        [(year, "municipal".to_owned())]
    );
    assert_eq!(config.lake.options["access_key_id"], "key");
    assert_eq!(
        config.clock,
        Clock::Fixed("2025-10-14T20:40:00Z".parse().unwrap())
    );
    assert_eq!(config.keep.raw_days, 30);
}

#[test]
fn a_folder_named_in_a_file_is_meant_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("office.toml");
    std::fs::write(
        &file,
        "data = \"warehouse\"\n[lake]\nurl = \"s3://bucket/lake\"",
    )
    .unwrap();
    let (config, faults) = Config::load(None, Some(&file), std::iter::empty());
    assert_eq!(faults, []);
    assert_eq!(config.data, folder.path().join("warehouse"));
    assert_eq!(config.lake_url(), "s3://bucket/lake");
}

#[test]
fn the_file_of_the_data_folder_cannot_name_another() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("svodka.toml"), "data = \"elsewhere\"").unwrap();
    let (config, faults) = Config::load(Some(folder.path()), None, std::iter::empty());
    assert_eq!(faults.len(), 1);
    assert_eq!(config.data, folder.path());
}

#[test]
fn every_fault_is_told_with_its_place() {
    let text = "\
[limits]
memry_mb = 5
queue = \"many\"
reject_share = 1.5
[serve]
listen = \"nowhere\"
is_https = 1
[office]
timezone = \"Europe/Atlantis\"
load_hour = \"25:00\"
name = \"\"
";
    check_refused(
        text,
        &[
            ("SVODKA_LIMITS__TIMEOUT_S", "0"),
            ("SVODKA_SERVE__LISTN", "x"),
            ("SVODKA_NOW", "вчера"),
        ],
        &[
            ("unknown_key", "limits.memry_mb"),
            ("value", "limits.queue"),
            ("value", "limits.reject_share"),
            ("value", "serve.listen"),
            ("value", "serve.is_https"),
            ("value", "office.timezone"),
            ("value", "office.load_hour"),
            ("value", "office.name"),
            ("value", "SVODKA_LIMITS__TIMEOUT_S"),
            ("value", "SVODKA_NOW"),
            ("unknown_key", "SVODKA_SERVE__LISTN"),
        ],
    );
    let (config, faults) = load(text, &[("SVODKA_SERVE__LISTN", "x")]);
    assert_eq!(faults[0].line, Some(2));
    assert_eq!(
        faults[0].hint.as_deref(),
        Some("может быть, limits.memory_mb?")
    );
    assert_eq!(
        faults[8].hint.as_deref(),
        Some("может быть, SVODKA_SERVE__LISTEN?")
    );
    assert_eq!(config, Config::default());
}

#[test]
fn what_is_not_toml_is_told_by_line() {
    let (config, faults) = load("log = \"info\"\n[limits\nqueue = 5\n", &[]);
    assert_eq!(faults[0].rule, "toml");
    assert_eq!(faults[0].line, Some(2));
    assert_eq!(config.log, "info");
}

#[test]
fn an_https_address_makes_cookies_secure() {
    let (config, _) = load("[serve]\npublic_url = \"https://svodka.example\"", &[]);
    assert!(config.serve.is_https);
}

#[test]
fn a_certificate_and_its_key_go_together() {
    let (config, faults) = load(
        "[serve]\ncertificate = \"/etc/svodka/site.pem\"\nkey = \"site.key\"",
        &[("SVODKA_DATA", "/srv/svodka")],
    );
    assert_eq!(faults, []);
    assert!(config.serve.is_https);
    let certificate = config.serve.certificate.as_deref();
    assert_eq!(certificate, Some(Path::new("/etc/svodka/site.pem")));
    let key = config.serve.key.as_deref();
    assert_eq!(key, Some(Path::new("/srv/svodka/site.key")));
    let alone = "[serve]\ncertificate = \"site.pem\"";
    check_refused(alone, &[], &[("value", "serve.key")]);
    let alone = "[serve]\nkey = \"site.key\"";
    check_refused(alone, &[], &[("value", "serve.certificate")]);
}

#[test]
fn an_identity_provider_is_wanted_whole() {
    let provider = "[sign_in]\noidc_issuer = \"https://id.example/realms/edu\"\n";
    check_refused(
        provider,
        &[("SVODKA_SERVE__LISTEN", "0.0.0.0:8080")],
        &[
            ("value", "sign_in.oidc_client_id"),
            ("value", "sign_in.oidc_client_secret"),
            ("value", "serve.public_url"),
        ],
    );
    check_refused(
        "[sign_in]\noidc_issuer = \"http://id.example\"\noidc_claim = \"name\"\noidc_client_secret = 12345\n",
        &[],
        &[
            ("value", "sign_in.oidc_issuer"),
            ("value", "sign_in.oidc_claim"),
            ("value", "sign_in.oidc_client_secret"),
        ],
    );
    let text = format!("{provider}oidc_client_id = \"svodka\"\noidc_claim = \"email\"\n");
    let (config, faults) = load(
        &text,
        &[("SVODKA_SIGN_IN__OIDC_CLIENT_SECRET", "тайное слово")],
    );
    assert_eq!(faults, []);
    assert_eq!(config.sign_in.oidc_claim, NamingClaim::Email);
    assert_eq!(config.sign_in.oidc_client_secret.expose(), "тайное слово");
}

#[test]
fn a_secret_is_never_told() {
    let text = "[sign_in]\noidc_client_secret = 12345\n";
    let (config, faults) = load(text, &[]);
    let told = format!("{config:?} {faults:?} {}", faults[0]);
    assert!(!told.contains("12345"), "{told}");
    let (config, faults) = load(
        "",
        &[("SVODKA_SIGN_IN__OIDC_CLIENT_SECRET", "тайное слово")],
    );
    assert_eq!(faults, []);
    assert!(!format!("{config:?}").contains("тайное"), "{config:?}");
}

#[test]
fn memory_is_half_of_the_machine_unless_named() {
    let mut limits = Config::default().limits;
    assert!(limits.memory_bytes() > 64 << 20);
    limits.memory_mb = 100;
    assert_eq!(limits.memory_bytes(), 100 << 20);
}

#[test]
fn the_process_variables_are_read() {
    let path = Config::environment()
        .find(|(name, _)| name == "PATH")
        .map(|(_, value)| value);
    assert_ne!(path.map(PathBuf::from), None);
}
