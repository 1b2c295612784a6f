//! The names that HTML has for characters which an encoder may write by name.

/// HTML's names for the characters of ASCII that are neither letters nor digits.
const ASCII: [(char, &str); 36] = [
    ('&', "amp"),
    ('<', "lt"),
    ('>', "gt"),
    ('"', "quot"),
    ('\'', "apos"),
    ('!', "excl"),
    ('#', "num"),
    ('$', "dollar"),
    ('%', "percnt"),
    ('(', "lpar"),
    (')', "rpar"),
    ('*', "ast"),
    ('*', "midast"),
    ('+', "plus"),
    (',', "comma"),
    ('.', "period"),
    ('/', "sol"),
    (':', "colon"),
    (';', "semi"),
    ('=', "equals"),
    ('?', "quest"),
    ('@', "commat"),
    ('[', "lsqb"),
    ('[', "lbrack"),
    ('\\', "bsol"),
    (']', "rsqb"),
    (']', "rbrack"),
    ('^', "hat"),
    ('_', "lowbar"),
    ('_', "underbar"),
    ('`', "grave"),
    ('{', "lcub"),
    ('{', "lbrace"),
    ('|', "vert"),
    ('}', "rcub"),
    ('}', "rbrace"),
];

/// HTML's names for the characters from U+00A0 to U+00FF, in their order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy \
    reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 \
    frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml \
    Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
    egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml \
    divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// The names of a character.
pub(super) fn of(character: char) -> impl Iterator<Item = &'static str> {
    let latin_1 = u32::from(character).checked_sub(0xa0);
    let latin_1 = latin_1.and_then(|place| LATIN_1.split(' ').nth(place as usize));
    let ascii = ASCII.iter().filter(move |(named, _)| *named == character);
    ascii.map(|&(_, name)| name).chain(latin_1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_latin_1_are_those_of_their_characters() {
        assert_eq!(LATIN_1.split(' ').count(), 96);
        for (character, name) in [
            ('\u{a0}', "nbsp"),
            ('À', "Agrave"),
            ('é', "eacute"),
            ('ÿ', "yuml"),
        ] {
            assert_eq!(of(character).collect::<Vec<_>>(), [name]);
        }
        assert_eq!(of('&').collect::<Vec<_>>(), ["amp"]);
        assert_eq!(of('a').count(), 0);
    }
}
