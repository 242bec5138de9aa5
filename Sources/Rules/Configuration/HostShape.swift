internal import Text

/// How hosts compare that may have stars: label by label, as for the kubelet.
enum HostShape {
    /// Whether every host that `inner` matches is one that `outer` matches; a star of `inner` is taken by a star only.
    static func covers(_ outer: String, _ inner: String) -> Bool {
        let (outer, inner) = (labels(outer), labels(inner))
        return outer.count == inner.count && zip(outer, inner).allSatisfy { covers(Array($0.utf8), Array($1.utf8)) }
    }

    private static func covers(_ outer: [UInt8], _ inner: [UInt8]) -> Bool {
        var (at, place) = (0, 0)
        var retry: (at: Int, place: Int)?
        while place < inner.count {
            if at < outer.count, outer[at] == UInt8(ascii: "*") {
                at += 1
                retry = (at, place)
            } else if at < outer.count, outer[at] == inner[place] {
                at += 1
                place += 1
            } else if let last = retry {
                // The last star takes one more.
                (at, place) = (last.at, last.place + 1)
                retry = (at, place)
            } else {
                return false
            }
        }
        return outer[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    private static func labels(_ host: String) -> [String] {
        host.split(separator: Character("."), omittingEmptySubsequences: false).map { String($0) }
    }

    /// Whether it is a number, or the name of this machine, rather than a name that somebody registers.
    static func isAddress(_ host: String) -> Bool {
        host.contains(":") || host.hasPrefix("[") || !host.contains(".")
            || labels(host).allSatisfy { UInt8($0) != nil }
    }

    /// Whether two hosts are of one owner by their names: one and what is below it, or two of one domain.
    ///
    /// A name of the cluster's own, or a number, says nothing of who owns others.
    static func areRelated(_ host: String, to endpoint: String) -> Bool {
        if host == endpoint || host.hasSuffix(".\(endpoint)") { return true }
        let parent = labels(endpoint).dropFirst()
        guard parent.count >= 2, !isForEverybody(Array(parent)) else { return false }
        let domain = parent.joined(separator: ".")
        return host == domain || host.hasSuffix(".\(domain)")
    }

    /// Whether anybody registers names below it: `com`, `co.uk` and its like.
    static func isForEverybody(_ labels: [some StringProtocol]) -> Bool {
        guard labels.count == 2, let first = labels.first, labels.last?.utf8.count == 2 else { return labels.count < 2 }
        return ["ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org"].contains(String(first))
    }

    /// Whether a host says whose it is: not a number, and no Service of a cluster.
    static func hasDomain(_ host: String) -> Bool {
        !isAddress(host) && !host.hasSuffix(".svc") && !host.hasSuffix(".cluster.local")
    }

    /// What was meant by a host, of the shape of a registry's, and how many slips that takes; nil where it is not near.
    static func nearest(of registry: String, to host: String) -> (host: String, slips: Int)? {
        let shape = labels(registry)
        let given = labels(host)
        var best: (host: String, slips: Int)?
        // As long as it is, or with something before it or behind it.
        for (part, isStart) in [(given.prefix(shape.count), true), (given.suffix(shape.count), false)]
        where part.count == shape.count {
            let meant = zip(shape, part).map { label, own in
                covers(Array(label.utf8), Array(own.utf8)) ? own : label
            }
            let slips = slips(Array(part), meant) + (part.count == given.count ? 0 : 1)
            if isStart, part.count < given.count, slips > 1 { continue }
            if slips < best?.slips ?? .max { best = (meant.joined(separator: "."), slips) }
        }
        let limit = registry.utf8.count >= 20 ? 3 : 2
        if let best, best.slips <= limit { return best }
        // `evil-ghcr.io`, `ghcr.io.example.com`.
        let core = shape.reversed().prefix { !$0.contains("*") }.reversed().joined(separator: ".")
        return core.contains(".") && holds(host, core) ? (registry, limit + 1) : nil
    }

    /// Slips between two hosts of as many labels; another top-level domain is one.
    private static func slips(_ given: [String], _ meant: [String]) -> Int {
        let all = Slips.between(given.joined(separator: ".").utf8, meant.joined(separator: ".").utf8)
        return isOtherEnd(given, meant) ? min(all, 1) : all
    }

    /// Whether the end of a host is a domain but for a slip or two, or has it where it says nothing.
    static func endsNearly(_ host: String, in domain: String) -> Bool {
        if host == domain || host.hasSuffix(".\(domain)") { return false }
        if holds(host, domain) { return true }
        let meant = labels(domain)
        let given = Array(labels(host).suffix(meant.count))
        guard given.count == meant.count, domain.utf8.count >= 6 else { return false }
        let slips = Slips.between(given.joined(separator: ".").utf8, domain.utf8)
        return isOtherEnd(given, meant) || slips <= (domain.utf8.count >= 9 ? 2 : 1)
    }

    /// Whether a host has a domain where it says nothing: before a stranger's, or behind a letter too many.
    private static func holds(_ host: String, _ domain: String) -> Bool {
        host.contains("\(domain).") || host.hasSuffix(domain)
    }

    private static func isOtherEnd(_ given: [String], _ meant: [String]) -> Bool {
        given.dropLast() == meant.dropLast() && given.last != meant.last && publicEnds.contains(given.last ?? "")
    }

    /// Top-level domains where strangers wait; `lan` or `internal` is one's own.
    private static let publicEnds: Set<String> = [
        "com", "io", "net", "org", "co", "dev", "app", "cloud", "cn", "us", "eu", "de", "fr", "uk", "ai", "sh", "cm",
        "om",
    ]
}
