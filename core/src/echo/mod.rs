//! Finds the API key in a text of the server's, in whatever spelling.
//!
//! A server that echoes a request may have encoded the key for a URL (RFC 3986, or a
//! form with `+` for a space), for JSON or another language with backslashes, or for
//! HTML, with more characters encoded than need it, and twice. So each character of the
//! key is compared with every spelling that it has.

mod html_names;

/// How often a character may have been encoded.
const LAYERS: u32 = 2;

/// The most zeros before the number of a character in HTML.
const ZEROS: usize = 6;

/// How many bytes an echo of the key takes with which this text begins.
pub(crate) fn length_at_start(key: &str, text: &str) -> Option<usize> {
    let mut ends = Ends::at(0);
    for character in key.chars() {
        ends = ends.after(text.as_bytes(), |rest| spellings(character, rest, LAYERS));
        if ends.is_empty() {
            return None;
        }
    }
    ends.longest().filter(|&length| length > 0)
}

/// Where spellings may end: a text may be read in more than one way.
#[derive(Clone, Copy, Default)]
struct Ends {
    places: [usize; 8],
    count: usize,
}

impl Ends {
    fn at(place: usize) -> Self {
        let mut ends = Self::default();
        ends.add(place);
        ends
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn places(&self) -> &[usize] {
        &self.places[..self.count]
    }

    fn longest(&self) -> Option<usize> {
        self.places().iter().copied().max()
    }

    /// Adds a place. Of so many as no text of a server's has, the last are left out.
    fn add(&mut self, place: usize) {
        if self.count < self.places.len() && !self.places().contains(&place) {
            self.places[self.count] = place;
            self.count += 1;
        }
    }

    fn add_all(&mut self, other: Self) {
        for &place in other.places() {
            self.add(place);
        }
    }

    /// The ends of what comes next in this text.
    fn after(self, text: &[u8], next: impl Fn(&[u8]) -> Self) -> Self {
        let mut ends = Self::default();
        for &place in self.places() {
            for &length in next(&text[place..]).places() {
                ends.add(place + length);
            }
        }
        ends
    }

    /// The same for one of these characters, whatever its spelling.
    fn one_of(self, characters: &[char], text: &[u8], layers: u32) -> Self {
        self.after(text, |rest| {
            let mut ends = Self::default();
            for &character in characters {
                ends.add_all(spellings(character, rest, layers));
            }
            ends
        })
    }

    /// The same for all of these characters, in either case.
    fn all_of(mut self, characters: impl Iterator<Item = char>, text: &[u8], layers: u32) -> Self {
        for character in characters {
            let cases = [
                character.to_ascii_lowercase(),
                character.to_ascii_uppercase(),
            ];
            self = self.one_of(&cases, text, layers);
        }
        self
    }
}

/// The ends of the spellings of a character with which the text begins.
fn spellings(character: char, text: &[u8], layers: u32) -> Ends {
    let mut ends = Ends::default();
    let Some(&first) = text.first() else {
        return ends;
    };
    if text.starts_with(character.encode_utf8(&mut [0; 4]).as_bytes()) {
        ends.add(character.len_utf8());
    }
    // Control characters are shown as spaces in a message.
    let is_blank = |byte: u8| byte == b' ' || byte.is_ascii_control() && byte != 0;
    let is_blank_here = u8::try_from(character).is_ok_and(is_blank);
    if is_blank_here && (is_blank(first) || first == b'+') {
        ends.add(1);
    }
    // What was decoded once too often.
    if character == '+' && first == b' ' {
        ends.add(1);
    }
    // An encoding may have been encoded in its turn, so it may begin with any of these.
    if layers > 0 && matches!(first, b'%' | b'&' | b'\\') {
        let may_be = |introducer: u8| layers > 1 || first == introducer;
        if may_be(b'%') {
            ends.add_all(in_url(character, text, layers - 1));
        }
        if may_be(b'&') {
            ends.add_all(in_html(character, text, layers - 1));
        }
        if may_be(b'\\') {
            ends.add_all(in_json(character, text, layers - 1));
        }
    }
    ends
}

/// `%2B`, byte by byte, or `%u002B`, as JavaScript's `escape` and IIS have it.
fn in_url(character: char, text: &[u8], layers: u32) -> Ends {
    let mut ends = Ends::at(0);
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        ends = ends.one_of(&['%'], text, layers);
        ends = ends.all_of(hex(byte.into(), 2), text, layers);
    }
    ends.add_all(in_units('%', character, text, layers));
    ends
}

/// `&amp;`, `&#38;` or `&#x26;`. Browsers do without the semicolon.
fn in_html(character: char, text: &[u8], layers: u32) -> Ends {
    let start = Ends::at(0).one_of(&['&'], text, layers);
    let mut ends = Ends::default();
    if start.is_empty() {
        return ends;
    }
    for name in html_names::of(character) {
        ends.add_all(start.all_of(name.chars(), text, layers));
    }
    let start = start.one_of(&['#'], text, layers);
    let number = u32::from(character);
    let hexadecimal = start.one_of(&['x', 'X'], text, layers);
    let decimal_digits = number.checked_ilog10().unwrap_or(0) + 1;
    let decimal = |place: u32| char::from_digit(number / 10_u32.pow(place) % 10, 10);
    let decimal = (0..decimal_digits).rev().filter_map(decimal);
    let hexadecimal_digits = number.checked_ilog2().unwrap_or(0) / 4 + 1;
    ends.add_all(zeros(start, text, layers).all_of(decimal, text, layers));
    let digits = hex(number, hexadecimal_digits);
    ends.add_all(zeros(hexadecimal, text, layers).all_of(digits, text, layers));
    let mut closed = ends.one_of(&[';'], text, layers);
    closed.add_all(ends);
    closed
}

/// With any number of zeros next.
fn zeros(start: Ends, text: &[u8], layers: u32) -> Ends {
    let mut all = start;
    let mut ends = start;
    for _ in 0..ZEROS {
        ends = ends.one_of(&['0'], text, layers);
        all.add_all(ends);
    }
    all
}

/// `\/`, `\n`, `\u0026` or, as in C and JavaScript, `\x26`.
fn in_json(character: char, text: &[u8], layers: u32) -> Ends {
    let start = Ends::at(0).one_of(&['\\'], text, layers);
    if start.is_empty() {
        return start;
    }
    let letter = match character {
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        other => other,
    };
    let mut ends = start.one_of(&[letter], text, layers);
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        let hexadecimal = start.one_of(&['x'], text, layers);
        ends.add_all(hexadecimal.all_of(hex(byte.into(), 2), text, layers));
    }
    ends.add_all(in_units('\\', character, text, layers));
    ends
}

/// `\u0026`, with this character at the start of each unit.
fn in_units(introducer: char, character: char, text: &[u8], layers: u32) -> Ends {
    let mut ends = Ends::at(0);
    for unit in character.encode_utf16(&mut [0; 2]) {
        ends = ends.one_of(&[introducer], text, layers);
        ends = ends.one_of(&['u'], text, layers);
        ends = ends.all_of(hex((*unit).into(), 4), text, layers);
    }
    ends
}

/// The hexadecimal digits of a number.
fn hex(number: u32, digits: u32) -> impl Iterator<Item = char> {
    let digit = move |place: u32| char::from_digit(number >> (4 * place) & 0xf, 16);
    (0..digits).rev().filter_map(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_every_spelling() {
        let key = "a+b/c d&é😀\"'=";
        let spellings = [
            r#"a+b/c d&é😀"'="#,
            "a%2Bb%2Fc%20d%26%C3%A9%F0%9F%98%80%22%27%3D",
            "a%2bb%2fc+d%26%c3%a9%f0%9f%98%80%22%27%3d",
            "%61%2B%62%2F%63%20%64%26%C3%A9%F0%9F%98%80%22%27%3D",
            "a+b/c%20d&é😀\"'%3D",
            r#"a+b\/c d&é😀\"'="#,
            r#"a\u002bb\/c\u0020d\u0026\u00e9\ud83d\ude00\u0022\u0027="#,
            r#"\u0061\u002B\u0062\u002F\u0063 d\x26\u00E9\uD83D\uDE00\"\'="#,
            "a+b/c d&amp;é😀&quot;&#39;=",
            "a&plus;b&sol;c d&AMP;&#233;&#128512;&#34;&apos;&equals;",
            "a&#43;b&#47;c&#32;d&#38;&#xe9;&#x1F600;&#x22;&#x0027;&#0061;",
            "a&#43b/c d&ampé😀&quot&#39=",
            "a%252Bb%252Fc%2520d%2526%25C3%25A9%25F0%259F%2598%2580%2522%2527%253D",
            "a+b/c d&amp;amp;é😀&amp;quot;&amp;#39;=",
            "a%26plus%3Bb/c d%26amp%3Bé😀\"'=",
            r#"a\\u002bb\\/c d\\u0026é😀\\"'="#,
            "a b/c d&é😀\"'=",
            "a%u002Bb/c%20d%u0026%u00e9%uD83D%ude00%22%27%3D",
            "a%25u002Bb/c d&é😀\"'=",
        ];
        for spelling in spellings {
            let text = format!("{spelling} and more");
            assert_eq!(
                length_at_start(key, &text),
                Some(spelling.len()),
                "{spelling}"
            );
            for (cut, _) in spelling.char_indices() {
                let found = length_at_start(key, &spelling[..cut]);
                // Only a semicolon may be left out at the end.
                assert!(
                    found.is_none() || spelling[cut..] == *";",
                    "{}",
                    &spelling[..cut]
                );
            }
        }
    }

    #[test]
    fn a_key_that_looks_encoded_is_found_as_it_is_and_encoded() {
        for key in [
            "a%41&b", "%2541", "&amp;", r"\u0041", "++", "%", "100%", r"\\", "a;b", "&#38",
        ] {
            let in_url = crate::percent::encode(key);
            let in_html = key.replace('&', "&amp;");
            let in_json = key.replace('\\', r"\\");
            for text in [key, in_url.as_str(), &in_html, &in_json] {
                let found = length_at_start(key, text);
                assert_eq!(found, Some(text.len()), "{key} in {text}");
            }
        }
    }

    #[test]
    fn nothing_is_found_where_there_is_no_echo() {
        for (key, text) in [
            ("", "text"),
            ("", ""),
            ("key", ""),
            ("key", "ke"),
            ("key", "Key"),
            ("k&y", "k&amp"),
            ("k&y", "k%2"),
            ("k&y", "k%2Fy"),
            ("k&y", "k&lt;y"),
            ("k&y", r"k\u002"),
            ("0123", "0124"),
        ] {
            assert_eq!(length_at_start(key, text), None, "{key} in {text}");
        }
    }

    #[test]
    fn texts_made_to_be_slow_are_not() {
        let key = format!("{}!", "&".repeat(1023));
        for piece in [
            "&",
            "&amp;",
            "&#38;",
            "%26",
            "%2526",
            "&amp;amp;",
            r"\u0026",
        ] {
            let text = piece.repeat(2000);
            let ends = (0..20).map(|at| length_at_start(&key, &text[at..]));
            assert!(ends.flatten().next().is_none());
        }
    }
}
