internal import FoundationEssentials

/// What the API server checks of a MutatingWebhookConfiguration, and how it merges its webhooks.
enum WebhookValidation {
    /// A strategic merge of the list: by `name`; what is new comes last.
    static func merged(_ old: JSON?, _ patch: JSON?) throws -> JSON? {
        guard let changes = patch?.array else { return patch ?? old }
        var webhooks = old?.array ?? []
        for change in changes {
            guard let name = change["name"]?.string else {
                throw APIStatus.badRequest("map: \(change.goKind) does not contain declared merge key: name")
            }
            if let index = webhooks.firstIndex(where: { $0["name"]?.string == name }) {
                var change = change
                change["matchConditions"] = try merged(conditions: change["matchConditions"])
                webhooks[index] = Writing.merged(webhooks[index], change)
            } else {
                webhooks.append(change)
            }
        }
        return .array(webhooks)
    }

    /// Only the directive that replaces the list.
    private static func merged(conditions: JSON?) throws -> JSON? {
        guard let list = conditions?.array else { return conditions }
        guard list.first?["$patch"]?.string == "replace" else {
            throw APIStatus.internalError("the test server merges no matchConditions: begin with $patch: replace")
        }
        return .array(Array(list.dropFirst()))
    }

    static func checkTypes(_ configuration: JSON) throws {
        for webhook in configuration["webhooks"]?.array ?? [] {
            guard let bundle = webhook["clientConfig"]?["caBundle"], bundle != .null else { continue }
            guard bundle.string.flatMap({ Data(base64Encoded: $0) }) != nil else {
                throw APIStatus.badRequest(
                    "MutatingWebhookConfiguration in version \"v1\" cannot be handled as a MutatingWebhookConfiguration: "
                        + "illegal base64 data at input byte 0"
                )
            }
        }
    }

    /// What `caBundle` holds is not looked at, as in the real server.
    static func check(_ configuration: JSON, _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, webhook) in (configuration["webhooks"]?.array ?? []).enumerated() {
            let field = "webhooks[\(index)]"
            let name = webhook["name"]?.string ?? ""
            if name.split(separator: ".").count < 3 || !Names.isSubdomain(name) {
                errors.invalid(
                    "\(field).name",
                    .string(name),
                    "should be a domain with at least three segments separated by dots"
                )
            }
            if !names.insert(name).inserted { errors.duplicate("\(field).name", .string(name)) }
            let client = webhook["clientConfig"]
            if (client?["url"] == nil) == (client?["service"] == nil) {
                errors.required("\(field).clientConfig", "exactly one of url or service is required")
            }
            if (webhook["admissionReviewVersions"]?.array ?? []).isEmpty {
                errors.required("\(field).admissionReviewVersions", "must specify one of v1, v1beta1")
            }
            let effects = webhook["sideEffects"]?.string ?? ""
            if !["None", "NoneOnDryRun"].contains(effects) {
                errors.invalid("\(field).sideEffects", .string(effects), "supported values: \"None\", \"NoneOnDryRun\"")
            }
        }
    }
}
