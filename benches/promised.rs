//! Promised: the limits that figures were promised to keep, told beside each figure. A missed one fails the run.

use std::process::ExitCode;

/// What has been measured so far against its limits.
#[derive(Default)]
pub struct Promised {
    missed: Vec<String>,
}

impl Promised {
    /// Holds a figure against its limit, and says how it came out.
    pub fn at_most(&mut self, what: &str, figure: f64, limit: f64, unit: &str) {
        // A figure that is no number keeps no promise.
        let is_kept = figure <= limit;
        let verdict = match is_kept {
            true => "укладывается",
            false => "не укладывается",
        };
        println!("{figure:>9.1} {unit}  {what}: обещано не больше {limit} {unit} — {verdict}");
        if !is_kept {
            self.missed.push(what.to_owned());
        }
    }

    /// Ends the run: with a fault where something was missed.
    pub fn end(self) -> ExitCode {
        if self.missed.is_empty() {
            return ExitCode::SUCCESS;
        }
        println!("не укладывается: {}", self.missed.join("; "));
        ExitCode::FAILURE
    }
}
