/// Reads labels and label selectors.
enum LabelReader {
    static let selectorKeys: [SettingKey] = [
        .key("matchLabels", .labels, "Labels that must be there, all of them."),
        .key(
            "matchExpressions",
            .list(.mapping(expressionKeys), mayBeEmpty: true),
            "Conditions on labels that must be met, all of them."
        ),
    ]
    private static let expressionKeys: [SettingKey] = [
        .required("key", .text, "The label."),
        .required(
            "operator",
            .word(LabelSelector.Expression.Operator.self),
            "In and NotIn compare with values; Exists and DoesNotExist ask whether the label is there."
        ),
        .key("values", .list(.anyText, mayBeEmpty: true), "What In and NotIn compare with."),
    ]

    /// Reads `key: value` pairs by Kubernetes' rules.
    static func labels(_ field: Field) -> [String: String] {
        var labels: [String: String] = [:]
        for (keyField, value) in field.stringMap() ?? [] {
            guard let key = keyField.text else { continue }
            if let problem = NameRules.problem(ofLabelKey: key) { keyField.error(problem) }
            if let problem = NameRules.problem(ofLabelValue: value) { keyField.error("\"\(value)\" \(problem)") }
            labels[key] = value
        }
        return labels
    }

    /// Reads `matchLabels` and `matchExpressions`.
    static func selector(_ field: Field) -> LabelSelector? {
        guard let fields = Fields(field) else { return nil }
        var selector = LabelSelector()
        if let labels = fields["matchLabels"] { selector.matchLabels = self.labels(labels) }
        selector.matchExpressions = (fields["matchExpressions"]?.list() ?? []).compactMap(expression)
        return selector
    }

    private static func expression(_ field: Field) -> LabelSelector.Expression? {
        guard let fields = Fields(field) else { return nil }
        let keyField = fields.required("key", "write the label's key")
        let key = keyField?.string()
        if let key, let problem = NameRules.problem(ofLabelKey: key) { keyField?.error("\"\(key)\" \(problem)") }
        let operation = fields.required("operator", "write In, NotIn, Exists or DoesNotExist")?
            .word(LabelSelector.Expression.Operator.self)
        let values = values(fields)
        guard let key, let operation else { return nil }
        switch operation {
        case .isIn, .notIn:
            if values.isEmpty, fields["values"]?.isEmptyList ?? true {
                fields.error("\(operation.rawValue) compares with nothing: write values: [ … ]")
            }
        case .exists, .doesNotExist:
            if !values.isEmpty { fields["values"]?.error("\(operation.rawValue) takes no values: remove them") }
        }
        return LabelSelector.Expression(key: key, operator: operation, values: values)
    }

    /// An empty string is a legal label value.
    private static func values(_ fields: Fields) -> [String] {
        (fields["values"]?.list() ?? []).compactMap { entry in
            if entry.text == "" { return "" }
            guard let value = entry.string() else { return nil }
            if let problem = NameRules.problem(ofLabelValue: value) { entry.error("\"\(value)\" \(problem)") }
            return value
        }
    }
}
