//! Which submission counts: of several that hold the same form, one.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Content, Part, Submission};
use super::note::Note;
use super::values::date;

/// A submission file as it was read.
pub(super) struct ReadFile {
    /// Path relative to the input folder.
    pub path: String,
    /// When the document says it was last changed.
    pub modified: Option<String>,
    /// What it holds.
    pub content: Content,
}

impl ReadFile {
    /// Whether it is a returned workbook that comes back: it answers what was submitted before.
    fn answers(&self) -> bool {
        self.content.answers
    }
}

/// A submission, by file and place in the file.
pub(super) type SubmissionId = (usize, usize);

/// Which submissions an enterprise's record is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// All its submissions, by file and place.
    pub submissions: Vec<SubmissionId>,
    /// The submission that each form is taken from.
    pub forms: BTreeMap<usize, SubmissionId>,
    /// Forms that a submission holds but another one gives: with the submission they are taken from.
    pub replaced: BTreeMap<SubmissionId, BTreeMap<usize, SubmissionId>>,
}

impl Resolved {
    /// Whether anything of a submission is in the record.
    pub(super) fn uses(&self, id: SubmissionId) -> bool {
        self.forms.values().any(|used| *used == id)
    }

    /// Whether all its submissions are withdrawn.
    pub(super) fn is_withdrawn(&self, files: &[ReadFile]) -> bool {
        self.submissions
            .iter()
            .filter_map(|id| submission(files, *id))
            .all(|submission| submission.withdrawn)
    }
}

/// The submission with an id.
pub(super) fn submission(files: &[ReadFile], id: SubmissionId) -> Option<&Submission> {
    files.get(id.0)?.content.submissions.get(id.1)
}

/// Resolves the submissions of every enterprise.
pub(super) fn resolve(files: &[ReadFile]) -> BTreeMap<String, Resolved> {
    let mut enterprises: BTreeMap<String, Resolved> = BTreeMap::new();
    for (file_index, file) in files.iter().enumerate() {
        for (index, submission) in file.content.submissions.iter().enumerate() {
            enterprises
                .entry(submission.credit_code.code().to_owned())
                .or_default()
                .submissions
                .push((file_index, index));
        }
    }
    for resolved in enterprises.values_mut() {
        let valid: Vec<(SubmissionId, &Submission)> = resolved
            .submissions
            .iter()
            .filter_map(|id| Some((*id, submission(files, *id)?)))
            .filter(|(_, submission)| !submission.withdrawn)
            .collect();
        let forms: BTreeSet<usize> = valid
            .iter()
            .flat_map(|(_, submission)| submission.parts.keys().copied())
            .collect();
        for form in forms {
            let holding: Vec<(SubmissionId, &Submission, &Part)> = valid
                .iter()
                .filter_map(|(id, submission)| {
                    Some((*id, *submission, submission.parts.get(&form)?))
                })
                .collect();
            let Some(chosen) = choose(files, &holding) else {
                continue;
            };
            resolved.forms.insert(form, chosen);
            for (id, _, part) in holding {
                if id != chosen && !part.is_blank() {
                    resolved
                        .replaced
                        .entry(id)
                        .or_default()
                        .insert(form, chosen);
                }
            }
        }
    }
    enterprises
}

/// The submission whose form counts. A form left blank, as in a template sent back for the sake of another form,
/// replaces nothing.
fn choose(
    files: &[ReadFile],
    holding: &[(SubmissionId, &Submission, &Part)],
) -> Option<SubmissionId> {
    let filled = holding.iter().any(|(.., part)| !part.is_blank());
    holding
        .iter()
        .filter(|(.., part)| !filled || !part.is_blank())
        .map(|(id, submission, _)| (*id, *submission))
        .reduce(|best, next| {
            if later(files, best, next) == Ordering::Greater {
                best
            } else {
                next
            }
        })
        .map(|(id, _)| id)
}

/// Compares two submissions: the greater one counts.
fn later(
    files: &[ReadFile],
    a: (SubmissionId, &Submission),
    b: (SubmissionId, &Submission),
) -> Ordering {
    let modified = |id: SubmissionId| files.get(id.0)?.modified.as_deref();
    let answers = |id: SubmissionId| files.get(id.0).is_some_and(ReadFile::answers);
    let time = |(id, submission): (SubmissionId, &Submission)| {
        Time::of(submission.filled.as_deref(), answers(id), modified(id))
    };
    time(a)
        .cmp(&time(b))
        .then_with(|| answers(a.0).cmp(&answers(b.0)))
        .then_with(|| by_time(modified(a.0), modified(b.0)))
        .then_with(|| b.1.export.cmp(&a.1.export))
        .then_with(|| {
            let path = |id: SubmissionId| files.get(id.0).map(|file| file.path.as_str());
            path(a.0).cmp(&path(b.0))
        })
        .then_with(|| a.1.place.cmp(&b.1.place))
        .then_with(|| a.0.cmp(&b.0))
}

/// When a submission was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Time {
    /// At the time it gives, if any; none is the earliest.
    Given(Option<String>),
    /// After everything that gives a time.
    Last,
}

impl Time {
    /// A form says when it was filled. A return that comes back still says when its first version was filled, so
    /// that the time of its last change counts where it is later; one that no program has dated anew comes after
    /// what it answers.
    fn of(filled: Option<&str>, answers: bool, modified: Option<&str>) -> Time {
        let filled = filled.and_then(date::date);
        match (answers, modified.and_then(date::date)) {
            (false, _) => Time::Given(filled),
            (true, Some(modified)) => Time::Given(filled.max(Some(modified))),
            (true, None) => Time::Last,
        }
    }
}

/// Why one submission counts and not the other: the first thing in which they differ.
pub(super) fn why(files: &[ReadFile], winner: SubmissionId, loser: SubmissionId) -> Note {
    let filled = |id| submission(files, id).and_then(|submission| submission.filled.as_deref());
    let modified = |id: SubmissionId| files.get(id.0)?.modified.as_deref();
    let later = |zh: &str, en: &str, new: Option<&str>, old: Option<&str>| {
        let (new, none) = (new.unwrap_or_default(), ("无", "none"));
        Note::new(
            format!("{zh} {new} 晚于 {}", old.unwrap_or(none.0)),
            format!("{en} {new} is later than {}", old.unwrap_or(none.1)),
        )
    };
    let is_export = |id| submission(files, id).is_some_and(|submission| submission.export);
    let answers = |id: SubmissionId| files.get(id.0).is_some_and(ReadFile::answers);
    let time = |id| Time::of(filled(id), answers(id), modified(id));
    if answers(winner) && time(winner) >= time(loser) && !answers(loser) {
        Note::new(
            "退回后修改的报表，以最后修改时间为准",
            "a return that came back counts from its last change",
        )
    } else if by_time(filled(winner), filled(loser)).is_ne() {
        later("填报时间", "filled on", filled(winner), filled(loser))
    } else if by_time(modified(winner), modified(loser)).is_ne() {
        later(
            "文件修改时间",
            "changed on",
            modified(winner),
            modified(loser),
        )
    } else if is_export(winner) != is_export(loser) {
        Note::new(
            "报表优先于导出表的一行",
            "a workbook of forms goes before a row of an export",
        )
    } else if winner.0 != loser.0 {
        Note::new(
            "时间相同，路径排在后面",
            "of equal time, its path is the later",
        )
    } else {
        Note::new(
            "时间相同，在文件中排在后面",
            "of equal time, it stands later in the file",
        )
    }
}

/// Compares two times. One that is given is later than none, and of two that are alike the more precise is the
/// later: with any weaker rule the winner among three would depend on the order in which they are compared.
fn by_time(a: Option<&str>, b: Option<&str>) -> Ordering {
    a.and_then(date::date).cmp(&b.and_then(date::date))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_counts_from_its_last_change_and_one_that_was_not_dated_comes_last() {
        let form = |filled: &str| Time::of(Some(filled), false, Some("2030-01-01T00:00:00Z"));
        let back = Time::of(Some("2024-02-03"), true, Some("2024-03-15T08:00:00Z"));
        assert!(back > form("2024-02-03"));
        assert!(back > form("2024-03-01 10:30:00"), "a row of an export");
        assert!(back < form("2024-03-20"), "filled anew after the return");
        assert!(Time::of(Some("2024-02-03"), true, None) > form("2024-03-20"));
        assert!(Time::of(None, false, None) < form("2024-02-03"));
    }

    #[test]
    fn a_time_is_later_than_none_and_the_more_precise_is_the_later() {
        assert_eq!(
            by_time(Some("2024-01-10"), Some("2024-01-09 23:00:00")),
            Ordering::Greater
        );
        assert_eq!(
            by_time(Some("2024-01-10"), Some("2024-01-10 09:00:00")),
            Ordering::Less
        );
        assert_eq!(
            by_time(Some("2024-01-10T08:00:00Z"), Some("2024-01-10 09:00:00")),
            Ordering::Less
        );
        assert_eq!(by_time(None, Some("2024-01-10")), Ordering::Less);
    }
}
