/// The patterns of many registries, compiled to be asked for every image of every Pod.
///
/// Answers as `ImagePattern.matches` does for each pattern, from the bytes of the image as they stand in the request and
/// without allocating. Patterns without a wildcard are compared as one run of bytes; others part by part.
package struct ImageMatcher: Sendable {
    private struct Entry: Sendable {
        let registry: Int
        let isLiteral: Bool
        let host: Range<Int>
        /// The end of `host` that has no wildcard, which most other hosts do not share.
        let hostTail: Range<Int>
        let port: Range<Int>
        let path: Range<Int>
    }

    private let entries: [Entry]
    /// The bytes that the entries' ranges point into, behind `docker.io/library/`.
    private let storage: [UInt8]

    private static let dockerHub = 0..<9
    private static let slash = 9..<10
    private static let slashLibrary = 9..<18

    /// Compiles the patterns.
    ///
    /// - Parameter registries: The patterns of each registry; the position is the index that `collect` reports.
    package init(_ registries: [[ImagePattern]]) {
        var storage = Array("docker.io/library/".utf8)
        func store(_ bytes: [UInt8]) -> Range<Int> {
            let start = storage.count
            storage += bytes
            return start..<storage.count
        }
        entries = registries.enumerated().flatMap { registry, patterns in
            patterns.map { pattern in
                let host = store(pattern.url.host)
                let literal = pattern.url.host.reversed().prefix { !Glob.isSpecial($0) && $0 != ASCII.closeBracket }
                return Entry(
                    registry: registry,
                    isLiteral: literal.count == host.count,
                    host: host,
                    hostTail: host.suffix(literal.count),
                    port: store(pattern.url.port),
                    path: store(pattern.url.path)
                )
            }
        }
        self.storage = storage
    }

    /// With how many patterns an image is compared at most.
    package var patternCount: Int { entries.count }

    /// Adds the indices of the registries that have a matching pattern.
    ///
    /// - Parameters:
    ///   - image: The text of an `image` field in UTF-8, JSON escapes already resolved.
    ///   - set: Receives the indices; what it holds already stays.
    /// - Returns: False when the image is not a readable reference; nothing is added then.
    package func collect(matching image: Span<UInt8>, into set: inout RegistrySet) -> Bool {
        guard let layout = try? ReferenceLayout(image) else { return false }
        guard let target = Target(layout, in: image) else { return true }
        let storage = storage.span
        var matched = -1
        for entry in entries where entry.registry != matched {
            let isMatch =
                target.isDockerHub
                ? entry.port.isEmpty && hostMatches(entry, storage, Self.dockerHub)
                : image.equals(storage, entry.port, in: target.port) && hostMatches(entry, image, target.host)
            guard isMatch, pathMatches(entry, layout, image) else { continue }
            matched = entry.registry
            set.insert(matched)
        }
        return true
    }

    /// What the host patterns are held against.
    private struct Target {
        let isDockerHub: Bool
        let host: Range<Int>
        let port: Range<Int>

        /// Nil for an address in brackets that is none: a name for the grammar, but not for the URL parser.
        init?(_ layout: ReferenceLayout, in image: Span<UInt8>) {
            isDockerHub = layout.isDockerHub
            var host = layout.host
            var port = host.upperBound..<host.upperBound
            guard !isDockerHub else {
                self.host = host
                self.port = port
                return
            }
            if image[host.lowerBound] == ASCII.openBracket {
                let close = image.firstIndex(of: ASCII.closeBracket, in: host)
                let inner = (host.lowerBound + 1)..<close
                guard IPv6Literal.isValid(image, inner) else { return nil }
                if close + 1 < host.upperBound {
                    port = (close + 2)..<host.upperBound
                    host = inner
                }
            } else {
                let colon = image.firstIndex(of: ASCII.colon, in: host)
                if colon < host.upperBound {
                    port = (colon + 1)..<host.upperBound
                    host = host.lowerBound..<colon
                }
            }
            self.host = host
            self.port = port
        }
    }

    private func hostMatches(_ entry: Entry, _ name: Span<UInt8>, _ nameRange: Range<Int>) -> Bool {
        let storage = storage.span
        guard name.equals(storage, entry.hostTail, in: nameRange.suffix(entry.hostTail.count)) else { return false }
        guard !entry.isLiteral else { return entry.host.count == nameRange.count }
        var part = entry.host.lowerBound
        var position = nameRange.lowerBound
        while true {
            let partEnd = storage.firstIndex(of: ASCII.dot, in: part..<entry.host.upperBound)
            let nameEnd = name.firstIndex(of: ASCII.dot, in: position..<nameRange.upperBound)
            guard Glob.matches(storage, part..<partEnd, name: name, position..<nameEnd) else { return false }
            let isLastPart = partEnd == entry.host.upperBound
            guard isLastPart == (nameEnd == nameRange.upperBound) else { return false }
            if isLastPart { return true }
            part = partEnd + 1
            position = nameEnd + 1
        }
    }

    /// Whether the pattern's path is a prefix of the image's, which starts with a slash or with `/library/`.
    private func pathMatches(_ entry: Entry, _ layout: ReferenceLayout, _ image: Span<UInt8>) -> Bool {
        guard !entry.path.isEmpty else { return true }
        let storage = storage.span
        let head = layout.isOfficial ? Self.slashLibrary : Self.slash
        let shared = min(head.count, entry.path.count)
        let split = entry.path.lowerBound + shared
        guard storage.equals(storage, entry.path.lowerBound..<split, in: head.prefix(shared)) else { return false }
        let rest = split..<entry.path.upperBound
        return image.equals(storage, rest, in: layout.path.prefix(rest.count))
    }
}
