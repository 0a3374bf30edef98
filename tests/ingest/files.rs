//! Files: what is read, skipped, refused.

use huoju::ingest::IngestError;
use rust_xlsxwriter::Workbook;

use crate::rows;
use crate::zone::{Zone, credit_code, form, workbook};

fn economy() -> Workbook {
    workbook(vec![(
        "表",
        form("GQ-002", &credit_code(1), vec![("qc05_0", 1.into())]),
    )])
}

#[test]
fn content_and_not_the_name_decides_what_a_file_is() {
    let zone = Zone::of_one();
    let bytes = economy().save_to_buffer().unwrap();
    zone.submit_bytes("a.xls", &bytes);
    let look = zone.ingest();
    assert_eq!(look.number(&credit_code(1), "qc05_0"), Some(1.0));
    assert_eq!(look.file("a.xls").status.word(), "read");
}

#[test]
fn what_cannot_be_read_is_refused_and_says_what_it_is() {
    let zone = Zone::of_one();
    zone.submit("good.xlsx", economy());
    zone.submit_bytes(
        "page.xls",
        b"<html><table><tr><td>1</td></tr></table></html>",
    );
    zone.submit_bytes("cut.xlsx", &economy().save_to_buffer().unwrap()[..500]);
    zone.submit_bytes("empty.xlsx", b"");
    zone.submit_bytes("notes.txt", b"hello");
    zone.submit_bytes("~$good.xlsx", b"lock");
    zone.submit_bytes(".hidden.xlsx", b"x");
    zone.submit("nothing.xlsx", workbook(vec![("Sheet1", rows![["你好"]])]));
    let look = zone.ingest();
    for (name, status, word) in [
        ("page.xls", "refused", "HTML"),
        ("cut.xlsx", "refused", "zip"),
        ("empty.xlsx", "refused", "empty"),
        ("notes.txt", "skipped", ""),
        ("/~$good.xlsx", "skipped", "lock"),
        (".hidden.xlsx", "skipped", ""),
        ("nothing.xlsx", "refused", "no form"),
        ("/good.xlsx", "read", ""),
        ("register.xlsx", "read", ""),
    ] {
        let file = look.file(name);
        assert_eq!(file.status.word(), status, "{name}: {}", file.reason);
        assert!(file.reason.contains(word), "{name}: {}", file.reason);
    }
    assert_eq!(look.notices("unreadable-file").len(), 4);
    assert_eq!(look.file("notes.txt").hash.len(), 64);
}

#[test]
fn what_web_systems_export_as_xls_is_read() {
    let rows = [["代码", "数量"], ["qc05_0", "12"]];
    let code = credit_code(1);
    let line = |cells: [&str; 2]| format!("<tr><td>{}<td>{}", cells[0], cells[1]);
    let page = format!(
        "<html><table><tr><td colspan=2>表号：GQ-002<tr><td>统一社会信用代码：{code}{}</table></html>",
        rows.map(line).concat()
    );
    let line = |cells: [&str; 2]| {
        let cell = |text| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
        format!("<Row>{}</Row>", cells.map(cell).concat())
    };
    let head = [
        ["表号：GQ-002", ""],
        [&format!("统一社会信用代码：{code}"), ""],
    ];
    let xml = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table>{}{}</Table></Worksheet></Workbook>",
        head.map(line).concat(),
        rows.map(line).concat()
    );
    for (content, word) in [(page, "HTML"), (xml, "XML Spreadsheet")] {
        let zone = Zone::of_one();
        zone.submit_bytes("a.xls", content.as_bytes());
        let look = zone.ingest();
        assert_eq!(look.number(&code, "qc05_0"), Some(12.0), "{word}");
        assert!(look.file("a.xls").reason.contains(word));
    }
}

#[test]
fn identical_copies_are_read_once() {
    let zone = Zone::of_one();
    let bytes = economy().save_to_buffer().unwrap();
    zone.submit_bytes("b.xlsx", &bytes);
    zone.submit_bytes("a.xlsx", &bytes);
    let look = zone.ingest();
    assert_eq!(look.file("a.xlsx").status.word(), "read");
    assert_eq!(look.file("b.xlsx").status.word(), "identical");
    let notice = look.notice("identical-copy");
    assert_eq!(
        (notice.file.as_str(), notice.detail.as_str()),
        ("2023/submissions/b.xlsx", "2023/submissions/a.xlsx")
    );
    assert_eq!(look.values("qc05_0").len(), 1);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let zone = Zone::of_one();
    zone.submit("a.xlsx", economy());
    let link = zone.path("2023/submissions/b.xlsx");
    std::os::unix::fs::symlink(zone.path("2023/submissions/a.xlsx"), link).unwrap();
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("zone.xlsx");
    economy().save(&target).unwrap();
    std::os::unix::fs::symlink(&target, zone.path("2023/zone.xlsx")).unwrap();
    let look = zone.ingest();
    assert_eq!(look.file("b.xlsx").status.word(), "skipped");
    let form = look.file("2023/zone.xlsx");
    assert_eq!(form.status.word(), "refused");
    assert!(form.reason.contains("symbolic link"), "{}", form.reason);
}

#[test]
fn a_stray_cell_at_the_end_of_the_sheet_does_no_harm() {
    let zone = Zone::of_one();
    let mut book = economy();
    book.worksheet_from_name("表")
        .unwrap()
        .write(1_048_575, 16_383, "x")
        .unwrap();
    zone.submit("a.xlsx", book);
    let look = zone.ingest();
    assert_eq!(look.number(&credit_code(1), "qc05_0"), Some(1.0));
    assert!(look.file("a.xlsx").reason.contains("beyond row"));
}

fn problem(zone: &Zone) -> String {
    match zone.try_ingest() {
        Err(error @ IngestError::Input { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_run_without_inputs_says_what_is_missing() {
    let zone = Zone::without_register();
    assert!(problem(&zone).contains("register"));

    let zone = Zone::of_one();
    assert!(problem(&zone).contains("submissions"));
    zone.path("2023/submissions/x");
    assert!(problem(&zone).contains("holds no workbook"));

    let zone = Zone::without_register();
    zone.save(
        "register.xlsx",
        workbook(vec![("名录", rows![["名称"], ["甲"]])]),
    );
    zone.submit("a.xlsx", economy());
    assert!(problem(&zone).contains("统一社会信用代码"));

    let zone = Zone::without_register();
    std::fs::write(zone.path("register.xlsx"), b"no workbook").unwrap();
    zone.submit("a.xlsx", economy());
    assert!(problem(&zone).contains("register.xlsx"));
}
