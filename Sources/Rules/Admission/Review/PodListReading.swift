/// Which pull Secrets the Pods of a list name: read in one pass, however large Pods are, and nothing else of them kept.
package struct PodListReading: Sendable, Hashable {
    /// Those of the Secrets looked for that some Pod names.
    package private(set) var found: Set<String> = []
    /// Where the list goes on; nil at its end.
    package private(set) var next: String?

    /// Reads a `PodList` in JSON; nil for what is no such list.
    ///
    /// - Parameters:
    ///   - bytes: what the API server has sent.
    ///   - wanted: the Secrets to look for.
    package init?(_ bytes: [UInt8], lookingFor wanted: Set<String>) {
        var reader = Reader(wanted: wanted)
        do {
            guard try reader.read(bytes.span) else { return nil }
        } catch { return nil }
        found = reader.found
        next = reader.next
    }

    private struct Reader {
        let wanted: Set<String>
        var found: Set<String> = []
        var next: String?
        var scanner = JSONScanner()

        init(wanted: Set<String>) { self.wanted = wanted }

        mutating func read(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
            scanner.skipSpace(in: bytes)
            guard try scanner.kind(in: bytes) == .object else { return false }
            try members(1, bytes) { (key, reader, bytes) throws(JSONSyntaxError) in
                if key.equals("metadata", in: bytes) {
                    try reader.members(2, bytes) { (key, reader, bytes) throws(JSONSyntaxError) in
                        guard key.equals("continue", in: bytes), let text = try reader.text(2, bytes) else {
                            return false
                        }
                        reader.next = text.isEmpty ? nil : text
                        return true
                    }
                } else if key.equals("items", in: bytes) {
                    try reader.elements(2, bytes) { (reader, bytes) throws(JSONSyntaxError) in
                        try reader.readPod(bytes)
                    }
                } else {
                    return false
                }
                return true
            }
            try scanner.finish(in: bytes)
            return true
        }

        private mutating func readPod(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
            try members(3, bytes) { (key, reader, bytes) throws(JSONSyntaxError) in
                guard key.equals("spec", in: bytes) else { return false }
                try reader.members(4, bytes) { (key, reader, bytes) throws(JSONSyntaxError) in
                    guard key.equals("imagePullSecrets", in: bytes) else { return false }
                    try reader.elements(5, bytes) { (reader, bytes) throws(JSONSyntaxError) in
                        try reader.members(6, bytes) { (key, reader, bytes) throws(JSONSyntaxError) in
                            guard key.equals("name", in: bytes), let name = try reader.text(6, bytes) else {
                                return false
                            }
                            if reader.wanted.contains(name) { reader.found.insert(name) }
                            return true
                        }
                    }
                    return true
                }
                return true
            }
        }

        /// Goes through an object; what `member` leaves (false) is passed, and so is any value that is no object.
        private mutating func members(
            _ depth: Int,
            _ bytes: Span<UInt8>,
            _ member: (JSONString, inout Reader, Span<UInt8>) throws(JSONSyntaxError) -> Bool
        ) throws(JSONSyntaxError) {
            guard try scanner.kind(in: bytes) == .object else { return try scanner.skipValue(depth: depth, in: bytes) }
            var entries = scanner.enter()
            while let key = try scanner.nextKey(&entries, in: bytes) {
                if try !member(key, &self, bytes) { try scanner.skipValue(depth: depth, in: bytes) }
            }
        }

        /// Goes through an array; any value that is none is passed.
        private mutating func elements(
            _ depth: Int,
            _ bytes: Span<UInt8>,
            _ element: (inout Reader, Span<UInt8>) throws(JSONSyntaxError) -> Void
        ) throws(JSONSyntaxError) {
            guard try scanner.kind(in: bytes) == .array else { return try scanner.skipValue(depth: depth, in: bytes) }
            var entries = scanner.enter()
            while try scanner.nextElement(&entries, in: bytes) { try element(&self, bytes) }
        }

        /// The string that is next; nil, and not passed, where it is none.
        private mutating func text(_ depth: Int, _ bytes: Span<UInt8>) throws(JSONSyntaxError) -> String? {
            guard try scanner.kind(in: bytes) == .string else { return nil }
            return try scanner.string(in: bytes).text(in: bytes)
        }
    }
}
