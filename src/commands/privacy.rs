//! Who may read what a command writes.

/// Lets files and folders that this process creates be read by their owner and group only (0640 and 0750 at most): they
/// hold what respondents reported. A stricter umask stays as it is. Children inherit it.
///
/// Called before any thread starts. On systems without a umask nothing is done: there the folder decides.
pub fn keep_from_others() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        use rustix::process::umask;
        // The umask can only be read by setting it.
        let inherited = umask(Mode::from_raw_mode(0o077));
        umask(inherited | Mode::from_raw_mode(0o027));
    }
}
