//! GQ-005: what an enterprise spends on research and development, and what comes of it.

use super::cast::Enterprise;
use super::kinds::Kind;
use super::random::Random;
use super::record::Record;

/// Fills the part of GQ-005 on people, expense and funds. Needs GQ-002 and GQ-003.
pub(crate) fn spend(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    year: i32,
    research: f64,
    random: &mut Random,
) {
    if research <= 0.0 {
        return;
    }
    let labour_share = match kind.name {
        // Carmakers spend on prototypes and tests.
        "automobile" | "parts" => 0.28,
        _ if kind.output > 0.0 => 0.46,
        _ => 0.66,
    };
    let total = record.whole("qj20", research);
    let labour = (total * labour_share * random.about(1.0, 0.05)).min(record.get("qc51") * 0.9);
    let labour = record.whole("qj23_1", labour);
    let rest = total - labour;
    let material = record.whole("qj23_2", rest * 0.52);
    let depreciation = record.whole("qj23_3", rest * 0.09);
    let amortised = record.whole("qj23_4", rest * 0.03);
    let design = record.whole("qj23_6", rest * 0.05);
    let testing = record.whole("qj23_7", rest * 0.09);
    let outside = record.whole(
        "qj33",
        rest * enterprise.habit("qj33", 0.11, 0.17) * random.about(1.0, 0.1),
    );
    record.whole(
        "qj23_5",
        total - labour - material - depreciation - amortised - design - testing - outside,
    );
    let institutes = record.whole("qj33_1", outside * 0.3);
    let universities = record.whole("qj33_2", outside * 0.34);
    let abroad = record.whole(
        "qj33_3",
        outside
            * if enterprise.has("overseas") {
                0.12
            } else {
                0.0
            },
    );
    record.whole("qj33_4", outside - institutes - universities - abroad);
    let equipment = record.whole(
        "qj251",
        total * enterprise.habit("qj251", 0.02, 0.04) * random.about(1.0, 0.1),
    );
    record.whole("qj250", equipment * 1.25);

    let staff = record.get("qd01");
    let least = if enterprise.is_high_tech(year) {
        (staff * 0.105).ceil()
    } else {
        1.0
    };
    let people = (labour / (kind.wage * 1.2)).clamp(least, (staff * 0.6).max(least));
    let people = record.whole("qj09", people);
    record.whole("qj67", (people * 0.08).floor());
    record.whole("qj09_1", (people * 0.78).floor());
    let outsiders = record.whole("qj09_3", (people * 0.02).floor());
    let educated = record.get("qd18") + record.get("qd08");
    record.whole("qj09_2", (people * 0.82).floor().min(educated + outsiders));

    let government = record.whole(
        "qj252",
        total * enterprise.habit("qj252", 0.03, 0.07) * random.about(1.0, 0.1),
    );
    let bank = record.whole("qj253", total * 0.03);
    let venture = record.whole(
        "qj254",
        if record.get("qc226") > 0.0 {
            total * 0.04
        } else {
            0.0
        },
    );
    record.whole("qj256", total - government - bank - venture);

    if total >= 5_000.0 {
        record.whole("qi01", 1.0 + (total / 400_000.0).floor().min(6.0));
        let institute = record.whole("qi07_0", (people * 0.6).ceil());
        let doctors = record.whole("qi07_1", (institute * kind.graduates[0] * 0.3).floor());
        record.whole("qi07_2", ((institute - doctors) * 0.3).floor());
        record.whole("qi14_1", total * 0.62);
    }
}

/// Stocks at the end of the year before.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stocks {
    pub patents: f64,
    pub inventions: f64,
    pub overseas: f64,
    pub trademarks: f64,
    pub copyrights: f64,
    pub layouts: f64,
    pub international_standards: f64,
    pub standards: f64,
}

/// Fills the part of GQ-005 on results; returns the stocks at the end of the year.
pub(crate) fn results(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    year: i32,
    before: Stocks,
    random: &mut Random,
) -> Stocks {
    let mut stocks = before;
    let millions = record.get("qj20") / 100_000.0;
    let abroad = if enterprise.has("overseas") {
        0.12
    } else {
        0.0
    };
    let applied = record.whole("qj55", kind.patents * millions * random.about(1.0, 0.15));
    let inventions = record.whole("qj56", (applied * 0.54).floor());
    record.whole("qj56_1", (inventions * (1.0 - abroad)).floor());
    record.whole("qj55_1", (applied * abroad * 0.5).floor());
    record.whole("qj55_2", (applied * abroad * 0.6).floor());
    let granted = record.whole("qj74", (applied * 0.76).floor());
    let invention_grants = record.whole("qj57", (applied * 0.33).floor());
    record.whole("qj57_1", (invention_grants * (1.0 - abroad)).floor());
    record.whole("qj75", (granted * abroad * 0.3).floor());
    let abroad_grants = invention_grants - record.get("qj57_1");
    stocks.patents = record.whole("qj83", before.patents * 0.95 + granted);
    stocks.inventions = record.whole("qj73", before.inventions * 0.97 + invention_grants);
    stocks.overseas = record.whole("qj83_1", before.overseas + abroad_grants);
    record.whole("qj82", (stocks.overseas * 0.7).floor());
    record.whole("qj73_1", (stocks.overseas * 0.9).floor());
    if applied >= 12.0 && enterprise.number.is_multiple_of(3) {
        record.whole("qi23", (applied / 20.0).ceil());
        record.whole("qi24", (record.get("qc06_1") * 0.4).max(60.0));
    }
    let new = enterprise.habit("qj70", 0.22, 0.34) * (1.0 + enterprise.growth.max(0.0) / 120.0);
    let output = record.get("qc02") * new;
    record.whole("qj70", output);
    let sold = record.whole("qj71", output * 0.96);
    record.whole("qj72", (record.get("qc11") * 0.3).min(sold * 0.5));
    record.whole("qi25", (millions * 1.6).floor());

    let marks = record.whole(
        "qj77",
        random.whole(0, 3) as f64 + (record.get("qc05_0") / 3e6).floor(),
    );
    stocks.trademarks = record.whole("qj79", before.trademarks + marks);
    if abroad > 0.0 || enterprise.number.is_multiple_of(11) {
        record.whole("qj79_1", (stocks.trademarks * 0.2).ceil());
        record.whole("qj79_2", marks.min(1.0).min(record.get("qj79_1")));
    }
    let coding = match kind.name {
        "software" | "platform" => 20.0,
        "culture" | "finance" => 12.0,
        _ => 1.5,
    };
    let copyrights = record.whole(
        "qj85_1",
        (coding * millions * random.about(1.0, 0.2)).floor() + random.whole(0, 2) as f64,
    );
    stocks.copyrights = record.whole("qj85", before.copyrights + copyrights);
    let layouts = record.whole(
        "qj86_1",
        if kind.name == "chip" {
            random.whole(2, 9) as f64
        } else {
            0.0
        },
    );
    stocks.layouts = record.whole("qj86", before.layouts + layouts);
    if enterprise.has("drug") {
        record.whole("qj101", 1.0);
    }
    let writes = enterprise.has("standard");
    let international = record.whole(
        "qj98_1",
        if writes && year >= 2023 && enterprise.number.is_multiple_of(2) {
            1.0
        } else {
            0.0
        },
    );
    stocks.international_standards =
        record.whole("qj98", before.international_standards + international);
    let national = record.whole(
        "qi27_1",
        if writes {
            random.whole(1, 5) as f64
        } else {
            0.0
        },
    );
    stocks.standards = record.whole("qi27", before.standards + national);
    contracts(record, enterprise, kind, random);
    stocks
}

fn contracts(record: &mut Record, enterprise: &Enterprise, kind: &Kind, random: &mut Random) {
    let revenue = record.get("qc05_0");
    let value = record.tenth("qj80", revenue * kind.contracts * random.about(1.0, 0.2));
    if value > 0.0 {
        record.whole("qj80_1", (value / 2_600.0).ceil());
    }
    if enterprise.has("techexport") && value > 0.0 {
        record.whole("qj80_3", 2.0_f64.min(record.get("qj80_1")));
        record.whole("qj80_5", value * 0.1);
    }
    if kind.output > 0.0 {
        record.whole("qj58", revenue * 0.003);
        record.whole("qj62", revenue * 0.0004);
    }
    if matches!(enterprise.owner, "joint" | "foreign") {
        record.whole("qj59", revenue * 0.0016);
        record.whole("qj61", revenue * 0.0004);
    }
    if enterprise.has("overseas") {
        record.whole("qj99", 2.0);
        record.whole("qj90", 1.0);
        record.text(
            "qi19_1",
            if enterprise.number.is_multiple_of(2) {
                "1"
            } else {
                "2"
            },
        );
        record.text(
            "qi19_2",
            if enterprise.number.is_multiple_of(2) {
                "2"
            } else {
                "1"
            },
        );
    }
    for (code, yes) in [
        ("qj88_1", true),
        ("qj88_2", enterprise.owner == "joint"),
        ("qj88_3", false),
        ("qj88_4", false),
        ("qj88_5", false),
    ] {
        record.text(code, if yes { "1" } else { "2" });
    }
}

/// Stocks that an enterprise begins with: some years of its results.
pub(crate) fn first_stocks(
    enterprise: &Enterprise,
    kind: &Kind,
    research: f64,
    year: i32,
    random: &mut Random,
) -> Stocks {
    let years = f64::from((year - enterprise.founded).clamp(0, 6));
    let yearly = kind.patents * research / 100_000.0;
    let writes = if enterprise.has("standard") { 1.0 } else { 0.0 };
    Stocks {
        patents: (yearly * 0.6 * years).round(),
        inventions: (yearly * 0.24 * years).round(),
        overseas: if enterprise.has("overseas") {
            (yearly * 0.03 * years).ceil()
        } else {
            0.0
        },
        trademarks: (years * random.between(0.5, 2.5)).round(),
        copyrights: (research / 100_000.0 * years * if kind.output > 0.0 { 1.0 } else { 12.0 })
            .round()
            + random.whole(0, 4) as f64,
        layouts: if kind.name == "chip" {
            years * 3.0
        } else {
            0.0
        },
        international_standards: writes * random.whole(0, 2) as f64,
        standards: writes * random.whole(4, 20) as f64,
    }
}
