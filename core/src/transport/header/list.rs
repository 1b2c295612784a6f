//! The values of header lines, and the lists that some of them are.

/// A value without what no value may contain, each replaced by a space (RFC 9110,
/// section 5.5); with it go the ends of folded lines.
pub(super) fn clean(value: &[u8]) -> Vec<u8> {
    let replace = |byte: &u8| if byte.is_ascii_control() { b' ' } else { *byte };
    let value: Vec<u8> = value.iter().map(replace).collect();
    value.trim_ascii().to_vec()
}

/// The items of a list (RFC 9110, section 5.6.1).
pub(super) fn items(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let items = value.split(|byte| *byte == b',');
    items
        .map(<[u8]>::trim_ascii)
        .filter(|item| !item.is_empty())
}

/// Adds the items of a list, without those that are counted elsewhere and those that
/// change nothing.
pub(super) fn add_codings(
    codings: &mut Vec<u8>,
    value: &[u8],
    mut is_counted: impl FnMut(&[u8]) -> bool,
) {
    for coding in items(value) {
        if is_counted(coding) || coding.eq_ignore_ascii_case(b"identity") {
            continue;
        }
        if !codings.is_empty() {
            codings.extend_from_slice(b", ");
        }
        codings.extend_from_slice(coding);
    }
}
