internal import CLinux
internal import Glibc

/// Who sees the process' memory, how much there may be, and what becomes of what it no longer needs.
package enum ProcessMemory {
    /// Makes freed blocks of 256 KiB and more go back to the kernel at once; to be called at start.
    ///
    /// Otherwise a few large reviews would make the process large for the rest of its life.
    package static func returnLargeBlocks() { pullpass_return_large_blocks() }

    /// Keeps credentials from leaving the process by its memory: no core dump, and no reading of memory and environment by other
    /// processes of the same user, which exec plugins are; to be called at start.
    ///
    /// Children inherit that they leave no core file. Files of `/proc/self` belong to root from then on; what this program reads of them
    /// (`statm`, `cgroup`, `fd`) stays readable to itself. A debugger cannot attach any more without CAP_SYS_PTRACE.
    ///
    /// - Returns: Whether the kernel agreed.
    @discardableResult
    package static func keepPrivate() -> Bool { pullpass_keep_memory_private() == 0 }

    /// Whether the kernel would write a core dump of the process, or let others of its user read its memory.
    package static var isDumpable: Bool { pullpass_is_dumpable() != 0 }

    /// Gives freed memory back to the kernel that lies between blocks in use; takes some milliseconds where there is much.
    ///
    /// From any thread. The loops' threads wait for it only where they allocate meanwhile.
    package static func trim() { pullpass_trim_memory() }

    /// The bytes that the process may use: the least limit of its cgroup and those around it, or else the machine's memory.
    package static var available: Int {
        let pages = sysconf(CInt(_SC_PHYS_PAGES))
        let size = sysconf(CInt(_SC_PAGESIZE))
        // A kernel that says nothing is taken for a small one.
        let physical = pages > 0 && size > 0 ? pages * size : 1 << 30
        return min(physical, CgroupMemory(reading: smallFile).limit ?? physical)
    }
}
