internal import Text

extension KubernetesError: CustomStringConvertible {
    /// A sentence for an operator: which verb on what, why not, and what to do.
    ///
    /// Never the content of an object.
    package var description: String { "cannot \(subject): \(explanation)" }

    private var subject: String {
        guard let resource = ResourcePath(parsing: path) else { return "\(verb) \(path)" }
        var text = "\(verb) \(Self.qualified(resource))"
        if let name = resource.name { text += "/\(name)" }
        if let selectedName { text += " named \(selectedName)" }
        if let namespace = resource.namespace { return text + " in namespace \(namespace)" }
        return Self.isClusterScoped(resource) ? text : text + " in all namespaces"
    }

    private static func qualified(_ resource: ResourcePath) -> String {
        resource.group.isEmpty ? resource.resource : "\(resource.resource).\(resource.group)"
    }

    private static func isClusterScoped(_ resource: ResourcePath) -> Bool {
        resource.resource == "namespaces"
            || ["admissionregistration.k8s.io", "rbac.authorization.k8s.io"].contains(resource.group)
    }

    private var explanation: String {
        switch cause {
        case .status(let status): explanation(of: status)
        case .transport(let reason): "no answer from the API server: \(reason)"
        case .timedOut(let limit): "no answer from the API server within \(limit)"
        case .tooLong(let limit): "the answer has more than \(limit) bytes"
        case .malformed(let reason): reason
        case .cancelled: "the work was cancelled"
        }
    }

    private func explanation(of status: KubernetesStatus) -> String {
        let message = Self.shortened(status.message)
        let said = message.isEmpty ? status.reason : message
        switch status.code {
        case 403 where status.isAdmissionRefusal: return "forbidden; \(said)"
        case _ where status.isAdmissionRefusal: return "refused with \(status.code): \(said)"
        case 401:
            return
                "the API server does not accept the credential (401); check the ServiceAccount's token or the user in the kubeconfig"
        case 403 where isNamespaceTerminating: return "the namespace is being deleted; nothing needs to be done"
        case 403 where isQuotaExceeded: return "a ResourceQuota is used up; raise it or make room (\(message))"
        case 403: return "forbidden; " + (missingRule ?? said)
        case 404 where isNamespaceMissing: return "the namespace does not exist"
        case 404: return "not found" + (message.isEmpty ? "" : " (\(message))")
        case 409 where isFieldManagerConflict: return "somebody else owns fields of it (\(message))"
        case 409: return "conflict: \(said)"
        case 410: return "the version is too old (410); everything must be listed again"
        case 422 where isImmutable:
            return "it cannot be changed in place; delete it so that it can be made anew (\(message))"
        case 429: return "the API server asks to slow down (429)" + (message.isEmpty ? "" : ": \(message)")
        case 500...: return "the API server failed (\(status.code))" + (said.isEmpty ? "" : ": \(said)")
        default: return said.isEmpty ? "refused with \(status.code)" : "refused with \(status.code): \(said)"
        }
    }

    /// The rule that a role lacks; nil where the refusal is not the authorizer's.
    var missingRule: String? {
        guard let status, status.code == 403, !status.isAdmissionRefusal else { return nil }
        let words = status.message.split(separator: "\"", omittingEmptySubsequences: false)
        // The API server gives no reason where an apply would have had to create.
        if verb == "patch", status.message.hasSuffix(" is forbidden: "),
            let resource = ResourcePath(parsing: path)
        {
            return Self.rule(verb: "create", resource, name: resource.name, user: nil) + ", since there is none yet"
        }
        guard let place = words.firstIndex(where: { $0.hasSuffix("User ") }), words.count > place + 3,
            let resource = ResourcePath(parsing: path)
        else { return nil }
        let user = words[place + 1]
        // An apply that creates is refused for `create`: the server's verb counts, not ours.
        let clause = words[place + 2].split(separator: " ")
        guard clause.count == 3, clause[0] == "cannot", clause[2] == "resource" else { return nil }
        let rule = Self.rule(
            verb: String(clause[1]),
            resource,
            name: resource.name ?? selectedName,
            user: Self.shortened(String(user))
        )
        return Self.reason(after: words[place...]).map { "\(rule) (\($0))" } ?? rule
    }

    /// What an authorizer adds to `User "…" cannot … in the namespace "…"`: it may refuse whatever the roles say, as clouds do.
    private static func reason(after words: ArraySlice<Substring>) -> String? {
        let words = words.dropFirst(6)
        let isNamespaced = words.first?.hasSuffix(" namespace ") ?? false
        let rest = words.dropFirst(isNamespaced ? 2 : 0).joined(separator: "\"")
        guard let colon = rest.firstRange(of: ": ") else { return nil }
        return shortened(String(rest[colon.upperBound...]))
    }

    private static func rule(verb: String, _ resource: ResourcePath, name: String?, user: String?) -> String {
        let role = resource.namespace.map { "a Role in namespace \($0) or a ClusterRole" } ?? "a ClusterRole"
        let bound = user.map { " bound to \($0)" } ?? ""
        let names = name.map { " with resourceNames [\($0)]" } ?? ""
        return "\(role)\(bound) needs verb \(verb) on \(qualified(resource))\(names)"
    }

    /// One line of at most 400 characters.
    private static func shortened(_ text: String) -> String {
        Printable.line(text, limit: 400)
    }
}
