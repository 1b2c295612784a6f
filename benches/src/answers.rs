//! Answers of the shape that the provider documents, with any number of recipients.

use serde::Serialize;

/// The first date on the provider's page, in Unix seconds.
const FIRST_DATE: u64 = 1_517_989_111;

#[derive(Serialize)]
struct Answer {
    success: bool,
    code: i32,
    message_id: String,
    #[serde(rename = "StatutResponse_List")]
    entries: Vec<Entry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    phone_number: String,
    status: &'static str,
    #[serde(rename = "stopSMS")]
    stop_sms: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
}

/// The layout of the JSON.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layout {
    Compact,
    /// With line breaks and indentation, as on the provider's page.
    Pretty,
}

/// An answer with `entries` recipients. Of each ten, eight are Delivered, one is
/// Not delivered and one is Waiting, which has no date yet.
pub fn body(entries: u64, layout: Layout) -> Vec<u8> {
    let answer = Answer {
        success: true,
        code: 200,
        message_id: "300".to_owned(),
        entries: (0..entries).map(entry).collect(),
    };
    let body = match layout {
        Layout::Compact => serde_json::to_vec(&answer),
        Layout::Pretty => serde_json::to_vec_pretty(&answer),
    };
    body.expect("texts and numbers can be written as JSON")
}

fn entry(index: u64) -> Entry {
    let status = match index % 10 {
        3 => "Not delivered",
        7 => "Waiting",
        _ => "Delivered",
    };
    let reported = status != "Waiting";
    Entry {
        phone_number: format!("+3363998{index:06}"),
        status,
        stop_sms: reported && index.is_multiple_of(7),
        date: reported.then(|| (FIRST_DATE + index).to_string()),
    }
}
