//! GQ-002: the books of an enterprise, so that every accounting identity holds.

use super::cast::Enterprise;
use super::kinds::Kind;
use super::random::Random;
use super::record::Record;

/// What the books need to know beforehand.
pub(crate) struct Scale {
    pub year: i32,
    /// Revenue in 千元.
    pub revenue: f64,
    /// Revenue of 2023, by which capital is measured in every year.
    pub revenue_2023: f64,
    /// Mean staff of the year.
    pub staff: f64,
    /// R&D expense in 千元.
    pub research: f64,
}

/// Fills GQ-002.
pub(crate) fn keep_books(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    scale: &Scale,
    random: &mut Random,
) {
    income(record, enterprise, kind, scale, random);
    profit(record, enterprise, kind, scale, random);
    taxes(record, enterprise, kind, scale);
    balance(record, enterprise, kind, scale, random);
    venture(record, enterprise, scale, random);
}

fn income(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    scale: &Scale,
    random: &mut Random,
) {
    let revenue = record.whole("qc05_0", scale.revenue);
    let output = if enterprise.is_industrial() {
        kind.output
    } else {
        0.0
    };
    record.whole("qc02", revenue * output * random.about(0.965, 0.015));
    let technology = record.whole("qc06", revenue * kind.technology * random.about(1.0, 0.08));
    let transfer = record.whole(
        "qc06_1",
        technology * enterprise.habit("qc06_1", 0.02, 0.08) * random.about(1.0, 0.1),
    );
    let contracted = record.whole(
        "qc06_2",
        technology * enterprise.habit("qc06_2", 0.1, 0.2) * random.about(1.0, 0.1),
    );
    let commissioned = record.whole(
        "qc06_4",
        technology * enterprise.habit("qc06_4", 0.1, 0.25) * random.about(1.0, 0.1),
    );
    record.whole("qc06_3", technology - transfer - contracted - commissioned);
    // What is sold beside technology cannot be more than it leaves.
    let goods = record.whole(
        "qc10",
        (revenue * kind.goods * random.about(1.0, 0.1)).min(revenue - technology),
    );
    let other = (revenue * enterprise.habit("qc49", 0.004, 0.016) * random.about(1.0, 0.1))
        .min(revenue - technology - goods);
    let other = record.whole("qc49", other);
    let product = record.whole("qc07", revenue - technology - goods - other);
    record.whole("qc09", product * kind.high_tech * random.about(1.0, 0.02));
    record.whole("qc55", revenue - other);

    let foreign = if matches!(enterprise.owner, "foreign" | "joint" | "hongkong") {
        1.3
    } else {
        1.0
    };
    let export = record.whole(
        "qc11",
        revenue * kind.export * foreign * random.about(1.0, 0.15),
    );
    let service = if enterprise.has("techexport") {
        0.6
    } else if kind.output > 0.0 {
        0.01
    } else {
        0.3
    };
    let service = record.whole("qc11_1", export * service);
    record.whole("qc38", (export - service) * 0.8);
    record.whole(
        "qc52",
        export + revenue * kind.export * 0.35 * random.about(1.0, 0.2),
    );
}

fn profit(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    scale: &Scale,
    random: &mut Random,
) {
    let revenue = record.get("qc05_0");
    // Beyond 15 % of revenue research is paid from capital, not from sales.
    let burnt = (scale.research / revenue - 0.15).max(0.0) * 0.8;
    let margin = kind.margin * random.about(1.0, 0.06) - burnt;
    let operating = record.whole("qc120", revenue * margin);
    let mut costs = 0.0;
    costs += record.whole("qc221", revenue * 0.008);
    costs += record.whole(
        "qc222",
        revenue * enterprise.habit("qc222", 0.022, 0.034) * random.about(1.0, 0.1),
    );
    costs += record.whole(
        "qc223",
        revenue * enterprise.habit("qc223", 0.036, 0.048) * random.about(1.0, 0.1),
    );
    costs += record.whole("qc236", scale.research * 0.9);
    costs += record.whole(
        "qc224",
        revenue * enterprise.habit("qc224", 0.001, 0.006) * random.about(1.0, 0.1),
    );
    let mut gains = 0.0;
    // Returns on investment depend on what is held, which does not change within two years.
    let held = f64::from(u8::try_from(enterprise.number % 7).unwrap_or(0)) * 0.0004;
    gains += record.whole("qc225", revenue * held);
    gains += record.whole("qc232", revenue * 0.003 + scale.research * 0.03);
    record.whole("qc220", revenue - costs + gains - operating);
    let other_income = record.whole(
        "qc227",
        revenue * enterprise.habit("qc227", 0.0005, 0.002) * random.about(1.0, 0.1),
    );
    let other_expense = record.whole(
        "qc230",
        revenue * enterprise.habit("qc230", 0.0002, 0.001) * random.about(1.0, 0.1),
    );
    record.whole("qc234", operating + other_income - other_expense);
}

fn taxes(record: &mut Record, enterprise: &Enterprise, kind: &Kind, scale: &Scale) {
    let revenue = record.get("qc05_0");
    let before = record.get("qc234");
    let high_tech = enterprise.is_high_tech(scale.year);
    let rate = if high_tech { 0.13 } else { 0.24 };
    let tax = record.whole("qc231", before.max(0.0) * rate);
    record.whole("qc12", before - tax);
    let vat = record.whole(
        "qc62",
        revenue * if kind.output > 0.0 { 0.024 } else { 0.03 },
    );
    let paid_vat = record.whole("qc14", vat * 0.94);
    let paid_tax = record.whole("qc16", tax * 0.96);
    record.whole("qc13", paid_vat + paid_tax + record.get("qc221") * 0.97);
    let vat_relief = record.whole(
        "qc18",
        revenue
            * if kind.name == "software" {
                0.021
            } else {
                0.001
            },
    );
    let relief = if high_tech {
        before.max(0.0) * 0.1
    } else {
        0.0
    };
    let relief = record.whole("qc20_1", relief);
    let deduction = if before > 0.0 {
        scale.research * 0.11
    } else {
        0.0
    };
    let deduction = record.whole("qc20_2", deduction);
    let transfer = record.whole("qc20_3", record.get("qc06_1") * 0.08);
    let income_relief = record.whole("qc20", relief + deduction + transfer);
    record.whole("qc17", vat_relief + income_relief);
    record.whole(
        "qc51",
        scale.staff * kind.wage * if scale.year >= 2023 { 1.0 } else { 0.962 },
    );
}

fn balance(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    scale: &Scale,
    random: &mut Random,
) {
    let revenue = record.get("qc05_0");
    let industrial = kind.output > 0.0;
    let assets = record.whole("qc24", revenue * kind.assets * random.about(1.0, 0.03));
    let current = record.whole("qc25", assets * enterprise.habit("qc25", 0.54, 0.64));
    let fixed = record.whole("qc27_1", assets - current);
    record.whole("qc238", (scale.research * 0.25).min(fixed * 0.15));
    record.whole("qc29", fixed * if industrial { 0.48 } else { 0.22 });
    record.whole("qc30", fixed * 0.16);
    let depreciation = record.whole("qc61", revenue * if industrial { 0.027 } else { 0.013 });
    record.whole("qc65", depreciation * random.between(3.8, 5.2));
    let debts = record.whole("qc31", assets * enterprise.habit("qc31", 0.42, 0.52));
    record.whole("qc237", debts * 0.78);
    record.whole(
        "qc32",
        debts * enterprise.habit("qc32", 0.18, 0.34) * random.about(1.0, 0.1),
    );
    record.whole("qc33", assets - debts);
    let capital = record.whole("qc34", capital(kind, scale.revenue_2023) * 10.0);
    if enterprise
        .listed()
        .is_some_and(|(_, year)| year <= scale.year)
    {
        record.whole("qc63", capital * 0.45);
    }
    if enterprise.has("overseas") {
        record.whole("qc39", revenue * 0.0015);
    }
    let invested = revenue
        * if industrial { 0.052 } else { 0.018 }
        * (1.0 + enterprise.growth.max(0.0) / 40.0);
    record.tenth("qc40", invested * random.about(1.0, 0.1));
    // Energy per unit of output falls a little every year.
    let saved = if scale.year >= 2023 { 0.965 } else { 1.0 };
    let energy = if enterprise.is_industrial() {
        kind.energy
    } else {
        0.0
    };
    record.whole("qc41", energy * revenue / 1000.0 * saved);
}

/// Registered capital in 万元: it does not change between the years.
pub(crate) fn capital(kind: &Kind, revenue_2023: f64) -> f64 {
    (revenue_2023 * kind.assets * 0.16 / 10_000.0).ceil() * 1000.0
}

fn venture(record: &mut Record, enterprise: &Enterprise, scale: &Scale, random: &mut Random) {
    // Most of them had money in the year before, too.
    let received =
        enterprise.has("vc") && (scale.year >= 2023 || !enterprise.number.is_multiple_of(7));
    if received {
        record.text("qc226_1", "1");
        record.text("qc226_2", "2");
        record.whole(
            "qc226",
            (scale.revenue * random.between(0.05, 0.12)).min(600_000.0) + 30_000.0,
        );
    } else {
        record.text("qc226_1", "2");
        record.whole("qc226", 0.0);
    }
}
