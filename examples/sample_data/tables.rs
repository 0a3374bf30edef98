//! The register, the zone form, the reference panel and explanations.

use std::fmt::Write;

use anyhow::{Context, Result, bail};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};

use super::cast::Enterprise;
use super::grid::properties;
use super::random::Random;

/// Number of zones in the panel.
const ZONES: usize = 40;

/// A sheet of texts under a header row; cells of `numbers` columns are written as numbers.
fn sheet(
    name: &str,
    date: &str,
    header: &[&str],
    rows: &[Vec<String>],
    numbers: &[usize],
) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(date)?);
    let bold = Format::new().set_bold().set_border(FormatBorder::Thin);
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    for (column, text) in (0u16..).zip(header) {
        sheet.write_string_with_format(0, column, *text, &bold)?;
        sheet.set_column_width(column, if text.contains("名称") { 34.0 } else { 20.0 })?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (at, text) in cells.iter().enumerate() {
            let column = u16::try_from(at)?;
            match text.parse::<f64>() {
                Ok(number) if numbers.contains(&at) => sheet.write_number(row, column, number)?,
                _ => sheet.write_string(row, column, text)?,
            };
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// The register: all enterprises but the one that is not in it.
pub(crate) fn register(enterprises: &[Enterprise]) -> Result<Vec<u8>> {
    let rows: Vec<Vec<String>> = enterprises
        .iter()
        .filter(|enterprise| !enterprise.has("unregistered"))
        .map(|enterprise| {
            let status = if enterprise.has("closed") {
                "注销"
            } else if enterprise.has("moved") {
                "迁出"
            } else {
                "在册"
            };
            vec![
                enterprise.credit_code.clone(),
                enterprise.name.to_owned(),
                enterprise.park.to_owned(),
                enterprise.industry.to_owned(),
                if enterprise.is_high_tech(2023) {
                    "是"
                } else {
                    "否"
                }
                .to_owned(),
                enterprise.leading.to_owned(),
                status.to_owned(),
                format!("{}年", enterprise.founded),
            ]
        })
        .collect();
    let header = [
        "统一社会信用代码",
        "企业名称",
        "园区",
        "行业代码",
        "是否高新技术企业",
        "主导产业",
        "状态",
        "注册年份",
    ];
    sheet("名录库", "2024-01-05", &header, &rows, &[])
}

/// The zone form of a year, from `zone_form.tsv`.
pub(crate) fn zone_form(year: i32) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for line in include_str!("zone_form.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, name, park, unit, before, now, evidence] = cells.as_slice() else {
            bail!("zone_form.tsv: expected 7 cells in `{line}`");
        };
        let value = if year >= 2023 { now } else { before };
        rows.push(
            [id, name, park, value, unit, evidence]
                .map(|text| (*text).to_owned())
                .to_vec(),
        );
    }
    let header = ["指标编号", "指标名称", "园区", "数值", "计量单位", "依据"];
    sheet(
        "综合表",
        &format!("{}-03-20", year + 1),
        &header,
        &rows,
        &[3],
    )
}

/// Explanations of queries.
pub(crate) fn explanations(enterprises: &[Enterprise]) -> Result<Vec<u8>> {
    let said = [
        (
            "示例起重设备有限公司",
            "S01",
            "当年承接的两个研发项目延期至下年开展，研发费用相应减少，已调整下年预算。",
        ),
        (
            "示例电机有限公司",
            "D084",
            "合同已认定登记，金额按到账口径于下年确认，当年填0。",
        ),
        (
            "示例精密测量仪器有限公司",
            "year-on-year",
            "当年完成一轮股权融资，上年没有融资。",
        ),
    ];
    let rows = said
        .iter()
        .map(|(name, rule, text)| {
            let enterprise = enterprises
                .iter()
                .find(|enterprise| enterprise.name == *name)
                .with_context(|| format!("`{name}` is not in enterprises.tsv"))?;
            Ok(vec![
                enterprise.credit_code.clone(),
                (*rule).to_owned(),
                (*text).to_owned(),
            ])
        })
        .collect::<Result<Vec<_>>>()?;
    sheet(
        "解释说明表",
        "2024-03-15",
        &["统一社会信用代码", "规则", "说明"],
        &rows,
        &[],
    )
}

/// The panel of other zones, from `reference.tsv`: values about a centre, better where the zone is stronger.
pub(crate) fn reference(year: i32) -> Result<Vec<u8>> {
    let mut text = String::from("zone,indicator,value,source\n");
    let strengths: Vec<f64> = (1..=ZONES).map(strength).collect();
    for line in include_str!("reference.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, _name, before, now, spread, least, most, decimals, sign] = cells.as_slice() else {
            bail!("reference.tsv: expected 9 cells in `{line}`");
        };
        let centre: f64 = if year >= 2023 { now } else { before }.parse()?;
        let spread: f64 = spread.parse()?;
        let (least, most): (f64, f64) = (least.parse()?, most.parse()?);
        let decimals: usize = decimals.parse()?;
        let sign: f64 = sign.parse()?;
        for (number, strength) in (1..=ZONES).zip(&strengths) {
            let mut random = Random::of(&format!("{id} {number} {year}"));
            let place = 0.6 * strength + 0.75 * random.bell();
            let value = (centre + sign * spread * place).clamp(least, most);
            writeln!(
                text,
                "合成高新区{number:02},{id},{value:.decimals$},合成数据 synthetic"
            )?;
        }
    }
    Ok(text.into_bytes())
}

/// How strong a zone of the panel is on the whole: the same in both years.
fn strength(number: usize) -> f64 {
    Random::of(&format!("合成高新区{number:02}")).bell()
}
