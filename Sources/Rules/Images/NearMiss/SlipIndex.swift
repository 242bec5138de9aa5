/// Patterns, made ready for finding the one that an image was most likely meant for.
///
/// For a webhook: almost every image that matches nothing has nothing to do with any pattern, which is found out without allocating.
package struct SlipIndex: Sendable {
    /// Of more patterns than these, in the order of the configuration, nobody is told: each is looked at for each image that matches nothing.
    package static let maximumPatterns = 512
    /// So many patterns are compared closely for one image.
    private static let maximumCandidates = 4

    private struct Entry: Sendable {
        let host: Range<Int>
        /// The same in lower case.
        let lowerHost: Range<Int>
        let port: Range<Int>
        /// Without its first slash.
        let path: Range<Int>
        let hasWildcard: Bool
        let hasCapital: Bool
        let isDockerHub: Bool
        /// Whether it is Docker Hub's host or one with wildcards or capitals that may have been meant for it.
        let reachesDockerHub: Bool
        let registry: Int
    }

    /// What is looked at for each image: numbers alone, so that a look counts no references.
    private let entries: [Entry]
    /// The patterns of the entries.
    private let patterns: [ImagePattern]
    private let storage: [UInt8]

    /// Makes patterns ready; the position of a list is its registry's index.
    package init(_ registries: [[ImagePattern]]) {
        var entries: [Entry] = []
        var kept: [ImagePattern] = []
        var storage: [UInt8] = []
        func store(_ text: some StringProtocol) -> Range<Int> {
            let start = storage.count
            storage += text.utf8
            return start..<storage.count
        }
        let dockerHub = Array("docker.io".utf8)
        for (registry, patterns) in registries.enumerated() {
            for pattern in patterns where entries.count < Self.maximumPatterns {
                let anatomy = PatternAnatomy(pattern.text)
                let host = store(anatomy.host)
                let hasCapital = anatomy.host.utf8.contains(where: ASCII.isUpper)
                let lower = Array(anatomy.host.lowercased().utf8)
                entries.append(
                    Entry(
                        host: host,
                        lowerHost: hasCapital ? store(anatomy.host.lowercased()) : host,
                        port: store(anatomy.port ?? ""),
                        path: store(anatomy.path.dropFirst()),
                        hasWildcard: pattern.hasWildcardHost,
                        hasCapital: hasCapital,
                        isDockerHub: anatomy.host == "docker.io",
                        reachesDockerHub: Glob.matchesHost(
                            lower.span,
                            lower.indices,
                            name: dockerHub.span,
                            dockerHub.indices
                        ),
                        registry: registry
                    )
                )
                kept.append(pattern)
            }
        }
        self.entries = entries
        patterns = kept
        self.storage = storage
    }

    /// How many patterns are looked at for an image.
    package var comparisonCount: Int { entries.count }

    /// Whether it is worth asking for the ``nearest(to:among:)`` of an image that matches no pattern; allocates nothing.
    package func mayHaveSlip(_ image: Span<UInt8>) -> Bool {
        guard let target = Target(image) else { return false }
        return entries.contains { isCandidate($0, target, image) }
    }

    /// The pattern that an image was most likely meant for, which it does not match; nil for none.
    ///
    /// - Parameters:
    ///   - image: the text of an `image` field.
    ///   - isSelected: whether a registry counts, by its index.
    /// - Returns: The index of its registry, the pattern, and what keeps it away.
    package func nearest(
        to image: String,
        among isSelected: (Int) -> Bool
    ) -> (registry: Int, pattern: String, reason: Miss.Reason)? {
        let bytes = Array(image.utf8)
        guard let target = Target(bytes.span), let reference = try? ImageReference(parsing: image) else { return nil }
        var best: (place: Int, miss: NearMiss)?
        var left = Self.maximumCandidates
        for place in entries.indices where left > 0 {
            let entry = entries[place]
            guard isSelected(entry.registry), isCandidate(entry, target, bytes.span) else { continue }
            left -= 1
            guard let miss = NearMiss(patterns[place], reference), miss.isSlip else { continue }
            if let best, !miss.isNearer(than: best.miss) { continue }
            best = (place, miss)
        }
        return best.map { (entries[$0.place].registry, patterns[$0.place].text, $0.miss.reason) }
    }

    /// An image, taken apart in place.
    private struct Target {
        let isDockerHub: Bool
        /// Without port; of no account for Docker Hub.
        let host: Range<Int>
        /// The host as patterns with a wildcard are held against it: with a port, an address stands without its brackets.
        let name: Range<Int>
        let hasPort: Bool
        let path: Range<Int>
        let hasCapital: Bool
        let hasDot: Bool

        /// Nil for what is no reference, for a host that is too long to be any, and for official images of Docker Hub, which are public.
        init?(_ image: Span<UInt8>) {
            guard let layout = try? ReferenceLayout(image), !layout.isOfficial,
                layout.host.count <= Slip.longestHost
            else { return nil }
            isDockerHub = layout.isDockerHub
            path = layout.path
            let isAddress = !layout.host.isEmpty && image[layout.host.lowerBound] == ASCII.openBracket
            let end =
                isAddress
                ? min(image.firstIndex(of: ASCII.closeBracket, in: layout.host) + 1, layout.host.upperBound)
                : image.firstIndex(of: ASCII.colon, in: layout.host)
            host = layout.host.lowerBound..<end
            hasPort = end < layout.host.upperBound
            name = isAddress && hasPort ? host.dropFirst().dropLast() : host
            var hasCapital = false
            var hasDot = false
            for index in host {
                if ASCII.isUpper(image[index]) { hasCapital = true }
                if image[index] == ASCII.dot { hasDot = true }
            }
            self.hasCapital = hasCapital
            self.hasDot = hasDot
        }
    }

    /// Whether a pattern is to be compared closely: at least for whatever ``NearMiss`` calls a slip.
    private func isCandidate(_ entry: Entry, _ target: Target, _ image: Span<UInt8>) -> Bool {
        let storage = storage.span
        if target.isDockerHub {
            guard entry.reachesDockerHub else { return false }
            if entry.hasCapital { return true }
            return entry.port.isEmpty
                ? Slip.isPath(storage, entry.path, image, target.path) : isPrefix(entry.path, of: target.path, image)
        }
        if target.hasCapital {
            guard target.hasDot || target.hasPort || entry.reachesDockerHub else { return false }
            if entry.hasWildcard { return matchesIgnoringCase(entry, target, image) }
            return entry.reachesDockerHub || equalsIgnoringCase(entry.host, target.host, image)
                || entry.hasCapital && Slip.isHost(storage, entry.host, image, target.host)
        }
        if entry.hasWildcard {
            let isPath =
                entry.port.isEmpty == !target.hasPort
                ? entry.hasCapital || Slip.isPath(storage, entry.path, image, target.path)
                : isPrefix(entry.path, of: target.path, image)
            return isPath && matchesIgnoringCase(entry, target, image)
        }
        if entry.hasCapital {
            return equalsIgnoringCase(entry.host, target.host, image)
                || Slip.isHost(storage, entry.host, image, target.host)
        }
        guard storage.equals(image, target.host, in: entry.host) else {
            guard entry.port.isEmpty == !target.hasPort, isPrefix(entry.path, of: target.path, image) else {
                return false
            }
            return entry.isDockerHub && image.hasDockerSuffix(target.host)
                || Slip.isHost(storage, entry.host, image, target.host)
        }
        guard entry.port.isEmpty == !target.hasPort else { return isPrefix(entry.path, of: target.path, image) }
        return Slip.isPath(storage, entry.path, image, target.path)
    }

    private func isPrefix(_ path: Range<Int>, of other: Range<Int>, _ image: Span<UInt8>) -> Bool {
        guard path.count <= other.count else { return false }
        return image.equals(storage.span, path, in: other.prefix(path.count))
    }

    /// Whether a host with wildcards matches the image's as they stand, or where nobody cares for upper and lower case.
    private func matchesIgnoringCase(_ entry: Entry, _ target: Target, _ image: Span<UInt8>) -> Bool {
        // An address in brackets is a class of characters, too.
        if storage.span.equals(image, target.host, in: entry.host) { return true }
        if Glob.matchesHost(storage.span, entry.host, name: image, target.name) { return true }
        guard target.hasCapital else {
            return entry.hasCapital && Glob.matchesHost(storage.span, entry.lowerHost, name: image, target.name)
        }
        // Hosts with capitals are so rare that they may cost a copy.
        let lower = target.name.map { ASCII.lowered(image[$0]) }
        return Glob.matchesHost(storage.span, entry.lowerHost, name: lower.span, 0..<lower.count)
    }

    private func equalsIgnoringCase(_ host: Range<Int>, _ other: Range<Int>, _ image: Span<UInt8>) -> Bool {
        guard host.count == other.count else { return false }
        let offset = other.lowerBound - host.lowerBound
        return host.allSatisfy { ASCII.lowered(storage[$0]) == ASCII.lowered(image[$0 + offset]) }
    }
}

extension ASCII {
    fileprivate static func lowered(_ byte: UInt8) -> UInt8 { isUpper(byte) ? byte | 0x20 : byte }
}

extension Span<UInt8> {
    /// Whether a host is one of Docker's, of which people copy some that are no registry.
    fileprivate func hasDockerSuffix(_ host: Range<Int>) -> Bool {
        guard host.count >= 9 else { return false }
        return equals("docker.io", in: host.suffix(9)) || host.count >= 10 && equals("docker.com", in: host.suffix(10))
    }
}
