import PlainReadings

@testable import Kubernetes

extension FuzzBody {
    /// The lines of a watch: the same however they come in, and each object read as far as it can be, with what is wrong with it.
    static let watch = FuzzBody(
        "watch",
        maximumLength: 2048,
        seeds: ObjectSeeds.watches.map { Array($0.utf8) },
        words: ObjectSeeds.words + ["\n"]
    ) { bytes throws(BrokenPromise) in
        for limit in [48, 1 << 20] {
            let whole = lines([bytes[...]], limit)
            for pieces in Cuts.of(bytes) {
                try holdEqual(whole, lines(pieces, limit), "lines are the same however they are cut")
            }
            let expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().filter {
                !$0.isEmpty
            }
            try holdEqual(
                whole.map(\.count),
                expected.map { $0.count > limit ? limit : $0.count },
                "each line is there, no longer than it may be"
            )
        }
        for line in bytes.split(separator: 0x0A) {
            try ObjectPromises.holdCursor(line)
            if let cut = WatchLine(beginning: line.prefix(100)), case .applied(let cursor) = cut {
                let object = SecretObject.read(cursor, cutAt: 100)
                try hold(object?.metadata.fault != nil, "an object that was cut has a fault")
            }
            let tree = try? ReferenceJSON(parsing: Array(line))
            let event: WatchLine
            do throws(JSONFault) { event = try WatchLine(line) } catch {
                if let members = tree?.members, Set(members.map(\.key)).count == members.count,
                    tree?["type"]?.string != nil
                {
                    try hold(tree?["object"] == nil, "an event is one: \(error)")
                }
                continue
            }
            switch event {
            case .applied(let cursor), .deleted(let cursor), .bookmark(let cursor):
                try ObjectPromises.holdObjects(cursor, tree?["object"])
            case .error(let piece): _ = piece["message"].flatMap { try? $0.text(atMost: 100) }
            case .unknown: break
            }
        }
    }

    private struct Line: Equatable, CustomStringConvertible {
        let bytes: [UInt8]
        let isCut: Bool
        var count: Int { bytes.count }
        var description: String { "\(isCut ? "cut " : "")\(String(decoding: bytes, as: UTF8.self))" }
    }

    private static func lines(_ pieces: [ArraySlice<UInt8>], _ limit: Int) -> [Line] {
        var reader = EventLines(maximumBytes: limit)
        var lines: [Line] = []
        for piece in pieces {
            reader.append(Array(piece))
            while let line = reader.next() { lines.append(Line(bytes: Array(line.bytes), isCut: line.isCut)) }
        }
        return lines
    }
}
