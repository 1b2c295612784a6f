//! Bytes of answers: good ones, and bodies that are larger than they look.

use std::io::Write;

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress, Status};

/// A body as on the provider's page, with one recipient.
pub const GOOD_ANSWER: &str = r#"{"success":true,"code":200,"message_id":"300","StatutResponse_List":[{"phoneNumber":"+33639980001","status":"Delivered","stopSMS":false,"date":"1517989111"}]}"#;

/// A whole HTTP answer with this status line's end (`200 OK`), these header
/// lines (each ending with CR LF) and this body.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

/// A body as `Content-Encoding: gzip` has it.
pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// An HTTP answer that is small on the wire and takes long to read: gzip of a list
/// with this many recipients, `{}` each.
pub fn many_recipients(count: usize) -> Vec<u8> {
    let list = vec!["{}"; count].join(",");
    let body = format!(r#"{{"success":true,"code":200,"StatutResponse_List":[{list}]}}"#);
    let body = gzip(body.as_bytes());
    let length = body.len();
    let mut answer =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n")
            .into_bytes();
    answer.extend(body);
    answer
}

/// About 2 MB of gzip that decompress to 2 GiB of spaces, which JSON allows in
/// any number. Made of one compressed megabyte, repeated; the checksum at its
/// end is not the right one, but no reader with a limit gets there.
pub fn gzip_bomb() -> Vec<u8> {
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let megabyte = compressed_megabyte();
    for _ in 0..2048 {
        bomb.extend_from_slice(&megabyte);
    }
    // An empty last block, then checksum and length.
    bomb.extend_from_slice(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]);
    bomb
}

/// Ends on a whole byte and refers to nothing before it, so that it can be
/// repeated.
fn compressed_megabyte() -> Vec<u8> {
    let spaces = vec![b' '; 1 << 20];
    let mut compressed = Vec::with_capacity(64 << 10);
    let mut stream = Compress::new(Compression::best(), false);
    let status = stream.compress_vec(&spaces, &mut compressed, FlushCompress::Full);
    assert!(matches!(status, Ok(Status::Ok)) && stream.total_in() == 1 << 20);
    compressed
}
