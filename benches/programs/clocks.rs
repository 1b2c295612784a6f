//! The cost of a part of a program, as in `clocks.h`.

use rustix::time::{ClockId, Timespec, clock_gettime};

pub struct Clocks {
    wall: i64,
    cpu: i64,
}

impl Clocks {
    pub fn now() -> Self {
        Self {
            wall: nanoseconds(clock_gettime(ClockId::Monotonic)),
            cpu: nanoseconds(clock_gettime(ClockId::ProcessCPUTime)),
        }
    }

    /// Prints the time that has passed since then.
    pub fn print(&self) {
        let now = Self::now();
        println!("{} {}", now.wall - self.wall, now.cpu - self.cpu);
    }
}

fn nanoseconds(time: Timespec) -> i64 {
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}
