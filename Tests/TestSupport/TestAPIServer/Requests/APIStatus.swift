/// A refusal, as the API server words it.
struct APIStatus: Error, Sendable {
    struct Cause: Sendable {
        var reason: String
        var message: String
        var field: String
    }

    var code: Int
    var reason: String
    var message: String
    var name = ""
    var group = ""
    /// The kind, or the resource: the real server is not of one mind.
    var kind = ""
    var causes: [Cause] = []
    var retryAfterSeconds: Int?
    /// A token with which a list can go on although the old one has expired.
    var continueToken: String?

    /// The `Status` object.
    var json: JSON {
        var metadata: JSON = [:]
        if let continueToken { metadata["continue"] = .string(continueToken) }
        var status: JSON = [
            "kind": "Status", "apiVersion": "v1", "metadata": metadata, "status": "Failure",
            "message": .string(message), "code": .number(String(code)),
        ]
        if !reason.isEmpty { status["reason"] = .string(reason) }
        var details: [String: JSON] = [:]
        if !name.isEmpty { details["name"] = .string(name) }
        if !group.isEmpty { details["group"] = .string(group) }
        if !kind.isEmpty { details["kind"] = .string(kind) }
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map { cause in
                    var json: JSON = ["reason": .string(cause.reason), "message": .string(cause.message)]
                    if !cause.field.isEmpty { json["field"] = .string(cause.field) }
                    return json
                }
            )
        }
        if let retryAfterSeconds { details["retryAfterSeconds"] = .number(String(retryAfterSeconds)) }
        if !details.isEmpty { status["details"] = .object(details) }
        return status
    }
}

extension APIStatus {
    static let unauthorized = APIStatus(code: 401, reason: "Unauthorized", message: "Unauthorized")

    static func badRequest(_ message: String) -> APIStatus {
        APIStatus(code: 400, reason: "BadRequest", message: message)
    }

    static func internalError(_ message: String) -> APIStatus {
        APIStatus(
            code: 500,
            reason: "InternalError",
            message: "Internal error occurred: " + message,
            causes: [Cause(reason: "", message: message, field: "")]
        )
    }

    /// What a PodDisruptionBudget makes of an eviction.
    static func disruptionBudget(_ pod: String) -> APIStatus {
        APIStatus(
            code: 429,
            reason: "TooManyRequests",
            message: "Cannot evict pod as it would violate the pod's disruption budget.",
            name: pod,
            causes: [
                Cause(
                    reason: "DisruptionBudget",
                    message: "The disruption budget b needs 1 healthy pods and has 1 currently",
                    field: ""
                )
            ]
        )
    }

    static let unknownPath = APIStatus(
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource"
    )

    static func methodNotAllowed(_ resource: APIResource) -> APIStatus {
        about(
            resource,
            "",
            code: 405,
            reason: "MethodNotAllowed",
            "the server does not allow this method on the requested resource"
        )
    }

    static func notFound(_ resource: APIResource, _ name: String) -> APIStatus {
        about(resource, name, code: 404, reason: "NotFound", "\(resource.qualifiedName) \"\(name)\" not found")
    }

    static func alreadyExists(_ resource: APIResource, _ name: String) -> APIStatus {
        about(
            resource,
            name,
            code: 409,
            reason: "AlreadyExists",
            "\(resource.qualifiedName) \"\(name)\" already exists"
        )
    }

    static func conflict(_ resource: APIResource, _ name: String, _ why: String) -> APIStatus {
        about(
            resource,
            name,
            code: 409,
            reason: "Conflict",
            "Operation cannot be fulfilled on \(resource.qualifiedName) \"\(name)\": \(why)"
        )
    }

    static func modified(_ resource: APIResource, _ name: String) -> APIStatus {
        conflict(
            resource,
            name,
            "the object has been modified; please apply your changes to the latest version and try again"
        )
    }

    /// A precondition of a deletion that does not hold: this refusal names the kind and not the resource.
    static func precondition(_ resource: APIResource, _ name: String, _ why: String) -> APIStatus {
        APIStatus(
            code: 409,
            reason: "Conflict",
            message: "Operation cannot be fulfilled on \(resource.kind) \"\(name)\": \(why)",
            name: name,
            group: resource.group,
            kind: resource.kind
        )
    }

    static func forbidden(_ resource: APIResource, _ name: String, _ why: String) -> APIStatus {
        let subject = name.isEmpty ? resource.qualifiedName : "\(resource.qualifiedName) \"\(name)\""
        return about(resource, name, code: 403, reason: "Forbidden", "\(subject) is forbidden: \(why)")
    }

    static func expired(_ message: String) -> APIStatus { APIStatus(code: 410, reason: "Expired", message: message) }

    static func notAcceptable(_ accepted: String) -> APIStatus {
        APIStatus(
            code: 406,
            reason: "NotAcceptable",
            message: "only the following media types are accepted: \(accepted)"
        )
    }

    static func unsupportedMediaType(_ accepted: String) -> APIStatus {
        APIStatus(
            code: 415,
            reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: \(accepted)"
        )
    }

    private static func about(
        _ resource: APIResource,
        _ name: String,
        code: Int,
        reason: String,
        _ message: String
    ) -> APIStatus {
        APIStatus(
            code: code,
            reason: reason,
            message: message,
            name: name,
            group: resource.group,
            kind: resource.name
        )
    }
}
