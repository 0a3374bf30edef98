//! The definitions of the repository: they load, and they say what the forms say.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use huoju::definitions::{Definitions, FieldType, OWN_CHECKS, RegisterColumn, Severity};

fn load(period: &str) -> Definitions {
    Definitions::load(
        Path::new("pipelines/shenyang.toml"),
        period.parse().unwrap(),
    )
    .unwrap_or_else(|errors| panic!("{errors}"))
}

/// The definitions of 2023, loaded once.
fn of_2023() -> &'static Definitions {
    static LOADED: OnceLock<Definitions> = OnceLock::new();
    LOADED.get_or_init(|| load("2023"))
}

#[test]
fn the_definitions_load_for_a_year_and_for_a_quarter() {
    for period in ["2018", "2022", "2023", "2023Q4"] {
        assert_eq!(load(period).pipeline.id, "shenyang", "{period}");
    }
}

#[test]
fn every_form_has_all_its_fields_in_print_order() {
    let survey = &of_2023().survey;
    let found: Vec<(&str, usize, usize)> = survey
        .forms
        .iter()
        .map(|form| {
            let in_use = form
                .fields
                .iter()
                .filter(|field| field.in_year(2023))
                .count();
            (form.number.as_str(), in_use, form.fields.len())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("", 22, 22),
            ("GQ-001", 26, 32),
            ("GQ-002", 67, 70),
            ("GQ-003", 21, 22),
            ("GQ-004", 14, 14),
            ("GQ-005", 91, 93),
        ]
    );
    let first_and_last: Vec<(&str, &str)> = survey
        .forms
        .iter()
        .map(|form| {
            let mut in_use = form.fields.iter().filter(|field| field.in_year(2023));
            let first = in_use.next().unwrap();
            (
                first.code.as_str(),
                in_use.next_back().unwrap().code.as_str(),
            )
        })
        .collect();
    assert_eq!(
        first_and_last,
        [
            ("qa18", "qa14"),
            ("qb08", "qb16_1"),
            ("qc02", "qc226"),
            ("qd01", "qd28"),
            ("qh00", "qh52"),
            ("qj09", "qj88_5"),
        ]
    );
}

#[test]
fn fields_of_the_2018_forms_end_in_2018() {
    let survey = &of_2023().survey;
    let ended: Vec<&str> = survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.to == Some(2018))
        .map(|field| field.code.as_str())
        .collect();
    assert_eq!(
        ended,
        [
            "qb07_2", "qb07_3", "qb21", "qb22", "qb15_3", "qb15_4", "qc220_1", "qc223_2",
            "qc223_3", "qd30", "qj73_2", "qi28_1"
        ]
    );
}

#[test]
fn a_field_says_what_the_form_prints() {
    let survey = &of_2023().survey;
    let (form, revenue) = survey.field("qc05_0").unwrap();
    assert_eq!(
        (form.number.as_str(), form.unit.as_str()),
        ("GQ-002", "千元")
    );
    assert_eq!(
        (
            revenue.zh.as_str(),
            revenue.en.as_str(),
            revenue.unit.as_str()
        ),
        ("营业收入", "Operating revenue", "千元")
    );
    assert_eq!(revenue.kind, FieldType::Number);
    assert!(revenue.required && !revenue.negative);
    let parts: Vec<&str> = form
        .fields
        .iter()
        .filter(|field| field.parent.as_deref() == Some("qc05_0"))
        .map(|field| field.code.as_str())
        .collect();
    assert_eq!(parts, ["qc55", "qc06", "qc07", "qc10", "qc49"]);

    let (_, capital) = survey.field("qb04_0").unwrap();
    assert_eq!(
        (capital.zh.as_str(), capital.unit.as_str()),
        ("注册资金", "万元")
    );
    let (_, energy) = survey.field("qc41").unwrap();
    assert_eq!(energy.unit, "吨标准煤");
    let (form, project) = survey.field("xmmc").unwrap();
    assert!(form.list && form.item.as_deref() == Some("xmmc"));
    assert_eq!(
        (project.zh.as_str(), project.kind),
        ("项目名称", FieldType::Text)
    );
    let (_, graduates) = survey.field("qd14_0").unwrap();
    assert_eq!(
        (graduates.level, graduates.parent.as_deref(), graduates.from),
        (4, Some("qd14"), Some(2019))
    );
}

#[test]
fn a_form_of_parts_prints_their_headings() {
    let survey = &of_2023().survey;
    let headings = |number: &str| -> Vec<&str> {
        let form = survey.form(number).unwrap();
        let headings = form
            .fields
            .iter()
            .filter_map(|field| field.heading.as_ref());
        headings.map(|heading| heading.zh.as_str()).collect()
    };
    assert_eq!(
        headings("GQ-003"),
        [
            "一、从业人员数",
            "二、从业人员构成（一）按学历、学位及技能分",
            "（二）按职业类型分"
        ]
    );
    assert_eq!(headings("GQ-005").len(), 11);
    assert_eq!(headings("GQ-001").len(), 0);
}

#[test]
fn only_revenue_and_staff_are_required_and_only_results_may_be_negative() {
    let survey = &of_2023().survey;
    let fields: Vec<_> = survey.forms.iter().flat_map(|form| &form.fields).collect();
    let required: Vec<&str> = fields
        .iter()
        .filter(|field| field.required)
        .map(|field| field.code.as_str())
        .collect();
    assert_eq!(required, ["qc05_0", "qd01"]);
    let negative: Vec<&str> = fields
        .iter()
        .filter(|field| field.negative)
        .map(|field| field.code.as_str())
        .collect();
    assert_eq!(
        negative,
        [
            "qc224", "qc228", "qc235", "qc229", "qc225", "qc239", "qc233", "qc232", "qc120",
            "qc234", "qc12", "qc231", "qc62", "qc33"
        ]
    );
}

#[test]
fn personal_data_are_marked() {
    let survey = &of_2023().survey;
    let personal: Vec<&str> = survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.personal)
        .map(|field| field.code.as_str())
        .collect();
    assert_eq!(
        personal,
        ["qd20", "qa08", "qa09", "qa20", "qa11", "qa17", "qa17_1"]
    );
}

#[test]
fn every_field_has_both_labels_and_a_number_knows_its_unit() {
    let survey = &of_2023().survey;
    for field in survey.forms.iter().flat_map(|form| &form.fields) {
        assert!(
            !field.zh.is_empty() && !field.en.is_empty(),
            "{}",
            field.code
        );
        assert!(field.en.is_ascii(), "{}: {}", field.code, field.en);
        let serial = field.code == "qh00";
        assert!(
            !field.kind.is_number() || !field.unit.is_empty() || serial,
            "{} has no unit",
            field.code
        );
    }
}

#[test]
fn the_identity_and_the_export_are_those_of_the_survey() {
    let survey = &of_2023().survey;
    assert_eq!(survey.identity.credit_code, "qa03");
    assert_eq!(survey.identity.name, "qa04");
    assert_eq!(survey.identity.filled, "qa12");
    assert_eq!(survey.identity.industry, "qb03_1");
    assert_eq!(
        survey.register_fills,
        BTreeMap::from([
            ("qb03_1".to_owned(), RegisterColumn::Industry),
            ("qb11".to_owned(), RegisterColumn::HighTech),
        ])
    );
    assert_eq!(survey.export.withdrawn, "dis");
    assert_eq!(survey.export.credit_code[0], "susername");
    assert_eq!(
        survey.head,
        [
            "制定机关：科学技术部",
            "批准机关：国家统计局",
            "批准文号：国统制〔2022〕11号",
            "有效期至：2025年2月"
        ]
    );
    let pages: Vec<Option<&str>> = survey
        .forms
        .iter()
        .map(|form| form.continues_after.as_deref())
        .collect();
    assert_eq!(
        pages,
        [None, None, Some("qc230"), None, None, Some("qj73_1")]
    );
}

#[test]
fn every_code_list_has_a_field_and_every_code_a_name() {
    let definitions = of_2023();
    let used: BTreeSet<&str> = definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter_map(|field| field.codes.as_deref())
        .collect();
    for list in &definitions.lists {
        assert!(used.contains(list.id.as_str()), "{}", list.id);
        assert!(!list.entries.is_empty(), "{}", list.id);
        for entry in &list.entries {
            assert!(!entry.zh.is_empty(), "{} {}", list.id, entry.code);
        }
    }
    let ownership = definitions.list("registration-type").unwrap();
    assert_eq!(ownership.entries.len(), 25);
    assert_eq!(ownership.entry("173").unwrap().zh, "私营有限责任公司");
    assert!(!ownership.open && ownership.verified);
    assert!(definitions.list("project-result").unwrap().open);
}

#[test]
fn industries_have_their_levels_and_sections() {
    let definitions = of_2023();
    let industries = definitions.list("gbt4754-2017").unwrap();
    let of_level = |level| {
        industries
            .entries
            .iter()
            .filter(|entry| entry.level == level)
            .count()
    };
    assert_eq!(of_level(1), 20);
    assert_eq!(of_level(2), 97);
    for entry in industries.entries.iter().filter(|entry| entry.level > 1) {
        assert_eq!(entry.code.len(), usize::from(entry.level), "{}", entry.code);
    }
    let sections = industries.sections();
    for (code, section) in [
        ("3741", "C"),
        ("6511", "I"),
        ("0610", "B"),
        ("4411", "D"),
        ("7320", "M"),
    ] {
        assert_eq!(sections[code], section, "{code}");
    }
}

#[test]
fn tags_know_high_tech_digital_and_industrial_enterprises() {
    let definitions = of_2023();
    let tagged = |id: &str, code: &str| {
        let tag = definitions.tags.iter().find(|tag| tag.id == id).unwrap();
        tag.prefixes.iter().any(|prefix| code.starts_with(prefix))
    };
    assert!(tagged("high_tech_manufacturing", "2710"));
    assert!(tagged("high_tech_manufacturing", "3913"));
    assert!(!tagged("high_tech_manufacturing", "3610"));
    assert!(tagged("high_tech_service", "6511"));
    assert!(!tagged("high_tech_service", "6110"));
    assert!(tagged("digital_industry", "3973"));
    assert!(!tagged("digital_industry", "2710"));
    for (code, expected) in [
        ("0512", false),
        ("0610", true),
        ("1311", true),
        ("4620", true),
        ("4710", false),
    ] {
        assert_eq!(tagged("industrial", code), expected, "{code}");
    }
    let section = definitions
        .tags
        .iter()
        .find(|tag| tag.id == "industry_section")
        .unwrap();
    assert_eq!(section.section_of.as_deref(), Some("gbt4754-2017"));
}

#[test]
fn rules_keep_their_ids_and_the_severities_suggested_for_them() {
    let rules = &of_2023().rules;
    let severity: BTreeMap<&str, Severity> = rules
        .iter()
        .map(|rule| (rule.id.as_str(), rule.severity))
        .collect();
    // 136 of 140 are conditions of a record; two of them ended in 2018.
    assert_eq!(severity.len(), 134);
    for (id, expected) in [
        ("S01", Severity::Query),
        ("S12", Severity::Query),
        ("S18", Severity::Hint),
        ("A03", Severity::Error),
        ("D001", Severity::Query),
        ("D002", Severity::Error),
        ("D018", Severity::Hint),
        ("D049", Severity::Error),
        ("D098", Severity::Query),
        ("D104", Severity::Error),
        ("D109", Severity::Hint),
    ] {
        assert_eq!(severity[id], expected, "{id}");
    }
    let count = |wanted| severity.values().filter(|found| **found == wanted).count();
    assert_eq!(count(Severity::Error), 73);
    assert_eq!(count(Severity::Query), 44);
    assert_eq!(count(Severity::Hint), 17);
    for id in ["S16", "S17", "S19", "S21", "S22", "S23"] {
        assert!(!severity.contains_key(id), "{id}");
    }
}

#[test]
fn every_rule_speaks_both_languages_and_names_only_what_exists() {
    let definitions = of_2023();
    let known: BTreeSet<String> = definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .flat_map(|field| [field.code.clone(), format!("prev_{}", field.code)])
        .chain(
            [
                "value",
                "value%",
                "expected",
                "difference",
                "credit_code",
                "name",
            ]
            .map(str::to_owned),
        )
        .collect();
    for rule in &definitions.rules {
        let message = rule.message.as_ref().expect("a message");
        for text in [&rule.label.zh, &rule.label.en, &message.zh, &message.en] {
            assert!(!text.is_empty(), "{}", rule.id);
        }
        let placeholders = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .map(|rest| rest.split('}').next().unwrap_or_default().to_owned())
                .collect()
        };
        let (zh, en) = (placeholders(&message.zh), placeholders(&message.en));
        assert_eq!(zh, en, "{}", rule.id);
        assert!(zh.is_subset(&known), "{}: {zh:?}", rule.id);
        assert!(
            !zh.contains("qa17_1"),
            "{}: personal data in a message",
            rule.id
        );
        assert!(!rule.verified && !rule.reference.is_empty(), "{}", rule.id);
        let scopes = ["in-form", "cross-form", "year-on-year"];
        assert!(scopes.contains(&rule.scope.as_str()), "{}", rule.id);
    }
}

#[test]
fn every_own_check_has_words_and_the_severity_of_the_contract() {
    let definitions = of_2023();
    let errors: BTreeSet<&str> = [
        "credit-code",
        "negative",
        "conflicting-values",
        "wrong-period",
        "required",
    ]
    .into();
    let hints: BTreeSet<&str> = ["closed-respondent"].into();
    for id in OWN_CHECKS {
        let check = definitions.own_check(id).unwrap();
        let expected = if errors.contains(id) {
            Severity::Error
        } else if hints.contains(id) {
            Severity::Hint
        } else {
            Severity::Query
        };
        assert_eq!(check.severity, expected, "{id}");
        let in_indicators = (id == "unreadable-value").then_some(Severity::Error);
        assert_eq!(check.severity_in_indicators, in_indicators, "{id}");
        for text in [
            &check.label.zh,
            &check.label.en,
            &check.message.zh,
            &check.message.en,
        ] {
            assert!(!text.is_empty(), "{id}");
        }
    }
}
