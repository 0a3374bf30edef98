//! Who a sheet is from: credit code, name, park, reporting period, date of filling.

use super::content::Stated;
use super::labels::Labels;
use super::pairs::{Found, find, label_cells, pairs, place};
use super::vocabulary::Vocabulary;
use crate::ingest::values::credit_code::resembles;
use crate::ingest::values::date::arabic;
use crate::ingest::values::field::read_date;
use crate::ingest::values::text::{is_blank, squeeze, tidy};
use crate::ingest::workbook::{CellValue, Sheet};
use crate::period::Period;

/// A credit code as a sheet gives it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatedCode {
    /// As text, or a number where the cell holds one.
    pub value: CellValue,
    /// Where.
    pub stated: Stated,
}

/// What a sheet says of its respondent.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SheetIdentity {
    /// Credit codes, in reading order.
    pub codes: Vec<StatedCode>,
    /// Name.
    pub name: Option<Stated>,
    /// Park.
    pub park: Option<Stated>,
    /// Date of filling, ISO text.
    pub filled: Option<String>,
    /// Reporting periods.
    pub periods: Vec<Stated>,
}

/// What a sheet says of its respondent; `header` is the first row of a table on it.
pub(crate) fn of_sheet(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    sheet_index: usize,
    header: Option<u32>,
) -> SheetIdentity {
    let identity = &vocabulary.identity;
    // A long sheet is an export: its rows are no labels.
    let rows = if sheet.cells().len() > 20_000 {
        vocabulary.pipeline.limits.head_rows
    } else {
        u32::MAX
    };
    let cells = label_cells(vocabulary, sheet, rows);
    let search = |labels: &Labels, accepts: &dyn Fn(&CellValue) -> bool| {
        find(vocabulary, sheet, &cells, labels, accepts)
    };
    let stated = |found: &Found| Stated {
        text: tidy(&found.value.text()),
        place: place(sheet, sheet_index, found.row, found.col),
    };
    let is_text = |value: &CellValue| value.as_text().is_some_and(|text| !is_blank(text));
    let codes = search(&identity.credit_code, &|value| match value {
        CellValue::Number { value, .. } => *value >= 1e6 && value.fract() == 0.0,
        CellValue::Text(text) => resembles(text),
        _ => false,
    });
    let date = |value: &CellValue| read_date(value, &value.text());
    let mut periods: Vec<Stated> = search(&identity.period, &|value| {
        printed_period(&value.text()).is_some()
    })
    .iter()
    .map(stated)
    .collect();
    periods.extend(titles_with_a_year(vocabulary, sheet, sheet_index, header));
    SheetIdentity {
        codes: codes
            .iter()
            .map(|found| StatedCode {
                value: found.value.clone(),
                stated: stated(found),
            })
            .collect(),
        name: search(&identity.name, &is_text).first().map(&stated),
        park: search(&identity.park, &is_text).first().map(&stated),
        filled: search(&identity.filled, &|value| date(value).is_some())
            .first()
            .and_then(|found| date(&found.value)),
        periods,
    }
}

/// Words of dates in a head that are not the reporting period.
const OTHER_DATES: [&str; 14] = [
    "有效", "文号", "填报", "填表", "报出", "报送", "日期", "时间", "批准", "制定", "〔", "成立",
    "起", "上年",
];

/// Texts above the first header that print a year: `2023年`, `高新技术企业统计年报（2023年）`.
fn titles_with_a_year(
    vocabulary: &Vocabulary<'_>,
    sheet: &Sheet,
    sheet_index: usize,
    header: Option<u32>,
) -> Vec<Stated> {
    let rows = header.unwrap_or(vocabulary.pipeline.limits.head_rows);
    let mut titles = Vec::new();
    for cell in sheet.cells().iter().take_while(|cell| cell.row < rows) {
        let Some(text) = cell.value.as_text() else {
            continue;
        };
        let said = vocabulary.said(text);
        let squeezed = said.squeezed.as_str();
        if !squeezed.contains('年')
            || !pairs(text, &[]).is_empty()
            || OTHER_DATES.iter().any(|word| squeezed.contains(word))
        {
            continue;
        }
        let Some(period) = period_in(squeezed) else {
            continue;
        };
        // Without a header (a cover) a bare year may be anything: only a title, or one in brackets, counts.
        let bare = arabic(squeezed).starts_with(|c: char| c.is_ascii_digit())
            && squeezed.chars().count() < 8;
        if header.is_none() && bare {
            continue;
        }
        titles.push(Stated {
            text: period,
            place: place(sheet, sheet_index, cell.row, cell.col),
        });
    }
    titles
}

/// The part of a text that names a period: from a year to what follows it. Years may be written in Chinese
/// numerals (二〇二三年).
fn period_in(text: &str) -> Option<String> {
    let in_digits = arabic(text);
    let squeezed = in_digits.as_str();
    let year_end = squeezed
        .match_indices('年')
        .find(|(at, _)| {
            squeezed.get(at.saturating_sub(4)..*at).is_some_and(|year| {
                year.len() == 4
                    && year
                        .parse::<u32>()
                        .is_ok_and(|year| (1990..2100).contains(&year))
            })
        })
        .map(|(at, _)| at)?;
    let rest = &squeezed[year_end..];
    let end = rest.find(')').unwrap_or(rest.len());
    let found = squeezed.get(year_end - 4..year_end + end)?;
    let before = &squeezed[..year_end - 4];
    // A month alone is a date, a range of months or a quarter is a period.
    let months = found.contains('月') && !found.contains('-') && !found.contains('至');
    (!months && !before.ends_with(|c: char| c.is_ascii_digit())).then(|| {
        // As it is printed, unless 十 made the text longer or shorter.
        if text.chars().count() == squeezed.chars().count() {
            let skipped = before.chars().count();
            text.chars()
                .skip(skipped)
                .take(found.chars().count())
                .collect()
        } else {
            found.to_owned()
        }
    })
}

/// The year and, where one is said, the quarter that a printed period means.
pub(crate) fn printed_period(text: &str) -> Option<(i32, Option<u8>)> {
    let squeezed = arabic(&squeeze(text));
    let digits: String = squeezed.chars().take_while(char::is_ascii_digit).collect();
    let year = digits.get(..4)?.parse::<i32>().ok()?;
    if !(1990..2100).contains(&year) {
        return None;
    }
    let rest = squeezed
        .get(4..)?
        .trim_start_matches(['年', '度', '-', '.', '/']);
    let quarter = if let Some(rest) = rest.strip_prefix('q') {
        rest.parse().ok()
    } else if rest.contains('季') {
        ["一", "二", "三", "四"]
            .iter()
            .zip(["1", "2", "3", "4"])
            .zip(1_u8..)
            .find(|((word, digit), _)| rest.contains(**word) || rest.contains(*digit))
            .map(|(_, quarter)| quarter)
    } else if let Some((first, last)) = rest.trim_end_matches(['月', '份']).split_once(['-', '至'])
    {
        match (first.trim_end_matches('月'), last) {
            ("1" | "01", "3" | "03") => Some(1),
            ("1" | "01", "6" | "06") => Some(2),
            ("1" | "01", "9" | "09") => Some(3),
            _ => None,
        }
    } else {
        None
    };
    Some((year, quarter))
}

/// Whether a printed period is another than the folder's.
pub(crate) fn is_another(printed: (i32, Option<u8>), period: Period) -> bool {
    let (year, quarter) = printed;
    year != period.year
        || match (quarter, period.quarter) {
            (Some(printed), Some(own)) => printed != own,
            // A year's form that says 1–3月.
            (Some(printed), None) => printed != 4,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_periods_are_read() {
        for (text, expected) in [
            ("2023年", Some((2023, None))),
            ("２０２３年度", Some((2023, None))),
            ("2023", Some((2023, None))),
            ("2023年1-12月", Some((2023, None))),
            ("2023年1—9月", Some((2023, Some(3)))),
            ("2023年第四季度", Some((2023, Some(4)))),
            ("2023Q2", Some((2023, Some(2)))),
            ("二〇二三年", Some((2023, None))),
            ("二○二三年度", Some((2023, None))),
            ("二零二三年第三季度", Some((2023, Some(3)))),
            ("二〇二三年一月至九月", Some((2023, Some(3)))),
            ("年报", None),
            ("23年", None),
        ] {
            assert_eq!(printed_period(text), expected, "{text}");
        }
    }

    #[test]
    fn titles_print_a_year_dates_do_not() {
        assert_eq!(
            period_in("高新技术企业统计年报(2023年)").as_deref(),
            Some("2023年")
        );
        assert_eq!(
            period_in("2023年度经济概况").as_deref(),
            Some("2023年度经济概况")
        );
        assert_eq!(
            period_in("高新技术企业统计年报(二〇二二年)").as_deref(),
            Some("二〇二二年")
        );
        assert_eq!(period_in("二〇二四年一月"), None);
        assert_eq!(period_in("2024年1月"), None);
        assert_eq!(period_in("年末从业人员"), None);
    }

    #[test]
    fn a_quarter_in_the_years_folder_is_another_period() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        assert!(is_another((2022, None), period("2023")));
        assert!(!is_another((2023, None), period("2023Q3")));
        assert!(is_another((2023, Some(2)), period("2023Q3")));
        assert!(is_another((2023, Some(1)), period("2023")));
    }
}
