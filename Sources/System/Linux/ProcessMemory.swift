internal import CLinux
internal import Glibc

/// How the process deals with memory that it no longer needs, and how much it may have.
package enum ProcessMemory {
    /// Makes freed blocks of 256 KiB and more go back to the kernel at once; to be called at start.
    ///
    /// Otherwise a few large reviews would make the process large for the rest of its life.
    package static func returnLargeBlocks() { pullpass_return_large_blocks() }

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
