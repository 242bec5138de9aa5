/// A piece of a manifest or a report to be written as YAML or JSON, its keys in the given order.
package enum ManifestValue: Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    /// Text that YAML shows as a block, as it is.
    case block(String)
    /// JSON text that is written as it stands.
    case json(String)
    case list([ManifestValue])
    case object([(key: String, value: ManifestValue)])

    /// A list of texts.
    package static func texts(_ texts: [String]) -> ManifestValue { .list(texts.map { .text($0) }) }

    /// A text, or null where there is none.
    package static func text(orNull text: String?) -> ManifestValue { text.map { .text($0) } ?? .null }
}

extension ManifestValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral text: String) { self = .text(text) }
    package init(arrayLiteral elements: ManifestValue...) { self = .list(elements) }
    package init(dictionaryLiteral entries: (String, ManifestValue)...) {
        self = .object(entries.map { (key: $0.0, value: $0.1) })
    }
}
