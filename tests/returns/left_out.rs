//! What rejection does to sums, and that every output says what they lack.

use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::zone::{CODES, Zone, number, rows, text};

/// A zone in which the second enterprise (3000 of 10,000; 1500 of 5000 last year) has an error: staff below zero.
fn with_an_error() -> Zone {
    let zone = Zone::new();
    let mut answer = zone.answers(2023)[1];
    answer.values[1] = -20.0;
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
    let pipeline = "pipelines/zone.toml";
    zone.edit(
        pipeline,
        "[gates]",
        "[overview]\nsize = \"revenue\"\n\n[gates]",
    );
    zone
}

fn revenue(zone: &Zone, unit: &str) -> Option<f64> {
    let measures = zone.table("measures");
    number(
        &measures,
        &[("unit", unit), ("measure", "revenue")],
        "value",
    )
}

/// All texts of a workbook.
fn texts(path: &Path) -> Vec<String> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    workbook
        .worksheets()
        .into_iter()
        .flat_map(|(_, range)| {
            range
                .used_cells()
                .map(|(_, _, cell)| cell.to_string())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn a_rejected_record_is_left_out_and_every_output_that_sums_says_so() {
    let zone = with_an_error();
    let output = zone.run();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(revenue(&zone, "littlezone"), Some(7000.0));

    let left_out = zone.table("left_out");
    // Of the zone's 5000 a year before it had 1500, of the east's 2000 as well.
    for (unit, share) in [("littlezone", 30.0), ("east", 75.0)] {
        let of = |column| number(&left_out, &[("unit", unit), ("reason", "rejected")], column);
        assert_eq!(of("enterprises"), Some(1.0), "{unit}");
        assert_eq!(of("size"), Some(1500.0), "{unit}");
        assert_eq!(of("share"), Some(share), "{unit}");
    }
    assert_eq!(rows(&left_out, &[("unit", "west")]).height(), 0);

    let zone_note = "未计入汇总的企业 1 家，占上年营业收入的 30.00%";
    let east_note = "未计入汇总的企业 1 家，占上年营业收入的 75.00%";
    for (workbook, note) in [
        ("zone.xlsx", zone_note),
        ("evaluation.xlsx", zone_note),
        ("submission.xlsx", zone_note),
        ("findings.xlsx", zone_note),
        ("parks/east.xlsx", east_note),
        ("parks/west.xlsx", "没有企业未计入汇总"),
    ] {
        let texts = texts(&zone.path("out/2023").join(workbook));
        assert!(
            texts.iter().any(|text| text.contains(note)),
            "{workbook} does not say: {note}"
        );
    }
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("未计入     1 家，占上年营业收入的 30.00 %：退回（有错误） 1 家，30.00 %"),
        "{printed}"
    );
    let record = std::fs::read_to_string(zone.path("out/2023/run.json")).unwrap();
    let record: String = record.split_whitespace().collect();
    assert!(
        record.contains("\"reason\":\"rejected\",\"enterprises\":1,\"size\":1500.0,\"share\":30.0"),
        "{record}"
    );
}

#[test]
fn as_reported_uses_the_record_with_its_error() {
    let zone = with_an_error();
    zone.edit(
        "pipelines/zone.toml",
        "[gates]",
        "[records]\nrejected = \"as_reported\"\n\n[gates]",
    );
    assert_eq!(zone.run().status.code(), Some(0));
    assert_eq!(revenue(&zone, "littlezone"), Some(10_000.0));
    assert_eq!(zone.table("left_out").height(), 0);
    let texts = texts(&zone.path("out/2023/zone.xlsx"));
    assert!(
        texts
            .iter()
            .any(|text| text.contains("另有 1 家未改正而按填报数计入"))
    );
}

#[test]
fn previous_puts_last_years_record_into_the_sums() {
    let zone = with_an_error();
    zone.edit(
        "pipelines/zone.toml",
        "[gates]",
        "[records]\nrejected = \"previous\"\n\n[gates]",
    );
    assert_eq!(zone.run().status.code(), Some(0));
    // 10,000 − 3000 + last year's 1500; staff 10 + 10 (half of 20) + 40 + 30.
    assert_eq!(revenue(&zone, "littlezone"), Some(8500.0));
    assert_eq!(revenue(&zone, CODES[1]), Some(1500.0));
    let enterprises = zone.table("enterprises");
    let own = [("credit_code", CODES[1])];
    assert_eq!(
        text(&enterprises, &own, "status").as_deref(),
        Some("rejected")
    );
    // The table keeps what was reported.
    assert_eq!(number(&enterprises, &own, "revenue"), Some(3000.0));
    assert_eq!(zone.table("left_out").height(), 0);
    for workbook in ["zone.xlsx", "submission.xlsx", "parks/east.xlsx"] {
        let texts = texts(&zone.path("out/2023").join(workbook));
        assert!(
            texts
                .iter()
                .any(|text| text.contains("另有 1 家以上年数据代替")),
            "{workbook}"
        );
    }
}

#[test]
fn shares_of_size_and_unexplained_queries_decide_the_exit_code() {
    for (gate, code) in [
        ("left_out_by_size = 0.31", 0),
        ("left_out_by_size = 0.29", 1),
        ("response_rate_by_size = 1.0", 0),
        // One query, too little research for a high-tech enterprise, is open.
        ("unexplained_rate = 1.0", 0),
        ("unexplained_rate = 0.99", 1),
    ] {
        let zone = with_an_error();
        zone.edit(
            "pipelines/zone.toml",
            "[gates]",
            &format!("[gates]\n{gate}"),
        );
        assert_eq!(zone.run().status.code(), Some(code), "{gate}");
    }
    for (limit, code) in [("0.79", 0), ("0.81", 1)] {
        let zone = with_an_error();
        let silent = format!("input/2023/submissions/{}.xlsx", CODES[3]);
        std::fs::remove_file(zone.path(&silent)).unwrap();
        // 1000 of last year's 5000 did not answer.
        let gates = format!("[gates]\nresponse_rate_by_size = {limit}");
        zone.edit("pipelines/zone.toml", "[gates]", &gates);
        zone.edit(
            "pipelines/zone.toml",
            "error_rate = 0.3",
            "error_rate = 0.5",
        );
        assert_eq!(zone.run().status.code(), Some(code), "{limit}");
    }
}

#[test]
fn a_waiver_without_a_reason_or_an_expiry_is_refused_and_an_expired_one_is_said_to_do_nothing() {
    let waiver = |fields: &str| {
        let zone = with_an_error();
        zone.edit(
            "pipelines/zone.toml",
            "[gates]",
            &format!(
                "[[waivers]]\nrule = \"negative\"\nenterprise = \"{}\"\n{fields}\n\n[gates]",
                CODES[1]
            ),
        );
        zone
    };
    for fields in [
        "until = \"2023\"",
        "reason = \"checked\"",
        "reason = \" \"\nuntil = \"2023\"",
        "reason = \"checked\"\nuntil = \"soon\"",
        "reason = \"checked\"\nuntil = \"2023\"\nrow = 0",
    ] {
        let zone = waiver(fields);
        let output = zone.run();
        assert_eq!(output.status.code(), Some(2), "{fields}");
        assert!(!zone.path("out/2023").exists(), "{fields}");
    }

    let zone = waiver("reason = \"checked on the spot\"\nuntil = \"2023\"");
    assert_eq!(zone.run().status.code(), Some(0));
    assert_eq!(revenue(&zone, "littlezone"), Some(10_000.0));
    let told = texts(&zone.path("out/2023/findings.xlsx"));
    assert!(told.iter().any(|text| text == "checked on the spot"));

    let zone = waiver("reason = \"checked\"\nuntil = \"2022\"");
    let output = zone.run();
    assert_eq!(revenue(&zone, "littlezone"), Some(7000.0));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains("已于 2022 之后失效"), "{printed}");
    let check = zone.huoju(&["check", "pipelines/zone.toml"]);
    let printed = String::from_utf8(check.stdout).unwrap();
    assert!(printed.contains("已于 2022 之后失效"), "{printed}");
}

#[test]
fn the_counts_of_the_findings_workbook_add_up_to_the_table() {
    let zone = with_an_error();
    let mut answer = zone.answers(2023)[2];
    answer.values[2] = 9000.0;
    zone.submit(2023, &format!("{}.xlsx", answer.code), &answer);
    zone.run();
    let findings = zone.table("findings");
    let count = |severity: &str, outcome: &str, state: &str| {
        let conditions = [
            ("severity", severity),
            ("outcome", outcome),
            ("state", state),
        ];
        rows(&findings, &conditions).height() as f64
    };
    let mut workbook: Xlsx<_> = open_workbook(zone.path("out/2023/findings.xlsx")).unwrap();
    let summary = workbook.worksheet_range("汇总").unwrap();
    let below = |heading: &str| {
        let at = summary
            .rows()
            .position(|row| row[0] == *heading)
            .unwrap_or_else(|| panic!("no part {heading}"));
        summary
            .rows()
            .skip(at + 2)
            .take_while(|row| !matches!(row[0], Data::Empty))
            .map(|row| {
                let numbers: Vec<f64> = row
                    .iter()
                    .filter_map(|cell| match cell {
                        Data::Float(number) => Some(*number),
                        _ => None,
                    })
                    .collect();
                (row[0].to_string(), numbers)
            })
            .collect::<Vec<_>>()
    };
    let severities = below("按严重程度");
    let mut all = 0.0;
    for ((word, numbers), severity) in severities.iter().zip(["error", "query", "hint"]) {
        let expected = [
            count(severity, "failed", "open"),
            count(severity, "unknown", "open"),
            count(severity, "failed", "explained") + count(severity, "unknown", "explained"),
            count(severity, "failed", "waived") + count(severity, "unknown", "waived"),
        ];
        assert_eq!(numbers[..4], expected, "{word}");
        all += expected.iter().sum::<f64>();
    }
    assert_eq!(all, findings.height() as f64);
    assert!(count("error", "failed", "open") >= 1.0);
    let by_rule: f64 = below("按规则")
        .iter()
        .map(|(_, numbers)| numbers[..4].iter().sum::<f64>())
        .sum();
    assert_eq!(by_rule, all);
    let lists: usize = ["错误", "疑问", "提示", "未能判断"]
        .iter()
        .filter_map(|name| workbook.worksheet_range(name).ok())
        .map(|range| {
            let header = range
                .rows()
                .position(|row| row[0] == *"统一社会信用代码")
                .unwrap();
            range
                .rows()
                .skip(header + 1)
                .filter(|row| !matches!(row[4], Data::Empty))
                .count()
        })
        .sum();
    assert_eq!(lists as f64, all);
}
