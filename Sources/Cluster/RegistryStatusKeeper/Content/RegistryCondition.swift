internal import Text

/// A condition of a PullRegistry (`metav1.Condition`).
struct RegistryCondition: Sendable, Hashable {
    enum Status: String, Sendable { case yes = "True", no = "False", unknown = "Unknown" }

    var type: String
    var status: Status
    /// One word, in CamelCase: it stays the same as long as the cause does.
    var reason: String
    /// For people; at most ``longestMessage`` bytes.
    var message: String
    /// Since when ``status`` is what it is, RFC 3339; empty in what is wanted before it is known.
    var since = ""

    /// The most bytes of a message that the CRD takes.
    static let longestMessage = 2048

    init(_ type: String, _ status: Status, _ reason: String, _ message: String) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = Printable.fitted(message, bytes: Self.longestMessage)
    }

    var json: JSONValue {
        .object([
            "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
            "message": .string(message), "lastTransitionTime": .string(since),
        ])
    }

    /// The condition of a type as it stands in a list; nil where there is none.
    static func find(_ type: String, in list: JSONValue?) -> JSONValue? {
        guard case .array(let conditions)? = list else { return nil }
        return conditions.first { $0["type"] == .string(type) }
    }
}
