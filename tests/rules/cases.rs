//! Records that pass and fail the edit rules, worked out by hand from the words of each rule.

/// Rule, a record that passes, a record that fails. A record is `code=value` words; after each `/` stands a project,
/// `prev_` marks last year's values.
pub(super) type Case = (&'static str, &'static str, &'static str);

pub(super) const HIGH_TECH_AND_PLAUSIBILITY: &[Case] = &[
    // 2亿元以上 3%：300,000 的 3% 是 9,000
    (
        "S01",
        "qb11=1 qc05_0=300000 qj20=9000",
        "qb11=1 qc05_0=300000 qj20=8999",
    ),
    // 5千万元至2亿元 4%
    (
        "S02",
        "qb11=1 qc05_0=50000 qj20=2000",
        "qb11=1 qc05_0=199999 qj20=7000",
    ),
    // 5千万元以下 5%
    (
        "S03",
        "qb11=1 qc05_0=49999 qj20=2500",
        "qb11=1 qc05_0=40000 qj20=1999",
    ),
    ("S04", "qb11=1 qd01=100 qj09=10", "qb11=1 qd01=100 qj09=9"),
    (
        "S05",
        "qb11=1 qc05_0=100 qc06=20 qc09=40",
        "qb11=1 qc05_0=100 qc06=20 qc09=39",
    ),
    ("S06", "qd01=51 qd18=0 qd08=1", "qd01=51 qd18=0 qd08=0"),
    ("S07", "qd01=1001 qd03=1", "qd01=1001 qd03=0"),
    ("S08", "qc05_0=1000 qc41=100", "qc05_0=1000 qc41=101"),
    ("S09", "qc02=1000 qc41=100", "qc02=1000 qc41=101"),
    ("S10", "qd01=60 qc51=1200", "qd01=60 qc51=1199"),
];

pub(super) const PRINTED_CONDITIONS: &[Case] = &[
    ("S11", "qb09=2 qb10=912101000000000000", "qb09=2"),
    ("S12", "qb11=1 qb13=GR202321000001", "qb11=1"),
    (
        "S13",
        "qb06=310 qb06_1=840 qb06_2=51",
        "qb06=310 qb06_1=840",
    ),
    ("S14", "qb06=173", "qb06=173 qb06_2=51"),
    (
        "S15",
        "qc226_1=1 qc226_2=2 qc226=5000",
        "qc226_1=1 qc226_2=2 qc226=0",
    ),
    (
        "S18",
        "qc41=300 qb03_1=3921 qc05_0=20000",
        "qc41=300 qb03_1=6511 qc05_0=20000",
    ),
    ("S20", "qb09=1", "qb09=3"),
];

pub(super) const IDENTITY: &[Case] = &[
    ("A02", "qa03=91210100MA0000000X", "qa03=91210100MA0000000"),
    ("A03", "qb06=173 qb18=3", "qb06=173 qb18=1"),
    ("A04", "qb06=230 qb06_1=344", "qb06=230"),
    ("A05", "qb10=91210100MA0000000X", "qb10=91210100MA0000000"),
    ("A06", "qb20_1=2", "qb20_1=2 qb20=1"),
    ("A07", "qa17_1=13800000000", "qa17_1=1380000000"),
    ("A08", "qd01=1", "qd01=0"),
];

pub(super) const ECONOMY: &[Case] = &[
    (
        "D001",
        "qc05_0=100 qc06=40 qc07=30 qc10=20 qc49=10",
        "qc05_0=100 qc06=40 qc07=30 qc10=20 qc49=8",
    ),
    ("D002", "qc05_0=100 qc55=100", "qc05_0=100 qc55=101"),
    ("D003", "qc05_0=100 qc06=99", "qc05_0=100 qc06=101"),
    (
        "D004",
        "qc06=10 qc06_1=1 qc06_2=2 qc06_3=3 qc06_4=4",
        "qc06=10 qc06_1=1 qc06_2=2 qc06_3=3 qc06_4=7",
    ),
    ("D005", "qc07=50 qc09=50", "qc07=50 qc09=51"),
    ("D006", "qc52=80 qc11=30", "qc52=80 qc11=81"),
    (
        "D007",
        "qc11=30 qc38=20 qc11_1=10",
        "qc11=30 qc38=20 qc11_1=11",
    ),
    ("D008", "qc13=30 qc14=20 qc16=10", "qc13=30 qc14=20 qc16=12"),
    ("D009", "qc17=30 qc18=20 qc20=10", "qc17=30 qc18=20 qc20=12"),
    (
        "D010",
        "qc20=6 qc20_1=1 qc20_2=2 qc20_3=3",
        "qc20=6 qc20_1=1 qc20_2=2 qc20_3=4",
    ),
    ("D011", "qc24=100 qc25=60", "qc24=100 qc25=101"),
    (
        "D012",
        "qc24=100 qc25=60 qc27_1=40",
        "qc24=100 qc25=60 qc27_1=37",
    ),
    (
        "D013",
        "qc27_1=40 qc238=10 qc29=10 qc30=20",
        "qc27_1=40 qc238=10 qc29=10 qc30=21",
    ),
    ("D014", "qc65=30 qc61=5", "qc65=30 qc61=31"),
    ("D015", "qc31=70 qc237=70", "qc31=70 qc237=71"),
    ("D016", "qc31=70 qc32=10", "qc31=70 qc32=71"),
    (
        "D017",
        "qc24=100 qc31=130 qc33=-30",
        "qc24=100 qc31=70 qc33=27",
    ),
    ("D018", "qc33=30 qc34=30", "qc33=-5 qc34=30"),
    ("D019", "qc34=30 qc63=20", "qc34=30 qc63=31"),
    ("D020", "qc63=20 qc50=20", "qc63=20 qc50=21"),
    (
        "D021",
        "qc234=-8 qc120=-10 qc227=5 qc230=3",
        "qc234=12 qc120=10 qc227=5 qc230=7",
    ),
    (
        "D022",
        "qc12=75 qc234=100 qc231=25",
        "qc12=75 qc234=100 qc231=20",
    ),
    // 1000 - 600 - 10 - 50 - 80 - 60 - 20 + 5 + 15 + 2 + 3 + 5 = 210，减值损失 8 + 2
    (
        "D023",
        "qc120=200 qc05_0=1000 qc220=600 qc221=10 qc222=50 qc223=80 qc236=60 qc224=20 qc229=5 qc225=15 qc239=2 qc233=3 qc232=5 qc228=8 qc235=2",
        "qc120=190 qc05_0=1000 qc220=600 qc221=10 qc222=50 qc223=80 qc236=60 qc224=20 qc229=5 qc225=15 qc239=2 qc233=3 qc232=5 qc228=8 qc235=2",
    ),
    ("D024", "qc226_1=2 qc226=0", "qc226_1=2 qc226=100"),
    ("D025", "qc17=0 qc18=0 qc20=0", "qc17=0 qc18=0 qc20=5"),
    ("D026", "qb11=2 qc20_1=0", "qb11=2 qc20_1=5"),
    (
        "D027",
        "qb15=0 qc63=0 qc50=0 qb15_5=0",
        "qb15=0 qc63=0 qc50=0 qb15_5=100",
    ),
];

pub(super) const PERSONNEL: &[Case] = &[
    ("D028", "qd01=100 qd03=100", "qd01=100 qd03=101"),
    ("D029", "qd01=100 qd25=2", "qd01=100 qd25=101"),
    ("D030", "qd01=100 qd21=2", "qd01=100 qd21=101"),
    ("D031", "qd01=100 qd26=20", "qd01=100 qd26=101"),
    ("D032", "qd26=20 qd14=20", "qd26=20 qd14=21"),
    ("D033", "qd14=20 qd14_0=5", "qd14=20 qd14_0=21"),
    (
        "D034",
        "qd01=100 qd18=20 qd08=50 qd09=30",
        "qd01=100 qd18=20 qd08=50 qd09=31",
    ),
    ("D035", "qd18=20 qd06=5 qd07=14", "qd18=20 qd06=5 qd07=16"),
    ("D036", "qd18=20 qd06=5 qd07=15", "qd18=20 qd06=5 qd07=14"),
    ("D037", "qd01=100 qd31=60", "qd01=100 qd31=101"),
    (
        "D038",
        "qd31=15 qd32=1 qd33=2 qd34=3 qd35=4 qd36=5",
        "qd31=15 qd32=1 qd33=2 qd34=3 qd35=4 qd36=6",
    ),
    ("D039", "qd01=100 qd27=10", "qd01=100 qd27=101"),
    ("D040", "qd01=100 qd28=40", "qd01=100 qd28=101"),
];

pub(super) const PROJECTS: &[Case] = &[
    (
        "D041",
        "qh34=2022-03 qh35=2023",
        "qh34=2023-06 qh35=2023-05",
    ),
    ("D042", "qh44=5 qh40=60", "qh44=5 qh40=61"),
    ("D043", "qh51=100 qh52=100", "qh51=100 qh52=101"),
    ("D044", "qh44=5 qh40=30 qh51=100", "qh44=5 qh40=30 qh51=0"),
];

pub(super) const RESEARCH: &[Case] = &[
    ("D045", "qj09=30 qj67=3", "qj09=30 qj67=31"),
    ("D046", "qj09=30 qj09_1=25", "qj09=30 qj09_1=31"),
    ("D047", "qj09=30 qj09_2=30", "qj09=30 qj09_2=31"),
    ("D048", "qj09=30 qj09_3=2", "qj09=30 qj09_3=31"),
    (
        "D049",
        "qj20=36 qj23_1=1 qj23_2=2 qj23_3=3 qj23_4=4 qj23_6=5 qj23_7=6 qj33=7 qj23_5=8",
        "qj20=40 qj23_1=1 qj23_2=2 qj23_3=3 qj23_4=4 qj23_6=5 qj23_7=6 qj33=7 qj23_5=8",
    ),
    (
        "D050",
        "qj33=10 qj33_1=1 qj33_2=2 qj33_4=3 qj33_3=4",
        "qj33=10 qj33_1=1 qj33_2=2 qj33_4=3 qj33_3=5",
    ),
    ("D051", "qj250=10 qj251=10", "qj250=10 qj251=11"),
    // 五类来源合计 100：等于费用，或等于费用加固定资产
    (
        "D052",
        "qj256=60 qj252=20 qj253=10 qj254=5 qj255=5 qj20=90 qj250=10",
        "qj256=60 qj252=20 qj253=10 qj254=5 qj255=5 qj20=90 qj250=20",
    ),
    (
        "D053",
        "qi07_0=10 qi07_1=4 qi07_2=6",
        "qi07_0=10 qi07_1=4 qi07_2=7",
    ),
    (
        "D054",
        "qi01=0 qi07_0=0 qi14_1=0",
        "qi01=0 qi07_0=0 qi14_1=5",
    ),
    (
        "D055",
        "qi01=1 qi07_0=5 qi14_1=100",
        "qi01=1 qi07_0=5 qi14_1=0",
    ),
    ("D056", "qj09=30 qi07_0=30", "qj09=30 qi07_0=31"),
    ("D057", "qj20=100 qi14_1=100", "qj20=100 qi14_1=101"),
    ("D058", "qj55=10 qj56=4", "qj55=10 qj56=11"),
    ("D059", "qj56=4 qj56_1=3", "qj56=4 qj56_1=5"),
    ("D060", "qj55=10 qj55_1=1", "qj55=10 qj55_1=11"),
    ("D061", "qj55=10 qj55_2=1", "qj55=10 qj55_2=11"),
    ("D062", "qj74=8 qj57=3", "qj74=8 qj57=9"),
    ("D063", "qj57=3 qj57_1=3", "qj57=3 qj57_1=4"),
    ("D064", "qj74=8 qj75=1", "qj74=8 qj75=9"),
    ("D065", "qj83=40 qj83_1=2", "qj83=40 qj83_1=41"),
    ("D066", "qj83_1=2 qj82=1", "qj83_1=2 qj82=3"),
    ("D067", "qj83=40 qj73=15", "qj83=40 qj73=41"),
    ("D068", "qj73=15 qj73_1=1", "qj73=15 qj73_1=16"),
    ("D069", "qj83_1=2 qj73_1=1", "qj83_1=2 qj73_1=3"),
    ("D070", "qj71=100 qj72=30", "qj71=100 qj72=101"),
    ("D071", "qj79=6 qj77=2", "qj79=6 qj77=7"),
    ("D072", "qj79=6 qj79_1=1", "qj79=6 qj79_1=7"),
    ("D073", "qj79_1=1 qj79_2=1", "qj79_1=1 qj79_2=2"),
    ("D074", "qj77=2 qj79_2=1", "qj77=2 qj79_2=3"),
    ("D075", "qj85=9 qj85_1=2", "qj85=9 qj85_1=10"),
    ("D076", "qj86=1 qj86_1=1", "qj86=1 qj86_1=2"),
    ("D077", "qj87=1 qj87_1=0", "qj87=1 qj87_1=2"),
    ("D078", "qj101=1 qj101_1=1", "qj101=1 qj101_1=2"),
    ("D079", "qj100=1 qj100_1=1", "qj100=1 qj100_1=2"),
    ("D080", "qj98=3 qj98_1=1", "qj98=3 qj98_1=4"),
    ("D081", "qi27=5 qi27_1=2", "qi27=5 qi27_1=6"),
    (
        "D082",
        "qj80_1=7 qj80_2=3 qj80_3=4",
        "qj80_1=7 qj80_2=3 qj80_3=5",
    ),
    (
        "D083",
        "qj80=70 qj80_4=30 qj80_5=40",
        "qj80=70 qj80_4=30 qj80_5=41",
    ),
    ("D084", "qj80_1=1 qj80=500", "qj80_1=0 qj80=500"),
    (
        "D085",
        "qj80_2=0 qj80_4=0 qj80_3=2 qj80_5=50",
        "qj80_2=0 qj80_4=0 qj80_3=2 qj80_5=0",
    ),
    ("D086", "qi23=0 qi24=0", "qi23=0 qi24=9"),
    ("D087", "qj90=1 qi19_2=1", "qj90=1 qi19_1=2 qi19_2=2"),
    ("D088", "qj90=0 qi19_1=2", "qj90=0 qi19_4=韩国"),
    (
        "D089",
        "qj102=3 qj99=1 qj90=1 qj92=1",
        "qj102=4 qj99=1 qj90=1 qj92=1",
    ),
    (
        "D090",
        "qj57=3 qj73=15 qj74=8 qj83=40",
        "qj57=3 qj73=15 qj74=41 qj83=40",
    ),
];

pub(super) const ACROSS_FORMS: &[Case] = &[
    (
        "D091",
        "qj09=105 qj09_3=5 qd01=100",
        "qj09=106 qj09_3=5 qd01=100",
    ),
    (
        "D092",
        "qj09_2=72 qj09_3=2 qd18=20 qd08=50",
        "qj09_2=73 qj09_3=2 qd18=20 qd08=50",
    ),
    ("D093", "qj71=100 qc05_0=100", "qj71=101 qc05_0=100"),
    ("D094", "qj72=30 qc11=30", "qj72=31 qc11=30"),
    ("D095", "qj70=90 qc02=100", "qj70=101 qc02=100"),
    ("D096", "qi24=10 qc05_0=100", "qi24=101 qc05_0=100"),
    ("D097", "qc11=30 qc05_0=100", "qc11=101 qc05_0=100"),
    // 60 + 40 = 100
    (
        "D098",
        "qj20=100 / qh51=60 / qh51=40",
        "qj20=99 / qh51=60 / qh51=40",
    ),
    // 内部 60，委托 40：内部费用 100 - 40 = 60，100 - 41 = 59
    (
        "D099",
        "qj20=100 qj33=40 / qh31=10 qh51=60 / qh31=30 qh51=40",
        "qj20=100 qj33=41 / qh31=10 qh51=60 / qh31=30 qh51=40",
    ),
    ("D100", "qj20=100 / xmmc=新型传感器研究", "qj20=100 /"),
    (
        "D101",
        "qj20=100 qj09=5 / qh51=60",
        "qj20=100 qj09=0 / qh51=60",
    ),
    (
        "D102",
        "qj252=30 / qh52=10 / qh52=20",
        "qj252=29 / qh52=10 / qh52=20",
    ),
    ("D103", "qj23_1=40 qc51=100", "qj23_1=101 qc51=100"),
    (
        "D104",
        "credit_code=91210100MA00000001 name=沈阳(甲)公司 qa03=91210100ma00000001 qa04=沈阳（甲）公司",
        "credit_code=91210100MA00000002 name=沈阳甲公司 qa03=91210100MA00000002 qa04=沈阳乙公司",
    ),
];

pub(super) const AGAINST_LAST_YEAR: &[Case] = &[
    (
        "D105",
        "qj98=3 qi27=5 prev_qj98=3 prev_qi27=4 prev_qd01=80",
        "qj98=3 qi27=5 prev_qj98=3 prev_qi27=6 prev_qd01=80",
    ),
    (
        "D106",
        "qj98=3 qj98_1=1 qi27=5 qi27_1=2 prev_qj98=2 prev_qi27=3 prev_qd01=80",
        "qj98=3 qj98_1=1 qi27=5 qi27_1=1 prev_qj98=2 prev_qi27=3 prev_qd01=80",
    ),
    (
        "D107",
        "qj85=9 qj85_1=2 prev_qj85=7 prev_qd01=80",
        "qj85=9 qj85_1=3 prev_qj85=7 prev_qd01=80",
    ),
    (
        "D108",
        "qd01=100 qd26=20 prev_qd01=80",
        "qd01=100 qd26=20 prev_qd01=79",
    ),
    (
        "D109",
        "qb04=2010 qb06=173 qb08=2012 qb03_1=3921 qa19=210112 prev_qb04=2010-05 prev_qb06=173 prev_qb08=2012 prev_qb03_1=3921 prev_qa19=210112 prev_qd01=80",
        "qb04=2010 qb06=173 qb08=2012 qb03_1=6511 qa19=210112 prev_qb04=2010 prev_qb06=173 prev_qb08=2012 prev_qb03_1=3921 prev_qa19=210112 prev_qd01=80",
    ),
];

/// Rules that ended in 2018.
pub(super) const UNTIL_2018: &[Case] = &[
    ("S16", "qb15_3=2 qb15_4=沈阳某股份公司", "qb15_3=2"),
    ("S17", "qb21=1 qb22=1", "qb21=1"),
];

/// Rules for which no record of the table can fail: a record without any code is no record.
pub(super) const CANNOT_FAIL: &[&str] = &["A01"];

/// Rules that no blank can leave unknown: they ask whether something is blank, or read what every record has.
pub(super) const NEVER_UNKNOWN: &[&str] = &["A01", "A02", "A05", "A07", "S20"];

/// Further records, with the outcome that the words of the rule ask for.
pub(super) const MORE: &[(&str, &str, Option<bool>)] = &[
    // Equalities have room for rounding: one thousand yuan, and a millionth of the larger side.
    (
        "D001",
        "qc05_0=100 qc06=40 qc07=30 qc10=20 qc49=9",
        Some(true),
    ),
    ("D001", "qc05_0=100 qc06=60.4 qc07=38.6", Some(true)),
    ("D001", "qc05_0=5000005 qc06=5000000", Some(true)),
    ("D001", "qc05_0=5000006 qc06=5000000", Some(false)),
    // Counts have none, and an inequality has none.
    ("D036", "qd18=20 qd06=5 qd07=16", Some(false)),
    ("D002", "qc05_0=100 qc55=100.5", Some(false)),
    // A blank part counts as 0 when another is given; a blank whole is unknown, as is a sum without any part.
    ("D001", "qc05_0=100 qc06=100", Some(true)),
    ("D001", "qc05_0=100 qc06=90", Some(false)),
    ("D001", "qc06=100", None),
    ("D001", "qc05_0=100", None),
    ("D002", "qc05_0=100", None),
    ("D007", "qc11=30 qc38=31", Some(false)),
    ("D022", "qc12=75 qc234=100", None),
    // A rule for high-tech enterprises leaves the others alone, and does not know of whom it is not known.
    ("S01", "qb11=2 qc05_0=300000 qj20=0", Some(true)),
    ("S01", "qc05_0=300000 qj20=0", None),
    ("S01", "qb11=1 qc05_0=200000 qj20=0", Some(true)),
    ("S02", "qb11=1 qc05_0=200000 qj20=0", Some(true)),
    // Without revenue there is no share.
    ("S03", "qb11=1 qc05_0=0 qj20=0", None),
    ("S04", "qb11=1 qd01=0 qj09=0", Some(true)),
    ("S06", "qd01=50 qd18=0 qd08=0", Some(true)),
    // Below the condition nothing is asked.
    ("S10", "qd01=50 qc51=0", Some(true)),
    ("S07", "qd01=1000 qd03=0", Some(true)),
    // Blank is an answer only where the rule asks whether something is blank, and in boxes to tick.
    ("S11", "qd01=10", None),
    ("S11", "qb09=1", Some(true)),
    ("S20", "qd01=10", Some(true)),
    ("S13", "qb06=210", Some(false)),
    ("S13", "qb06=173", Some(true)),
    ("S14", "qb06=210 qb06_1=344 qb06_2=30", Some(true)),
    ("S14", "qb06_1=344", None),
    ("S15", "qc226_1=1 qc226_2=2", None),
    ("S15", "qc226_1=1 qc226=100", Some(false)),
    ("S15", "qc226_1=2", Some(true)),
    ("D024", "qc226_1=2 qc226_2=2", Some(false)),
    ("D024", "qc226_1=2 qc226=0", Some(true)),
    ("D024", "qc226_1=2", None),
    ("D025", "qc17=0 qc18=0", None),
    ("D025", "qc17=0 qc18=1", Some(false)),
    ("D025", "qc17=5", Some(true)),
    ("D026", "qb11=2", None),
    ("D026", "qb11=1", Some(true)),
    ("D027", "qb15=0 qc63=0 qc50=0", None),
    ("D054", "qi01=0 qi07_0=0", None),
    ("D086", "qi23=0", None),
    ("D087", "qj90=1", Some(false)),
    ("D087", "qj90=1 qi19_4=韩国", Some(true)),
    ("D088", "qj90=0", Some(true)),
    // An energy user above 5,000 tonnes may be no industrial enterprise.
    ("S18", "qc41=5000 qb03_1=6511 qc05_0=20000", Some(true)),
    ("S18", "qc41=300 qb03_1=3921 qc05_0=19999", Some(false)),
    // The organisation codes of old rounds have nine characters.
    ("A02", "qa03=123456789", Some(true)),
    ("A05", "qd01=10", Some(true)),
    ("A01", "credit_code=91210100MA00000003", Some(true)),
    ("A06", "qb20_1=1 qb20=1", Some(true)),
    // Impairment losses may be entered as negative numbers.
    ("D023", "qc120=88 qc05_0=100 qc228=-10 qc235=-2", Some(true)),
    ("D023", "qc120=100 qc05_0=100", Some(true)),
    ("D023", "qc120=97 qc05_0=100", Some(false)),
    ("D052", "qj256=90 qj20=90 qj250=10", Some(true)),
    ("D052", "qj20=90 qj250=10", None),
    // Nothing to hold against without a list of projects; an empty list is an answer.
    ("D098", "qj20=100", None),
    ("D098", "qj20=100 /", Some(true)),
    ("D098", "qj20=0", Some(true)),
    ("D098", "qj20=0 / qh51=60", Some(false)),
    // A sum of projects needs one that is given.
    ("D098", "qj20=100 / xmmc=甲 / xmmc=乙", None),
    ("D098", "qj20=100 / xmmc=甲 / qh51=101", Some(false)),
    ("D102", "qj252=100 / xmmc=甲", None),
    ("D099", "qj20=100 qj33=40", None),
    ("D102", "qj252=0", Some(true)),
    ("D100", "qj20=100", None),
    ("D100", "qj20=0", Some(true)),
    ("D101", "qj20=0 qj09=0", Some(true)),
    ("D101", "qj20=0 qj09=0 /", Some(true)),
    ("D104", "qd01=10", None),
    (
        "D104",
        "credit_code=91210100MA00000004 name=沈阳甲公司 qa03=91210100MA00000004",
        None,
    ),
    (
        "D104",
        "credit_code=91210100MA00000005 name=沈阳甲公司 qa04=沈阳乙公司",
        Some(false),
    ),
    // A code of digits that was typed as a number has lost its last three.
    (
        "D104",
        "credit_code=912101001234567894 qa03=912101001234567000 name=甲 qa04=甲",
        Some(true),
    ),
    (
        "D104",
        "credit_code=912101001234567816 qa03=912101001234568000",
        Some(false),
    ),
    // Counts off by one are off.
    (
        "D106",
        "qj98=3 qj98_1=1 qi27=5 qi27_1=2 prev_qj98=3 prev_qi27=3 prev_qd01=80",
        Some(false),
    ),
    ("D105", "qj98=3 qi27=5 prev_qd01=80", None),
    ("D107", "qj85=9 qj85_1=10 prev_qd01=80", Some(false)),
    // Who did not report last year has nothing to be held against, but for a sum whose other part is given.
    ("D105", "qj98=3 qi27=5", None),
    ("D106", "qj98=3 qj98_1=3 qi27=5 qi27_1=5", None),
    ("D107", "qj85=9 qj85_1=9", Some(true)),
    ("D107", "qj85=9 qj85_1=10", Some(false)),
    ("D107", "qj85=9", None),
    ("D108", "qd01=100 qd26=20", None),
    ("D108", "qd01=100 prev_qd01=80", None),
    (
        "D109",
        "qb04=2010 qb06=173 qb08=2012 qb03_1=3921 qa19=210112 prev_qd01=80",
        None,
    ),
    (
        "D109",
        "qb03_1=6511 prev_qb03_1=3921 prev_qd01=80",
        Some(false),
    ),
];
