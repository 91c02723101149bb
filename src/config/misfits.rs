//! Misfits: what each setting allows and several of them together do not.

use super::Config;
use crate::diagnostic::{Diagnostic, Severity};

/// Finds the settings that want another one beside them.
pub(super) fn misfits(config: &Config) -> impl Iterator<Item = Diagnostic> + use<> {
    let (serve, sign_in) = (&config.serve, &config.sign_in);
    let has_provider = sign_in.oidc_issuer.is_some();
    let is_nowhere = serve.public_url.is_none() && serve.listen.ip().is_unspecified();
    let misfits = [
        (
            serve.certificate.is_some() && serve.key.is_none(),
            "serve.key",
            "к сертификату не указан закрытый ключ",
        ),
        (
            serve.key.is_some() && serve.certificate.is_none(),
            "serve.certificate",
            "к закрытому ключу не указан сертификат",
        ),
        (
            has_provider && sign_in.oidc_client_id.is_empty(),
            "sign_in.oidc_client_id",
            "не указано, под каким именем «Сводка» зарегистрирована у поставщика входа",
        ),
        (
            has_provider && sign_in.oidc_client_secret.is_empty(),
            "sign_in.oidc_client_secret",
            "не указан секрет, с которым «Сводка» зарегистрирована у поставщика входа",
        ),
        (
            has_provider && is_nowhere,
            "serve.public_url",
            "не указан адрес сайта, по которому поставщик входа возвращает человека",
        ),
    ];
    let wrong = misfits.into_iter().filter(|(is_wrong, ..)| *is_wrong);
    wrong.map(|(_, key, message)| {
        Diagnostic::new(Severity::Error, "value", format!("{key}: {message}")).at_column(key)
    })
}
