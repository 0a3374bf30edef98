//! A look into a zipped workbook before it is opened: how large it is unpacked, what it says of itself, and its
//! smaller parts, which need not be unpacked again.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{password, unreadable};
use crate::definitions::Limits;
use crate::ingest::note::Note;

/// Most parts of a zipped workbook.
const PARTS: usize = 20_000;
/// How much of a part is looked at; a part that is larger is not kept.
const LOOK: usize = 1 << 20;
/// How much is kept of a workbook.
const KEPT: usize = 16 << 20;

/// What the parts of a zipped workbook say.
pub(super) struct Inspected<'a> {
    /// The workbook asks to be calculated when it is opened: its formulas' values are placeholders.
    pub never_calculated: bool,
    /// The archive.
    pub archive: ZipArchive<Cursor<&'a [u8]>>,
    /// By index in the archive: the part, unpacked; none of a large one.
    pub parts: Vec<Option<Vec<u8>>>,
}

/// Unpacks every part once and stops at the limit: sizes that a directory declares may lie, and only a part that was
/// unpacked to its end has had its checksum compared. A reader of cells stops before that, and a digit that damage
/// turned into another one would go unnoticed.
pub(super) fn inspect<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Inspected<'a>, Note> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let too_large = || {
        Note::new(
            format!(
                "解压后超过上限 {} MB，疑似压缩炸弹，已拒绝读取",
                limits.uncompressed_bytes >> 20
            ),
            format!(
                "unpacked it is larger than {} MB, the limit `limits.uncompressed_bytes` of the pipeline (a zip bomb, perhaps)",
                limits.uncompressed_bytes >> 20
            ),
        )
    };
    if archive.len() > PARTS {
        return Err(too_large());
    }
    let mut declared = 0_u64;
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|error| unreadable(&error))?;
        declared = declared.saturating_add(part.size());
    }
    if declared > limits.uncompressed_bytes {
        return Err(too_large());
    }
    let mut never_calculated = false;
    let mut parts = Vec::with_capacity(archive.len());
    let mut room = KEPT;
    let mut left = limits.uncompressed_bytes;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(message)
                if message.to_lowercase().contains("password") =>
            {
                password()
            }
            error => unreadable(&error),
        })?;
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
        let mut start = Vec::new();
        let mut size = part
            .by_ref()
            .take((LOOK as u64).min(left + 1))
            .read_to_end(&mut start)
            .map_err(|error| unreadable(&error))? as u64;
        size += std::io::copy(
            &mut part.by_ref().take((left + 1).saturating_sub(size)),
            &mut std::io::sink(),
        )
        .map_err(|error| unreadable(&error))?;
        left = left.checked_sub(size).ok_or_else(too_large)?;
        if name.ends_with("workbook.xml") {
            never_calculated |= asks_for_calculation(&start);
        }
        if name.ends_with("sharedstrings.xml") && declared_strings(&start) > size {
            return Err(Note::new(
                "共享字符串的数量与内容不符，文件已损坏",
                "the number of shared strings that it declares cannot be true: the file is corrupt",
            ));
        }
        drop(part);
        let kept = start.len() as u64 == size && start.len() <= room;
        room -= if kept { start.len() } else { 0 };
        parts.push(kept.then_some(start));
    }
    Ok(Inspected {
        never_calculated,
        archive,
        parts,
    })
}

fn asks_for_calculation(workbook: &[u8]) -> bool {
    attribute(workbook, "fullCalcOnLoad").is_some_and(|value| value == "1" || value == "true")
}

/// The number of strings that the head of the shared strings declares; a reader may reserve room for them.
fn declared_strings(strings: &[u8]) -> u64 {
    attribute(strings.get(..4096).unwrap_or(strings), "uniqueCount")
        .map_or(0, |count| count.parse().unwrap_or(u64::MAX))
}

fn attribute(xml: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(xml);
    let (_, rest) = text.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_zip_bomb_is_refused_before_it_is_opened() {
        let bytes = zip_of(&[("xl/worksheets/sheet1.xml", &vec![b' '; 3 << 20])]);
        let limits = Limits {
            uncompressed_bytes: 2 << 20,
            ..Limits::default()
        };
        assert!(bytes.len() < 100_000);
        assert!(
            inspect(&bytes, &limits)
                .err()
                .unwrap()
                .en
                .contains("limits.uncompressed_bytes")
        );
        assert!(inspect(&bytes, &Limits::default()).is_ok());
    }

    #[test]
    fn a_false_count_of_strings_is_refused() {
        let bytes = zip_of(&[(
            "xl/sharedStrings.xml",
            b"<sst uniqueCount=\"99999999999\"></sst>",
        )]);
        assert!(inspect(&bytes, &Limits::default()).is_err());
    }

    #[test]
    fn a_workbook_that_was_never_calculated_says_so() {
        let asks = zip_of(&[(
            "xl/workbook.xml",
            b"<workbook><calcPr calcId=\"1\" fullCalcOnLoad=\"1\"/></workbook>",
        )]);
        assert!(inspect(&asks, &Limits::default()).unwrap().never_calculated);
        let calculated = zip_of(&[(
            "xl/workbook.xml",
            b"<workbook><calcPr calcId=\"1\"/></workbook>",
        )]);
        assert!(
            !inspect(&calculated, &Limits::default())
                .unwrap()
                .never_calculated
        );
    }
}
