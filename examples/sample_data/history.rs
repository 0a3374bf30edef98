//! The records of an enterprise, year after year: stocks of one year lead to those of the next.

use std::collections::BTreeMap;

use anyhow::Result;
use huoju::definitions::Survey;
use huoju::report::form::FormValues;

use super::books::{Scale, keep_books};
use super::cast::Enterprise;
use super::identity::introduce;
use super::kinds::kind;
use super::people::{count_people, mean_staff};
use super::projects::list_projects;
use super::random::Random;
use super::record::Record;
use super::research::{first_stocks, results, spend};

/// The years of the sample.
pub(crate) const YEARS: [i32; 2] = [2022, 2023];

/// The clean records of an enterprise, by year.
pub(crate) fn history(
    survey: &Survey,
    enterprise: &Enterprise,
) -> Result<BTreeMap<i32, FormValues>> {
    let kind = kind(enterprise.kind)?;
    let mut random = Random::of(enterprise.name);
    let revenue_2023 = enterprise.revenue * 100_000.0 * random.about(1.0, 0.004);
    let growth = enterprise.growth / 100.0;
    let revenue = |year: i32| match year {
        2023 => revenue_2023,
        2022 => revenue_2023 / (1.0 + growth),
        _ => revenue_2023 / (1.0 + growth) / (1.0 + growth * 0.8),
    };
    // Staff grows more slowly than sales.
    let staff_2023 = (revenue_2023 / kind.per_head * random.about(1.0, 0.06))
        .max(12.0)
        .round();
    let staff = |year: i32| match year {
        2023 => staff_2023,
        2022 => (staff_2023 / (1.0 + growth * 0.45)).round(),
        _ => (staff_2023 / (1.0 + growth * 0.45) / (1.0 + growth * 0.4)).round(),
    };
    let mut stocks = first_stocks(
        enterprise,
        kind,
        revenue(2021) * enterprise.research / 100.0,
        2021,
        &mut random,
    );
    let mut records: BTreeMap<i32, FormValues> = BTreeMap::new();
    for year in YEARS {
        let mut random = Random::of(&format!("{} {year}", enterprise.name));
        let mut record = Record::default();
        let before = if year > 2022 && !enterprise.reports(year - 1) {
            0.0
        } else {
            staff(year - 1)
        };
        // Research grew a little faster than sales.
        let intensity = enterprise.research / 100.0 * if year >= 2023 { 1.0 } else { 0.985 };
        let scale = Scale {
            year,
            revenue: revenue(year),
            revenue_2023,
            staff: mean_staff(staff(year), before),
            research: (revenue(year) * intensity).round(),
        };
        introduce(&mut record, enterprise, kind, year, revenue_2023);
        keep_books(&mut record, enterprise, kind, &scale, &mut random);
        count_people(
            &mut record,
            enterprise,
            kind,
            staff(year),
            before,
            &mut random,
        );
        spend(
            &mut record,
            enterprise,
            kind,
            year,
            scale.research,
            &mut random,
        );
        stocks = results(&mut record, enterprise, kind, year, stocks, &mut random);
        let projects = list_projects(&mut record, kind, year, &mut random);
        record.fill(survey, year);
        let mut values = record.values;
        if let Some(previous) = records.get(&(year - 1)) {
            values.last_year = previous.record.clone();
        }
        for form in survey.list_forms() {
            values.items.insert(form.number.clone(), projects.clone());
        }
        records.insert(year, values);
    }
    Ok(records)
}
