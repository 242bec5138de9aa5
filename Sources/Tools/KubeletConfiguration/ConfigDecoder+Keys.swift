internal import Text
internal import YAML

extension ConfigDecoder {
    /// Tells a key that the struct lacks.
    mutating func tellUnknown(_ entry: YAMLEntry, of type: ConfigStruct, _ path: String) {
        let version = kubelet.version
        let meaning: String
        let fix: String
        switch entry.key {
        case "tokenAttributes" where type.name == "CredentialProvider" && !version.hasTokenAttributes:
            meaning = "a kubelet of \(version) gives plugins no tokens: that came with 1.33"
            fix = "take it away, or update the kubelet to 1.34, in which it is on"
        case "tokenAttributes" where type.name == "CredentialProvider":
            meaning = "only the version v1 of the file has it"
            fix = "write apiVersion: \(CredentialProviderConfig.apiVersion) at the top"
        case "cacheType" where type.name == "ServiceAccountTokenAttributes":
            meaning = "a kubelet of \(version) does not know it yet, and one of 1.34 needs it"
            fix = "take it away until the kubelet is 1.34"
        default:
            let given = entry.key.prefix(60).lowercased().utf8
            let nearest = type.keys.map { (name: $0.name, slips: Slips.between($0.name.lowercased().utf8, given)) }
                .min { $0.slips < $1.slips }.flatMap { $0.slips <= 2 ? $0.name : nil }
            // One that reads over it misses the right one.
            if let nearest, version.isStrict { meant.insert([file, path.dropLast(entry.key.count) + nearest]) }
            meaning = "there is no such key here"
            fix =
                nearest.map { "write \($0)" }
                ?? "take it away; there are \(Printable.list(type.keys.map(\.name)))"
        }
        let key = Printable.visible(String(path.prefix(200)))
        let place = ConfigPlace(file: file, line: entry.keyMark.line, path: key)
        if version.isStrict {
            complaints.append(place.refused("strict decoding error: unknown field \"\(key)\"", meaning, fix: fix))
        } else {
            complaints.append(
                place.warning(
                    "\(meaning); a kubelet of \(version) reads over it, and one of 1.32 does not start",
                    fix: fix
                )
            )
        }
    }

    /// Tells a key that stands twice.
    mutating func tell(_ duplicate: YAMLDuplicateKey, in node: YAMLNode, isJSON: Bool) {
        let key = Printable.text(duplicate.key)
        let path = node.path(ofKeyAt: duplicate.firstMark) ?? key
        let place = ConfigPlace(file: file, line: duplicate.mark.line, path: path)
        let meaning = "the key stands twice in one mapping; it is first on line \(duplicate.firstMark.line)"
        let fix = "take one of them away"
        if kubelet.version.isStrict {
            let words =
                isJSON
                ? "strict decoding error: duplicate field \"\(path)\""
                : "strict decoding error: yaml: unmarshal errors: line \(duplicate.mark.line): key \"\(key)\" already set in map"
            complaints.append(place.refused(words, meaning, fix: fix))
        } else {
            complaints.append(
                place.warning("\(meaning), and only the last one counts; a kubelet of 1.32 does not start", fix: fix)
            )
        }
    }
}

extension YAMLNode {
    /// The path of the key that stands at a place: `providers[0].name`.
    fileprivate func path(ofKeyAt mark: YAMLMark) -> String? {
        for entry in mapping ?? [] {
            let key = Printable.text(entry.key)
            if entry.keyMark == mark { return key }
            if let below = entry.value.path(ofKeyAt: mark) { return key + (below.hasPrefix("[") ? "" : ".") + below }
        }
        for (index, node) in (sequence ?? []).enumerated() {
            if let below = node.path(ofKeyAt: mark) { return "[\(index)]" + (below.hasPrefix("[") ? "" : ".") + below }
        }
        return nil
    }
}
