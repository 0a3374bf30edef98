//! A zone of four enterprises in two years. Amounts are in 千元.

use huoju::definitions::Definitions;
use huoju::tables::Edited;

use crate::records::{Row, edited};

pub(crate) fn this_year(definitions: &Definitions) -> Edited {
    // Aircraft, private, high-tech: R&D base 36,000 + 4,000 + a tenth of 5,000; four fifths of its internal projects
    // are R&D: 32,400, 5.4 % of revenue.
    let aircraft = Row::enterprise("A", "huanggu")
        .leading_industry("航空航天")
        .with("qb03_1", "3741")
        .with("qb04", "2015-03")
        .with("qb11", "1")
        .with("qb15", "3")
        .with("qb15_2", "2023-07")
        .with("qb18", "3")
        .numbers([
            ("qd01", 400),
            ("qd03", 6),
            ("qd08", 200),
            ("qd18", 60),
            ("qd25", 4),
            ("qd26", 50),
            ("qc02", 580_000),
            ("qc05_0", 600_000),
            ("qc06", 30_000),
            ("qc06_1", 3_000),
            ("qc09", 400_000),
            ("qc11", 90_000),
            ("qc11_1", 9_000),
            ("qc12", 60_000),
            ("qc13", 40_000),
            ("qc41", 2_100),
            ("qc51", 48_000),
            ("qc61", 8_000),
            ("qc62", 12_000),
            ("qc120", 70_000),
            ("qc221", 5_000),
            ("qc225", 2_000),
            ("qc229", 1_000),
            ("qc226", 0),
            ("qj09", 80),
            ("qj20", 45_000),
            ("qj23_1", 20_000),
            ("qj23_2", 10_000),
            ("qj23_5", 3_000),
            ("qj23_6", 1_000),
            ("qj23_7", 2_000),
            ("qj250", 9_000),
            ("qj251", 4_000),
            ("qj33_1", 400),
            ("qj33_2", 600),
            ("qj33_3", 200),
            ("qj33_4", 800),
            ("qj59", 1_000),
            ("qj61", 500),
            ("qj56", 30),
            ("qj57", 12),
            ("qj57_1", 10),
            ("qj71", 240_000),
            ("qj73", 40),
            ("qj73_1", 4),
            ("qj79", 20),
            ("qj79_2", 0),
            ("qj80", 9_000),
            ("qj90", 1),
            ("qj98_1", 1),
        ]);
    // Software, state-owned, no high-tech enterprise: no industrial output, R&D 4,500 (5.625 % of revenue); on 新三板.
    let software = Row::enterprise("B", "hunnan")
        .leading_industry("新一代信息技术")
        .with("qb03_1", "6510")
        .with("qb04", "2021")
        .with("qb11", "2")
        .with("qb15", "11")
        .with("qb15_2", "2023")
        .with("qb18", "1")
        .numbers([
            ("qd01", 100),
            ("qd03", 2),
            ("qd08", 60),
            ("qd18", 20),
            ("qc05_0", 80_000),
            ("qc06", 70_000),
            ("qc11", 10_000),
            ("qc11_1", 5_000),
            ("qc12", 8_000),
            ("qc13", 4_000),
            ("qc51", 20_000),
            ("qc61", 1_000),
            ("qc62", 2_600),
            ("qc120", 9_000),
            ("qc221", 400),
            ("qc226", 5_000),
            ("qj20", 9_000),
            ("qj23_1", 6_000),
            ("qj56", 6),
            ("qj57", 2),
            ("qj57_1", 2),
            ("qj73", 5),
            ("qj79", 10),
            ("qj79_2", 3),
            ("qj80", 16_000),
        ]);
    // Cars, foreign, high-tech: an empty list of projects, so no R&D; what it does abroad does not count.
    let cars = Row::enterprise("C", "dadong")
        .leading_industry("新能源与智能网联汽车")
        .with("qb03_1", "3611")
        .with("qb11", "1")
        .with("qb15", "0")
        .with("qb18", "5")
        .numbers([
            ("qd01", 300),
            ("qd03", 0),
            ("qd08", 60),
            ("qd18", 10),
            ("qd25", 8),
            ("qc02", 420_000),
            ("qc05_0", 400_000),
            ("qc11", 40_000),
            ("qc11_1", 0),
            ("qc12", -10_000),
            ("qc41", 1_700),
            ("qc51", 30_000),
            ("qc61", 20_000),
            ("qc62", 7_000),
            ("qc120", -9_000),
            ("qc221", 3_000),
            ("qc225", 1_000),
            ("qj20", 12_000),
            ("qj23_1", 8_000),
            ("qj33_3", 300),
            ("qj56", 4),
            ("qj57", 1),
            ("qj57_1", 0),
            ("qj73", 5),
            ("qj79", 0),
            ("qj79_2", 2),
            ("qj90", 2),
            ("qj98_1", 1),
        ]);
    // Research services, collective, new this year: no list of projects, so its R&D is not known; listed last year.
    let research = Row::enterprise("D", "heping")
        .without_project_list()
        .with("qb03_1", "7320")
        .with("qb15", "12")
        .with("qb15_2", "2022")
        .with("qb18", "2")
        .numbers([
            ("qd01", 50),
            ("qd08", 30),
            ("qc02", 0),
            ("qc05_0", 20_000),
            ("qc51", 6_000),
            ("qc120", 2_000),
            ("qc226", 2_000),
            ("qj20", 3_000),
            ("qj23_1", 3_000),
            ("qj57", 1),
            ("qj57_1", 0),
        ]);
    let project = |code, name: &'static str, result: &'static str, months: i32, money: i32| {
        Row::project(code)
            .with("xmmc", name)
            .with("qh21", result)
            .numbers([("qh40", months), ("qh51", money)])
    };
    let projects = [
        project("A", "智能视觉检测系统", "01", 600, 20_000).with("qh31", "10"),
        project("A", "新型合金材料研究", "1", 100, 5_000).with("qh31", "30"),
        project("A", "冲压线智能技改项目", "7", 60, 5_000).with("qh31", "10"),
        project("B", "AI视觉检测", "4", 12, 1_000).with("qh31", "10"),
        project("B", "AI视觉检测法", "13", 24, 3_000),
    ];
    edited(
        definitions,
        2023,
        &[aircraft, software, cars, research],
        &projects,
    )
}

pub(crate) fn last_year(definitions: &Definitions) -> Edited {
    let enterprise = |code, park, employees: i32, revenue: i32, value_added: i32| {
        Row::enterprise(code, park).numbers([
            ("qd01", employees),
            ("qc05_0", revenue),
            // The only part of value added that is given.
            ("qc120", value_added),
        ])
    };
    let enterprises = [
        enterprise("A", "huanggu", 380, 500_000, 100_000).with("qb11", "2"),
        enterprise("B", "hunnan", 90, 60_000, 20_000),
        enterprise("C", "dadong", 330, 420_000, 60_000).with("qb11", "1"),
    ];
    edited(definitions, 2022, &enterprises, &[])
}
