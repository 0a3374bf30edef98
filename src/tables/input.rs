//! What the reader makes of the input files. Their columns are the contract with other tools: columns may be added, none is
//! renamed.

use super::column::table;
use super::keywords::{FileKind, FileStatus, Layout};
use crate::definitions::Language;

table! {
    /// One input file and what became of it.
    FileRow in "files" {
        /// Period of the run.
        period: String,
        /// Path relative to the input folder, with `/`.
        path: String,
        /// Size in bytes.
        bytes: i64,
        /// SHA-256 of the content, hexadecimal.
        hash: String,
        /// What the file is for.
        kind: FileKind,
        /// How it is laid out.
        layout: Layout,
        /// What became of it.
        status: FileStatus,
        /// Why, where it was not simply read; notes on sheets that were ignored. A line for each, as `Chinese / English`.
        reason: String,
        /// Number of submissions (enterprises) found in it.
        submissions: i64,
    }
}

impl FileRow {
    /// Why, in one language: each remark on a line of its own.
    pub fn reason_in(&self, language: Language) -> String {
        let of = |remark: &str| {
            // A path in both languages may hold the separator itself: it stands in the middle.
            let parts: Vec<&str> = remark.split(" / ").collect();
            let (zh, en) = parts.split_at(parts.len() / 2);
            match (zh.is_empty(), language) {
                (true, _) => remark.to_owned(),
                (false, Language::Zh) => zh.join(" / "),
                (false, Language::En) => en.join(" / "),
            }
        };
        let remarks: Vec<String> = self.reason.lines().map(of).collect();
        remarks.join("\n")
    }
}

table! {
    /// One value read from a cell.
    ValueRow in "values" {
        /// Period that the value belongs to.
        period: String,
        /// Credit code of the enterprise.
        credit_code: String,
        /// Field code.
        code: String,
        /// Row of a list form, from 1; none for other forms.
        row: Option<i64>,
        /// The number in the field's unit; none for texts, blanks and what could not be read.
        number: Option<f64>,
        /// The text as typed.
        text: String,
        /// The unit that was printed or typed with the value; empty if none.
        unit: String,
        /// The value as it stands in the record: normalised text of a code, date or text; none where `number` holds it.
        coded: Option<String>,
        /// File, relative to the input folder.
        file: String,
        /// Sheet; empty in a CSV.
        sheet: String,
        /// Cell in A1 notation.
        cell: String,
        /// Whether the value is in the record in use.
        used: bool,
    }
}

table! {
    /// A remark of the reader: what a check of huoju's own saw, before severity and words are given to it.
    NoticeRow in "notices" {
        /// Period.
        period: String,
        /// Id of the check.
        check: String,
        /// Credit code; empty where not known.
        credit_code: String,
        /// Name of the enterprise; empty where not known.
        name: String,
        /// Park id; empty where not known.
        park: String,
        /// Field code; empty where no field is concerned.
        code: String,
        /// Row of a list form.
        row: Option<i64>,
        /// The text found.
        text: String,
        /// The number found, where there is one.
        value: Option<f64>,
        /// The number expected, where there is one.
        expected: Option<f64>,
        /// More about it, in Chinese.
        detail: String,
        /// The same in English.
        detail_en: String,
        /// File, relative to the input folder.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    }
}

table! {
    /// One enterprise of the register (名录库).
    RegisterRow in "register" {
        /// Credit code.
        credit_code: String,
        /// Name.
        name: String,
        /// Park id; none where the register's text names no park of the zone.
        park: Option<String>,
        /// The park as the register writes it.
        park_text: String,
        /// Industry code.
        industry: Option<String>,
        /// Whether it is a high-tech enterprise: `1` or `2`.
        high_tech: Option<String>,
        /// Leading industry that it is counted to.
        leading_industry: Option<String>,
        /// Whether it must report: 在册 does, 注销 and 迁出 do not.
        expected: bool,
        /// The status as written.
        status: String,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Row on the sheet, from 1.
        line: i64,
        /// Column letters of industry and high_tech, for tracing: `D,E`.
        columns: String,
        /// Further columns, as `header=value` joined by tabs.
        further: String,
    }
}

table! {
    /// One value of the zone form.
    ZoneFormRow in "zone_form" {
        /// Indicator id.
        indicator: String,
        /// Park id; none for the whole zone.
        park: Option<String>,
        /// The value, in the indicator's unit.
        value: Option<f64>,
        /// The value as typed.
        text: String,
        /// Evidence (依据).
        evidence: String,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    }
}

table! {
    /// One value or pair of bounds of the reference.
    ReferenceRow in "reference" {
        /// Zone; empty for bounds.
        zone: String,
        /// Indicator id.
        indicator: String,
        /// The zone's value.
        value: Option<f64>,
        /// Lower bound.
        min: Option<f64>,
        /// Upper bound.
        max: Option<f64>,
        /// Where it comes from (`synthetic` …); empty if the file does not say.
        source: String,
        /// The zone's value in the period before.
        previous: Option<f64>,
        /// The group that the zone is ranked in; empty if the file does not say.
        group: String,
        /// Index of a published pair of rank and score; empty for every index.
        index: String,
        /// Published rank.
        rank: Option<i64>,
        /// Published score of that rank, 0–100.
        score: Option<f64>,
    }
}

table! {
    /// An enterprise's explanation of a query.
    ExplanationRow in "explanations" {
        /// Credit code.
        credit_code: String,
        /// Id of the rule.
        rule: String,
        /// Field codes that it is about, joined by `,`; empty for all queries by the rule.
        codes: String,
        /// Row of a list form that it is about; none for all.
        row: Option<i64>,
        /// What the enterprise says.
        text: String,
        /// File.
        file: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remarks_on_a_file_are_read_in_one_language() {
        let file = FileRow {
            reason:
                "不是电子表格 / it is no spreadsheet\n被 a / b.xlsx 替代 / replaced by a / b.xlsx"
                    .to_owned(),
            ..FileRow::default()
        };
        assert_eq!(
            file.reason_in(Language::Zh),
            "不是电子表格\n被 a / b.xlsx 替代"
        );
        assert_eq!(
            file.reason_in(Language::En),
            "it is no spreadsheet\nreplaced by a / b.xlsx"
        );
        assert_eq!(FileRow::default().reason_in(Language::Zh), "");
    }
}
