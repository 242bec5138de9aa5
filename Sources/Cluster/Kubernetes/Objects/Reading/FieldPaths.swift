/// Fields of which somebody wants to know who manages them, looked for in FieldsV1 without keeping any of it.
struct FieldPaths: Sendable {
    /// As the last part of a path: each field that is there, by its name.
    static let any = "*"
    /// As the last part of a path: the path without it, where any field is there.
    ///
    /// Whoever made an object goes on owning the mapping (`"f:data":{}`) when all that he put into it is somebody else's.
    static let some = "?"
    /// The most fields of one manager, and the longest name, that ``any`` keeps.
    private static let most = (count: 256, bytes: 512)

    private let paths: [[[UInt8]]]
    private let texts: [String]
    /// The paths that end in ``any``, a bit for each.
    private let open: UInt64
    /// Those that end in ``some``.
    private let asking: UInt64

    /// At most 64 paths, each of a few parts: as deep as the search goes.
    init(_ paths: [[String]]) {
        let kept = paths.prefix(64)
        texts = kept.map { FieldSet.text($0.last == Self.some ? $0.dropLast() : $0) }
        self.paths = kept.map { path in path.map { Array($0.utf8) } }
        func ending(in part: String) -> UInt64 {
            kept.enumerated().reduce(0) { $1.element.last == part ? $0 | 1 << UInt64($1.offset) : $0 }
        }
        open = ending(in: Self.any)
        asking = ending(in: Self.some)
    }

    var isEmpty: Bool { paths.isEmpty }

    /// Passes over a FieldsV1 and tells which of the fields are in it, each with itself or with something below it.
    func found(in cursor: inout JSONCursor) throws(JSONFault) -> FieldSet {
        var found: UInt64 = 0
        var names: [String] = []
        try find(UInt64.max, level: 0, &cursor, &found, &names)
        return FieldSet(texts: texts.indices.filter { found & 1 << UInt64($0) != 0 }.map { texts[$0] } + names)
    }

    /// Looks at one level; calls itself no more often than a path has parts.
    private func find(
        _ candidates: UInt64,
        level: Int,
        _ cursor: inout JSONCursor,
        _ found: inout UInt64,
        _ names: inout [String]
    ) throws(JSONFault) {
        guard try cursor.kind() == .object else {
            try cursor.skipValue()
            return
        }
        var entries = try cursor.enter()
        while let key = try cursor.nextKey(&entries) {
            var deeper: UInt64 = 0
            for (index, path) in paths.enumerated() where candidates & 1 << UInt64(index) != 0 && path.count > level {
                if open & 1 << UInt64(index) != 0, path.count == level + 1 {
                    if names.count < Self.most.count, let name = cursor.text(key, atMost: Self.most.bytes) {
                        names.append(
                            FieldSet.text(path.dropLast().map { String(decoding: $0, as: UTF8.self) } + [name])
                        )
                    }
                    continue
                }
                let bit: UInt64 = 1 << UInt64(index)
                if asking & bit != 0, path.count == level + 1 {
                    // The mapping itself stands as "." in itself.
                    if !cursor.isText(key, [UInt8(ascii: ".")]) { found |= bit }
                    continue
                }
                guard cursor.isText(key, path[level]) else { continue }
                if path.count == level + 1 { found |= bit } else { deeper |= bit }
            }
            if deeper == 0 {
                try cursor.skipValue()
            } else {
                try find(deeper, level: level + 1, &cursor, &found, &names)
            }
        }
    }
}
