import YAML

extension YAMLNode {
    /// The values with those of a later file over them, as Helm merges: mappings key by key, anything else as a whole.
    func overlaid(with later: YAMLNode) -> YAMLNode {
        guard let entries = mapping, let others = later.mapping else { return later }
        var merged = entries
        for other in others {
            guard let index = merged.firstIndex(where: { $0.key == other.key }) else {
                merged.append(other)
                continue
            }
            let value = merged[index].value.overlaid(with: other.value)
            merged[index] = YAMLEntry(key: other.key, keyMark: other.keyMark, value: value)
        }
        return YAMLNode(.mapping(merged), at: mark)
    }
}
