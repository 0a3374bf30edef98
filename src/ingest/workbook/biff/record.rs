//! Records of an .xls ([MS-XLS] 2.3): type and length, then the data.

pub(super) const FORMULA: u16 = 0x0006;
pub(super) const END: u16 = 0x000A;
pub(super) const BOUND_SHEET: u16 = 0x0085;
pub(super) const MULTIPLE_RK: u16 = 0x00BD;
pub(super) const RICH_STRING: u16 = 0x00D6;
pub(super) const STYLE: u16 = 0x00E0;
pub(super) const SHARED_LABEL: u16 = 0x00FD;
pub(super) const DIMENSIONS: u16 = 0x0200;
pub(super) const NUMBER: u16 = 0x0203;
pub(super) const LABEL: u16 = 0x0204;
pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
pub(super) const RK: u16 = 0x027E;
pub(super) const FORMAT: u16 = 0x041E;
pub(super) const BEGIN: u16 = 0x0809;

pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The records of a stream: type and data.
pub(super) fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let kind = u16_at(rest, 0)?;
        let length = usize::from(u16_at(rest, 2)?);
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}
