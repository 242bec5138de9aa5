/// What a list or watch selects: a namespace, fields and labels.
struct ObjectSelector: Sendable {
    private struct FieldRequirement {
        let field: String
        let value: String
        let isEqual: Bool
    }

    /// The path's namespace, or that of the field selector.
    private(set) var namespace: String?
    /// The one name that is selected.
    private(set) var name: String?
    private var fields: [FieldRequirement] = []
    private(set) var labels = LabelSelector()

    init(namespace: String?, fieldSelector: String, labelSelector: String, resource: APIResource) throws {
        self.namespace = namespace
        labels = try LabelSelector(parsing: labelSelector)
        for part in fieldSelector.split(separator: ",", omittingEmptySubsequences: true) {
            let requirement = try Self.requirement(String(part))
            switch requirement.field {
            case "metadata.name" where requirement.isEqual && name == nil: name = requirement.value
            case "metadata.namespace" where requirement.isEqual && self.namespace == nil && resource.isNamespaced:
                self.namespace = requirement.value
            case "metadata.name", "metadata.namespace": break
            case "status.phase" where resource == .pods: break
            case "type" where resource == .secrets: break
            case "involvedObject.name" where resource == .events, "involvedObject.kind" where resource == .events,
                "reportingComponent" where resource == .events:
                break
            default: throw APIStatus.badRequest("field label not supported: \(requirement.field)")
            }
            fields.append(requirement)
        }
    }

    private static func requirement(_ text: String) throws -> FieldRequirement {
        guard let sign = text.firstIndex(of: "=") else {
            throw APIStatus.badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
        }
        let isEqual = sign == text.startIndex || text[text.index(before: sign)] != "!"
        let field = text[..<sign].filter { $0 != "!" }
        var value = text[text.index(after: sign)...]
        if value.hasPrefix("=") { value = value.dropFirst() }
        return FieldRequirement(field: field, value: String(value), isEqual: isEqual)
    }

    /// Whether every object of the namespace is selected.
    var isTrivial: Bool { fields.isEmpty && labels.isEmpty }

    func matches(_ object: StoredObject) -> Bool {
        if let namespace, namespace != object.namespace { return false }
        if let name, name != object.name { return false }
        for requirement in fields {
            let value =
                switch requirement.field {
                case "metadata.name": object.name
                case "status.phase": object.phase
                case "type": object.json["type"]?.string ?? ""
                case "reportingComponent": object.json["reportingComponent"]?.string ?? ""
                case let field where field.hasPrefix("involvedObject."):
                    object.json["involvedObject"]?[String(field.dropFirst("involvedObject.".count))]?.string ?? ""
                default: object.namespace
                }
            guard (value == requirement.value) == requirement.isEqual else { return false }
        }
        return labels.matches(object.labels)
    }
}
