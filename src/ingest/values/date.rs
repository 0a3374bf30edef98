//! Dates as people type them → ISO text as precise as it was typed.

use chrono::NaiveDate;

use super::text::{half_width, squeeze};

/// A typed date as ISO text: `2023`, `2023-12`, `2023-12-05`, or with a time `2023-12-05 09:30:00`.
pub(crate) fn date(text: &str) -> Option<String> {
    let text = arabic(&half_width(text).to_lowercase());
    let (day, time) = split_time(&text);
    let day = day_of(&squeeze(day))?;
    match time {
        Some(time) if day.len() == 10 => Some(format!("{day} {}", time_of(time)?)),
        Some(_) => None,
        None => Some(day),
    }
}

/// A number that stands for a date: a year, `202312`, `20231205`, `2023.12`, or a day of a spreadsheet's calendar.
///
/// `2023.1` is none: typed as a number it may have been October, `2023.10`. Neither is `20231`, which stands for
/// a day in 1955 and is more likely a month of 2023.
pub(crate) fn date_of_number(number: f64, epoch_1904: bool) -> Option<String> {
    let text = super::number::plain(number);
    if !(21_000.0..80_000.0).contains(&number) {
        let october = text
            .split_once('.')
            .is_some_and(|(_, decimals)| decimals == "1");
        return date(&text).filter(|_| !october);
    }
    serial(number, epoch_1904)
}

/// A day of a spreadsheet's calendar, with its time where it has one.
pub(crate) fn serial(number: f64, epoch_1904: bool) -> Option<String> {
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    let epoch = if epoch_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)?
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)?
    };
    let seconds = (number * 86_400.0).round() as i64;
    let moment = epoch
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(chrono::Duration::try_seconds(seconds)?)?;
    let format = if seconds % 86_400 == 0 {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    Some(moment.format(format).to_string())
}

/// Chinese numerals of years, months and days become digits: 二〇二三年十二月 → 2023年12月.
pub(crate) fn arabic(text: &str) -> String {
    const DIGITS: &str = "零一二三四五六七八九";
    let mut plain = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let digit = |c: char| match c {
        '〇' | '○' => Some(0),
        c => DIGITS.chars().position(|d| d == c),
    };
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(at + 1).copied();
        match (*c, digit(*c)) {
            // 二O二三: a letter in the place of 〇.
            ('o' | 'O', _)
                if before.and_then(digit).is_some() && after.and_then(digit).is_some() =>
            {
                plain.push('0');
            }
            (_, Some(number)) => plain.push_str(&number.to_string()),
            ('十', _) => {
                let tens = before.and_then(digit).is_some();
                let units = after.and_then(digit).is_some();
                plain.push_str(match (tens, units) {
                    (true, true) => "",
                    (true, false) => "0",
                    (false, true) => "1",
                    (false, false) => "10",
                });
            }
            _ => plain.push(*c),
        }
    }
    plain
}

/// The day and, where one stands behind it, the time.
fn split_time(text: &str) -> (&str, Option<&str>) {
    if text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit()) {
        // 20231205093000
        return (&text[..8], Some(&text[8..]));
    }
    let Some(colon) = text.find([':', '时']) else {
        return (text, None);
    };
    match text[..colon].trim_end().rfind([' ', 't', '日']) {
        Some(at) => {
            let mark = if text[at..].starts_with('日') {
                '日'.len_utf8()
            } else {
                1
            };
            (&text[..at], Some(&text[at + mark..]))
        }
        None => (text, None),
    }
}

fn time_of(text: &str) -> Option<String> {
    let text = squeeze(text);
    let text = text.split(['+', '.', 'z']).next().unwrap_or_default();
    let parts: Vec<&str> = if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
        vec![&text[..2], &text[2..4], &text[4..]]
    } else {
        text.split([':', '时', '分', '秒'])
            .filter(|part| !part.is_empty())
            .collect()
    };
    let number = |at: usize| {
        parts
            .get(at)
            .map_or(Some(0), |part| part.parse::<u32>().ok())
    };
    let (hour, minute, second) = (number(0)?, number(1)?, number(2)?);
    (parts.len() <= 3 && hour < 24 && minute < 60 && second < 60)
        .then(|| format!("{hour:02}:{minute:02}:{second:02}"))
}

fn day_of(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['日', '号', '月', '年', '度']);
    let parts: Vec<&str> = if text.bytes().all(|b| b.is_ascii_digit()) {
        match text.len() {
            4 => vec![text],
            6 => vec![&text[..4], &text[4..]],
            8 => vec![&text[..4], &text[4..6], &text[6..]],
            _ => return None,
        }
    } else {
        text.split(['-', '.', '/', '年', '月']).collect()
    };
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(digits) || parts.first().is_none_or(|year| year.len() != 4) {
        return None;
    }
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
    let year = i32::try_from(number(0)?).ok()?;
    if !(1850..=2200).contains(&year) {
        return None;
    }
    match parts.len() {
        1 => Some(format!("{year:04}")),
        2 => {
            let month = number(1)?;
            (1..=12)
                .contains(&month)
                .then(|| format!("{year:04}-{month:02}"))
        }
        3 => NaiveDate::from_ymd_opt(year, number(1)?, number(2)?)
            .map(|day| day.format("%Y-%m-%d").to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_typed() {
        for (text, expected) in [
            ("2023", "2023"),
            ("２０２３年", "2023"),
            ("2023年度", "2023"),
            ("2023年12月", "2023-12"),
            ("202312", "2023-12"),
            ("2023.12", "2023-12"),
            ("2023/1", "2023-01"),
            ("2023-12-05", "2023-12-05"),
            ("2023年 1月 5日", "2023-01-05"),
            ("20231205", "2023-12-05"),
            ("2023-12-05 9:30", "2023-12-05 09:30:00"),
            ("2023-12-05T09:30:15Z", "2023-12-05 09:30:15"),
            ("2023/12/5 09:30:15", "2023-12-05 09:30:15"),
            ("20231205093000", "2023-12-05 09:30:00"),
            ("二〇二三年十二月二十一日", "2023-12-21"),
            ("二零二三年十月", "2023-10"),
            ("二○二三年度", "2023"),
            ("二O二三年一月", "2023-01"),
            ("2023.1", "2023-01"),
            ("2023/12/5", "2023-12-05"),
            ("2023年01月", "2023-01"),
        ] {
            assert_eq!(date(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_not_guessed() {
        for text in [
            "23",
            "2023-13",
            "2023-02-30",
            "5/12/2023",
            "去年",
            "12月",
            "2023-12-05 25:00",
            "3000",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_years_months_or_days_of_the_calendar() {
        assert_eq!(date_of_number(2023.0, false).as_deref(), Some("2023"));
        assert_eq!(date_of_number(202_312.0, false).as_deref(), Some("2023-12"));
        assert_eq!(date_of_number(2023.12, false).as_deref(), Some("2023-12"));
        assert_eq!(
            date_of_number(45_265.0, false).as_deref(),
            Some("2023-12-05")
        );
        assert_eq!(
            serial(45_265.5, false).as_deref(),
            Some("2023-12-05 12:00:00")
        );
        assert_eq!(serial(43_803.0, true).as_deref(), Some("2023-12-05"));
        for number in [7.0, 2023.1, 20_231.0, 2023.13] {
            assert_eq!(date_of_number(number, false), None, "{number}");
        }
        assert_eq!(date_of_number(2023.2, false).as_deref(), Some("2023-02"));
    }
}
