internal import Files
internal import Images

/// Where a kubelet looks for credentials of its own: it takes the first file that it can read, and no other.
///
/// | in this order | |
/// |---|---|
/// | `/var/lib/kubelet/config.json` | its root folder, or what `--root-dir` says |
/// | `/config.json` | its working folder, which is `/` under systemd |
/// | `/root/.docker/config.json` | only where its environment has `HOME=/root`, which few units give it |
/// | `/.docker/config.json` | |
/// | `.dockercfg` in its root folder, in `/`, in `HOME` | an older form |
package struct KubeletPaths: Sendable {
    /// One place.
    package struct Place: Sendable {
        /// The path.
        package let path: String
        /// Whether the kubelet looks there only where it has a `HOME`.
        package let needsHome: Bool
        fileprivate let format: DockerConfig.Format
    }

    private static let standardRoot = "/var/lib/kubelet"
    /// The places before ours.
    package let earlier: [Place]
    /// The places after ours.
    package let later: [Place]

    /// The places around a file.
    ///
    /// What stands in front of the kubelet's own paths, such as the folder under which somebody has mounted a node, stands in front of all.
    package init(around path: String) {
        func prefix(_ suffix: String) -> String? {
            path.hasSuffix(suffix) ? String(path.dropLast(suffix.utf8.count)) : nil
        }
        let (top, root, own): (String, String, Int)
        if let top_ = prefix("\(Self.standardRoot)/config.json") {
            (top, root, own) = (top_, top_ + Self.standardRoot, 0)
        } else if let top_ = prefix("/root/.docker/config.json") {
            (top, root, own) = (top_, top_ + Self.standardRoot, 2)
        } else if let top_ = prefix("/.docker/config.json") {
            (top, root, own) = (top_, top_ + Self.standardRoot, 3)
        } else if path == "/config.json" {
            (top, root, own) = ("", Self.standardRoot, 1)
        } else {
            (top, root, own) = ("", path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "", 0)
        }
        let places = [
            Place(path: "\(root)/config.json", needsHome: false, format: .dockerConfigJSON),
            Place(path: "\(top)/config.json", needsHome: false, format: .dockerConfigJSON),
            Place(path: "\(top)/root/.docker/config.json", needsHome: true, format: .dockerConfigJSON),
            Place(path: "\(top)/.docker/config.json", needsHome: false, format: .dockerConfigJSON),
            Place(path: "\(root)/.dockercfg", needsHome: false, format: .dockercfg),
            Place(path: "\(top)/.dockercfg", needsHome: false, format: .dockercfg),
            Place(path: "\(top)/root/.dockercfg", needsHome: true, format: .dockercfg),
        ]
        earlier = Array(places[..<own])
        later = Array(places[(own + 1)...])
    }

    /// Whether a kubelet reads files of this name as JSON with `auths`.
    package static func isRead(_ path: String) -> Bool { path.hasPrefix("/") && path.hasSuffix("/config.json") }
}

extension KubeletPaths.Place {
    /// What a kubelet would take from there; nil where it would look further.
    func config(_ files: any ReloadFileSystem) -> DockerConfig? {
        guard let bytes = try? files.read(path, limit: DockerConfig.maximumBytes), !bytes.isEmpty else { return nil }
        return try? DockerConfig(parsing: bytes, as: format)
    }
}

extension DockerConfig {
    /// Whether it has a credential at all.
    var hasCredentials: Bool { entries.contains { !$0.credential.username.isEmpty && !$0.credential.password.isEmpty } }
}
