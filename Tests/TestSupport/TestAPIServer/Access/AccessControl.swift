/// Who may do what.
struct AccessControl {
    private struct User {
        let name: String
        var rules: [AccessRule]
    }

    static let administrator = "test-admin"

    private var users: [String: User] = [administrator: User(name: administrator, rules: [.everything])]
    private var names: [String: String] = [:]

    mutating func setUser(_ name: String, token: String?, rules: [AccessRule]) {
        users[name] = User(name: name, rules: rules)
        if let token { names[token] = name }
    }

    mutating func revoke(token: String) { names[token] = nil }

    func user(ofToken token: String) throws -> String {
        guard let name = names[token] else { throw APIStatus.unauthorized }
        return name
    }

    /// `resourceName` is that of a subresource, where it is one.
    func allows(
        _ user: String,
        verb: String,
        _ resource: APIResource,
        resourceName: String? = nil,
        namespace: String,
        name: String
    ) -> Bool {
        users[user]?.rules.contains {
            $0.allows(
                verb: verb,
                resource.group,
                resourceName ?? resource.name,
                namespace: namespace,
                name: name
            )
        } ?? false
    }

    func check(
        _ user: String,
        verb: String,
        _ resource: APIResource,
        resourceName: String? = nil,
        namespace: String,
        name: String
    ) throws {
        guard !allows(user, verb: verb, resource, resourceName: resourceName, namespace: namespace, name: name)
        else { return }
        let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
        throw APIStatus.forbidden(
            resource,
            name,
            "User \"\(user)\" cannot \(verb) resource \"\(resourceName ?? resource.name)\" in API group \"\(resource.group)\" \(place)"
        )
    }
}
