/// Why a configuration cannot be said in CEL.
package struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Everything that stands in the way, in the order of the configuration; never empty.
    package let refusals: [Refusal]

    /// Makes an error about the configuration as a whole.
    package init(reason: String) {
        self.init(refusals: [Refusal(registry: nil, pattern: nil, reason: reason)])
    }

    init(refusals: [Refusal]) { self.refusals = refusals }

    /// One thing that the API server could not decide as the webhook does.
    package struct Refusal: Sendable, Hashable, CustomStringConvertible {
        /// The registry's name; nil where it is about the configuration as a whole.
        package let registry: String?
        /// The entry of `matchImages`; nil where it is not about one.
        package let pattern: String?
        /// Why, and what to write instead.
        package let reason: String

        /// One line.
        package var description: String {
            let place = [registry.map { "registry \($0)" }, pattern.map { "matchImages \"\($0)\"" }].compactMap(\.self)
            return place.isEmpty ? reason : "\(place.joined(separator: ", ")): \(reason)"
        }
    }

    /// A line for each.
    package var description: String { refusals.map(\.description).joined(separator: "\n") }
}
