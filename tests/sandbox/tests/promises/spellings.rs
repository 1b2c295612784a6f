//! Each spelling, switched on alone, against the answer of the provider's page.

use serde_json::{Value, json};
use smsp_sandbox::{Sandbox, Spelling};

use crate::client::{Answered, ask, get, plain};

fn spelt(spelling: Spelling) -> Sandbox {
    let sandbox = plain();
    sandbox.set_spelling(spelling);
    sandbox
}

fn first_entry(sandbox: &Sandbox, message_id: &str) -> Value {
    ask(sandbox, message_id).entries()[0].clone()
}

fn wrong_key(sandbox: &Sandbox) -> Answered {
    get(sandbox, "bulk-status?apiKey=wrong&messageId=300")
}

#[test]
fn dates_and_ids_can_be_numbers() {
    let sandbox = spelt(Spelling {
        numbers_for_strings: true,
        ..Spelling::default()
    });
    assert_eq!(ask(&sandbox, "111").json()["message_id"], json!(111));
    assert_eq!(first_entry(&sandbox, "111")["date"], json!(1_517_989_111));
    let entries = ask(&sandbox, "310").entries();
    assert_eq!(entries[2]["date"], json!(4_102_444_800_u64));
    assert_eq!(entries[3]["date"], json!("2015-02-07 22:39:46"));
}

#[test]
fn codes_and_stops_can_be_strings() {
    let sandbox = spelt(Spelling {
        strings_for_numbers: true,
        ..Spelling::default()
    });
    assert_eq!(ask(&sandbox, "300").json()["code"], json!("200"));
    let entries = ask(&sandbox, "300").entries();
    assert_eq!(entries[0]["stopSMS"], json!("0"));
    assert_eq!(entries[3]["stopSMS"], json!("1"));
    assert_eq!(wrong_key(&sandbox).json()["code"], json!("10"));
}

#[test]
fn stops_can_be_numbers() {
    let sandbox = spelt(Spelling {
        stop_as_number: true,
        ..Spelling::default()
    });
    let entries = ask(&sandbox, "300").entries();
    assert_eq!(entries[0]["stopSMS"], json!(0));
    assert_eq!(entries[3]["stopSMS"], json!(1));
}

#[test]
fn the_keys_can_be_spelt_as_on_the_sibling_pages() {
    let sandbox = spelt(Spelling {
        stop_sms_key: true,
        message_id_key: true,
        ..Spelling::default()
    });
    let answer = ask(&sandbox, "111").json();
    assert_eq!(answer["messageId"], "111");
    assert_eq!(answer.get("message_id"), None);
    let entry = first_entry(&sandbox, "111");
    assert_eq!(entry["stopSms"], json!(false));
    assert_eq!(entry.get("stopSMS"), None);
}

#[test]
fn statuses_can_be_in_lower_case() {
    let sandbox = spelt(Spelling {
        lower_case: true,
        ..Spelling::default()
    });
    assert_eq!(
        ask(&sandbox, "300").statuses(),
        ["delivered", "not delivered", "waiting", "delivered"]
    );
}

#[test]
fn failures_can_come_as_client_errors() {
    let sandbox = spelt(Spelling {
        client_errors: true,
        ..Spelling::default()
    });
    let status_and_code = |answer: Answered| (answer.status, answer.json()["code"].clone());
    let key = sandbox.api_key();
    let no_id = get(&sandbox, &format!("bulk-status?apiKey={key}"));
    assert_eq!(
        status_and_code(get(&sandbox, "bulk-status")),
        (401, json!(1))
    );
    assert_eq!(status_and_code(no_id), (400, json!(3)));
    assert_eq!(status_and_code(ask(&sandbox, "unknown")), (404, json!(4)));
    assert_eq!(status_and_code(wrong_key(&sandbox)), (401, json!(10)));
    assert_eq!(ask(&sandbox, "300").status, 200);
}

#[test]
fn failures_can_come_without_a_message() {
    let sandbox = spelt(Spelling {
        omit_message: true,
        ..Spelling::default()
    });
    assert_eq!(
        wrong_key(&sandbox).json(),
        json!({"success": false, "code": 10})
    );
}

#[test]
fn failures_can_come_as_validation_errors() {
    let sandbox = spelt(Spelling {
        validation_errors: true,
        ..Spelling::default()
    });
    assert_eq!(
        ask(&sandbox, "unknown").json(),
        json!({
            "success": false,
            "code": 4,
            "error": [{"elementId": "children[messageId]", "message": "Message introuvable"}],
        })
    );
    assert_eq!(
        wrong_key(&sandbox).json()["error"][0]["elementId"],
        "children[apiKey]"
    );
}

#[test]
fn keys_that_the_page_does_not_have_can_be_added() {
    let sandbox = spelt(Spelling {
        extra_keys: true,
        ..Spelling::default()
    });
    let answer = ask(&sandbox, "111").json();
    assert_eq!(answer["currentPage"], 1);
    assert_eq!(answer["total"], 2);
    let entry = first_entry(&sandbox, "111");
    assert_eq!(
        entry,
        json!({
            "success": true, "code": 200,
            "phoneNumber": "+336XXXXXXX1", "status": "Delivered", "stopSMS": false,
            "date": "1517989111",
            "countryCode": "FR", "cost": 0.038, "currency": "EUR", "isSpam": false,
        })
    );
}

#[test]
fn answers_can_be_laid_out_over_several_lines() {
    let sandbox = plain();
    let compact = ask(&sandbox, "111");
    assert!(!compact.text().contains('\n'));
    sandbox.set_spelling(Spelling {
        pretty: true,
        ..Spelling::default()
    });
    let pretty = ask(&sandbox, "111");
    assert!(pretty.text().starts_with("{\n  \"success\": true,\n"));
    assert_eq!(pretty.json(), compact.json());
}

#[test]
fn a_spelling_can_be_switched_off_again() {
    let sandbox = plain();
    let before = ask(&sandbox, "500").body;
    sandbox.set_spelling(Spelling {
        strings_for_numbers: true,
        ..Spelling::default()
    });
    assert_ne!(ask(&sandbox, "500").body, before);
    sandbox.set_spelling(Spelling::default());
    assert_eq!(ask(&sandbox, "500").body, before);
}
