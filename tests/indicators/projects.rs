//! Which projects are R&D, and what R&D expenditure follows.

use huoju::expressions::record_frame;

use crate::records::{Row, annual, definitions, edited, numbers};

/// Asserts for each project whether it counts as R&D in a year. Each is the only one of an enterprise of its own.
fn assert_counted(year: i32, cases: impl IntoIterator<Item = (Row, bool)>) {
    let definitions = definitions();
    let (projects, expected): (Vec<Row>, Vec<bool>) = cases.into_iter().unzip();
    let code = |number: usize| format!("{number:03}");
    let enterprises: Vec<Row> = (0..projects.len())
        .map(|number| Row::enterprise(code(number), "hunnan"))
        .collect();
    let projects: Vec<Row> = projects
        .into_iter()
        .enumerate()
        .map(|(number, project)| project.of(code(number)).with("qh51", 100))
        .collect();
    let records = edited(definitions, year, &enterprises, &projects);
    let frame = record_frame(
        definitions,
        annual(year),
        &records.enterprises,
        &records.projects,
        None,
    )
    .unwrap();
    let counted: Vec<bool> = numbers(&frame, "rd_project_expenditure")
        .into_iter()
        .map(|expenditure| expenditure == Some(100.0))
        .collect();
    assert_eq!(counted, expected, "in {year}");
}

fn project(name: &'static str) -> Row {
    Row::project("").with("xmmc", name).with("qh21", "1")
}

fn with_result(result: &'static str) -> Row {
    project("智能视觉检测系统").with("qh21", result)
}

#[test]
fn a_name_needs_five_han_characters() {
    let unnamed = Row::project("").with("qh21", "1");
    assert_counted(
        2023,
        [
            (project("视觉检测法"), true),
            (project("视觉检测"), false),
            (project("AI视觉检测"), false),
            (project("AI视觉检测法"), true),
            (project("视a觉b检c测d法"), true),
            (project("Robot vision"), false),
            (project("（视觉）、检测"), false),
            (unnamed, false),
        ],
    );
}

#[test]
fn a_name_with_a_word_of_production_or_promotion_does_not_count() {
    let names = [
        "冲压线技改项目研究",
        "锅炉改造技术研究",
        "年产万台机床研究",
        "生产线控制研究",
        "新面料打样研究",
        "新面料翻样研究",
        "产业链协同研究",
        "智慧农业示范研究",
        "新品种推广研究",
    ];
    assert_counted(2023, names.map(|name| (project(name), false)));
}

#[test]
fn a_project_that_was_given_to_others_does_not_count_and_a_blank_form_does() {
    let named = || project("智能视觉检测系统");
    assert_counted(
        2023,
        [
            (named().with("qh31", "30"), false),
            (named().with("qh31", "10"), true),
            (named(), true),
        ],
    );
}

#[test]
fn the_list_of_results_is_that_of_the_year() {
    let late = [
        ("1", true),
        ("01", true),
        ("4", true),
        ("04", true),
        ("7", true),
        ("8", true),
        ("9", true),
        ("12", true),
        ("13", true),
        ("2", false),
        ("3", false),
        ("5", false),
        ("10", false),
        ("11", false),
        ("21", false),
        ("论文", false),
    ]
    .map(|(result, expected)| (with_result(result), expected));
    let unknown = Row::project("").with("xmmc", "智能视觉检测系统");
    assert_counted(2023, late.clone().into_iter().chain([(unknown, false)]));
    assert_counted(2019, late);
    assert_counted(
        2018,
        [
            ("11", true),
            ("21", true),
            ("22", true),
            ("23", true),
            ("31", true),
            ("41", true),
            ("42", true),
            ("1", false),
            ("12", false),
        ]
        .map(|(result, expected)| (with_result(result), expected)),
    );
}

#[test]
fn stage_and_objective_matter_until_2017_only() {
    assert_counted(
        2017,
        [
            (with_result("2").with("qh32", "1"), true),
            (with_result("2").with("qh32", "4").with("qh36", "3"), true),
            (with_result("2").with("qh32", "5"), false),
            (with_result("2"), false),
            (with_result("2").with("qh32", "1").with("qh36", "4"), false),
            (with_result("7").with("qh32", "1"), false),
        ],
    );
    assert_counted(
        2023,
        [(with_result("1").with("qh32", "5").with("qh36", "4"), true)],
    );
}

#[test]
fn r_and_d_expenditure_is_the_base_shared_out_to_r_and_d_projects() {
    let definitions = definitions();
    let spending = |code| Row::enterprise(code, "hunnan").with("qj23_1", 900);
    let enterprises = [
        // Base 900 + 90 (of which a tenth of nothing); a quarter of the projects is R&D.
        spending("A").with("qj251", 100),
        // Only buildings: a tenth counts.
        spending("B").with("qj250", 1_000),
        spending("C").without_project_list(),
        spending("D"),
        // All its projects were given to others.
        spending("E"),
        // Nothing is known about its spending.
        Row::enterprise("F", "hunnan"),
    ];
    let project = |code, name: &'static str, money: i32| {
        Row::project(code)
            .with("xmmc", name)
            .with("qh21", "1")
            .with("qh51", money)
    };
    let projects = [
        project("A", "智能视觉检测系统", 100),
        project("A", "检测", 300),
        project("B", "智能视觉检测系统", 50).with("qh40", 18),
        project("E", "智能视觉检测系统", 50).with("qh31", "30"),
        project("F", "智能视觉检测系统", 50),
    ];
    let records = edited(definitions, 2023, &enterprises, &projects);
    let frame = record_frame(
        definitions,
        annual(2023),
        &records.enterprises,
        &records.projects,
        None,
    )
    .unwrap();
    assert_eq!(
        numbers(&frame, "rd_expenditure"),
        [Some(247.5), Some(1_000.0), None, Some(0.0), Some(0.0), None]
    );
    assert_eq!(
        numbers(&frame, "rd_fte"),
        [None, Some(1.5), None, Some(0.0), Some(0.0), None]
    );
    assert_eq!(
        numbers(&frame, "projects"),
        [Some(2.0), Some(1.0), None, Some(0.0), Some(1.0), Some(1.0)]
    );
    assert_eq!(
        numbers(&frame, "project_expenditure_internal"),
        [
            Some(400.0),
            Some(50.0),
            None,
            Some(0.0),
            Some(0.0),
            Some(50.0)
        ]
    );
}
