/// The patterns of many registries, compiled to be asked for every image of every Pod.
///
/// Answers as `ImagePattern.matches` does for each pattern, from the bytes of the image as they stand in the request and
/// without allocating. Hosts without a wildcard and paths are looked up, so that what an image costs hardly depends on how many patterns
/// there are; hosts with a wildcard are compared one after the other, part by part.
package struct ImageMatcher: Sendable {
    /// The patterns that have one host and port in common.
    struct HostEntry: Sendable {
        let host: Range<Int>
        /// The end of `host` that has no wildcard, which most other hosts do not share.
        let hostTail: Range<Int>
        let port: Range<Int>
        /// Their paths, in ascending order.
        let paths: Range<Int>
    }

    /// The patterns that are the same, of different registries.
    struct PathEntry: Sendable {
        let text: Range<Int>
        /// The longest other path of the host that this one starts with; -1 for none.
        let shorter: Int
        let registries: Range<Int>
    }

    /// Hosts without a wildcard, by length of host and port, then by host and port.
    private let literals: [HostEntry]
    private let wildcards: [HostEntry]
    let paths: [PathEntry]
    let registries: [Int]
    /// The bytes that the entries' ranges point into, behind `docker.io/library/`.
    let storage: [UInt8]

    private static let dockerHub = 0..<9
    private static let slash = 9..<10
    private static let slashLibrary = 9..<18
    /// So many hosts are compared one by one.
    private static let few = 4

    init(_ table: Table) {
        literals = table.literals
        wildcards = table.wildcards
        paths = table.paths
        registries = table.registries
        storage = table.storage
    }

    /// With how many hosts an image's is compared one by one; all others are looked up.
    package var comparisonCount: Int { min(literals.count, Self.few) + wildcardCount }

    /// With how many of them it is compared byte by byte.
    package var wildcardCount: Int { wildcards.count }

    /// Adds the indices of the registries that have a matching pattern.
    ///
    /// - Parameters:
    ///   - image: The text of an `image` field in UTF-8, JSON escapes already resolved.
    ///   - set: Receives the indices; what it holds already stays.
    /// - Returns: False when the image is not a readable reference; nothing is added then.
    package func collect(matching image: Span<UInt8>, into set: inout RegistrySet) -> Bool {
        var budget = MatchBudget.unlimited
        return collect(matching: image, into: &set, offset: 0, budget: &budget)
    }

    /// The same for patterns of strangers, within a budget; hosts with a wildcard that it is not enough for do not match.
    ///
    /// - Parameters:
    ///   - image: The text of an `image` field.
    ///   - set: Receives the indices.
    ///   - offset: What is added to each index.
    ///   - budget: What comparisons may still cost.
    /// - Returns: False when the image is not a readable reference.
    package func collect(
        matching image: Span<UInt8>,
        into set: inout RegistrySet,
        offset: Int,
        budget: inout MatchBudget
    ) -> Bool {
        guard let layout = try? ReferenceLayout(image) else { return false }
        guard let target = Target(layout, in: image) else { return true }
        let path = ImagePath(head: layout.isOfficial ? Self.slashLibrary : Self.slash, rest: layout.path)
        if let entry = literal(target, image) {
            collectPaths(of: literals[entry], path, image, offset: offset, into: &set)
        }
        let storage = storage.span
        for entry in wildcards where !budget.isSpent {
            let isMatch =
                target.isDockerHub
                ? entry.port.isEmpty && hostMatches(entry, storage, Self.dockerHub, &budget)
                : image.equals(storage, entry.port, in: target.port) && hostMatches(entry, image, target.host, &budget)
            if isMatch { collectPaths(of: entry, path, image, offset: offset, into: &set) }
        }
        return true
    }

    /// The place of the target's own host among those without a wildcard.
    private func literal(_ target: Target, _ image: Span<UInt8>) -> Int? {
        target.isDockerHub
            ? literal(storage.span, Self.dockerHub, port: 0..<0, image)
            : literal(image, target.host, port: target.port, image)
    }

    private func literal(_ name: Span<UInt8>, _ host: Range<Int>, port: Range<Int>, _ image: Span<UInt8>) -> Int? {
        let storage = storage.span
        guard literals.count > Self.few else {
            return literals.firstIndex { entry in
                name.equals(storage, entry.host, in: host) && image.equals(storage, entry.port, in: port)
            }
        }
        var low = 0
        var high = literals.count
        while low < high {
            let middle = (low + high) / 2
            let entry = literals[middle]
            var order = entry.host.count - host.count
            if order == 0 { order = entry.port.count - port.count }
            if order == 0 { order = storage.order(entry.host, name, host) }
            if order == 0 { order = storage.order(entry.port, image, port) }
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
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

    private func hostMatches(
        _ entry: HostEntry,
        _ name: Span<UInt8>,
        _ nameRange: Range<Int>,
        _ budget: inout MatchBudget
    ) -> Bool {
        let storage = storage.span
        guard name.equals(storage, entry.hostTail, in: nameRange.suffix(entry.hostTail.count)) else { return false }
        return Glob.matchesHost(storage, entry.host, name: name, nameRange, budget: &budget)
    }
}

extension Span<UInt8> {
    /// Negative where a range stands before a range of other bytes that is as long, positive where behind it.
    fileprivate func order(_ range: Range<Int>, _ other: Span<UInt8>, _ otherRange: Range<Int>) -> Int {
        let offset = otherRange.lowerBound - range.lowerBound
        for index in range where self[index] != other[index + offset] {
            return Int(self[index]) - Int(other[index + offset])
        }
        return 0
    }
}
