//! Certificates as text (PEM, RFC 7468), as people put it together: several files in
//! one, with byte order marks, text and keys in between, from any editor.

use super::base64::decode;
use super::lines::Lines;

/// One certificate of a text, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) der: Vec<u8>,
    /// OpenSSL's `TRUSTED CERTIFICATE`: what it is trusted for may follow it.
    pub(super) is_trusted_form: bool,
    /// How many certificates came before it, plus one.
    pub(super) number: usize,
    /// The line of its beginning, from 1 on.
    pub(super) line: usize,
}

/// What a block's label says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Certificate,
    TrustedCertificate,
    /// It may hold certificates, but in a form that is not read.
    Unread,
    /// A key, a request, a list of revoked certificates.
    Other,
}

/// How much of a label is quoted.
const LONGEST_QUOTE: usize = 40;

const NO_END: &str = "has no END line";
const NOT_BASE64: &str = "is not base64 text";

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// The certificates of a text, one after the other; in place of one that cannot be read,
/// what is wrong with it, as the end of a sentence about the file.
pub(super) struct Blocks<'a> {
    lines: Lines<'a>,
    count: usize,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            lines: Lines::new(text),
            count: 0,
        }
    }

    /// Of the block that has just begun, whose label this is.
    fn read(&mut self, label: &[u8]) -> Option<Result<Block, String>> {
        let line = self.lines.number;
        let kind = kind_of(label);
        match kind {
            Kind::Certificate | Kind::TrustedCertificate => {}
            Kind::Unread => {
                return Some(Err(format!(
                    "has a block \"{}\" at line {line}, which is not read; write its certificates \
                     as \"CERTIFICATE\" blocks",
                    String::from_utf8_lossy(&label[..label.len().min(LONGEST_QUOTE)])
                )));
            }
            Kind::Other => return None,
        }
        self.count += 1;
        let number = self.count;
        let base64 = body(&mut self.lines, label);
        let der = base64.and_then(|base64| decode(&base64).ok_or(NOT_BASE64));
        Some(match der {
            Ok(der) => Ok(Block {
                der,
                is_trusted_form: kind == Kind::TrustedCertificate,
                number,
                line,
            }),
            Err(what) => Err(damaged(number, line, what)),
        })
    }
}

impl Iterator for Blocks<'_> {
    type Item = Result<Block, String>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(line) = self.lines.next() {
            if let Some(label) = label(line, BEGIN, &mut self.lines) {
                if let Some(block) = self.read(label) {
                    return Some(block);
                }
            // The end of a block that is passed over may have the next one behind it.
            } else if label(line, END, &mut self.lines).is_none() && has_hidden_begin(line) {
                return Some(Err(format!(
                    "has a certificate at line {} that does not begin at the beginning of the line \
                     with \"-----BEGIN CERTIFICATE-----\"",
                    self.lines.number
                )));
            }
        }
        None
    }
}

/// What is wrong with one certificate of a file, as the end of a sentence.
pub(super) fn damaged(number: usize, line: usize, what: &str) -> String {
    format!("has a damaged certificate: number {number}, which begins at line {line}, {what}")
}

/// The base64 text of a block up to its end, without spaces.
fn body(lines: &mut Lines<'_>, label_of_begin: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut base64 = Vec::new();
    while let Some(line) = lines.next() {
        if let Some(label) = label(line, END, lines) {
            let is_same = trimmed(label).eq_ignore_ascii_case(trimmed(label_of_begin));
            return match is_same {
                true => Ok(base64),
                false => Err("ends with the END line of another kind of block"),
            };
        }
        if line.starts_with(DASHES) {
            lines.put_back(line);
            return Err(NO_END);
        }
        // All of a block may be on one line.
        let length = position(line, END).unwrap_or(line.len());
        let (line, end) = line.split_at(length);
        lines.put_back(end);
        base64.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
    }
    Err(NO_END)
}

/// The label of a line that begins or ends a block. What stands behind its dashes counts
/// as a line: files are glued together without a line end between them.
fn label<'a>(line: &'a [u8], keyword: &[u8], lines: &mut Lines<'a>) -> Option<&'a [u8]> {
    let (start, rest) = line.split_at_checked(keyword.len())?;
    if !start.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let length = position(rest, DASHES)?;
    lines.put_back(&rest[length + DASHES.len()..]);
    Some(&rest[..length])
}

fn kind_of(label: &[u8]) -> Kind {
    let label = trimmed(label).to_ascii_uppercase();
    match &label[..] {
        b"CERTIFICATE" | b"X509 CERTIFICATE" => Kind::Certificate,
        b"TRUSTED CERTIFICATE" => Kind::TrustedCertificate,
        b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" | b"ATTRIBUTE CERTIFICATE" => {
            Kind::Other
        }
        b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"CMS" => Kind::Unread,
        other if position(other, b"CERTIFICATE").is_some() => Kind::Unread,
        _ => Kind::Other,
    }
}

/// Whether a line has the beginning of a certificate that [`label`] does not see: behind
/// other text, with too many or too few dashes, or with those of a word processor, which
/// are not ASCII. A comment may have one.
fn has_hidden_begin(line: &[u8]) -> bool {
    if matches!(line.first(), Some(b'#' | b';' | b'/')) {
        return false;
    }
    let is_begin =
        |here: &[u8]| here.ends_with(b"BEGIN ") && (here[0] == b'-' || !here[0].is_ascii());
    let begin = line.windows(7).position(is_begin);
    let begin = begin.or_else(|| position(line, b"- BEGIN "));
    let rest = begin.map_or(&[][..], |begin| &line[begin..]);
    let is_request = position(rest, b"REQUEST").is_some();
    position(rest, b"CERTIFICATE").is_some() && !is_request
}

/// Whether a text has two bytes for each character, as some editors and shells save it.
pub(super) fn is_utf16(text: &[u8]) -> bool {
    matches!(
        text,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'-', 0, ..] | [0, b'-', ..]
    )
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|here| here == part)
}

fn trimmed(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificates(text: &[u8]) -> Result<Vec<Block>, String> {
        Blocks::new(text).collect()
    }

    fn read(text: &str) -> Result<Vec<(Vec<u8>, usize)>, String> {
        let found = certificates(text.as_bytes())?;
        for (place, block) in found.iter().enumerate() {
            assert_eq!(block.number, place + 1);
        }
        Ok(found
            .into_iter()
            .map(|block| (block.der, block.line))
            .collect())
    }

    const A: &str = "-----BEGIN CERTIFICATE-----\nQUFB\n-----END CERTIFICATE-----";
    const B: &str = "-----BEGIN CERTIFICATE-----\nQkJC\nQkI=\n-----END CERTIFICATE-----";

    #[test]
    fn certificates_are_read_however_a_file_was_put_together() {
        let both = |second_line| Ok(vec![(b"AAA".to_vec(), 1), (b"BBBBB".to_vec(), second_line)]);
        for (text, expected) in [
            (format!("{A}\n{B}\n"), both(4)),
            (format!("{A}\n{B}"), both(4)),
            (format!("{A}{B}"), both(3)),
            (format!("\u{feff}{A}\n\u{feff}{B}\n"), both(4)),
            (format!("{A}\u{feff}{B}\n"), both(3)),
            (format!("{A}\n{B}\n").replace('\n', "\r\n"), both(4)),
            (format!("{A}\n{B}\n").replace('\n', "\r"), both(4)),
            (format!("{A}\n{B}\n").replace('\n', " \t\n"), both(4)),
            (format!("{A}\n{B}\n").replace('\n', "\n  "), both(4)),
            (format!("{A} {B}").replace('\n', " "), both(1)),
            (format!("{A}\n{B}").replace('\n', ""), both(1)),
            (
                format!("{A}\n{B}")
                    .replace("BEGIN ", "BEGIN X509 ")
                    .replace("END ", "END X509 "),
                both(4),
            ),
            (
                format!("{A}\n{B}")
                    .to_lowercase()
                    .replace("qufb", "QUFB")
                    .replace("qkjc", "QkJC")
                    .replace("qki=", "QkI="),
                both(4),
            ),
            (
                format!("{A}\nsubject=CN = two\nissuer=\n\n{B}\nMIIB\n"),
                both(7),
            ),
            (format!("{A}\n#{}\n{B}", A.replace('\n', "\n#")), both(7)),
            (
                format!(
                    "{A}\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n\
                     -----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n\
                     -----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----{B}"
                ),
                both(12),
            ),
        ] {
            assert_eq!(read(&text), expected, "{text:?}");
        }
        let trusted = A.replace("CERT", "TRUSTED CERT");
        assert!(certificates(trusted.as_bytes()).unwrap()[0].is_trusted_form);
        assert!(!certificates(A.as_bytes()).unwrap()[0].is_trusted_form);
    }

    #[test]
    fn a_text_without_certificates_has_none() {
        for text in [
            "",
            "\n",
            "garbage",
            "-----BEGIN",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIB",
        ] {
            assert_eq!(read(text), Ok(vec![]), "{text:?}");
        }
    }

    #[test]
    fn no_certificate_is_lost_without_a_word() {
        for (second, words) in [
            (
                "-----BEGIN CERTIFICATE-----\nQkJC",
                "number 2, which begins at line 4, has no END line",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQkJC\n-----END CERTIFICATE----",
                "has no END line",
            ),
            (
                &format!("-----BEGIN CERTIFICATE-----\nQkJC\n{A}"),
                "number 2, which begins at line 4, has no END line",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQkJC\n-----END X509 CRL-----",
                "of another kind",
            ),
            (
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQkJ\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQk=C\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQ===\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQk*C\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nQkJC\nX-Header: 1\n-----END CERTIFICATE-----",
                "is not base64 text",
            ),
            (
                "-----BEGIN PKCS7-----\nQkJC\n-----END PKCS7-----",
                "a block \"PKCS7\" at line 4",
            ),
            (
                "-----BEGIN CERTIFICATE CHAIN-----\nQkJC",
                "a block \"CERTIFICATE CHAIN\" at line 4",
            ),
            (
                "the second: -----BEGIN CERTIFICATE-----\nQkJC",
                "at line 4 that does not begin",
            ),
            (
                "------BEGIN CERTIFICATE-----\nQkJC",
                "at line 4 that does not begin",
            ),
            (
                "----BEGIN CERTIFICATE----\nQkJC",
                "at line 4 that does not begin",
            ),
            (
                "---- BEGIN CERTIFICATE ----\nQkJC",
                "at line 4 that does not begin",
            ),
            (
                "\u{2014}\u{2014}BEGIN CERTIFICATE\u{2014}\u{2014}\nQkJC",
                "at line 4 that does not begin",
            ),
        ] {
            let reason = read(&format!("{A}\n{second}")).unwrap_err();
            assert!(reason.contains(words), "{second}: {reason}");
        }
        for utf16 in [&b"\xff\xfe-\0"[..], b"\xfe\xff\0-", b"-\0-\0", b"\0-\0-"] {
            assert!(is_utf16(utf16));
        }
        assert!(!is_utf16(A.as_bytes()) && !is_utf16(b"\xef\xbb\xbf-"));
    }

    #[test]
    fn what_follows_a_damaged_certificate_is_read_too() {
        let text = format!("-----BEGIN CERTIFICATE-----\nQUFB\n{B}\n-----BEGIN PKCS7-----\n{A}");
        let blocks: Vec<_> = Blocks::new(text.as_bytes()).collect();
        let read: Vec<_> = blocks
            .iter()
            .map(|block| block.as_ref().map(|b| b.line))
            .collect();
        assert!(
            matches!(read[..], [Err(_), Ok(3), Err(_), Ok(8)]),
            "{read:?}"
        );
    }
}
