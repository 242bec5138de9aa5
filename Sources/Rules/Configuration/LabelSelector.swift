internal import Names

/// A Kubernetes label selector; all its requirements must hold, and without any it selects everything.
package struct LabelSelector: Sendable, Hashable {
    /// One entry of `matchExpressions`.
    package struct Expression: Sendable, Hashable {
        /// How the key's value is compared.
        package enum Operator: String, Sendable, Hashable, CaseIterable {
            /// The label exists and has one of the values.
            case isIn = "In"
            /// The label does not exist or has none of the values.
            case notIn = "NotIn"
            /// The label exists.
            case exists = "Exists"
            /// The label does not exist.
            case doesNotExist = "DoesNotExist"
        }

        /// The label's key.
        package var key: String
        /// The comparison.
        package var `operator`: Operator
        /// The values for `In` and `NotIn`, otherwise empty.
        package var values: [String]

        /// Makes a requirement.
        package init(key: String, operator: Operator, values: [String] = []) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }

        func matches(_ labels: [String: String]) -> Bool {
            let value = labels[key]
            return switch self.operator {
            case .isIn: value.map(values.contains) ?? false
            case .notIn: !(value.map(values.contains) ?? false)
            case .exists: value != nil
            case .doesNotExist: value == nil
            }
        }
    }

    /// `matchLabels`: labels with exactly these values.
    package var matchLabels: [String: String]
    /// `matchExpressions`.
    package var matchExpressions: [Expression]

    /// Makes a selector.
    package init(matchLabels: [String: String] = [:], matchExpressions: [Expression] = []) {
        self.matchLabels = matchLabels
        self.matchExpressions = matchExpressions
    }

    /// The default: `pullpass.dev/inject` is `enabled` or `true`.
    package static let optedIn = LabelSelector(matchExpressions: [
        Expression(key: PullpassKey.inject, operator: .isIn, values: InjectValue.enabled)
    ])

    /// Whether the selector takes every object.
    package var selectsEverything: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }

    /// Whether an object with these labels is selected, as the API server would say.
    package func matches(_ labels: [String: String]) -> Bool {
        matchLabels.allSatisfy { labels[$0.key] == $0.value } && matchExpressions.allSatisfy { $0.matches(labels) }
    }
}
