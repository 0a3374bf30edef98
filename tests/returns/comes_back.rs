//! A return that is corrected, explained and sent back closes its findings: as a respondent edits it, and as
//! LibreOffice saves it in every format that offices use.

use std::path::Path;

use crate::edit::{
    Place, Typed, column, edited, explanations, list, through_libreoffice, value_cell,
};
use crate::zone::{number, read_table, rows, text};
use crate::{REJECTED, UNREADABLE, huoju, input};

/// R&D expense of the enterprise with the error, when it adds up.
const CORRECTED: f64 = 57_312.0;

fn returned(work: &Path, code: &str) -> std::path::PathBuf {
    work.join(format!("out/2023/returns/{code}.xlsx"))
}

/// Corrects the error of one enterprise and explains the queries of both.
fn answers(work: &Path) -> Vec<(&'static str, Vec<(Place, Typed)>)> {
    [REJECTED.0, UNREADABLE.0]
        .map(|code| {
            let path = returned(work, code);
            let mut cells = explanations(&path, "已与财务核对属实");
            if code == REJECTED.0 {
                cells.push((value_cell(&path, "qj20"), Typed::Number(CORRECTED)));
            }
            (code, cells)
        })
        .to_vec()
}

/// Runs on the answers and looks at what has become of the findings.
fn expect_closed(input: &Path, work: &Path, how: &str) {
    huoju(&["run"], input, work);
    let tables = work.join("out/2023/tables");
    let enterprises = read_table(&tables, "enterprises");
    let findings = read_table(&tables, "findings");
    for code in [REJECTED.0, UNREADABLE.0] {
        let status = text(&enterprises, &[("credit_code", code)], "status");
        assert_eq!(status.as_deref(), Some("accepted"), "{how}: {code}");
        let of = |severity, state| {
            rows(
                &findings,
                &[
                    ("credit_code", code),
                    ("severity", severity),
                    ("state", state),
                    ("outcome", "failed"),
                ],
            )
        };
        assert_eq!(of("error", "open").height(), 0, "{how}: {code}");
        let open = of("query", "open");
        // The copy that was replaced is the office's to know, not the respondent's to explain.
        let rules = open.column("rule").unwrap().str().unwrap();
        assert!(
            rules.iter().all(|rule| rule == Some("superseded")),
            "{how}: {code}: {rules:?}"
        );
    }
    let explained = rows(
        &findings,
        &[("credit_code", UNREADABLE.0), ("state", "explained")],
    );
    assert!(explained.height() > 0, "{how}");
    let measures = read_table(&tables, "measures");
    let research = number(
        &measures,
        &[("unit", REJECTED.0), ("measure", "rd_expense")],
        "value",
    );
    assert_eq!(research, Some(CORRECTED), "{how}: it counts in sums again");
    assert!(
        !returned(work, REJECTED.0).exists(),
        "{how}: nothing is left to answer"
    );
}

#[test]
fn a_return_corrected_explained_and_sent_back_closes_its_findings() {
    let first = input();
    let sent = tempfile::tempdir().unwrap();
    huoju(&["run"], first.path(), sent.path());
    let answers = answers(sent.path());

    let back = input();
    let folder = back.path().join("2023/submissions/回复");
    std::fs::create_dir_all(&folder).unwrap();
    for (code, cells) in &answers {
        let to = folder.join(format!("{code}.xlsx"));
        edited(&returned(sent.path(), code), &to, cells);
    }
    let work = tempfile::tempdir().unwrap();
    expect_closed(back.path(), work.path(), "as edited");

    for format in ["xlsx", "xls", "ods"] {
        let back = input();
        let folder = back.path().join("2023/submissions/回复");
        std::fs::create_dir_all(&folder).unwrap();
        for (code, cells) in &answers {
            let edits = tempfile::tempdir().unwrap();
            let path = edits.path().join(format!("{code}.xlsx"));
            edited(&returned(sent.path(), code), &path, cells);
            let office = tempfile::tempdir().unwrap();
            let Some(saved) = through_libreoffice(&path, format, office.path()) else {
                return;
            };
            std::fs::copy(&saved, folder.join(saved.file_name().unwrap())).unwrap();
        }
        let work = tempfile::tempdir().unwrap();
        expect_closed(back.path(), work.path(), format);
    }
}

#[test]
fn words_do_not_close_an_error_and_a_repeated_label_closes_nothing() {
    let first = input();
    let sent = tempfile::tempdir().unwrap();
    huoju(&["run"], first.path(), sent.path());

    let back = input();
    for (code, words) in [(REJECTED.0, "已与财务核对属实"), (UNREADABLE.0, "说明。")] {
        let path = returned(sent.path(), code);
        let (header, rows) = list(&path);
        let letter = char::from(b'A' + u8::try_from(column(&header, "说明")).unwrap());
        let cells: Vec<(Place, Typed)> = rows
            .iter()
            .map(|(row, _)| {
                let place = (0, format!("{letter}{}", row + 1));
                (place, Typed::Text(words.to_owned()))
            })
            .collect();
        let to = back.path().join(format!("2023/submissions/{code}.xlsx"));
        edited(&path, &to, &cells);
    }
    let work = tempfile::tempdir().unwrap();
    huoju(&["run"], back.path(), work.path());
    let findings = read_table(&work.path().join("out/2023/tables"), "findings");
    let state = |code, rule| {
        text(
            &findings,
            &[("credit_code", code), ("rule", rule), ("outcome", "failed")],
            "state",
        )
    };
    assert_eq!(state(REJECTED.0, "D049").as_deref(), Some("open"));
    assert_eq!(
        state(UNREADABLE.0, "unreadable-value").as_deref(),
        Some("open")
    );
}
