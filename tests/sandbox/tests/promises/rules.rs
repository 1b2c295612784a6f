//! The rules of the provider's page.

use serde_json::json;

use crate::client::{agent, ask, get, plain, read};

#[test]
fn a_missing_key_is_answered_with_code_1() {
    let sandbox = plain();
    for query in ["messageId=300", "apiKey=&messageId=300"] {
        let answer = get(&sandbox, &format!("bulk-status?{query}"));
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.text(),
            r#"{"success":false,"code":1,"message":"La Clé API est requise"}"#
        );
    }
}

#[test]
fn a_missing_message_id_is_answered_with_code_3() {
    let sandbox = plain();
    for rest in ["", "&messageId="] {
        let target = format!("bulk-status?apiKey={}{rest}", sandbox.api_key());
        let answer = get(&sandbox, &target);
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.text(),
            r#"{"success":false,"code":3,"message":"L'ID du message est requis"}"#
        );
    }
}

#[test]
fn a_wrong_key_is_answered_with_code_10() {
    let answer = get(&plain(), "bulk-status?apiKey=wrong&messageId=300");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.text(),
        r#"{"success":false,"code":10,"message":"Clé API incorrecte"}"#
    );
}

#[test]
fn an_unknown_message_id_is_answered_with_code_4() {
    let answer = ask(&plain(), "299");
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.text(),
        r#"{"success":false,"code":4,"message":"Message introuvable"}"#
    );
}

#[test]
fn what_is_missing_is_found_before_what_is_wrong() {
    let sandbox = plain();
    let code = |query: &str| get(&sandbox, &format!("bulk-status{query}")).json()["code"].clone();
    assert_eq!(code(""), 1);
    assert_eq!(code("?messageId=unknown"), 1);
    assert_eq!(code("?apiKey=wrong"), 3);
    assert_eq!(code("?apiKey=wrong&messageId=unknown"), 10);
}

#[test]
fn the_answer_of_the_page_comes_as_the_page_has_it() {
    let answer = ask(&plain(), "111");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(
        answer.text(),
        concat!(
            r#"{"success":true,"code":200,"message_id":"111","StatutResponse_List":["#,
            r#"{"phoneNumber":"+336XXXXXXX1","status":"Delivered","stopSMS":false,"date":"1517989111"},"#,
            r#"{"phoneNumber":"+336XXXXXXX2","status":"Delivered","stopSMS":false,"date":"1517989101"}"#,
            r#"]}"#,
        )
    );
}

#[test]
fn query_parameters_are_percent_decoded() {
    let sandbox = plain();
    let key: String = sandbox
        .api_key()
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    let answer = get(
        &sandbox,
        &format!("bulk-status?apiKey={key}&messageId=%33%30%30"),
    );
    assert_eq!(answer.json()["message_id"], "300");
}

#[test]
fn an_id_that_is_not_encoded_arrives_cut_short() {
    let sandbox = plain();
    let target = format!("bulk-status?apiKey={}&messageId=a&b", sandbox.api_key());
    assert_eq!(get(&sandbox, &target).json()["code"], 4);
    assert_eq!(sandbox.requests()[0].message_id.as_deref(), Some("a"));
}

#[test]
fn another_path_is_answered_with_404_and_html() {
    let sandbox = plain();
    for target in ["", "bulk-status/", "credits?apiKey=x"] {
        let answer = get(&sandbox, target);
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().starts_with("<!DOCTYPE html>"));
    }
}

#[test]
fn another_method_is_answered_with_405() {
    let sandbox = plain();
    let url = format!("{}/bulk-status", sandbox.base_url());
    let sent = agent(&sandbox).post(url).send("apiKey=x&messageId=300");
    let answer = sent.and_then(read).expect("the sandbox answers");
    assert_eq!(answer.status, 405);
    assert_eq!(answer.header("allow"), "GET");
}

#[test]
fn the_id_asked_for_is_the_id_in_the_answer() {
    let sandbox = plain();
    for message in smsp_sandbox::messages::KNOWN_MESSAGES {
        let answer = ask(&sandbox, message.id).json();
        assert_eq!(answer["success"], json!(true));
        assert_eq!(answer["message_id"], json!(message.id));
    }
}
