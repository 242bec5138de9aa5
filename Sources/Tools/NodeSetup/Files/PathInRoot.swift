/// Paths as text: whole, without doubled or trailing slashes.
enum PathInRoot {
    /// The names of which a path consists.
    static func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    /// A path of such names.
    static func joined(_ parts: [String]) -> String { "/" + parts.joined(separator: "/") }

    /// The folder that a path's last name stands in.
    static func folder(of path: String) -> String { joined(parts(path).dropLast()) }

    /// The last name of a path.
    static func name(of path: String) -> String { parts(path).last ?? "" }

    /// A path without doubled or trailing slashes.
    static func plain(_ path: String) -> String { joined(parts(path)) }

    /// The name beside a file under which it is written before it gets its own.
    ///
    /// A kubelet reads all names of a directory that end in `.yaml`, `.yml` or `.json`, hidden ones too.
    static func temporary(for path: String) -> String {
        let folder = folder(of: path)
        return (folder == "/" ? "" : folder) + "/.\(name(of: path)).pullpass-new"
    }
}
