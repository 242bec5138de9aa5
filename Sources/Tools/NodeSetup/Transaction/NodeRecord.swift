internal import TLS
internal import Text

/// What was changed on a node, and what stood there before: enough to finish or to undo it, however far it came.
package struct NodeRecord: Sendable, Hashable {
    /// What was begun and has not ended.
    enum Pending: String, Sendable, Hashable {
        case install, uninstall
    }

    /// What a file is for, in the order in which they are written: a kubelet that starts in between finds what the files so far name.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// The plugin.
        case program
        /// The plugin under a further name.
        case link
        /// Pullpass' configuration.
        case configuration
        /// The CredentialProviderConfig.
        case providers
        /// Somebody's file that gives the kubelet its flags.
        case flags
        /// A file of ours that gives the kubelet its flags.
        case ownFlags
        /// What installs anew at each boot.
        case boot

        /// Whether the whole of it is ours, and not an entry in what others wrote.
        var isWhole: Bool { self != .providers && self != .flags }
    }

    /// A file as it was before anything of ours was in it.
    struct Original: Sendable, Hashable {
        /// The SHA-256 of its content, in hexadecimal digits: the copy's name, too.
        let digest: String
        let isLink: Bool
        let mode: UInt32
        let user: UInt32
        let group: UInt32

        init(digest: String, isLink: Bool, mode: UInt32, user: UInt32, group: UInt32) {
            self.digest = digest
            self.isLink = isLink
            self.mode = mode
            self.user = user
            self.group = group
        }

        init(_ file: NodeFile) {
            self.init(
                digest: NodeRecord.digest(file.bytes),
                isLink: file.isLink,
                mode: file.mode,
                user: file.user,
                group: file.group
            )
        }

        /// The path of the copy.
        var copy: String { "\(NodeSetupPaths.state)/\(NodeSetupPaths.copyPrefix)\(digest)" }

        func file(_ bytes: [UInt8]) -> NodeFile {
            NodeFile(bytes, isLink: isLink, mode: mode, user: user, group: group)
        }
    }

    /// A file that was changed.
    struct Entry: Sendable, Hashable {
        let path: String
        let role: Role
        /// Nil where there was none.
        var original: Original?
        /// The digests of what we wrote there, and of what we may be about to write.
        var written: [String]
    }

    /// The flavour's name.
    var flavour: String
    /// `--image-credential-provider-config`.
    var config: String
    /// `--image-credential-provider-bin-dir`.
    var programs: String
    var pending: Pending?
    /// Folders that were made, those above first.
    var folders: [String]
    /// In the order in which they were written.
    var files: [Entry]

    /// The file in which our flags for the kubelet stand.
    var flagsPath: String? { files.first { $0.role == .flags || $0.role == .ownFlags }?.path }

    subscript(path: String) -> Entry? { files.first { $0.path == path } }

    /// The SHA-256 in hexadecimal digits.
    static func digest(_ bytes: [UInt8]) -> String {
        // Without a digest nothing is equal to anything, and so nothing is overwritten as if it were ours.
        (try? Digest.sha256(bytes)).map(Hexadecimal.encode) ?? ""
    }
}
