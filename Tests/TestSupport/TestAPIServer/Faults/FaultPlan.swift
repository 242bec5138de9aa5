/// The faults that are still to come.
struct FaultPlan {
    private struct Entry {
        let match: RequestMatch
        let fault: Fault
        var left: Int?
    }

    private var entries: [Entry] = []

    mutating func add(_ fault: Fault, _ match: RequestMatch, times: Int?) {
        entries.append(Entry(match: match, fault: fault, left: times))
    }

    mutating func removeAll() { entries = [] }

    /// The first fault that meets a request; it is used up.
    mutating func take(for request: APIRequest, user: String) -> Fault? {
        guard let index = entries.firstIndex(where: { $0.match.matches(request, user: user) }) else { return nil }
        let fault = entries[index].fault
        if let left = entries[index].left {
            if left <= 1 { entries.remove(at: index) } else { entries[index].left = left - 1 }
        }
        return fault
    }
}

extension APIStatus {
    /// As a real server says it.
    static let webhookFailure = internalError(
        #"failed calling webhook "check.example.com": failed to call webhook: "#
            + #"Post "https://check.example.svc:443/?timeout=10s": dial tcp 10.0.0.9:443: connect: connection refused"#
    )

    /// As a real server says it.
    static let misfitPatch = internalError(
        #"add operation does not apply: doc is missing path: "/metadata/annotations/check": missing value"#
    )

    /// As a real server says it on GKE Autopilot; an apply is refused for `create` where there is nothing.
    static func deniedByAuthorizer(_ request: APIRequest, user: String) -> APIStatus {
        let verb = request.verb == "patch" ? "create" : request.verb
        return forbidden(
            request.resource,
            request.name,
            #"User "\#(user)" cannot \#(verb) resource "\#(request.resource.name)" in API group "" in the namespace "\#(request.namespace)": "#
                + #"GKEAutopilot authz: the namespace "\#(request.namespace)" is managed and the request's verb "\#(verb)" is denied"#
        )
    }

    /// As a real server says it of a webhook that hands on an error of its own: the code and the details are the webhook's.
    static func deniedByWebhook(_ code: Int, retryAfter: Int?) -> APIStatus {
        APIStatus(
            code: code,
            reason: code == 404 ? "NotFound" : "",
            message: #"admission webhook "check.example.com" denied the request: namespaces "registry" not found"#,
            name: code == 404 ? "registry" : "",
            kind: code == 404 ? "namespaces" : "",
            retryAfterSeconds: retryAfter
        )
    }

    /// As a real server says it.
    static func deniedByPolicy(_ code: Int, _ request: APIRequest) -> APIStatus {
        var status = forbidden(
            request.resource,
            request.name,
            "ValidatingAdmissionPolicy 'check.example.com' with binding 'check' denied request: no Secrets here"
        )
        status.code = code
        status.reason = code == 401 ? "Unauthorized" : status.reason
        return status
    }

    /// As a real server says it.
    static let tooLarge = APIStatus(code: 500, reason: "", message: "etcdserver: request is too large")

    /// The refusal of an injected fault.
    static func injected(_ code: Int, retryAfter: Int?, _ request: APIRequest) -> APIStatus {
        var status =
            switch code {
            case 401: unauthorized
            case 403: forbidden(request.resource, request.name, "injected by the test")
            case 409: modified(request.resource, request.name)
            case 429:
                APIStatus(
                    code: code,
                    reason: "TooManyRequests",
                    message: "Too many requests, please try again later."
                )
            case 500: internalError("injected by the test")
            case 503:
                APIStatus(
                    code: code,
                    reason: "ServiceUnavailable",
                    message: "the server is currently unable to handle the request"
                )
            case 504:
                APIStatus(
                    code: code,
                    reason: "Timeout",
                    message: "Timeout: request did not complete within the allotted timeout"
                )
            default: APIStatus(code: code, reason: "", message: "injected by the test")
            }
        status.retryAfterSeconds = retryAfter
        return status
    }
}
