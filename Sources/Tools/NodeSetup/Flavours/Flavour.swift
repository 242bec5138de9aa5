/// A kind of node: where its kubelet looks for plugins, and how it is told to.
package struct Flavour: Sendable {
    /// How the kubelet gets `--image-credential-provider-config` and `--image-credential-provider-bin-dir` where nobody has set them.
    enum Flags: Sendable {
        /// It gets both by itself where there are files at the usual places; elsewhere a file of this content tells it, whose folder is read.
        case picked(file: String)
        /// A variable with flags, in the first of these files that the kubelet's unit reads.
        case variable(String, files: [String])
        /// Something else writes them; what, and what to do where they are missing.
        case vendor(String)
        /// The user sets them.
        case user
    }

    /// A file that has the node install anew what something writes over at each boot.
    struct BootFile: Sendable {
        let path: String
        let reason: String
    }

    /// Its name.
    package let name: String
    /// `--image-credential-provider-bin-dir`; nil where there is no usual one.
    let programs: String?
    /// `--image-credential-provider-config`; nil where there is no usual one.
    let config: String?
    /// How it gets the flags.
    let flags: Flags
    /// Where flags may stand, files and folders of files; those of later ones win.
    let flagSources: [String]
    /// The units in which the kubelet runs, of which a node has one.
    let units: [String]
    /// Programs that tell the kubelet's version.
    let versionPrograms: [String]
    var bootFile: BootFile?

    /// The names of the process in which the kubelet runs: its own, or that of who runs it.
    var processes: Set<String> { Set(units + ["kubelet", "\(name)-server"]) }

    /// Folders in which systemd's units stand.
    static let unitFolders = [
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// The files that tell how a unit is started, those that win last.
    static func unitFiles(_ unit: String) -> [String] {
        unitFolders.reversed().map { "\($0)/\(unit).service" }
            + unitFolders.reversed().map { "\($0)/\(unit).service.d" }
    }
}
