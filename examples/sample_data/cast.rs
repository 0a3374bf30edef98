//! The enterprises of the sample, read from `enterprises.tsv`.

use anyhow::{Context, Result, bail};

use super::credit_code::credit_code;
use super::random::Random;

/// One enterprise and what makes it itself.
#[derive(Clone, Debug)]
pub(crate) struct Enterprise {
    /// Place in the list, from 1.
    pub number: usize,
    pub park: &'static str,
    pub credit_code: String,
    pub name: &'static str,
    /// What it does: a row of [`super::kinds`].
    pub kind: &'static str,
    pub industry: &'static str,
    pub leading: &'static str,
    /// Revenue of 2023 in 亿元.
    pub revenue: f64,
    /// Growth of revenue from 2022, in per cent.
    pub growth: f64,
    /// R&D expense as a share of revenue, in per cent.
    pub research: f64,
    pub founded: i32,
    pub owner: &'static str,
    /// Year in which it became a high-tech enterprise.
    pub high_tech: Option<i32>,
    /// How its forms of 2023 are laid out.
    pub layout: &'static str,
    pub flags: Vec<&'static str>,
}

impl Enterprise {
    /// Whether a flag stands in the last column.
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.contains(&flag)
    }

    /// Whether nothing is special about its place in the survey: it is registered, there in both years, and answers.
    pub(crate) fn is_ordinary(&self) -> bool {
        let special = ["new", "unregistered", "moved", "closed"];
        self.layout != "missing" && !special.iter().any(|flag| self.has(flag))
    }

    /// Exchange (a code of 上市情况) and year of listing.
    pub(crate) fn listed(&self) -> Option<(&'static str, i32)> {
        let flag = self
            .flags
            .iter()
            .find_map(|flag| flag.strip_prefix("listed:"))?;
        let (exchange, year) = flag.split_once(':')?;
        Some((exchange, year.parse().ok()?))
    }

    /// Whether it counts as a high-tech enterprise at the end of a year.
    pub(crate) fn is_high_tech(&self, year: i32) -> bool {
        self.high_tech.is_some_and(|since| since <= year)
    }

    /// A ratio that is the enterprise's own and stays the same from year to year.
    pub(crate) fn habit(&self, code: &str, low: f64, high: f64) -> f64 {
        Random::of(&format!("{} {code}", self.name)).between(low, high)
    }

    /// Whether its industry is one of industry (divisions 06 to 46).
    pub(crate) fn is_industrial(&self) -> bool {
        let division = self.industry.get(..2).and_then(|text| text.parse().ok());
        division.is_some_and(|division: u8| (6..=46).contains(&division))
    }

    /// Whether it was there to report a year.
    pub(crate) fn reports(&self, year: i32) -> bool {
        year >= 2023 || !self.has("new")
    }
}

/// District codes of the parks (GB/T 2260).
pub(crate) fn district(park: &str) -> &'static str {
    match park {
        "和平" => "210102",
        "大东" => "210104",
        "皇姑" => "210105",
        _ => "210112",
    }
}

/// Reads the list.
pub(crate) fn enterprises() -> Result<Vec<Enterprise>> {
    let mut lines = include_str!("enterprises.tsv").lines();
    lines.next();
    lines
        .enumerate()
        .map(|(index, line)| {
            parse(index + 1, line).with_context(|| format!("enterprises.tsv, line {}", index + 2))
        })
        .collect()
}

fn parse(number: usize, line: &'static str) -> Result<Enterprise> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [
        park,
        name,
        kind,
        industry,
        leading,
        revenue,
        growth,
        research,
        founded,
        owner,
        high_tech,
        layout,
        flags,
    ] = cells.as_slice()
    else {
        bail!("expected 13 cells, found {}", cells.len());
    };
    Ok(Enterprise {
        number,
        park,
        credit_code: credit_code(district(park), number),
        name,
        kind,
        industry,
        leading,
        revenue: revenue.parse()?,
        growth: growth.parse()?,
        research: research.parse()?,
        founded: founded.parse()?,
        owner,
        high_tech: if *high_tech == "no" {
            None
        } else {
            Some(high_tech.parse()?)
        },
        layout,
        flags: flags.split_whitespace().collect(),
    })
}
