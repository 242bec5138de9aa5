import PolicyTestSupport

/// RBAC rules, judged as the API server's authoriser does.
struct Rights: Sendable {
    /// One rule of a role that is bound somewhere.
    struct Rule: Hashable, Sendable {
        var groups: [String]
        var resources: [String]
        var names: [String]
        var verbs: [String]
        /// Where it is bound; nil for the whole cluster.
        var namespace: String?

        /// Whether it allows a request; one without a name, such as a POST, is never allowed by a rule with names.
        func allows(_ request: AccessRequest) -> Bool {
            func holds(_ list: [String], _ value: String) -> Bool { list.contains(value) || list.contains("*") }
            return (namespace == nil || namespace == request.namespace)
                && holds(verbs, request.verb) && holds(groups, request.group) && holds(resources, request.resource)
                && (names.isEmpty || !request.name.isEmpty && names.contains(request.name))
        }
    }

    /// A verb of a rule, which may stand in several namespaces in the same words.
    struct Grant: Hashable, Sendable, CustomStringConvertible {
        let verb: String
        let group: String
        let resource: String
        let names: String
        let place: String

        /// As messages name it: `delete secrets [pullpass-hub] in the cluster`.
        var description: String {
            let named = names.isEmpty ? "" : " [\(names)]"
            return "\(verb) \(resource)\(group.isEmpty ? "" : "." + group)\(named) in \(place)"
        }
    }

    var rules: [Rule]

    /// Whether any rule allows a request.
    func allow(_ request: AccessRequest) -> Bool { rules.contains { $0.allows(request) } }

    /// What is granted, one verb of one resource at a time; rules in namespaces other than `own` count as one.
    func grants(own: String) -> [Grant] {
        var seen: Set<Grant> = []
        return rules.flatMap { $0.grants(own: own) }.filter { seen.insert($0).inserted }
    }

    /// The same without one grant.
    func without(_ grant: Grant, own: String) -> Rights {
        Rights(
            rules: rules.flatMap { rule in
                // One verb and one resource each, so that the grant can be taken out.
                rule.groups.flatMap { group in
                    rule.resources.flatMap { resource in
                        rule.verbs.map { verb in
                            var part = rule
                            (part.groups, part.resources, part.verbs) = ([group], [resource], [verb])
                            return part
                        }
                    }
                }
            }.filter { $0.grants(own: own) != [grant] }
        )
    }

    /// The grants without which every one of the requests would still have been allowed.
    func unused(by requests: Set<AccessRequest>, own: String) -> [Grant] {
        grants(own: own).filter { grant in
            let reduced = without(grant, own: own)
            return requests.allSatisfy(reduced.allow)
        }
    }
}

extension Rights.Rule {
    /// Reads a rule of a Role or ClusterRole.
    init(_ rule: JSON, namespace: String?) {
        func list(_ key: String) -> [String] { (rule[key]?.array ?? []).compactMap(\.text) }
        self.init(
            groups: list("apiGroups"),
            resources: list("resources"),
            names: list("resourceNames"),
            verbs: list("verbs"),
            namespace: namespace
        )
    }

    fileprivate func grants(own: String) -> [Rights.Grant] {
        let place = namespace.map { $0 == own ? "the own namespace" : "selected namespaces" } ?? "the cluster"
        // A Role may name the namespace in which it stands.
        let shown = names.map { $0 == namespace ? "itself" : $0 }.joined(separator: ",")
        return groups.flatMap { group in
            resources.flatMap { resource in
                verbs.map { Rights.Grant(verb: $0, group: group, resource: resource, names: shown, place: place) }
            }
        }
    }
}

/// A request as the authoriser sees it.
struct AccessRequest: Hashable, Sendable, CustomStringConvertible {
    var verb: String
    var group: String
    /// With the subresource: `serviceaccounts/token`.
    var resource: String
    /// Empty for the cluster.
    var namespace: String
    /// The object's, or that of a field selector; empty where there is none.
    var name: String

    /// As messages name it.
    var description: String { "\(verb) \(resource).\(group) \(namespace)/\(name)" }
}
