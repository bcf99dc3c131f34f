//! Running cargo as the user's own command line would.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A cargo command in the checkout at `root`.
pub(crate) fn command(root: &Path) -> Command {
    // Cargo says which one it is to what it runs; another of the PATH could be another version.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    clean_command(Path::new(&cargo), root)
}

/// Any program in the checkout at `root`, without what `cargo run` told this process about itself:
/// some build scripts watch those variables, and their crates would be built again for every
/// change between `cargo test` and `cargo xtask ci`.
pub(crate) fn clean_command(program: &Path, root: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The folder that holds what is built and may be deleted at any time.
pub(crate) fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}
