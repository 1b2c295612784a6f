//! The messages that the sandbox knows: a fixed table, so that a test can name an id and rely on
//! what it holds.

use std::borrow::Cow;
use std::time::Duration;

/// One recipient of a message, before it is spelt as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The recipient, as the provider writes it: `+` and digits.
    pub phone_number: Cow<'static, str>,
    /// The delivery status: `Delivered`, `Not delivered`, `Waiting`, or an odd one.
    pub status: &'static str,
    /// Whether the recipient answered STOP.
    pub stop_sms: bool,
    /// When the status was set, usually in Unix seconds; `None` leaves the key out.
    pub date: Option<Cow<'static, str>>,
}

/// A message id that is answered with entries instead of `Message introuvable`.
#[derive(Debug)]
pub struct KnownMessage {
    /// The id, before percent-encoding.
    pub id: &'static str,
    /// What the message is for, in one line.
    pub description: &'static str,
    /// Whether the entries depend on the poll or on the time. The answers of all others are
    /// built once and kept.
    pub changes: bool,
    entries: fn(Moment) -> Vec<Entry>,
}

/// When a message is asked for.
#[derive(Clone, Copy)]
struct Moment {
    poll: u64,
    since_first_poll: Duration,
}

impl KnownMessage {
    /// The entries at one moment: `poll` is 1 for the first question about this message, and
    /// `since_first_poll` is the time that has passed since then.
    pub fn entries(&self, poll: u64, since_first_poll: Duration) -> Vec<Entry> {
        (self.entries)(Moment {
            poll,
            since_first_poll,
        })
    }

    /// The message with this id, if the table has it.
    pub fn find(id: &str) -> Option<&'static KnownMessage> {
        KNOWN_MESSAGES.iter().find(|message| message.id == id)
    }
}

/// All messages that the sandbox knows, in the order in which the program prints them.
pub static KNOWN_MESSAGES: &[KnownMessage] = &[
    KnownMessage {
        id: "111",
        description: "the answer on the provider's page: two recipients, both Delivered",
        changes: false,
        entries: page_answer,
    },
    KnownMessage {
        id: "300",
        description: "the id in the page's samples: Delivered, Not delivered, Waiting without a date, and Delivered with STOP",
        changes: false,
        entries: mixed,
    },
    KnownMessage {
        id: "301",
        description: "three Waiting recipients, of whom one more is Delivered at each poll; the fourth poll has all three",
        changes: true,
        entries: delivered_poll_by_poll,
    },
    KnownMessage {
        id: "302",
        description: "two Waiting recipients, Delivered 2 s and 4 s after the message was first asked for",
        changes: true,
        entries: delivered_after_seconds,
    },
    KnownMessage {
        id: "303",
        description: "an empty list at the first poll, then one Waiting recipient, then Delivered",
        changes: true,
        entries: empty_at_first,
    },
    KnownMessage {
        id: "304",
        description: "one recipient who stays Waiting for ever",
        changes: false,
        entries: never_finished,
    },
    KnownMessage {
        id: "310",
        description: "odd spellings: status \"ko\", an unknown status, a date after 2038, a date that is no epoch number",
        changes: false,
        entries: odd_spellings,
    },
    KnownMessage {
        id: "500",
        description: "500 recipients, as many as one send can have, with all statuses",
        changes: false,
        entries: five_hundred,
    },
    KnownMessage {
        id: "200000",
        description: "200 000 recipients, for measuring: an answer of 17.6 MB",
        changes: false,
        entries: two_hundred_thousand,
    },
    KnownMessage {
        id: "a&b#c d\"é",
        description: "an id that only arrives when it is percent-encoded: one Delivered recipient",
        changes: false,
        entries: awkward_id,
    },
];

/// The first date on the provider's page, in Unix seconds: 7 February 2018.
const PAGE_DATE: u64 = 1_517_989_111;

fn page_answer(_: Moment) -> Vec<Entry> {
    vec![
        entry("+336XXXXXXX1", "Delivered", "1517989111"),
        entry("+336XXXXXXX2", "Delivered", "1517989101"),
    ]
}

fn mixed(_: Moment) -> Vec<Entry> {
    vec![
        entry("+33639980001", "Delivered", "1517989111"),
        entry("+33639980002", "Not delivered", "1517989115"),
        waiting("+33639980003"),
        Entry {
            stop_sms: true,
            ..entry("+33639980004", "Delivered", "1517989122")
        },
    ]
}

fn delivered_poll_by_poll(moment: Moment) -> Vec<Entry> {
    [
        ("+33639980001", "1517989111"),
        ("+33639980002", "1517989113"),
        ("+33639980003", "1517989117"),
    ]
    .into_iter()
    .zip(2..)
    .map(|((number, date), delivered_at_poll)| {
        delivered_when(moment.poll >= delivered_at_poll, number, date)
    })
    .collect()
}

fn delivered_after_seconds(moment: Moment) -> Vec<Entry> {
    let passed = |seconds| moment.since_first_poll >= Duration::from_secs(seconds);
    vec![
        delivered_when(passed(2), "+33639980001", "1517989111"),
        delivered_when(passed(4), "+33639980002", "1517989113"),
    ]
}

fn empty_at_first(moment: Moment) -> Vec<Entry> {
    if moment.poll <= 1 {
        return Vec::new();
    }
    vec![delivered_when(
        moment.poll >= 3,
        "+33639980001",
        "1517989111",
    )]
}

fn never_finished(_: Moment) -> Vec<Entry> {
    vec![waiting("+33639980001")]
}

fn odd_spellings(_: Moment) -> Vec<Entry> {
    vec![
        entry("+33639980001", "ko", "1517989111"),
        entry("+33639980002", "Expired by operator", "1517989115"),
        entry("+33639980003", "Delivered", "4102444800"),
        entry("+33639980004", "Delivered", "2015-02-07 22:39:46"),
    ]
}

fn five_hundred(_: Moment) -> Vec<Entry> {
    (0..500)
        .map(|index| numbered(index, format!("+3363998{index:04}")))
        .collect()
}

/// The fictional range holds 10 000 numbers only, so these have two digits more than a real
/// French number: they are all different, and still nobody's.
fn two_hundred_thousand(_: Moment) -> Vec<Entry> {
    (0..200_000)
        .map(|index| numbered(index, format!("+3363998{index:06}")))
        .collect()
}

fn awkward_id(_: Moment) -> Vec<Entry> {
    vec![entry("+33639980001", "Delivered", "1517989111")]
}

/// An entry of a large message. Of each ten, eight are Delivered, one is Not delivered and one is
/// Waiting; each seventh of those with a report has answered STOP.
fn numbered(index: u64, phone_number: String) -> Entry {
    let status = match index % 10 {
        3 => "Not delivered",
        7 => "Waiting",
        _ => "Delivered",
    };
    let reported = status != "Waiting";
    Entry {
        phone_number: phone_number.into(),
        status,
        stop_sms: reported && index.is_multiple_of(7),
        date: reported.then(|| (PAGE_DATE + index).to_string().into()),
    }
}

fn entry(phone_number: &'static str, status: &'static str, date: &'static str) -> Entry {
    Entry {
        phone_number: phone_number.into(),
        status,
        stop_sms: false,
        date: Some(date.into()),
    }
}

fn waiting(phone_number: &'static str) -> Entry {
    Entry {
        phone_number: phone_number.into(),
        status: "Waiting",
        stop_sms: false,
        date: None,
    }
}

fn delivered_when(delivered: bool, phone_number: &'static str, date: &'static str) -> Entry {
    if delivered {
        entry(phone_number, "Delivered", date)
    } else {
        waiting(phone_number)
    }
}
