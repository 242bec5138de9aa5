internal import Linux
internal import Text

/// The two flags by which a kubelet knows plugins, as far as they stand in files.
struct KubeletFlags: Sendable, Hashable {
    static let configName = "image-credential-provider-config"
    static let programsName = "image-credential-provider-bin-dir"

    /// A value, and the file that it stands in.
    struct Found: Sendable, Hashable {
        let value: String
        let file: String
    }

    var config: Found?
    var programs: Found?

    /// Both as a kubelet's arguments.
    static func arguments(config: String, programs: String) -> String {
        "--\(configName)=\(config) --\(programsName)=\(programs)"
    }

    /// Reads files, and those of folders: environment files, units, and K3s' configuration all write `flag=value` somehow.
    ///
    /// - Parameters:
    ///   - sources: files, and folders of files, those that win last.
    ///   - files: where they are.
    ///   - skipped: a file, behind all links, that is left out.
    /// - Throws: where one of them cannot be read.
    init(in sources: [String], of files: any NodeFileSystem, except skipped: String? = nil) throws(SystemCallError) {
        for source in sources {
            let path = try files.resolved(source)
            guard let status = try files.status(of: path) else { continue }
            if status.kind == .file, path != skipped { take(try files.read(path, limit: Self.longest), source) }
            guard status.kind == .folder else { continue }
            for name in try files.names(in: path).prefix(200) where Self.isRead(name) {
                let file = try files.resolved("\(source)/\(name)")
                guard file != skipped, try files.status(of: file)?.kind == .file else { continue }
                take(try files.read(file, limit: Self.longest), "\(source)/\(name)")
            }
        }
    }

    static let longest = 1 << 20

    private static func isRead(_ name: String) -> Bool {
        [".conf", ".yaml", ".yml"].contains { name.hasSuffix($0) } && !name.hasPrefix(".")
    }

    /// Takes those that stand in a text, in place of what was found before.
    mutating func take(_ bytes: [UInt8], _ file: String) {
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.trimmed
            if text.hasPrefix("#") || text.hasPrefix(";") { continue }
            if let value = Self.value(of: Self.configName, in: text) { config = Found(value: value, file: file) }
            if let value = Self.value(of: Self.programsName, in: text) { programs = Found(value: value, file: file) }
        }
    }

    /// Takes the arguments of a process.
    init(arguments: [String]) {
        take(Array(arguments.joined(separator: " ").utf8), "the kubelet's arguments")
    }

    /// What stands behind a flag's last place in a line: `--flag=/path`, `--flag /path`, `flag: /path`, quoted or not.
    static func value(of flag: String, in line: some StringProtocol) -> String? {
        let line = Array(line.utf8)
        let name = Array(flag.utf8)
        var found: String?
        var index = 0
        while index + name.count < line.count {
            defer { index += 1 }
            guard line[index...].starts(with: name) else { continue }
            if index > 0, ASCII.isAlphanumeric(line[index - 1]) { continue }
            var rest = line[(index + name.count)...]
            let gap = rest.prefix { [0x20, 0x09, 0x22, 0x27, 0x3A, 0x3D].contains($0) }
            guard !gap.isEmpty else { continue }
            rest = rest.dropFirst(gap.count)
            let value = rest.prefix { ![0x20, 0x09, 0x22, 0x27, 0x5C, 0x2C, 0x5D].contains($0) }
            if value.first == 0x2F { found = String(decoding: value, as: UTF8.self) }
        }
        return found
    }
}
