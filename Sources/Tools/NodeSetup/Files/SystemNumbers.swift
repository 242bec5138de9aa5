internal import Glibc

/// Numbers of the system's errors, for those who import no C.
enum SystemNumbers {
    static let isFolder = EISDIR
    static let invalid = EINVAL
    static let tooLarge = EFBIG
    static let missing = ENOENT
    static let busy = EWOULDBLOCK
}
