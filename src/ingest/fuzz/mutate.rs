//! Mutations that know the formats: a zipped part is changed and zipped anew, records of an .xls are cut, tags
//! dropped, bytes flipped.

use std::io::{Cursor, Read, Write};

use fastrand::Rng;

use super::corpus::zipped;

/// Texts and numbers on which parsers have failed.
const AWKWARD: [&str; 24] = [
    "",
    "0",
    "-1",
    "1e309",
    "NaN",
    "inf",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999",
    "A0",
    "XFD1048576",
    "ZZZZZZZ9999999999",
    "A1:XFD1048576",
    "１２，３４５",
    "\u{feff}",
    "\0",
    "𠀀\u{301}",
    "&#1114112;",
    "&#x0;",
    "<",
    "\"",
    "2023-02-30T25:61:61",
    "__proto__",
];

/// An awkward text.
pub(super) fn awkward(random: &mut Rng) -> &'static str {
    AWKWARD[random.usize(..AWKWARD.len())]
}

/// A number of any size; readers give finite ones only.
pub(super) fn finite(random: &mut Rng) -> f64 {
    let number = f64::from_bits(random.u64(..));
    if number.is_finite() { number } else { 0.0 }
}

/// A file's content, changed in one to four ways.
pub(super) fn mutated(content: &[u8], other: &[u8], random: &mut Rng) -> Vec<u8> {
    let mut content = content.to_vec();
    for _ in 0..random.usize(1..=4) {
        content = match random.u8(..10) {
            0 => bytes(content, random),
            1 => spliced(&content, other, random),
            _ if content.starts_with(b"PK") => parts(&content, random).unwrap_or(content),
            _ if content.starts_with(b"\xD0\xCF") => records(&content, random).unwrap_or(content),
            2..=6 if content.contains(&b'<') => tags(content, random),
            _ => bytes(content, random),
        };
    }
    content
}

/// A range of a length that is mostly short.
fn range(length: usize, random: &mut Rng) -> std::ops::Range<usize> {
    let start = random.usize(..=length);
    let most = if random.u8(..4) == 0 { length } else { 16 };
    start..start + random.usize(..=most.min(length - start))
}

/// Bytes flipped, cut, doubled, put in.
fn bytes(mut content: Vec<u8>, random: &mut Rng) -> Vec<u8> {
    let at = range(content.len(), random);
    match random.u8(..7) {
        0 => content.truncate(at.start),
        1 => {
            content.drain(at);
        }
        2 => {
            let again = content[at.clone()].to_vec();
            content.splice(at.start..at.start, again);
        }
        3 => {
            content.splice(at, awkward(random).bytes());
        }
        4 => content[at].fill([0, 0xFF, 0x7F, 0x80, b',', b'"'][random.usize(..6)]),
        _ => {
            for _ in 0..random.usize(1..8) {
                if let Some(byte) = content.get_mut(at.start + random.usize(..16)) {
                    *byte ^= 1 << random.u8(..8);
                }
            }
        }
    }
    content
}

/// The start of one content and the end of another.
fn spliced(one: &[u8], other: &[u8], random: &mut Rng) -> Vec<u8> {
    let from = random.usize(..=one.len());
    let to = random.usize(..=other.len());
    [&one[..from], &other[to..]].concat()
}

/// A zip file with one of its parts changed, dropped or renamed.
fn parts(content: &[u8], random: &mut Rng) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut content = Vec::new();
        part.take(4 << 20).read_to_end(&mut content).ok()?;
        parts.push((name, content));
    }
    if parts.is_empty() {
        return None;
    }
    let at = random.usize(..parts.len());
    match random.u8(..12) {
        0 => {
            parts.remove(at);
        }
        1 => {
            let other = random.usize(..parts.len());
            parts[at].1 = parts[other].1.clone();
        }
        2 => parts[at].0 = format!("xl/{}", awkward(random)),
        _ => {
            let part = &mut parts[at].1;
            let content = std::mem::take(part);
            *part = if content.starts_with(b"<") && random.u8(..5) > 0 {
                tags(content, random)
            } else {
                bytes(content, random)
            };
        }
    }
    Some(zipped(&parts, random.bool()))
}

/// A text of tags with some dropped, doubled, moved, or given another attribute or content.
fn tags(content: Vec<u8>, random: &mut Rng) -> Vec<u8> {
    // Tags, and the texts between them.
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    for byte in content {
        match pieces.last_mut() {
            Some(piece) if byte != b'<' && piece.last() != Some(&b'>') => piece.push(byte),
            _ => pieces.push(vec![byte]),
        }
    }
    for _ in 0..random.usize(1..4) {
        if pieces.is_empty() {
            break;
        }
        let at = random.usize(..pieces.len());
        match random.u8(..8) {
            0 => {
                pieces.remove(at);
            }
            1 => {
                let some = range(pieces.len(), random);
                pieces.drain(some);
            }
            2 => {
                let piece = pieces[at].clone();
                pieces.insert(random.usize(..=pieces.len()), piece);
            }
            3 => {
                let other = random.usize(..pieces.len());
                pieces.swap(at, other);
            }
            4 => pieces[at] = awkward(random).as_bytes().to_vec(),
            _ => pieces[at] = attribute(&pieces[at], random),
        }
    }
    pieces.concat()
}

/// A tag with the value of one attribute replaced; without attributes, with its bytes changed.
fn attribute(tag: &[u8], random: &mut Rng) -> Vec<u8> {
    let quotes: Vec<usize> = (0..tag.len()).filter(|at| tag[*at] == b'"').collect();
    if quotes.len() < 2 {
        return bytes(tag.to_vec(), random);
    }
    let which = random.usize(..quotes.len() / 2) * 2;
    let mut changed = tag[..=quotes[which]].to_vec();
    changed.extend(awkward(random).bytes());
    changed.extend(&tag[quotes[which + 1]..]);
    changed
}

/// An OLE file with records of its workbook dropped, doubled, cut or changed.
fn records(content: &[u8], random: &mut Rng) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(content)).ok()?;
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| file.is_stream(name))?;
    let mut stream = Vec::new();
    file.open_stream(name)
        .ok()?
        .take(4 << 20)
        .read_to_end(&mut stream)
        .ok()?;
    let mut records: Vec<Vec<u8>> = Vec::new();
    let mut rest = stream.as_slice();
    while let Some(length) = rest.get(2..4) {
        let length = 4 + usize::from(u16::from_le_bytes([length[0], length[1]]));
        let (record, after) = rest.split_at_checked(length)?;
        records.push(record.to_vec());
        rest = after;
    }
    for _ in 0..random.usize(1..4) {
        if records.is_empty() {
            break;
        }
        let at = random.usize(..records.len());
        let record = &mut records[at];
        match random.u8(..7) {
            0 => {
                records.remove(at);
            }
            1 => {
                let again = record.clone();
                records.insert(at, again);
            }
            2 => {
                let length = random.usize(4..=record.len());
                record.truncate(length);
                let length = (length - 4) as u16;
                record[2..4].copy_from_slice(&length.to_le_bytes());
            }
            3 => record[2..4].fill(random.u8(..)),
            _ => {
                if record.len() > 4 {
                    let byte = random.usize(4..record.len());
                    record[byte] = [0, 1, 0x7F, 0x80, 0xFF, random.u8(..)][random.usize(..6)];
                }
            }
        }
    }
    let mut changed =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).ok()?;
    changed
        .create_stream(name)
        .ok()?
        .write_all(&records.concat())
        .ok()?;
    Some(changed.into_inner().into_inner())
}
