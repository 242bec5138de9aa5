internal import Glibc

/// The folder that a process takes for the root of all paths.
package enum RootFolder {
    /// Makes a folder the root of this process, for good; needs CAP_SYS_CHROOT.
    ///
    /// Descriptors that are open stay what they are.
    package static func enter(_ path: String) throws(SystemCallError) {
        guard unsafe chroot(path) == 0 else { throw .last("chroot", subject: path) }
        guard unsafe chdir("/") == 0 else { throw .last("chdir", subject: "/") }
    }
}
