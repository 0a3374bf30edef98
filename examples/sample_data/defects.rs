//! What is wrong on purpose. `README.md` of the sample lists all of it: keep the two in step.

use anyhow::{Context, Result};
use huoju::definitions::Survey;
use huoju::report::form::{CellValue, FormValues};

use super::Files;
use super::cast::Enterprise;
use super::layouts::official;
use super::record::number;

/// Changes the values of an enterprise's submission of 2023.
pub(crate) fn spoil_values(enterprise: &Enterprise, values: &mut FormValues) {
    let mut text = |code: &str, typed: &str| {
        values
            .record
            .insert(code.to_owned(), CellValue::Text(typed.to_owned()));
    };
    match enterprise.name {
        // Typed variants: all of them can be read.
        "示例高温材料有限公司" => {
            let revenue = number(values, "qc05_0");
            let output = number(values, "qc02");
            let staff = number(values, "qd01");
            let assets = number(values, "qc24");
            let mut text = |code: &str, typed: String| {
                values
                    .record
                    .insert(code.to_owned(), CellValue::Text(typed));
            };
            text("qc05_0", full_width(revenue));
            text("qc02", with_separators(output));
            text("qd01", format!(" {staff} 人"));
            text("qc24", format!("{}万元", assets / 10.0));
            text("qc39", "无".to_owned());
            text("qj62", "—".to_owned());
        }
        // Text where a number belongs, in a field that no indicator uses.
        "示例车身模具有限公司" => text("qd33", "若干"),
        // The same in a field that an indicator uses: rejected.
        "示例康复器械有限公司" => text("qj57", "待查"),
        // The eight kinds of expense do not add up to the total: rejected.
        "示例包装机械有限公司" => scale(values, "qj20", 1.08),
        // Assets are not liabilities and equity.
        "示例光伏材料有限公司" => scale(values, "qc31", 1.12),
        // Pay typed in 万元 where 千元 are asked.
        "示例焊接自动化有限公司" => scale(values, "qc51", 0.1),
        // Contracts without an amount.
        "示例电机有限公司" => scale(values, "qj80", 0.0),
        // A high-tech enterprise that spends too little on research; explained.
        "示例起重设备有限公司" => {
            for code in [
                "qj20", "qj23_1", "qj23_2", "qj23_3", "qj23_4", "qj23_6", "qj23_7", "qj23_5",
                "qj33", "qj33_1", "qj33_2", "qj33_3", "qj33_4", "qj252", "qj253", "qj254", "qj256",
                "qi14_1",
            ] {
                thin(values, code);
            }
            balance(values, "qj33", &["qj33_1", "qj33_2", "qj33_3", "qj33_4"]);
            balance(
                values,
                "qj20",
                &[
                    "qj23_1", "qj23_2", "qj23_3", "qj23_4", "qj23_6", "qj23_7", "qj33", "qj23_5",
                ],
            );
            balance(values, "qj20", &["qj252", "qj253", "qj254", "qj256"]);
            for item in values.items.values_mut().flatten() {
                for code in ["qh51", "qh52"] {
                    if let Some(CellValue::Number(amount)) = item.get_mut(code) {
                        *amount = (*amount * 0.7).floor();
                    }
                }
            }
        }
        // The register fills the industry.
        "示例功能涂料有限公司" => {
            values.record.remove("qb03_1");
        }
        _ => {}
    }
}

fn scale(values: &mut FormValues, code: &str, factor: f64) {
    if let Some(CellValue::Number(amount)) = values.record.get_mut(code) {
        *amount = (*amount * factor).round();
    }
}

fn thin(values: &mut FormValues, code: &str) {
    scale(values, code, 0.75);
}

/// Makes the last part what is left of the whole, so that rounding does not spoil the sum.
fn balance(values: &mut FormValues, whole: &str, parts: &[&str]) {
    let Some((last, others)) = parts.split_last() else {
        return;
    };
    let rest = number(values, whole) - others.iter().map(|part| number(values, part)).sum::<f64>();
    values
        .record
        .insert((*last).to_owned(), CellValue::Number(rest));
}

/// `３４５６`
fn full_width(number: f64) -> String {
    number
        .to_string()
        .chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0xff10).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// `3,456,789`
fn with_separators(number: f64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// The folder that a submission lies in: one lies in another park's.
pub(crate) fn folder(enterprise: &Enterprise, year: i32) -> &'static str {
    match enterprise.name {
        "示例充电设备有限公司" if year == 2023 => "浑南",
        _ => enterprise.park,
    }
}

/// Whether the row of an export is withdrawn.
pub(crate) fn is_withdrawn(enterprise: &Enterprise) -> bool {
    enterprise.name == "示例影视制作有限公司"
}

/// A second submission of the same enterprise.
pub(crate) fn further_submission(
    survey: &Survey,
    enterprise: &Enterprise,
    values: &FormValues,
    files: &mut Files,
) -> Result<()> {
    // A correction, filled five weeks later: goods had been left out of the first one.
    if enterprise.name == "示例工业软件有限公司" {
        let mut corrected = values.clone();
        for code in ["qc05_0", "qc10", "qc55", "qc220"] {
            let amount = number(values, code) + 8_000.0;
            corrected
                .record
                .insert(code.to_owned(), CellValue::Number(amount));
        }
        corrected
            .record
            .insert("qa12".to_owned(), "2024-03-08".into());
        let bytes = official(survey, 2023, &corrected, false, "2024-03-08")?;
        files.insert(
            format!("2023/submissions/更正/{}（更正）.xlsx", enterprise.name),
            bytes,
        );
    }
    Ok(())
}

/// Files that are copies, damaged, or no submissions at all.
pub(crate) fn spoil_files(files: &mut Files) -> Result<()> {
    let whole = |files: &Files, name: &str| {
        files
            .get(&format!("2023/submissions/浑南/{name}.xlsx"))
            .cloned()
            .with_context(|| format!("`{name}` is not in the sample"))
    };
    let copy = whole(files, "示例碳纤维有限公司")?;
    files.insert(
        "2023/submissions/重复报送/示例碳纤维有限公司（副本）.xlsx".into(),
        copy,
    );
    let mut damaged = whole(files, "示例电子材料有限公司")?;
    damaged.truncate(damaged.len() / 3);
    files.insert("2023/submissions/浑南/损坏.xlsx".into(), damaged);
    // What an office program leaves behind while a workbook is open: the user's name, padded.
    let mut lock = vec![4u8];
    lock.extend("user".bytes());
    lock.resize(165, b' ');
    files.insert(
        "2023/submissions/皇姑/~$示例航空部件有限公司.xlsx".into(),
        lock,
    );
    files.insert(
        "2023/submissions/和平/报送说明.txt".into(),
        "本园区企业数据由系统导出，纸质件另送。\n".into(),
    );
    Ok(())
}

/// Whether what was submitted for a year differs from what was made up.
#[cfg(test)]
pub(crate) fn is_spoiled(enterprise: &Enterprise, values: &FormValues, year: i32) -> bool {
    if year != 2023 {
        return false;
    }
    let mut spoiled = values.clone();
    spoil_values(enterprise, &mut spoiled);
    // The correction differs too, and some have no submission in use.
    spoiled != *values
        || is_withdrawn(enterprise)
        || enterprise.layout == "missing"
        || enterprise.name == "示例工业软件有限公司"
}
