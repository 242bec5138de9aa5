/// A piece of a manifest to be written, its keys in the given order.
enum ManifestValue: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    case text(String)
    /// Text that YAML shows as a block, as it is.
    case block(String)
    case list([ManifestValue])
    case object([(key: String, value: ManifestValue)])

    init(stringLiteral text: String) { self = .text(text) }
    init(arrayLiteral elements: ManifestValue...) { self = .list(elements) }
    init(dictionaryLiteral entries: (String, ManifestValue)...) {
        self = .object(entries.map { (key: $0.0, value: $0.1) })
    }

    static func texts(_ texts: [String]) -> ManifestValue { .list(texts.map { .text($0) }) }
}
