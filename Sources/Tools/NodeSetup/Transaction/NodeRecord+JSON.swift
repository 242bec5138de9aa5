internal import Manifests
internal import YAML

extension NodeRecord {
    /// A record has a few kilobytes.
    static let longest = 1 << 20

    /// The record as it is kept.
    var json: [UInt8] {
        let entries = files.map { entry in
            [
                "path": .text(entry.path),
                "role": .text(entry.role.rawValue),
                "original": entry.original.map(Self.manifest) ?? .null,
                "written": .texts(entry.written),
            ] as ManifestValue
        }
        let record: ManifestValue = [
            "version": .number(1),
            "flavour": .text(flavour),
            "config": .text(config),
            "programs": .text(programs),
            "pending": .text(orNull: pending?.rawValue),
            "folders": .texts(folders),
            "files": .list(entries),
        ]
        return Array(record.json().utf8)
    }

    private static func manifest(_ original: Original) -> ManifestValue {
        [
            "digest": .text(original.digest),
            "isLink": .bool(original.isLink),
            "mode": .number(Int(original.mode)),
            "user": .number(Int(original.user)),
            "group": .number(Int(original.group)),
        ]
    }

    /// Reads what is kept; nil for anything else, which is then nobody's to act on.
    init?(json bytes: [UInt8]) {
        let limits = YAMLLimits(maximumBytes: Self.longest, maximumNodes: 20_000, maximumDepth: 8)
        guard let root = (try? YAMLNode.parse(json: bytes, limits: limits))?.first, root["version"]?.int == 1,
            let flavour = root["flavour"]?.string, let config = root["config"]?.string,
            let programs = root["programs"]?.string, let folders = root["folders"]?.sequence,
            let files = root["files"]?.sequence
        else { return nil }
        self.init(
            flavour: flavour,
            config: config,
            programs: programs,
            pending: root["pending"]?.string.flatMap(Pending.init),
            folders: folders.compactMap(\.string),
            files: []
        )
        for file in files {
            guard let path = file["path"]?.string, path.hasPrefix("/"),
                let role = file["role"]?.string.flatMap(Role.init), let written = file["written"]?.sequence,
                let kept = file["original"], let original = kept.isNull ? .some(nil) : Original(kept).map(Optional.some)
            else { return nil }
            let entry = Entry(path: path, role: role, original: original, written: written.compactMap(\.string))
            self.files.append(entry)
        }
    }
}

extension NodeRecord.Original {
    fileprivate init?(_ node: YAMLNode) {
        guard let digest = node["digest"]?.string, digest.utf8.count == 64, !digest.contains("/"),
            let isLink = node["isLink"]?.bool, let mode = node["mode"]?.int.flatMap(UInt32.init(exactly:)),
            let user = node["user"]?.int.flatMap(UInt32.init(exactly:)),
            let group = node["group"]?.int.flatMap(UInt32.init(exactly:))
        else { return nil }
        self.init(digest: digest, isLink: isLink, mode: mode & 0o7777, user: user, group: group)
    }
}
