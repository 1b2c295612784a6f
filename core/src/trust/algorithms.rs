//! Which keys and signatures are accepted: those of ring, as rustls uses it.

use super::der::{BIT_STRING, INTEGER, OBJECT_ID, Reader, SEQUENCE};

/// The sizes of RSA keys that ring takes, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];
const ELLIPTIC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
const P384: &[u8] = &[0x2b, 0x81, 4, 0, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 4, 0, 0x23];

/// What is wrong with the key in the content of a SubjectPublicKeyInfo, as an object of a
/// sentence: "an RSA key of 1024 bits, but …".
pub(super) fn key_fault(key: &[u8]) -> Option<String> {
    const OTHERS: &str = "RSA, ECDSA or Ed25519 is needed";
    let mut fields = Reader(key);
    let mut algorithm = Reader(fields.next_if(SEQUENCE)?);
    let kind = algorithm.next_if(OBJECT_ID)?;
    if kind == RSA {
        let bits = rsa_bits(fields.next_if(BIT_STRING)?)?;
        return (!RSA_BITS.contains(&bits)).then(|| {
            let (least, most) = (RSA_BITS.start(), RSA_BITS.end());
            format!("an RSA key of {bits} bits, but {least} to {most} are needed")
        });
    }
    if kind == ELLIPTIC {
        let curve = match algorithm.next_if(OBJECT_ID) {
            Some(P256 | P384) => return None,
            Some(P521) => "P-521",
            _ => "another curve",
        };
        return Some(format!(
            "an ECDSA key on {curve}, but P-256 or P-384 is needed"
        ));
    }
    match kind {
        ED25519 => None,
        ED448 => Some(format!("an Ed448 key, but {OTHERS}")),
        _ => Some(format!("a key of a kind that is not known, but {OTHERS}")),
    }
}

/// The size of an RSA key's modulus; ring too counts it in whole bytes.
fn rsa_bits(bit_string: &[u8]) -> Option<usize> {
    let (_unused_bits, key) = bit_string.split_first()?;
    let modulus = Reader(Reader(key).next_if(SEQUENCE)?).next_if(INTEGER)?;
    let leading_zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    Some((modulus.len() - leading_zeros) * 8)
}

/// The name of a signature's algorithm, from the content of its AlgorithmIdentifier, if it
/// is not accepted.
pub(super) fn signature_fault(algorithm: &[u8]) -> Option<&'static str> {
    let kind = Reader(algorithm).next_if(OBJECT_ID)?;
    Some(match kind {
        ED25519 => return None,
        ED448 => "Ed448",
        // PKCS #1 (RFC 8017, appendix C).
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, number] => match number {
            2 => "MD2",
            4 => "MD5",
            5 => "SHA-1",
            14 => "SHA-224",
            // RSASSA-PSS has its hash in parameters; SHA-256, SHA-384, SHA-512.
            10..=13 => return None,
            _ => "an unknown algorithm",
        },
        // ANSI X9.62 (RFC 5758).
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1] => "SHA-1",
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, number] => match number {
            1 => "SHA-224",
            2 | 3 => return None,
            4 => "ECDSA with SHA-512",
            _ => "an unknown algorithm",
        },
        [0x2b, 0x0e, 3, 2, 0x1d] => "SHA-1",
        [0x2a, 0x86, 0x48, 0xce, 0x38, ..] => "DSA",
        _ => "an unknown algorithm",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }

    fn key(kind: &[u8], curve: Option<&[u8]>, bits: &[u8]) -> Vec<u8> {
        let mut algorithm = encoded(OBJECT_ID, kind);
        algorithm.extend(
            curve
                .map(|curve| encoded(OBJECT_ID, curve))
                .unwrap_or_default(),
        );
        let bits = [&[0], bits].concat();
        [encoded(SEQUENCE, &algorithm), encoded(BIT_STRING, &bits)].concat()
    }

    #[test]
    fn keys_that_ring_does_not_take_are_told() {
        let rsa = |bytes: usize| {
            let modulus = [vec![0], vec![0xc1; bytes]].concat();
            let both = [encoded(INTEGER, &modulus), encoded(INTEGER, &[1, 0, 1])].concat();
            key(RSA, None, &encoded(SEQUENCE, &both))
        };
        for (key, fault) in [
            (rsa(256), None),
            (rsa(1024), None),
            (
                rsa(128),
                Some("an RSA key of 1024 bits, but 2048 to 8192 are needed"),
            ),
            (
                rsa(255),
                Some("an RSA key of 2040 bits, but 2048 to 8192 are needed"),
            ),
            (
                rsa(1025),
                Some("an RSA key of 8200 bits, but 2048 to 8192 are needed"),
            ),
            (key(ELLIPTIC, Some(P256), &[]), None),
            (key(ELLIPTIC, Some(P384), &[]), None),
            (
                key(ELLIPTIC, Some(P521), &[]),
                Some("an ECDSA key on P-521, but P-256 or P-384 is needed"),
            ),
            (
                key(ELLIPTIC, Some(&[0x2b, 0x81, 4, 0, 10]), &[]),
                Some("an ECDSA key on another curve, but P-256 or P-384 is needed"),
            ),
            (
                key(ELLIPTIC, None, &[]),
                Some("an ECDSA key on another curve, but P-256 or P-384 is needed"),
            ),
            (key(ED25519, None, &[]), None),
            (
                key(ED448, None, &[]),
                Some("an Ed448 key, but RSA, ECDSA or Ed25519 is needed"),
            ),
            (
                key(&[1, 2], None, &[]),
                Some("a key of a kind that is not known, but RSA, ECDSA or Ed25519 is needed"),
            ),
            (vec![], None),
        ] {
            assert_eq!(key_fault(&key).as_deref(), fault);
        }
    }

    #[test]
    fn signatures_that_are_not_accepted_have_names() {
        let rsa = |number| [&RSA[..8], &[number]].concat();
        let ecdsa = |end: &[u8]| [&ELLIPTIC[..5], end].concat();
        for (kind, fault) in [
            (rsa(2), Some("MD2")),
            (rsa(4), Some("MD5")),
            (rsa(5), Some("SHA-1")),
            (rsa(10), None),
            (rsa(11), None),
            (rsa(13), None),
            (rsa(14), Some("SHA-224")),
            (rsa(15), Some("an unknown algorithm")),
            (ecdsa(&[4, 1]), Some("SHA-1")),
            (ecdsa(&[4, 3, 1]), Some("SHA-224")),
            (ecdsa(&[4, 3, 2]), None),
            (ecdsa(&[4, 3, 3]), None),
            (ecdsa(&[4, 3, 4]), Some("ECDSA with SHA-512")),
            (ecdsa(&[4, 3, 5]), Some("an unknown algorithm")),
            (ED25519.to_vec(), None),
            (ED448.to_vec(), Some("Ed448")),
            (vec![0x2b, 0x0e, 3, 2, 0x1d], Some("SHA-1")),
            (vec![0x2a, 0x86, 0x48, 0xce, 0x38, 4, 3], Some("DSA")),
            (vec![1], Some("an unknown algorithm")),
        ] {
            assert_eq!(
                signature_fault(&encoded(OBJECT_ID, &kind)),
                fault,
                "{kind:?}"
            );
        }
    }
}
