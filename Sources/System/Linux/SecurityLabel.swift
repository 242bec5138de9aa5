internal import CLinux
internal import Glibc

/// The label by which SELinux judges a file; a file that takes another's place should have the other's.
package enum SecurityLabel {
    private static let name = "security.selinux"

    /// The label of an open file; nil where it has none.
    package static func read(of descriptor: CInt) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = unsafe fgetxattr(descriptor, name, &bytes, bytes.count)
        return count > 0 ? Array(bytes[..<count]) : nil
    }

    /// Gives an open file a label, as far as the policy lets this process.
    package static func set(_ label: [UInt8], on descriptor: CInt) {
        _ = unsafe fsetxattr(descriptor, name, label, label.count, 0)
    }
}
