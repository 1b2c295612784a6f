//! What fuzzing has found once holds in each ordinary run: the inputs of its corpus are
//! given to what the targets do with them.

use std::fs;
use std::path::{Path, PathBuf};

use smsp_promises::targets::{self, AnswerServer};

/// The inputs of a target, with the names of their files.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let mut folders = vec![corpus.join(target)];
    let mut inputs = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the corpus is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let input = fs::read(&path).expect("an input");
                inputs.push((path, input));
            }
        }
    }
    inputs
}

#[test]
fn each_body_of_the_corpus_keeps_the_promises() {
    let server = AnswerServer::start().unwrap();
    let inputs = inputs("parser");
    assert!(inputs.len() > 100);
    for (path, input) in inputs {
        println!("{}", path.display());
        targets::parser(&input, |status, body| {
            let header = format!(
                "HTTP/1.1 {status} -\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            server.result(&[header.as_bytes(), body].concat())
        });
    }
}

#[test]
fn each_answer_of_the_corpus_keeps_the_promises() {
    let server = AnswerServer::start().unwrap();
    let inputs = inputs("answer");
    assert!(inputs.len() > 100);
    for (path, input) in inputs {
        println!("{}", path.display());
        targets::answer(&server, &input);
    }
}
