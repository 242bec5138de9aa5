/// Why a configuration cannot be said in CEL.
public struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Everything that stands in the way, in the order of the configuration; never empty.
    public let refusals: [Refusal]

    /// Makes an error about the configuration as a whole.
    public init(reason: String) {
        self.init(refusals: [Refusal(registry: nil, pattern: nil, reason: reason)])
    }

    init(refusals: [Refusal]) { self.refusals = refusals }

    /// One thing that the API server could not decide as the webhook does.
    public struct Refusal: Sendable, Hashable, CustomStringConvertible {
        /// The registry's name; nil where it is about the configuration as a whole.
        public let registry: String?
        /// The entry of `matchImages`; nil where it is not about one.
        public let pattern: String?
        /// Why, and what to write instead.
        public let reason: String

        /// One line.
        public var description: String {
            let place = [registry.map { "registry \($0)" }, pattern.map { "matchImages \"\($0)\"" }].compactMap(\.self)
            return place.isEmpty ? reason : "\(place.joined(separator: ", ")): \(reason)"
        }
    }

    /// A line for each.
    public var description: String { refusals.map(\.description).joined(separator: "\n") }
}
