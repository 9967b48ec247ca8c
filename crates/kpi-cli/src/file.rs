//! Writing files so that a reader never sees half of one: to a neighbour first, then renamed. Who writes holds a lock on the
//! neighbour, so that one that a killed program left behind is known and removed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces the file by this content, or leaves it as it was. What is no regular file, such as a pipe, is written to directly.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::Error::other("it is a folder")),
        Ok(there) if !there.is_file() => return fs::OpenOptions::new().write(true).open(path)?.write_all(content),
        Ok(_) | Err(_) => {}
    }
    // A link stays a link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    remove_left_behind(path);
    let neighbour = neighbour(path)?;
    let written = write(&neighbour, content)
        .and_then(|()| keep_permissions(path, &neighbour))
        .and_then(|()| fs::rename(&neighbour, path));
    if written.is_err() {
        let _ = fs::remove_file(&neighbour);
    }
    written
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    // Where files cannot be locked, nothing is removed either.
    let _ = file.try_lock();
    file.write_all(content)?;
    file.sync_all()
}

/// The new file may be read and written by those who could read and write the old one.
fn keep_permissions(old: &Path, new: &Path) -> io::Result<()> {
    match fs::metadata(old) {
        Ok(there) => fs::set_permissions(new, there.permissions()),
        Err(_) => Ok(()),
    }
}

/// Removes what programs that were killed while they wrote this file have left beside it: parts on which nobody holds a lock.
fn remove_left_behind(path: &Path) {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let start = format!(".{}.", name.to_string_lossy());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let own = entry.file_name();
        let middle = own.to_str().and_then(|own| own.strip_prefix(&start)?.strip_suffix(".part"));
        let is_part =
            middle.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        if is_part && File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn neighbour(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no file name"))?;
    Ok(path.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id())))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::replace;

    #[test]
    fn replaces_and_leaves_nothing_behind() {
        let folder = std::env::temp_dir().join(format!("kpi-file-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("a.json");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(replace(&folder, b"x").unwrap_err().to_string(), "it is a folder");
        assert!(replace(&folder.join("no/such"), b"x").is_err());
        std::fs::write(folder.join(".a.json.4711.part"), b"thr").unwrap();
        let of_others = [".a.json.x.part", ".b.json.4711.part", ".a.json.4712.part"].map(|name| folder.join(name));
        for name in &of_others {
            std::fs::write(name, b"x").unwrap();
        }
        let written_by_somebody = std::fs::File::open(&of_others[2]).unwrap();
        written_by_somebody.lock().unwrap();
        replace(&path, b"three").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"three");
        assert!(!folder.join(".a.json.4711.part").exists());
        assert!(of_others.iter().all(|name| name.exists()));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 4);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
