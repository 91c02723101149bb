//! Browser: what people call the program and the machine that a user agent tells of.

/// The first that is found counts: each browser calls itself by the names of older ones, too.
const PROGRAMS: [(&str, &str); 6] = [
    ("YaBrowser/", "Yandex Browser"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const MACHINES: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
];

/// Names a browser and its machine: «Chrome, Windows». What is no browser stands as it calls itself.
pub fn named(agent: &str) -> String {
    let found = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    match (found(&PROGRAMS), found(&MACHINES)) {
        (Some(program), Some(machine)) => format!("{program}, {machine}"),
        (Some(program), None) => program.to_owned(),
        (None, _) => agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_by_their_names() {
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
        for (agent, name) in [
            (
                format!("{windows} Chrome/140.0.0.0 YaBrowser/25.8.0 Safari/537.36"),
                "Yandex Browser, Windows",
            ),
            (
                format!("{windows} Chrome/140.0.0.0 Safari/537.36"),
                "Chrome, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
                "Firefox, Linux",
            ),
            ("curl/8.5.0".to_owned(), "curl/8.5.0"),
            (String::new(), ""),
        ] {
            assert_eq!(named(&agent), name);
        }
    }
}
