/// What can go wrong with a request.
package enum Fault: Sendable, Hashable {
    /// It is refused with this code, and with Retry-After where seconds are given.
    ///
    /// 401, 403, 409, 429, 500, 503 and 504 have their usual reasons and messages.
    case refuse(Int, retryAfter: Int? = nil)
    /// A validating webhook of somebody's does not answer, and the server refuses the write for that: 500.
    case failWebhook
    /// A validating webhook of somebody's says no, and the server passes on its code and how long it wants to be left alone.
    case denyByWebhook(Int, retryAfter: Int? = nil)
    /// A ValidatingAdmissionPolicy of somebody's says no with the reason that he has chosen: 401, 403, 413 or 422.
    case denyByPolicy(Int)
    /// A mutating webhook of somebody's answers with a patch that cannot be applied: 500.
    case misfitPatch
    /// An authorizer beside RBAC says no, as a cloud's does in the namespaces that it manages: 403, in the API server's own words.
    case denyByAuthorizer
    /// The object would be larger than etcd takes, since somebody has filled it: 500.
    case refuseAsTooLarge
    /// It is never answered; ends only by the client's cancellation or ``TestAPIServer/removeFaults()``.
    case stall
    /// The connection breaks before anything was done.
    case drop
    /// Everything is done, and then the connection breaks: the client cannot know.
    case loseAnswer
    /// A watch is cut after so many bytes of its body.
    case cutWatch(afterBytes: Int)
    /// A watch is opened, and then nothing comes, as on a connection that died without a word.
    case silenceWatch
}

/// Which requests a fault meets; what is nil does not matter.
package struct RequestMatch: Sendable, Hashable {
    /// RBAC verbs: get, list, watch, create, update, patch, delete.
    package var verbs: Set<String>?
    /// The resource: `secrets`.
    package var resource: String?
    /// The namespace; empty for requests over all namespaces and on objects of the cluster.
    package var namespace: String?
    /// The object's name, or that of a field selector.
    package var name: String?
    /// The user.
    package var user: String?

    /// Makes a match.
    package init(
        verbs: Set<String>? = nil,
        resource: String? = nil,
        namespace: String? = nil,
        name: String? = nil,
        user: String? = nil
    ) {
        self.verbs = verbs
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.user = user
    }

    /// Every request.
    package static let any = RequestMatch()

    func matches(_ request: APIRequest, user: String) -> Bool {
        if let verbs, !verbs.contains(request.verb) { return false }
        if let resource, resource != request.resource.name { return false }
        if let namespace, namespace != request.namespace { return false }
        if let name, name != request.name { return false }
        return self.user == nil || self.user == user
    }
}
