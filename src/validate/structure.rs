//! What the structure of the forms implies: a part is not above its whole, and an opening stock is last year's closing
//! stock. Pairs of fields that an edit rule compares are left to the rule.

use anyhow::Result;

use super::messages::{self, Words, number};
use super::own_checks::{OwnChecks, Remark, threshold};
use super::records::Records;
use crate::definitions::{FieldDefinition, OwnCheck};
use crate::expressions::{Linear, RecordColumns};
use crate::period::Period;
use crate::tables::FindingRow;

/// The linear comparisons of the edit rules of enterprises and of rows.
pub(super) struct Compared {
    comparisons: Vec<Linear>,
}

impl Compared {
    pub(super) fn by_rules(checks: &OwnChecks<'_>) -> Compared {
        let columns = RecordColumns::of(checks.definitions);
        let comparisons = checks.definitions.rules.iter().filter_map(|rule| {
            let schema = match &rule.rows {
                None => &columns.enterprise,
                Some(form) => columns.items.get(form)?,
            };
            Some(rule.check.linear_parts(schema).comparisons)
        });
        Compared {
            comparisons: comparisons.flatten().collect(),
        }
    }

    /// Whether a comparison holds all these columns against each other.
    fn has(&self, columns: &[&str]) -> bool {
        self.comparisons.iter().any(|comparison| {
            columns
                .iter()
                .all(|column| comparison.terms.contains_key(*column))
        })
    }
}

/// One finding per record and part that is above its whole.
pub(super) fn parts_above_wholes(
    checks: &OwnChecks<'_>,
    period: Period,
    records: &Records,
    compared: &Compared,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("part-whole")?;
    let mut findings = Vec::new();
    for form in &checks.definitions.survey.forms {
        let number_of = |code: &str| {
            let field = form.fields.iter().find(|field| field.code == code)?;
            (field.kind.is_number() && field.in_year(period.year)).then_some(field)
        };
        let pairs = form.fields.iter().filter_map(|field| {
            let part = number_of(&field.code)?;
            let whole = number_of(field.parent.as_deref()?)?;
            let comparable = part.unit == whole.unit && !part.negative && !part.contra;
            (comparable && !compared.has(&[&part.code, &whole.code])).then_some((part, whole))
        });
        for (part, whole) in pairs {
            let (Some(parts), Some(wholes)) =
                (records.numbers(&part.code), records.numbers(&whole.code))
            else {
                continue;
            };
            for (place, pair) in parts.iter().zip(wholes.iter()).enumerate() {
                let (Some(value), Some(expected)) = pair else {
                    continue;
                };
                if value <= expected {
                    continue;
                }
                let mut finding = FindingRow {
                    codes: format!("{},{}", part.code, whole.code),
                    value: Some(value),
                    expected: Some(expected),
                    ..records.finding(place, &check.id)
                };
                let remark = Remark {
                    detail: Words::each(|language| {
                        messages::column_name(checks.definitions, &whole.code, language)
                    }),
                    ..Remark::default()
                };
                checks.word(check, &remark, &mut finding);
                findings.push(finding);
            }
        }
    }
    Ok(findings)
}

/// One finding per record and stock whose opening stock is not last year's closing stock.
pub(super) fn opening_stocks(
    checks: &OwnChecks<'_>,
    period: Period,
    records: &Records,
    compared: &Compared,
) -> Result<Vec<FindingRow>> {
    let check = checks.settings("opening-stock")?;
    // A quarter is compared with the same quarter a year before, which is not where this year began.
    if period.quarter.is_some() {
        return Ok(Vec::new());
    }
    let room = Room::of(check);
    let stocks = checks
        .definitions
        .survey
        .record_fields()
        .filter_map(|field| {
            let added = field.added.as_deref()?;
            field.in_year(period.year).then_some((field, added))
        });
    let mut findings = Vec::new();
    for (stock, added) in stocks {
        let before = format!("prev_{}", stock.code);
        if compared.has(&[&stock.code, added, &before]) {
            continue;
        }
        findings.extend(opening_stock(
            checks, check, &room, records, stock, added, &before,
        ));
    }
    Ok(findings)
}

fn opening_stock(
    checks: &OwnChecks<'_>,
    check: &OwnCheck,
    room: &Room,
    records: &Records,
    stock: &FieldDefinition,
    added: &str,
    before: &str,
) -> Vec<FindingRow> {
    let columns = (
        records.numbers(&stock.code),
        records.numbers(added),
        records.numbers(before),
    );
    let (Some(stocks), Some(additions), Some(closing)) = columns else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let values = stocks.iter().zip(additions.iter()).zip(closing.iter());
    for (place, values) in values.enumerate() {
        let ((Some(value), Some(addition)), Some(closing)) = values else {
            continue;
        };
        let opening = value - addition;
        let Some(detail) = room.exceeded(opening, closing) else {
            continue;
        };
        let mut finding = FindingRow {
            codes: format!("{},{added}", stock.code),
            value: Some(opening),
            expected: Some(closing),
            ..records.finding(place, &check.id)
        };
        let remark = Remark {
            detail,
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
    }
    findings
}

/// How far an opening stock may be off last year's closing stock.
struct Room {
    absolute: f64,
    relative: f64,
    lost: f64,
}

impl Room {
    fn of(check: &OwnCheck) -> Room {
        Room {
            absolute: threshold(check, "absolute", 1.0),
            relative: threshold(check, "relative", 0.01),
            lost: threshold(check, "lost", 0.3),
        }
    }

    /// What is wrong, where the opening stock is further off than the room admits.
    fn exceeded(&self, opening: f64, closing: f64) -> Option<Words> {
        let above = (self.relative * closing.abs()).max(self.absolute);
        let below = (self.lost * closing.abs()).max(self.absolute);
        let off = opening - closing;
        if off > above {
            Some(Words {
                zh: format!("多{}", number(off)),
                en: format!("{} more", number(off)),
            })
        } else if off < -below {
            Some(Words {
                zh: format!("少{}", number(-off)),
                en: format!("{} less", number(-off)),
            })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_stock_may_be_a_little_above_and_rather_below_last_years_closing_stock() {
        let room = Room {
            absolute: 1.0,
            relative: 0.01,
            lost: 0.3,
        };
        let said = |opening, closing| room.exceeded(opening, closing).map(|words| words.en);
        assert_eq!(said(10.0, 10.0), None);
        assert_eq!(said(11.0, 10.0), None);
        assert_eq!(said(12.0, 10.0), Some("2 more".to_owned()));
        assert_eq!(said(1010.0, 1000.0), None);
        assert_eq!(said(1011.0, 1000.0), Some("11 more".to_owned()));
        assert_eq!(said(700.0, 1000.0), None);
        assert_eq!(said(699.0, 1000.0), Some("301 less".to_owned()));
        // The year added more than there is.
        assert_eq!(said(-2.0, 0.0), Some("2 less".to_owned()));
    }
}
