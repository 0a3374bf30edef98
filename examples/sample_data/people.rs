//! GQ-003: the people of an enterprise.

use super::cast::Enterprise;
use super::kinds::Kind;
use super::random::Random;
use super::record::Record;

/// Fills GQ-003. `before` is the staff a year earlier, 0 for a new enterprise.
pub(crate) fn count_people(
    record: &mut Record,
    enterprise: &Enterprise,
    kind: &Kind,
    staff: f64,
    before: f64,
    random: &mut Random,
) {
    let staff = record.whole("qd01", staff);
    let returned = staff
        * if enterprise.park == "浑南" {
            0.009
        } else {
            0.005
        };
    record.whole("qd03", returned.ceil());
    let foreign = if matches!(enterprise.owner, "foreign" | "joint") || enterprise.has("overseas") {
        0.003
    } else {
        0.0004
    };
    let resident = record.whole("qd25", staff * foreign);
    record.whole("qd21", (resident * 0.3).floor());
    let hired = ((staff - before).max(0.0) + staff * random.between(0.04, 0.07)).min(staff * 0.8);
    let hired = record.whole("qd26", hired.ceil());
    let educated = kind.graduates[0] + kind.graduates[1];
    let graduates = record.whole("qd14", (hired * (0.12 + 0.4 * educated)).floor());
    record.whole("qd14_0", (graduates * 0.35).floor());
    record.whole("qd05", mean_staff(staff, before));

    let [postgraduate, bachelor, college] = kind.graduates;
    let postgraduates = record.whole(
        "qd18",
        (staff * postgraduate * random.about(1.0, 0.08)).ceil(),
    );
    let doctors = record.whole("qd06", (postgraduates * 0.11).floor());
    record.whole("qd07", postgraduates - doctors);
    record.whole("qd08", (staff * bachelor * random.about(1.0, 0.05)).floor());
    record.whole("qd09", (staff * college * random.about(1.0, 0.05)).floor());

    let skilled = record.whole(
        "qd31",
        (staff * if kind.output > 0.0 { 0.38 } else { 0.04 }).floor(),
    );
    for (code, share) in [
        ("qd32", 0.03),
        ("qd33", 0.08),
        ("qd34", 0.24),
        ("qd35", 0.32),
        ("qd36", 0.2),
    ] {
        record.whole(code, (skilled * share).floor());
    }
    record.whole("qd27", (staff * random.between(0.05, 0.08)).ceil());
    record.whole("qd28", (staff * (0.12 + 0.45 * educated)).floor());
}

/// Mean staff of a year.
pub(crate) fn mean_staff(staff: f64, before: f64) -> f64 {
    if before > 0.0 {
        ((staff + before) / 2.0).round()
    } else {
        staff
    }
}
