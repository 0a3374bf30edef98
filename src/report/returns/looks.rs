//! The look of the list of a return.

use rust_xlsxwriter::{Format, FormatUnderline};

use super::marks::ground;
use crate::definitions::Severity;
use crate::report::style::{self, Shape, Tone};

/// The formats of the list's cells, made once for all returns.
pub(super) struct Looks {
    pub(super) plain: Format,
    pub(super) muted: Format,
    pub(super) centre: Format,
    pub(super) muted_centre: Format,
    errors: Format,
    queries: Format,
    hints: Format,
    pub(super) link: Format,
    /// The answer to a query, and the cell of what asks for none.
    pub(super) asked: Format,
    pub(super) not_asked: Format,
    pub(super) whole: Format,
    pub(super) ratio: Format,
}

impl Looks {
    /// Makes them.
    pub(super) fn new() -> Looks {
        let cell = |shape, tone| style::cell(shape, tone, 0);
        let centre = cell(Shape::Centre, Tone::Plain);
        let on = |severity| centre.clone().set_background_color(ground(severity));
        let answer = |tone| cell(Shape::Text, tone).set_num_format("@").set_unlocked();
        Looks {
            plain: cell(Shape::Text, Tone::Plain),
            muted: cell(Shape::Text, Tone::Muted),
            muted_centre: cell(Shape::Centre, Tone::Muted),
            errors: on(Severity::Error),
            queries: on(Severity::Query),
            hints: on(Severity::Hint),
            link: centre
                .clone()
                .set_underline(FormatUnderline::Single)
                .set_font_color(style::LINK),
            asked: answer(Tone::Query),
            not_asked: answer(Tone::Plain),
            whole: cell(Shape::Number(0), Tone::Plain),
            ratio: cell(Shape::Number(4), Tone::Plain),
            centre,
        }
    }

    /// A severity whose finding is open.
    pub(super) fn open(&self, severity: Severity) -> &Format {
        match severity {
            Severity::Error => &self.errors,
            Severity::Query => &self.queries,
            Severity::Hint => &self.hints,
        }
    }
}
