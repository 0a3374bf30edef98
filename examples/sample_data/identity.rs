//! The cover and GQ-001: who an enterprise is.

use super::books::capital;
use super::cast::{Enterprise, district};
use super::kinds::Kind;
use super::record::Record;

/// The day on which an enterprise filled the forms of a year: in the first weeks of the next.
pub(crate) fn filling_date(enterprise: &Enterprise, year: i32) -> String {
    let day = enterprise.number * 5 % 45;
    let (month, day) = match day {
        0..=16 => (1, day + 15),
        17..=44 => (2, day - 16),
        _ => (3, 1),
    };
    format!("{}-{month:02}-{day:02}", year + 1)
}

/// Fills the cover and GQ-001.
pub(crate) fn introduce(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    year: i32,
    revenue_2023: f64,
) {
    cover(record, enterprise, year);
    record.text("qb08", (enterprise.founded + 1).to_string());
    record.text("qb101", "90");
    record.text("qb03_0", kind.product);
    record.text("qb03_1", enterprise.industry);
    record.text("qb20_1", "1");
    record.text("qb20", "1");
    record.text("qb04", enterprise.founded.to_string());
    record.whole("qb04_0", capital(kind, revenue_2023));
    owner(record, enterprise);
    if enterprise.has("group") || enterprise.name.contains("集团") {
        record.text("qb09", "1");
    }
    if enterprise.is_high_tech(year) {
        record.text("qb11", "1");
        record.text("qb13", format!("GR示例{:04}", enterprise.number));
        record.text("qb12", enterprise.high_tech.unwrap_or(year).to_string());
    } else {
        record.text("qb11", "2");
    }
    if enterprise.has("incubated") {
        record.text("qb14", "1");
    }
    match enterprise.listed() {
        Some((exchange, since)) if since <= year => {
            record.text("qb15", exchange);
            record.text("qb15_1", format!("示例{:03}", enterprise.number));
            record.text("qb15_2", since.to_string());
            record.whole(
                "qb15_5",
                revenue_2023 * if year >= 2023 { 0.21 } else { 0.2 },
            );
        }
        _ => record.text("qb15", "0"),
    }
    record.text("qb16", kind.field);
}

fn cover(record: &mut Record, enterprise: &Enterprise, year: i32) {
    record.text("qa18", if enterprise.revenue >= 4.0 { "1" } else { "2" });
    record.text("qa03", enterprise.credit_code.clone());
    record.text("qa19", district(enterprise.park));
    record.text("qa04", enterprise.name);
    record.text("qa15", "1");
    let address = format!("示例市{}示例路{}号", enterprise.park, enterprise.number);
    record.text("qa05", address.clone());
    record.text("qa06", "000000");
    record.text("qa07", address);
    record.text("qa11", "示例填报人");
    record.text("qa12", filling_date(enterprise, year));
}

/// Registration type and controlling shareholder.
fn owner(record: &mut Record, enterprise: &Enterprise) {
    let (registration, control, country, share) = match enterprise.owner {
        "state" => ("151", "1", None, None),
        "state_stock" => ("160", "1", None, None),
        "stock" => ("160", "3", None, None),
        "joint" => ("310", "1", Some("276"), Some(50.0)),
        "foreign" => ("330", "5", Some("392"), Some(100.0)),
        "hongkong" => ("230", "4", Some("344"), Some(100.0)),
        _ => ("173", "3", None, None),
    };
    record.text("qb06", registration);
    record.text("qb18", control);
    if let Some(country) = country {
        record.text("qb06_1", country);
    }
    if let Some(share) = share {
        record.whole("qb06_2", share);
    }
}
