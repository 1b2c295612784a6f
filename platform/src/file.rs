//! Files that are read whole.

use std::io;
use std::path::Path;

/// The bytes of an ordinary file, which may be at most `limit`. It waits for nobody: what
/// is no ordinary file, such as a pipe or a device, is not read.
///
/// # Errors
/// `InvalidInput` if it is no ordinary file, `IsADirectory` if it is a folder,
/// `FileTooLarge` if it has more than `limit` bytes; or the system's reason.
pub fn read_file(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let file = system::open(path)?;
    let mut bytes = Vec::new();
    // One byte more than may be there shows that there are too many.
    let room = limit.saturating_add(1);
    while bytes.len() < room {
        let begin = bytes.len();
        let more = PIECE.min(room - begin);
        bytes.try_reserve(more)?;
        bytes.resize(begin + more, 0);
        let count = system::read(&file, &mut bytes[begin..])?;
        bytes.truncate(begin + count);
        if count == 0 {
            return Ok(bytes);
        }
    }
    Err(io::ErrorKind::FileTooLarge.into())
}

/// The names of what is in a folder, as far as they are UTF-8.
///
/// # Errors
/// The system's reason why it cannot be read.
#[cfg(unix)]
pub fn names_in_folder(path: &Path) -> io::Result<Vec<String>> {
    system::names_in(path)
}

/// How much is read at a time.
const PIECE: usize = 64 << 10;

#[cfg(unix)]
use unix as system;

#[cfg(unix)]
mod unix {
    use std::io;
    use std::path::Path;

    use rustix::fd::AsFd;
    use rustix::fs::{Dir, FileType, Mode, OFlags, fstat, open as open_file};
    use rustix::io::{Errno, read as read_some};

    use crate::fork::undivided;
    use crate::owned::{Owned, lift_above_standard};

    pub(super) fn open(path: &Path) -> io::Result<Owned> {
        // NONBLOCK: a pipe is opened without waiting for its other end.
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let [file] = Owned::open(|| Ok([open_file(path, flags, Mode::empty())?]))?;
        match FileType::from_raw_mode(fstat(file.as_fd())?.st_mode) {
            FileType::RegularFile => Ok(file),
            FileType::Directory => Err(io::ErrorKind::IsADirectory.into()),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    /// A fork waits meanwhile, so that no child has the folder open.
    pub(super) fn names_in(path: &Path) -> io::Result<Vec<String>> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY;
        undivided(|| {
            let mut folder = open_file(path, flags, Mode::empty())?;
            lift_above_standard(&mut folder)?;
            let names = Dir::new(folder)?.filter_map(|entry| {
                let name = entry.map(|entry| entry.file_name().to_str().map(str::to_owned).ok());
                name.map_err(io::Error::from).transpose()
            });
            names.collect()
        })
    }

    pub(super) fn read(file: &Owned, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match read_some(file.as_fd(), &mut *buffer) {
                Err(Errno::INTR) => {}
                outcome => return Ok(outcome?),
            }
        }
    }
}

#[cfg(windows)]
use windows as system;

#[cfg(windows)]
mod windows {
    use std::fs::{self, File};
    use std::io::{self, Read};
    use std::path::Path;

    pub(super) fn open(path: &Path) -> io::Result<File> {
        // A folder cannot be opened here, so it is looked at first.
        if fs::metadata(path)?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let file = File::open(path)?;
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    pub(super) fn read(mut file: &File, buffer: &mut [u8]) -> io::Result<usize> {
        file.read(buffer)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn an_ordinary_file_is_read_up_to_its_limit() {
        let path = std::env::temp_dir().join(format!("smsp-read-file-{}", std::process::id()));
        let content: Vec<u8> = (0..200_000_u32).map(|byte| byte as u8).collect();
        fs::write(&path, &content).unwrap();
        assert_eq!(read_file(&path, 200_000).unwrap(), content);
        assert_eq!(read_file(&path, usize::MAX).unwrap(), content);
        let kind = |path: &Path, limit| read_file(path, limit).unwrap_err().kind();
        assert_eq!(kind(&path, 199_999), ErrorKind::FileTooLarge);
        fs::write(&path, "").unwrap();
        assert_eq!(read_file(&path, 0).unwrap(), b"");
        fs::remove_file(&path).unwrap();
        assert_eq!(kind(&path, 1), ErrorKind::NotFound);
    }

    #[test]
    fn the_names_in_a_folder_are_listed() {
        let folder = std::env::temp_dir().join(format!("smsp-folder-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("a"), "").unwrap();
        fs::create_dir(folder.join("b")).unwrap();
        let mut names = names_in_folder(&folder).unwrap();
        names.sort();
        assert_eq!(names, [".", "..", "a", "b"]);
        fs::remove_dir_all(&folder).unwrap();
        let kind = names_in_folder(&folder).unwrap_err().kind();
        assert_eq!(kind, ErrorKind::NotFound);
    }

    #[test]
    fn what_is_no_ordinary_file_is_not_waited_for() {
        let kind = |path: &str| read_file(Path::new(path), 1 << 20).unwrap_err().kind();
        assert_eq!(kind("/"), ErrorKind::IsADirectory);
        assert_eq!(kind("/dev/zero"), ErrorKind::InvalidInput);
        let pipe = std::env::temp_dir().join(format!("smsp-pipe-{}", std::process::id()));
        let name = std::ffi::CString::new(pipe.to_str().unwrap()).unwrap();
        // SAFETY: the name ends with a NUL and lives until the call has returned.
        assert_eq!(unsafe { libc::mkfifo(name.as_ptr(), 0o600) }, 0);
        assert_eq!(kind(pipe.to_str().unwrap()), ErrorKind::InvalidInput);
        fs::remove_file(&pipe).unwrap();
    }
}
