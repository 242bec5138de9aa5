internal import Glibc

/// A file, or a symbolic link, as it stands in a folder: its content and what goes with it.
package struct NodeFile: Sendable, Hashable {
    /// The content; of a link the path that it leads to.
    package var bytes: [UInt8]
    /// Whether it is a symbolic link.
    package var isLink: Bool
    /// The permissions, such as `0o600`; nothing for a link.
    package var mode: UInt32
    /// The owner's number.
    package var user: UInt32
    /// The group's number.
    package var group: UInt32

    /// A file of this process' own user.
    package init(_ bytes: [UInt8], mode: UInt32) {
        self.init(bytes, isLink: false, mode: mode, user: geteuid(), group: getegid())
    }

    /// A symbolic link.
    package static func link(to target: String) -> NodeFile {
        NodeFile(Array(target.utf8), isLink: true, mode: 0o777, user: geteuid(), group: getegid())
    }

    /// A file of anybody.
    package init(_ bytes: [UInt8], isLink: Bool, mode: UInt32, user: UInt32, group: UInt32) {
        self.bytes = bytes
        self.isLink = isLink
        self.mode = mode
        self.user = user
        self.group = group
    }

    /// The same file with another content.
    func holding(_ bytes: [UInt8]) -> NodeFile {
        NodeFile(bytes, isLink: isLink, mode: mode, user: user, group: group)
    }
}

/// What stands at a path.
package struct NodeFileStatus: Sendable, Hashable {
    /// What it can be.
    package enum Kind: Sendable, Hashable {
        case file, folder, link, other
    }

    /// What it is.
    package var kind: Kind
    /// The permissions.
    package var mode: UInt32
    /// The owner's number.
    package var user: UInt32
    /// The group's number.
    package var group: UInt32
    /// When it was last written, in seconds since 1970.
    package var modified: Int64

    /// Describes it.
    package init(_ kind: Kind, mode: UInt32, user: UInt32 = 0, group: UInt32 = 0, modified: Int64 = 0) {
        self.kind = kind
        self.mode = mode
        self.user = user
        self.group = group
        self.modified = modified
    }
}
