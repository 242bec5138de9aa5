import PolicyTestSupport

/// What the chart grants for one purpose, for an ``Installation`` that has everything else from the example.
enum ChartRights {
    /// A ClusterRole with the rules for a rendering's objects of an API group, and its binding: documents in which `NAME` stands for the
    /// release.
    ///
    /// - Parameters:
    ///   - groups: The API groups whose rules are taken.
    ///   - snapshot: A rendering of the chart with a release called `pullpass`.
    ///   - suffix: The role is called `NAME-` and this.
    /// - Returns: Both, as YAML.
    /// - Throws: ``ClusterError`` where the rendering grants nothing of the kind.
    static func documents(for groups: Set<String>, in snapshot: String, as suffix: String) throws -> [String] {
        let roles = try ChartRendering(snapshot: snapshot).objects("ClusterRole")
        let rules = roles.flatMap { $0["rules"]?.array ?? [] }.filter { rule in
            (rule["apiGroups"]?.array ?? []).contains { groups.contains($0.text ?? "") }
        }
        guard !rules.isEmpty else { throw ClusterError("\(snapshot) grants nothing for \(groups.sorted())") }
        let own = rules.map { rule in
            let names = (rule["resourceNames"]?.array ?? []).map {
                JSON.text($0.text?.replacing("pullpass", with: "NAME") ?? "")
            }
            return rule.with("resourceNames", .array(names))
        }
        return [
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: NAME-\(suffix) }
            rules: \(JSON.array(own).compact)
            """,
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: { name: NAME-\(suffix) }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-\(suffix) }
            subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
            """,
        ]
    }
}
