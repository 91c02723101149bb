//! The site on a port of its own, with TLS and without: what clients get, and that no slow one holds up the others.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use svodka::app::App;
use svodka::config::Config;
use svodka::office::{NewUser, UserScope};
use svodka::web::{self, ListenError, Listener, Patience};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion,
};

const PASSWORD: &str = "password-of-nobody";
/// Much longer than what a test waits for, on a machine that has much else to do.
const LONG: Duration = Duration::from_secs(20);
/// What a client that is to be cut off is given.
const SHORT: Duration = Duration::from_millis(400);
const GET: &str = "GET /login HTTP/1.1\r\nhost: localhost\r\n";

/// A site that is served until the test ends or stops it.
struct Site {
    app: Arc<App>,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Site {
    async fn start(has_tls: bool, patience: Patience) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::for_testing(folder.path());
        if has_tls {
            config.serve.certificate = Some(file("certificate.pem"));
            config.serve.key = Some(file("key.pem"));
            config.serve.is_https = true;
        }
        let app = Arc::new(App::init(config).await.expect("an application"));
        let listener = Listener::bind(&app).await.expect("a listener");
        let address = listener.address();
        let scheme = if has_tls { "https" } else { "http" };
        assert_eq!(listener.url(), format!("{scheme}://{address}/"));
        let (stop, stopped) = oneshot::channel::<()>();
        let listener = listener.with_patience(patience);
        let served = web::serve(app.clone(), listener, async {
            let _ = stopped.await;
        });
        Self {
            app: app.clone(),
            address,
            stop,
            served: tokio::spawn(served),
            _folder: folder,
        }
    }

    async fn tcp(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    async fn tls(&self) -> TlsStream<TcpStream> {
        let shaken = self.shake_hands(&TLS13, &[]).await;
        shaken.expect("a handshake")
    }

    async fn shake_hands(
        &self,
        version: &'static SupportedProtocolVersion,
        protocols: &[&str],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let certificate = CertificateDer::from_pem_file(file("certificate.pem"));
        let mut roots = RootCertStore::empty();
        roots
            .add(certificate.expect("a certificate"))
            .expect("a root");
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        let connector = TlsConnector::from(Arc::new(config));
        let name = ServerName::try_from("localhost").expect("a name");
        let shaken = timeout(LONG, connector.connect(name, self.tcp().await)).await;
        shaken.expect("a handshake in time")
    }
}

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls");
    folder.join(name)
}

/// Waits as long as usual.
fn patient() -> Patience {
    Patience::default()
}

/// Sends a request and returns all that comes.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream.flush().await.expect("sent");
    rest(&mut stream).await
}

/// Returns what comes until the other side ends the connection, however it does; it has to.
async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = Vec::new();
    let ended = timeout(LONG, stream.read_to_end(&mut bytes)).await;
    // A connection that is cut off may end without a word.
    let _ = ended.expect("the other side ends the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends a beginning and then drops of it for ever, and returns what comes until that is cut off.
async fn drip(stream: impl AsyncRead + AsyncWrite, beginning: &str, drop: &str) -> String {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let dripping = async {
        writer.write_all(beginning.as_bytes()).await.expect("sent");
        loop {
            let sent = writer.write_all(drop.as_bytes()).await;
            if sent.is_err() || writer.flush().await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(SHORT / 8).await;
        }
    };
    tokio::select! {
        answer = rest(&mut reader) => answer,
        () = dripping => String::new(),
    }
}

fn post(length: usize, body: &str) -> String {
    format!(
        "POST /session HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

#[tokio::test]
async fn pages_come_over_both_versions_of_tls() {
    let site = Site::start(true, patient()).await;
    for (version, named) in [
        (&TLS13, ProtocolVersion::TLSv1_3),
        (&TLS12, ProtocolVersion::TLSv1_2),
    ] {
        let shaken = site.shake_hands(version, &["h2", "http/1.1"]).await;
        let stream = shaken.expect("a handshake");
        let (_, session) = stream.get_ref();
        assert_eq!(session.protocol_version(), Some(named));
        assert_eq!(session.alpn_protocol(), Some(b"http/1.1".as_slice()));
        let page = answer(stream, &format!("{GET}connection: close\r\n\r\n")).await;
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(
            page.contains("strict-transport-security: max-age="),
            "{page}"
        );
    }
    let refused = site.shake_hands(&TLS13, &["h2"]).await;
    assert!(refused.is_err(), "a protocol that is not spoken");
}

#[tokio::test]
async fn over_tls_the_session_is_bound_to_the_host() {
    let site = Site::start(true, patient()).await;
    let now = site.app.clock.now();
    let user = NewUser::new(
        "methodist",
        "Смирнова Ольга Николаевна",
        "office",
        UserScope::Office,
    );
    let user = site
        .app
        .office
        .add_user(&user, "", now)
        .await
        .expect("a user");
    let set = site
        .app
        .office
        .set_password("methodist", PASSWORD, false, now)
        .await;
    set.expect("a password");
    let body = format!("login=methodist&password={PASSWORD}");
    let signed_in = answer(site.tls().await, &post(body.len(), &body)).await;
    assert!(signed_in.starts_with("HTTP/1.1 303"), "{signed_in}");
    let mut lines = signed_in.lines();
    let cookie = lines.find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.expect("a cookie");
    assert!(cookie.starts_with("__Host-svodka_session="), "{cookie}");
    assert!(cookie.contains("; Secure"), "{cookie}");
    let sessions = site
        .app
        .office
        .sessions(user.id, now)
        .await
        .expect("sessions");
    assert_eq!(sessions[0].client.address, "127.0.0.1");
}

#[tokio::test]
async fn plain_http_gets_nothing_where_tls_is_spoken() {
    let site = Site::start(true, patient()).await;
    let told = answer(site.tcp().await, &format!("{GET}\r\n")).await;
    assert!(!told.contains("HTTP/"), "{told}");
}

#[tokio::test]
async fn nobody_waits_for_those_who_do_not_shake_hands() {
    let site = Site::start(true, patient()).await;
    let mut silent = Vec::new();
    for number in 0..100 {
        let mut stream = site.tcp().await;
        if number % 2 == 0 {
            // The beginning of a hello that never comes.
            stream
                .write_all(&[0x16, 3, 1, 2, 0, 1])
                .await
                .expect("sent");
        }
        silent.push(stream);
    }
    let page = answer(site.tls().await, &format!("{GET}connection: close\r\n\r\n")).await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    drop(silent);
}

#[tokio::test]
async fn handshakes_have_to_end() {
    let site = Site::start(
        true,
        Patience {
            handshake: SHORT,
            ..patient()
        },
    )
    .await;
    assert_eq!(rest(&mut site.tcp().await).await, "");
    let dripped = drip(site.tcp().await, "\u{16}\u{3}\u{1}\u{2}", "\u{1}").await;
    assert!(!dripped.contains("HTTP/"), "{dripped}");
}

#[tokio::test]
async fn heads_have_to_come() {
    for has_tls in [false, true] {
        let patience = Patience {
            head: SHORT,
            ..patient()
        };
        let site = Site::start(has_tls, patience).await;
        let (silent, dripped, idle);
        if has_tls {
            silent = rest(&mut site.tls().await).await;
            dripped = drip(site.tls().await, GET, "x").await;
            idle = answer(site.tls().await, &format!("{GET}\r\n")).await;
        } else {
            silent = rest(&mut site.tcp().await).await;
            dripped = drip(site.tcp().await, GET, "x").await;
            idle = answer(site.tcp().await, &format!("{GET}\r\n")).await;
        }
        assert_eq!(silent, "");
        assert_eq!(dripped, "");
        // A connection that is kept for the next request does not wait for it for ever.
        assert!(idle.starts_with("HTTP/1.1 200"), "{idle}");
    }
}

#[tokio::test]
async fn bodies_have_to_keep_coming() {
    let patience = Patience {
        body: SHORT,
        ..patient()
    };
    for has_tls in [false, true] {
        let site = Site::start(has_tls, patience).await;
        let (stalled, dripped);
        if has_tls {
            stalled = answer(site.tls().await, &post(100, "login=")).await;
            dripped = drip(site.tls().await, &post(10_000, "login="), "x").await;
        } else {
            stalled = answer(site.tcp().await, &post(100, "login=")).await;
            dripped = drip(site.tcp().await, &post(10_000, "login="), "x").await;
        }
        for cut_off in [stalled, dripped] {
            assert!(
                !cut_off.contains(" 200 ") && !cut_off.contains(" 303 "),
                "{cut_off}"
            );
        }
    }
}

#[tokio::test]
async fn a_slow_line_is_no_stall() {
    let patience = Patience {
        body: LONG,
        ..patient()
    };
    let site = Site::start(true, patience).await;
    let (mut reader, mut writer) = tokio::io::split(site.tls().await);
    let body = "login=nobody&password=nothing";
    for part in [
        post(body.len(), ""),
        body[..9].to_owned(),
        body[9..].to_owned(),
    ] {
        writer.write_all(part.as_bytes()).await.expect("sent");
        writer.flush().await.expect("sent");
        tokio::time::sleep(SHORT / 4).await;
    }
    let told = rest(&mut reader).await;
    assert!(told.starts_with("HTTP/1.1 401"), "{told}");
}

#[tokio::test]
async fn stopping_waits_for_nobody_who_asks_nothing() {
    let site = Site::start(true, patient()).await;
    let silent = site.tcp().await;
    let mut idle = site.tls().await;
    let head = b"HEAD /login HTTP/1.1\r\nhost: localhost\r\n\r\n";
    idle.write_all(head).await.expect("sent");
    let mut begun = [0; 12];
    idle.read_exact(&mut begun).await.expect("an answer");
    assert_eq!(&begun, b"HTTP/1.1 200");
    site.stop.send(()).expect("served");
    let served = timeout(LONG, site.served).await;
    served.expect("stopped in time").expect("no panic");
    drop((silent, idle));
}

#[tokio::test]
async fn without_a_good_certificate_nothing_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config::for_testing(folder.path());
    config.serve.certificate = Some(file("certificate.pem"));
    for (key, expected) in [
        (Some(file("no-key.pem")), "no-key.pem не прочитан"),
        (Some(file("other-key.pem")), "не от сертификата"),
        (None, "указываются вместе"),
    ] {
        config.serve.key = key;
        let app = App::init(config.clone()).await.expect("an application");
        let error = Listener::bind(&app).await.err();
        let told = error.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(told.contains(expected), "{told}");
        assert!(!matches!(error, Some(ListenError::Bind { .. })), "{told}");
    }
}
