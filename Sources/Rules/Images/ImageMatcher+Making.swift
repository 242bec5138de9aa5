extension ImageMatcher {
    /// Compiles the patterns; takes about as long as sorting them.
    ///
    /// - Parameter registries: The patterns of each registry; the position is the index that `collect` reports.
    package init(_ registries: [[ImagePattern]]) {
        var table = Table()
        var sorted: [Host: [[UInt8]: [Int]]] = [:]
        for (registry, patterns) in registries.enumerated() {
            for pattern in patterns {
                let host = Host(name: pattern.url.host, port: pattern.url.port)
                var places = sorted[host, default: [:]].removeValue(forKey: pattern.url.path) ?? []
                if places.last != registry { places.append(registry) }
                sorted[host, default: [:]][pattern.url.path] = places
            }
        }
        for (host, paths) in sorted.sorted(by: { $0.key < $1.key }) { table.add(host, paths) }
        self.init(table)
    }

    /// Host and port of patterns, in the order of ``HostEntry``.
    struct Host: Hashable, Comparable {
        let name: [UInt8]
        let port: [UInt8]

        static func < (a: Host, b: Host) -> Bool {
            if a.name.count != b.name.count { return a.name.count < b.name.count }
            if a.port.count != b.port.count { return a.port.count < b.port.count }
            if a.name != b.name { return a.name.lexicographicallyPrecedes(b.name) }
            return a.port.lexicographicallyPrecedes(b.port)
        }
    }

    /// What a matcher is made of.
    struct Table {
        var literals: [HostEntry] = []
        var wildcards: [HostEntry] = []
        var paths: [PathEntry] = []
        var registries: [Int] = []
        var storage = Array("docker.io/library/".utf8)

        /// Adds the patterns of one host, which comes after all others.
        mutating func add(_ host: Host, _ registriesByPath: [[UInt8]: [Int]]) {
            let literal = host.name.reversed().prefix { !Glob.isSpecial($0) && $0 != ASCII.closeBracket }
            let name = store(host.name)
            let port = store(host.port)
            let first = paths.count
            // The paths that the next one may start with, each with the one before it.
            var open: [(path: [UInt8], place: Int)] = []
            for (path, places) in registriesByPath.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                while let last = open.last, !path.starts(with: last.path) { open.removeLast() }
                let start = registries.count
                registries += places
                paths.append(
                    PathEntry(text: store(path), shorter: open.last?.place ?? -1, registries: start..<registries.count)
                )
                open.append((path, paths.count - 1))
            }
            let entry = HostEntry(
                host: name,
                hostTail: name.suffix(literal.count),
                port: port,
                paths: first..<paths.count
            )
            if literal.count == host.name.count { literals.append(entry) } else { wildcards.append(entry) }
        }

        private mutating func store(_ bytes: [UInt8]) -> Range<Int> {
            let start = storage.count
            storage += bytes
            return start..<storage.count
        }
    }
}
