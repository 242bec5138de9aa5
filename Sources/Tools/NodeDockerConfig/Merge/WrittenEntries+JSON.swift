internal import Images
internal import Text
internal import YAML

extension WrittenEntries {
    /// The most bytes of a record: entries for more keys than a file holds.
    package static let maximumBytes = 1 << 20
    private static let version = 1

    /// The record as JSON.
    package var json: [UInt8] {
        var text = JSONWriter()
        text.append(raw: "{\"version\":\(Self.version),\"salt\":\(salt.quotedJSON()),\"made\":\(former.isFileMade)")
        text.append(raw: ",\"auths\":\(former.emptied.rawValue.quotedJSON())")
        if let mode = former.mode { text.append(raw: ",\"mode\":\(mode)") }
        text.append(raw: ",\"entries\":")
        text.append(list: entries) { text, entry in
            text.append(raw: "{\"key\":\(entry.key.quotedJSON()),\"registry\":\(entry.registry.quotedJSON())")
            if let end = entry.expiresAt { text.append(raw: ",\"expiresAt\":\(end.whole.quotedJSON())") }
            text.append(raw: ",\"digests\":")
            text.append(list: entry.digests) { $0.append(string: $1) }
            text.append(raw: "}")
        }
        text.append(raw: "}\n")
        return text.bytes
    }

    /// Reads a record; nil for anything else.
    package init?(parsing bytes: [UInt8]) {
        let limits = YAMLLimits(maximumBytes: Self.maximumBytes, maximumNodes: 100_000, maximumDepth: 8)
        guard let root = try? YAMLNode.parse(json: bytes, limits: limits).first, root["version"]?.int == Self.version,
            let salt = root["salt"]?.string, let isMade = root["made"]?.bool,
            let emptied = root["auths"]?.string.flatMap(DockerConfigText.Emptied.init),
            let list = root["entries"]?.sequence
        else { return nil }
        self.init(salt: salt)
        former.isFileMade = isMade
        former.emptied = emptied
        former.mode = root["mode"]?.int.flatMap { UInt32(exactly: $0) }
        for node in list {
            guard let key = node["key"]?.string, let registry = node["registry"]?.string,
                let digests = node["digests"]?.sequence
            else { return nil }
            entries.append(
                Entry(
                    key: key,
                    registry: registry,
                    digests: digests.compactMap(\.string),
                    expiresAt: node["expiresAt"]?.string.flatMap { Timestamp(rfc3339: $0) }
                )
            )
        }
    }
}
