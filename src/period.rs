//! A statistical period: a year, or a quarter whose values are cumulative from January.

use std::fmt;
use std::str::FromStr;

/// A year (`2023`) or a quarter (`2023Q4`), as Torch surveys count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The calendar year.
    pub year: i32,
    /// The quarter, 1 to 4; `None` for the whole year.
    pub quarter: Option<u8>,
}

impl Period {
    /// The same period one year before: what growth is measured against.
    pub fn previous(self) -> Period {
        Period {
            year: self.year - 1,
            ..self
        }
    }

    /// Month and day on which the period ends.
    pub fn last_day(self) -> (u8, u8) {
        match self.quarter {
            Some(1) => (3, 31),
            Some(2) => (6, 30),
            Some(3) => (9, 30),
            _ => (12, 31),
        }
    }

    /// The quarter before in the same year; none for a first quarter and for a year.
    pub fn quarter_before(self) -> Option<Period> {
        let before = self.quarter?.checked_sub(1).filter(|before| *before > 0)?;
        Some(Period {
            quarter: Some(before),
            ..self
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            None => write!(f, "{:04}", self.year),
            Some(quarter) => write!(f, "{:04}Q{quarter}", self.year),
        }
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "`{text}` is not a period: expected a year such as `2023` or a quarter such as `2023Q4`"
            )
        };
        let (year, quarter) = match text.split_once(['Q', 'q']) {
            Some((year, quarter)) => (year, Some(quarter)),
            None => (text, None),
        };
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let quarter = match quarter {
            None => None,
            Some(q @ ("1" | "2" | "3" | "4")) => Some(q.as_bytes()[0] - b'0'),
            Some(_) => return Err(wrong()),
        };
        Ok(Period {
            year: year.parse().map_err(|_| wrong())?,
            quarter,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_on_its_last_day() {
        let day = |text: &str| text.parse::<Period>().unwrap().last_day();
        assert_eq!(day("2023Q3"), (9, 30));
        assert_eq!(day("2023"), (12, 31));
    }

    #[test]
    fn years_and_quarters_read_back_as_written() {
        for text in ["2023", "2023Q4"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2023q1".parse::<Period>().unwrap().previous().to_string(),
            "2022Q1"
        );
    }

    #[test]
    fn only_the_later_quarters_have_one_before_in_their_year() {
        let before = |text: &str| {
            let period: Period = text.parse().unwrap();
            period.quarter_before().map(|before| before.to_string())
        };
        assert_eq!(before("2023Q3").as_deref(), Some("2023Q2"));
        assert_eq!(before("2023Q1"), None);
        assert_eq!(before("2023"), None);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "23", "2023Q5", "2023Q", "2023-01", "20２3"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
