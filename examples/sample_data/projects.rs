//! GQ-004: research and development projects.

use std::collections::BTreeMap;

use huoju::report::form::CellValue;

use super::kinds::Kind;
use super::random::Random;
use super::record::Record;

/// Endings of names that count as research and development.
const RESEARCH: [&str; 5] = [
    "关键技术研究",
    "样机研制",
    "工艺研究",
    "系统开发与验证",
    "应用基础研究",
];
/// Endings that the name test leaves out.
const OTHER: [&str; 3] = ["示范应用", "生产线技改", "成果推广"];
/// Forms of results that count as research and development from 2019 on.
const RESULTS: [&str; 7] = ["01", "04", "07", "08", "09", "12", "13"];

type Row = BTreeMap<String, CellValue>;

/// Writes the projects of a year. Needs GQ-005: their money and people are a part of its.
pub(crate) fn list_projects(
    record: &mut Record,
    kind: &Kind,
    year: i32,
    random: &mut Random,
) -> Vec<Row> {
    let research = record.get("qj20");
    let outside = record.get("qj33");
    let count = (2.0 + research / 40_000.0).min(11.0) as usize;
    if research <= 0.0 {
        return Vec::new();
    }
    let inside = (research - outside) * 0.93;
    let weights: Vec<f64> = (0..count).map(|_| random.between(0.5, 1.5)).collect();
    let sum: f64 = weights.iter().sum();
    let people = record.get("qj09");
    let government = record.get("qj252");
    let mut rows: Vec<Row> = weights
        .iter()
        .enumerate()
        .map(|(at, weight)| {
            let share = weight / sum;
            // One in six is no research, so that the share of research is below one.
            let counts = at == 0 || random.unit() > 0.17;
            let topic = kind.topics[(at + year as usize) % kind.topics.len()];
            let name = if counts {
                format!(
                    "{topic}{}",
                    RESEARCH[(at / kind.topics.len() + at) % RESEARCH.len()]
                )
            } else {
                format!("{topic}{}", random.pick(&OTHER))
            };
            let money = (inside * share).floor().max(1.0);
            let participants = (people * share).floor().max(1.0);
            let months = (participants * random.between(7.5, 11.0)).floor();
            row(
                at,
                year,
                random,
                &name,
                money,
                participants,
                months,
                (government * share * 0.8).floor(),
                random_form(at),
            )
        })
        .collect();
    if outside >= 2_000.0 {
        let topic = kind.topics[count % kind.topics.len()];
        let name = format!("{topic}委托试验研究");
        let money = (outside * 0.9).floor();
        rows.push(row(count, year, random, &name, money, 2.0, 12.0, 0.0, "30"));
    }
    rows
}

/// Most are done alone, some with a university.
fn random_form(at: usize) -> &'static str {
    if at % 4 == 3 { "22" } else { "10" }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one argument a column of the form"
)]
fn row(
    at: usize,
    year: i32,
    random: &mut Random,
    name: &str,
    money: f64,
    people: f64,
    months: f64,
    government: f64,
    form: &str,
) -> Row {
    let start = random.whole(1, 12);
    let end = random.whole(1, 12);
    let numbers = [
        ("qh00", at as f64 + 1.0),
        ("qh44", people),
        ("qh40", months),
        ("qh51", money),
        ("qh52", government),
    ];
    let texts = [
        ("xmmc", name.to_owned()),
        (
            "qh11",
            if government > 0.0 && at.is_multiple_of(3) {
                "2".to_owned()
            } else {
                "4".to_owned()
            },
        ),
        ("qh31", form.to_owned()),
        ("qh21", (*random.pick(&RESULTS)).to_owned()),
        ("qh32", random.whole(2, 4).to_string()),
        ("qh33", "2".to_owned()),
        (
            "qh34",
            format!("{}-{start:02}", year - random.whole(0, 1) as i32),
        ),
        ("qh35", format!("{}-{end:02}", year + 1)),
        ("qh36", random.whole(1, 3).to_string()),
    ];
    numbers
        .into_iter()
        .map(|(code, number)| (code.to_owned(), CellValue::Number(number)))
        .chain(
            texts
                .into_iter()
                .map(|(code, text)| (code.to_owned(), CellValue::Text(text))),
        )
        .collect()
}
