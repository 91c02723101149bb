//! TLS: the site speaks https itself where the settings name a certificate and its key.
//!
//! Both are read before the address is bound, and a fault in them ends the start: the site never falls back to plain
//! http. Files that have changed are taken anew without a restart; while those cannot be taken, the former stay.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, ServerConfig};

/// How often it is looked whether the files have changed.
const RECHECK: Duration = Duration::from_secs(60);

/// What a handshake needs. Cheap to clone.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

/// What is wrong with the certificate or its key, for whoever starts the site.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("файл {} не прочитан: {source}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("в файле {} нет сертификата в виде PEM", .0.display())]
    NoCertificate(PathBuf),
    #[error("в файле {} нет закрытого ключа в виде PEM, не закрытого паролем", .0.display())]
    NoKey(PathBuf),
    #[error("ключ {} не от сертификата {}", key.display(), certificate.display())]
    Mismatch { certificate: PathBuf, key: PathBuf },
    #[error("сертификат {} или ключ {} не годится: {source}", certificate.display(), key.display())]
    Unfit {
        certificate: PathBuf,
        key: PathBuf,
        #[source]
        source: rustls::Error,
    },
    #[error("TLS не настроен: {0}")]
    Setup(#[source] rustls::Error),
}

impl Tls {
    /// Reads a certificate, with those of its issuers behind it, and its key.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let certificate = Arc::new(Certificate::read(certificate, key, provider.clone())?);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(TlsError::Setup)?
            .with_no_client_auth()
            .with_cert_resolver(certificate.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            certificate,
        })
    }

    pub fn acceptor(&self) -> &TlsAcceptor {
        &self.acceptor
    }

    /// Takes the files anew whenever they have changed, as long as it is waited for.
    pub async fn keep_fresh(&self) {
        let mut ticks = tokio::time::interval(RECHECK);
        loop {
            ticks.tick().await;
            let certificate = self.certificate.clone();
            let looked = tokio::task::spawn_blocking(move || certificate.refresh()).await;
            match looked {
                Ok(Ok(false)) | Err(_) => {}
                Ok(Ok(true)) => tracing::info!("the certificate is taken anew"),
                Ok(Err(error)) => {
                    let cause = error.to_string();
                    tracing::error!(cause, "the new certificate is not taken, the former stays");
                }
            }
        }
    }
}

/// A certificate that can be replaced while connections are made with it.
#[derive(Debug)]
struct Certificate {
    path: PathBuf,
    key_path: PathBuf,
    provider: Arc<CryptoProvider>,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    certified: Arc<CertifiedKey>,
    /// As what the files were last seen, taken or not: a fault is told once and not every minute.
    seen: [Seen; 2],
}

/// What tells a file from the one that was there before; none where there is no file.
type Seen = Option<(SystemTime, u64)>;

impl Certificate {
    fn read(path: &Path, key_path: &Path, provider: Arc<CryptoProvider>) -> Result<Self, TlsError> {
        // Looked at before they are read: what changes meanwhile is seen at the next look.
        let seen = [seen(path), seen(key_path)];
        let certified = Arc::new(certified(path, key_path, &provider)?);
        Ok(Self {
            path: path.to_owned(),
            key_path: key_path.to_owned(),
            provider,
            held: Mutex::new(Held { certified, seen }),
        })
    }

    /// Takes the files if they have changed, and says whether they had.
    fn refresh(&self) -> Result<bool, TlsError> {
        let seen = [seen(&self.path), seen(&self.key_path)];
        {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            if held.seen == seen {
                return Ok(false);
            }
            held.seen = seen;
        }
        let certified = certified(&self.path, &self.key_path, &self.provider)?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.certified = Arc::new(certified);
        Ok(true)
    }

    fn current(&self) -> Arc<CertifiedKey> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.certified.clone()
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

fn seen(path: &Path) -> Seen {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn certified(
    path: &Path,
    key_path: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let read = |path: &Path| {
        std::fs::read(path).map_err(|source| TlsError::Read {
            path: path.to_owned(),
            source,
        })
    };
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(&read(path)?).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| TlsError::NoCertificate(path.to_owned()))?;
    // What exactly is wrong is not told: the words could quote the key.
    let key = PrivateKeyDer::from_pem_slice(&read(key_path)?);
    let key = key.map_err(|_| TlsError::NoKey(key_path.to_owned()))?;
    CertifiedKey::from_der(chain, key, provider).map_err(|source| {
        let (certificate, key) = (path.to_owned(), key_path.to_owned());
        match source {
            rustls::Error::InconsistentKeys(_) => TlsError::Mismatch { certificate, key },
            source => TlsError::Unfit {
                certificate,
                key,
                source,
            },
        }
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(name: &str) -> PathBuf {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
        tests.join(name)
    }

    fn check_refused(certificate: &Path, key: &Path, expected: &str) {
        let told = Tls::read(certificate, key)
            .err()
            .map(|error| error.to_string());
        let told = told.expect("a fault");
        assert!(told.contains(expected), "{told}");
    }

    #[test]
    fn faults_are_told_with_the_path() {
        let (certificate, key) = (file("certificate.pem"), file("key.pem"));
        let nowhere = Path::new("/nowhere/certificate.pem");
        check_refused(nowhere, &key, "файл /nowhere/certificate.pem не прочитан");
        check_refused(
            &certificate,
            nowhere,
            "файл /nowhere/certificate.pem не прочитан",
        );
        check_refused(&key, &key, "key.pem нет сертификата");
        check_refused(
            &certificate,
            &certificate,
            "certificate.pem нет закрытого ключа",
        );
        check_refused(
            &certificate,
            &file("locked-key.pem"),
            "не закрытого паролем",
        );
        check_refused(&certificate, &file("other-key.pem"), "не от сертификата");
    }

    #[test]
    fn changed_files_are_taken_and_bad_ones_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, key_path) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
        let place = |certificate: &str, key: &str, second: u64| {
            for (from, to) in [(certificate, &path), (key, &key_path)] {
                fs::copy(file(from), to).expect("a copy");
                let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(second);
                let opened = fs::File::options().write(true).open(to).expect("a file");
                opened.set_modified(moment).expect("a moment");
            }
        };
        place("certificate.pem", "key.pem", 1);
        let provider = Arc::new(ring::default_provider());
        let certificate = Certificate::read(&path, &key_path, provider).expect("a certificate");
        let first = certificate.current();
        assert!(!certificate.refresh().expect("nothing new"));

        place("other-certificate.pem", "key.pem", 2);
        assert!(certificate.refresh().is_err());
        assert!(Arc::ptr_eq(&certificate.current(), &first));
        assert!(!certificate.refresh().expect("told already"));

        place("other-certificate.pem", "other-key.pem", 3);
        assert!(certificate.refresh().expect("a certificate"));
        assert_ne!(certificate.current().cert, first.cert);

        fs::remove_file(&key_path).expect("removed");
        assert!(certificate.refresh().is_err());
        assert_ne!(certificate.current().cert, first.cert);
    }
}
