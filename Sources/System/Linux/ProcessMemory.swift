internal import CLinux

/// How the process deals with memory that it no longer needs.
package enum ProcessMemory {
    /// Makes freed blocks of 256 KiB and more go back to the kernel at once; to be called at start.
    ///
    /// Otherwise a few large reviews would make the process large for the rest of its life.
    package static func returnLargeBlocks() { pullpass_return_large_blocks() }
}
