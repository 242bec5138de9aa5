internal import Sockets

/// The hosts of a `NO_PROXY` list, as Go's httpproxy reads it (and curl, where the two agree).
///
/// Entries are separated by commas or white space: `*` is every host; an IP address or CIDR range; a name, which stands
/// for itself and everything below it; `.name` or `*.name`, everything below it only. A name or an address may end with a
/// port, and then only that port is meant. Entries that are none of these match nothing.
struct ProxyExclusions: Sendable {
    private enum Entry: Sendable {
        case range(AddressRange)
        case address([UInt8], port: UInt16?)
        case name(String, port: UInt16?, includesItself: Bool)
    }

    private var isEverything = false
    private var entries: [Entry] = []

    init(_ text: String) {
        // Not by Characters: some letters take the comma behind them into theirs.
        let words = text.lowercased().unicodeScalars.split { $0 == "," || $0.properties.isWhitespace }
        for word in words.map(String.init) {
            if word == "*" {
                isEverything = true
            } else if let entry = Self.entry(word) {
                entries.append(entry)
            }
        }
    }

    func contains(_ url: HTTPURL) -> Bool {
        if isEverything { return true }
        let ip = url.address.map { AddressRange.unmapped($0.ip) }
        let host = url.host.hasSuffix(".") ? String(url.host.dropLast()) : url.host
        return entries.contains { entry in
            switch entry {
            case .range(let range): ip.map { range.contains($0) } ?? false
            case .address(let address, let port): ip == address && (port ?? url.port) == url.port
            case .name(let name, let port, let includesItself):
                ip == nil && (port ?? url.port) == url.port
                    && (includesItself && host == name || host.hasSuffix("." + name))
            }
        }
    }

    private static func entry(_ word: String) -> Entry? {
        if let range = AddressRange(word) { return .range(range) }
        if let address = SocketAddress(ipAddress: word, port: 0) {
            return .address(AddressRange.unmapped(address.ip), port: nil)
        }
        var (name, port) = (word, UInt16?.none)
        if let colon = word.lastIndex(of: ":") {
            guard let number = UInt16(word[word.index(after: colon)...]) else { return nil }
            (name, port) = (String(word[..<colon]), number)
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        if let address = SocketAddress(ipAddress: isBracketed ? String(name.dropFirst().dropLast()) : name, port: 0) {
            return .address(AddressRange.unmapped(address.ip), port: port)
        }
        let includesItself = !name.hasPrefix(".") && !name.hasPrefix("*.")
        if name.hasPrefix("*") { name.removeFirst() }
        if name.hasPrefix(".") { name.removeFirst() }
        if name.hasSuffix(".") { name.removeLast() }
        guard !name.isEmpty, !name.contains("/"), !name.contains("*") else { return nil }
        return .name(name, port: port, includesItself: includesItself)
    }
}
