//! The one look of all workbooks: typeface, palette, cell formats, document properties.
//!
//! Colours never carry meaning alone: a word stands in the cell as well.

use anyhow::Result;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook,
};

use crate::definitions::{Language, Severity};
use crate::period::Period;

/// Typeface of cells and charts; programs without it fall back to their own Chinese sans serif.
pub(super) const FONT: &str = "微软雅黑";

/// What stands for a blank.
pub(super) const BLANK: &str = "—";

/// What stands behind a number that is carried from the last annual survey.
pub(super) const CARRIED: &str = "†";

/// Colour of text.
pub(super) const INK: Color = Color::RGB(0x0026_2F3A);
/// Colour of notes and blanks.
pub(super) const MUTED: Color = Color::RGB(0x006B_7480);
/// The accent: torch orange.
pub(super) const ACCENT: Color = Color::RGB(0x00D9_641E);
/// Lines between rows.
pub(super) const RULE: Color = Color::RGB(0x00DF_E3E8);
/// Colour of links.
pub(super) const LINK: Color = Color::RGB(0x0020_5E9E);
/// Ground of header rows.
pub(super) const HEADER: Color = Color::RGB(0x00F3_F0EC);
/// Ground of banners that must be read first.
pub(super) const BANNER: Color = Color::RGB(0x00FD_F1E8);

/// Colours of chart series, in order: the zone or the park itself is always the accent. Those that stand beside each
/// other differ in grey, too.
pub(super) const SERIES: [Color; 6] = [
    ACCENT,
    Color::RGB(0x003F_5468),
    Color::RGB(0x002F_6B66),
    Color::RGB(0x00E3_C98F),
    Color::RGB(0x009A_A3AE),
    Color::RGB(0x008A_5A7B),
];

/// How a cell is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// As usual.
    #[default]
    Plain,
    /// Bold: totals, the zone among its parks.
    Strong,
    /// Grey: notes, blanks, what does not count.
    Muted,
    /// Orange and bold: the one thing to look at.
    Accent,
    /// Better: reached, a strength.
    Good,
    /// Worse: missed, a weakness.
    Bad,
    /// An error.
    Error,
    /// A query.
    Query,
    /// A hint.
    Hint,
}

impl Tone {
    /// The tone of a severity.
    pub(super) fn of(severity: Severity) -> Tone {
        match severity {
            Severity::Error => Tone::Error,
            Severity::Query => Tone::Query,
            Severity::Hint => Tone::Hint,
        }
    }

    /// Colours of text and ground.
    pub(super) fn colours(self) -> (Color, Option<Color>) {
        let on = |ink: u32, ground: u32| (Color::RGB(ink), Some(Color::RGB(ground)));
        match self {
            Tone::Plain | Tone::Strong => (INK, None),
            Tone::Muted => (MUTED, None),
            Tone::Accent => (ACCENT, None),
            Tone::Good => on(0x001E_6B45, 0x00E5_F3EA),
            Tone::Bad | Tone::Error => on(0x00A6_2A1F, 0x00FB_E8E4),
            Tone::Query => on(0x0080_5A00, 0x00FF_F3D1),
            Tone::Hint => on(0x002A_5580, 0x00E6_EFF8),
        }
    }
}

/// The word for a severity.
pub(super) fn severity_word(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => language.choose("错误", "error"),
        Severity::Query => language.choose("疑问", "query"),
        Severity::Hint => language.choose("提示", "hint"),
    }
}

/// How a cell shows its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// Text at the left, wrapped where it is longer than the column is wide.
    #[default]
    Text,
    /// Short text in the middle.
    Centre,
    /// A number with so many decimals and thousands separators.
    Number(u8),
    /// A number with its sign: changes and growth.
    Signed(u8),
    /// A number followed by a per cent sign; the value is in per cent already.
    Percent(u8),
    /// Growth in per cent, with its sign.
    Growth,
    /// A change in percentage points, with its sign.
    Points(u8, Language),
}

impl Shape {
    /// The number format, in Excel's notation; none for texts.
    pub(super) fn number_format(self) -> Option<String> {
        let digits = |decimals: u8, whole: &str| {
            if decimals == 0 {
                whole.to_owned()
            } else {
                format!("{whole}.{}", "0".repeat(usize::from(decimals)))
            }
        };
        match self {
            Shape::Text | Shape::Centre => None,
            Shape::Number(decimals) => Some(digits(decimals, "#,##0")),
            Shape::Signed(decimals) => {
                let plain = digits(decimals, "#,##0");
                Some(format!("+{plain};-{plain};{plain}"))
            }
            Shape::Percent(decimals) => Some(format!("{}\"%\"", digits(decimals, "#,##0"))),
            Shape::Growth => Some("+#,##0.0\"%\";-#,##0.0\"%\";0.0\"%\"".to_owned()),
            Shape::Points(decimals, language) => {
                let (plain, unit) = (digits(decimals, "#,##0"), language.choose("百分点", "pp"));
                Some(format!(
                    "+{plain}\" {unit}\";-{plain}\" {unit}\";{plain}\" {unit}\""
                ))
            }
        }
    }
}

/// Text in the typeface of the house, size in points.
pub(super) fn text(size: f64) -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_charset(134)
        .set_font_size(size)
        .set_font_color(INK)
        .set_align(FormatAlign::VerticalCenter)
}

/// Format of a table cell.
pub(super) fn cell(shape: Shape, tone: Tone, indent: u8) -> Format {
    let (ink, ground) = tone.colours();
    let mut format = text(10.0)
        .set_font_color(ink)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(RULE);
    if let Some(ground) = ground {
        format = format.set_background_color(ground);
    }
    if matches!(tone, Tone::Strong | Tone::Accent) {
        format = format.set_bold();
    }
    if indent > 0 {
        format = format.set_indent(indent);
    }
    match shape {
        Shape::Text => format.set_align(FormatAlign::Left).set_text_wrap(),
        Shape::Centre => format.set_align(FormatAlign::Center).set_text_wrap(),
        Shape::Number(_)
        | Shape::Signed(_)
        | Shape::Percent(_)
        | Shape::Growth
        | Shape::Points(..) => {
            let format = format.set_align(FormatAlign::Right);
            match shape.number_format() {
                Some(code) => format.set_num_format(padded(&code)),
                None => format,
            }
        }
    }
}

/// A number format with room at the right, for texts (the sign of a blank) as well: a number would touch the
/// text of the next column.
fn padded(code: &str) -> String {
    let room = "_ _ ";
    let mut sections: Vec<String> = code.split(';').map(str::to_owned).collect();
    if sections.len() == 1 {
        sections = vec![code.to_owned(), format!("-{code}"), code.to_owned()];
    }
    sections.push("@".to_owned());
    sections
        .iter()
        .map(|section| format!("{section}{room}"))
        .collect::<Vec<_>>()
        .join(";")
}

/// The number format of a number that is carried: the mark stands where others have room.
pub(super) fn carried(code: &str) -> String {
    let mut sections: Vec<String> = code.split(';').map(str::to_owned).collect();
    if sections.len() == 1 {
        sections = vec![code.to_owned(), format!("-{code}"), code.to_owned()];
    }
    let marked: Vec<String> = sections
        .iter()
        .map(|section| format!("{section}\"{CARRIED}\"_ "))
        .collect();
    format!("{};@_ _ ", marked.join(";"))
}

/// Format of a header cell.
pub(super) fn header(number: bool) -> Format {
    let format = text(10.0)
        .set_bold()
        .set_text_wrap()
        .set_background_color(HEADER)
        .set_border_bottom(FormatBorder::Medium)
        .set_border_bottom_color(ACCENT);
    if number {
        format.set_align(FormatAlign::Right).set_indent(1)
    } else {
        format.set_align(FormatAlign::Left)
    }
}

/// Format of a sheet's title.
pub(super) fn title() -> Format {
    text(18.0).set_bold().set_text_wrap()
}

/// Format of a title that runs on over the cells at its right.
pub(super) fn title_line() -> Format {
    text(18.0).set_bold()
}

/// Format of the heading of a part of a sheet.
pub(super) fn heading() -> Format {
    text(12.0).set_bold().set_font_color(ACCENT)
}

/// Format of a note.
pub(super) fn note() -> Format {
    text(9.0)
        .set_font_color(MUTED)
        .set_text_wrap()
        .set_align(FormatAlign::Left)
}

/// Format of a sentence that must be read first.
pub(super) fn banner() -> Format {
    text(10.0)
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Left)
        .set_background_color(BANNER)
        .set_border_left(FormatBorder::Thick)
        .set_border_left_color(ACCENT)
}

/// Format of the label above a large figure.
pub(super) fn figure_label() -> Format {
    text(9.0)
        .set_font_color(MUTED)
        .set_align(FormatAlign::Left)
        .set_text_wrap()
        .set_border_top(FormatBorder::Medium)
        .set_border_top_color(ACCENT)
}

/// Format of a large figure.
pub(super) fn figure(shape: Shape) -> Format {
    let format = text(20.0).set_bold().set_align(FormatAlign::Left);
    match shape.number_format() {
        Some(code) => format.set_num_format(code),
        None => format,
    }
}

/// A new workbook in this look. The creation date is the last day of the period: a clock would make the same
/// inputs give other bytes.
///
/// # Errors
/// When the default format is refused.
pub(super) fn new_workbook(title: &str, period: Period) -> Result<Workbook> {
    let mut workbook = Workbook::new();
    let (month, day) = period.last_day();
    // A year that Excel's calendar lacks gives its first day.
    let created = u16::try_from(period.year)
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, month, day).ok())
        .unwrap_or_default();
    workbook.set_default_format(&text(10.0), 22, 72)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_subject(period.to_string())
            .set_author("huoju")
            .set_creation_datetime(&created),
    );
    Ok(workbook)
}

/// A valid sheet name: without the characters that Excel refuses, at most 31 characters.
pub(super) fn sheet_name(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if "[]:*?/\\".contains(c) { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect();
    let name = cut(plain.trim().trim_matches('\''), 31);
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "Sheet".to_owned()
    } else {
        name
    }
}

/// The text, cut to at most `units` UTF-16 units, as Excel counts them; `…` ends a text that was cut.
pub(super) fn cut(text: &str, units: usize) -> String {
    if text.chars().map(char::len_utf16).sum::<usize>() <= units {
        return text.to_owned();
    }
    let mut left = units.saturating_sub(1);
    let mut short = String::new();
    for c in text.chars() {
        match left.checked_sub(c.len_utf16()) {
            Some(rest) => left = rest,
            None => break,
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// Width of a text in columns of a fixed-width typeface: a Chinese character takes two.
pub(super) fn display_width(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x1100..=0x115F
            | 0x2014
            | 0x2018..=0x201D
            | 0x2026
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x20000..=0x3FFFD => 2,
            0..=0x1F => 0,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_beside_each_other_differ_in_grey() {
        let grey = |colour: &Color| {
            let Color::RGB(rgb) = colour else {
                return 0.0;
            };
            let part = |shift: u32| f64::from((rgb >> shift) & 0xFF);
            0.299 * part(16) + 0.587 * part(8) + 0.114 * part(0)
        };
        // As the charts combine them.
        for together in [&[0, 1, 4][..], &[0, 3, 4], &[0, 2, 4]] {
            for one in together {
                for other in together.iter().filter(|other| *other > one) {
                    let apart = (grey(&SERIES[*one]) - grey(&SERIES[*other])).abs();
                    assert!(apart >= 30.0, "{one} and {other}: {apart}");
                }
            }
        }
    }

    #[test]
    fn sheet_names_obey_excel() {
        assert_eq!(sheet_name("研发/转化:2023"), "研发 转化 2023");
        assert_eq!(sheet_name("'a'"), "a");
        assert_eq!(sheet_name("History"), "Sheet");
        assert_eq!(sheet_name(""), "Sheet");
        assert_eq!(
            sheet_name(&"长".repeat(40)),
            format!("{}…", "长".repeat(30))
        );
    }

    #[test]
    fn texts_are_cut_by_utf16_units() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        // The torch takes two units: only one letter stays beside the ellipsis.
        assert_eq!(cut("a🔥🔥", 4), "a🔥…");
        assert_eq!(cut("a🔥🔥", 3), "a…");
    }

    #[test]
    fn a_chinese_character_is_two_columns_wide() {
        assert_eq!(display_width("营业收入 qc05"), 13);
        assert_eq!(display_width("（千元）"), 8);
    }

    #[test]
    fn a_padded_format_has_room_behind_texts_too() {
        assert_eq!(
            padded("#,##0.0"),
            "#,##0.0_ _ ;-#,##0.0_ _ ;#,##0.0_ _ ;@_ _ "
        );
        assert_eq!(padded("+0;-0;0"), "+0_ _ ;-0_ _ ;0_ _ ;@_ _ ");
    }

    #[test]
    fn number_formats_show_the_decimals_that_are_asked_for() {
        assert_eq!(Shape::Number(0).number_format().unwrap(), "#,##0");
        assert_eq!(Shape::Percent(1).number_format().unwrap(), "#,##0.0\"%\"");
        assert_eq!(
            Shape::Signed(1).number_format().unwrap(),
            "+#,##0.0;-#,##0.0;#,##0.0"
        );
    }
}
