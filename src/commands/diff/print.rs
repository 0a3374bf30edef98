//! Sections of lines for people.

/// How many lines of a section are shown, if not all are asked for.
const SHOWN: usize = 20;

/// Prints sections.
pub(super) struct Printer {
    /// Whether every line is shown.
    pub all: bool,
}

impl Printer {
    /// Prints a section: how many lines it has, and the first of them.
    pub(super) fn section(&self, title: &str, lines: &[String]) {
        if lines.is_empty() {
            println!("{title}: no change");
            return;
        }
        println!("{title}: {}", lines.len());
        let shown = if self.all { lines.len() } else { SHOWN };
        for line in lines.iter().take(shown) {
            println!("  {line}");
        }
        if lines.len() > shown {
            println!("  … {} more (`--all` shows them)", lines.len() - shown);
        }
    }
}
