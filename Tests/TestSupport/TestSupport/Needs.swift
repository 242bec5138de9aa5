package import Testing

extension Trait where Self == ConditionTrait {
    /// Skips the test where one of these programs is not installed, and says which.
    package static func needs(_ tools: String...) -> Self {
        let missing = tools.filter { Tool($0) == nil }
        return .enabled(if: missing.isEmpty, Comment(rawValue: Tool.absence(of: missing)))
    }
}

extension Tool {
    /// For the list of skipped tests.
    package static func absence(of names: [String]) -> String {
        "\(names.joined(separator: ", ")) \(names.count == 1 ? "is" : "are") not installed; .ci/setup test installs what the tests use"
    }
}
