//! Children of fork() and of a raw clone.

use std::fs;
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use smsp_platform::{Published, Wake, generation, undivided};

use crate::support::{connection, descriptors, fork, holds_in_child, is_open, raw_clone};

#[test]
fn each_child_has_a_generation_of_its_own() {
    let here = generation();
    assert!(holds_in_child(fork, || generation() == here + 1));
    assert!(holds_in_child(raw_clone, || generation() == here + 1));
    let grandchild = || holds_in_child(fork, || generation() == here + 2);
    assert!(holds_in_child(fork, || generation() == here + 1 && grandchild()));
    assert_eq!(generation(), here);
}

#[test]
fn the_fork_closes_the_descriptors_and_their_owners_close_no_other_file() {
    let (socket, _server) = connection();
    let wake = Wake::new().unwrap();
    let ours: Vec<i32> = {
        let known = descriptors();
        let kinds = ["socket:", "pipe:"];
        let is_ours = |kind: &String| kinds.iter().any(|name| kind.starts_with(name));
        let ours = known
            .iter()
            .filter(|(number, kind)| *number > 2 && is_ours(kind));
        ours.map(|(number, _)| *number).collect()
    };
    assert!(ours.len() >= 3);
    assert!(holds_in_child(fork, || {
        let pipes_and_socket = ours.iter().filter(|number| !is_open(**number)).count();
        if pipes_and_socket < 3 {
            return false;
        }
        // The numbers are the host's now.
        let closed: Vec<i32> = ours
            .iter()
            .copied()
            .filter(|number| !is_open(*number))
            .collect();
        // SAFETY: `closed` are no open files, and 2 is one.
        let taken = closed
            .iter()
            .all(|number| unsafe { libc::dup2(2, *number) } == *number);
        drop((socket, wake));
        taken && closed.into_iter().all(is_open)
    }));
}

#[test]
fn a_descriptor_that_was_closed_is_not_closed_again_by_a_fork() {
    // Many, so that one of their numbers is that of the host's file.
    let before: Vec<Wake> = (0..50).map(|_| Wake::new().unwrap()).collect();
    drop(before);
    let files: Vec<fs::File> = (0..200)
        .map(|_| fs::File::open("/dev/null").unwrap())
        .collect();
    let numbers: Vec<i32> = files.iter().map(AsRawFd::as_raw_fd).collect();
    assert!(holds_in_child(fork, || numbers
        .iter()
        .all(|number| is_open(*number))));
}

#[test]
fn a_raw_clone_shares_its_descriptors_and_its_children_do_too() {
    // In a child, which has one thread: the C library's own fork() needs locks.
    assert!(holds_in_child(fork, || {
        let known: Vec<i32> = (0..1024).filter(|number| is_open(*number)).collect();
        let _wake = Wake::new().unwrap();
        let new = (0..1024).filter(|number| is_open(*number) && !known.contains(number));
        let ours: Vec<i32> = new.collect();
        let are_open = || ours.iter().all(|number| is_open(*number));
        ours.len() == 2
            && holds_in_child(raw_clone, || {
                generation();
                are_open() && holds_in_child(fork, are_open)
            })
    }));
}

#[test]
fn a_raw_clone_may_go_on_with_locks_that_were_held() {
    let (started, is_started) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let holder = thread::spawn(move || {
        undivided(|| {
            started.send(()).unwrap();
            may_end.recv().unwrap();
        });
    });
    is_started.recv().unwrap();
    assert!(holds_in_child(raw_clone, || undivided(
        || Wake::new().is_ok()
    )));
    end.send(()).unwrap();
    holder.join().unwrap();
}

#[test]
fn a_fork_waits_for_a_step_that_it_must_not_cut_in_half() {
    let is_whole = Arc::new(AtomicBool::new(false));
    let (started, is_started) = mpsc::channel();
    let step = thread::spawn({
        let is_whole = is_whole.clone();
        move || {
            undivided(|| {
                started.send(()).unwrap();
                // Long enough for a fork that does not wait to come first.
                thread::sleep(Duration::from_millis(100));
                is_whole.store(true, Ordering::Release);
            });
        }
    });
    is_started.recv().unwrap();
    assert!(holds_in_child(fork, || is_whole.load(Ordering::Acquire)
        && undivided(|| true)));
    step.join().unwrap();
    assert!(undivided(|| true));
}

#[test]
fn an_empty_place_has_nothing_to_drop() {
    drop(Published::<String>::default());
}
