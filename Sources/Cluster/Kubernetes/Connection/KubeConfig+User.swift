internal import YAML

extension KubeConfig {
    /// Reads a user: how it proves who it is.
    func user(_ entry: Entry, of connection: ClusterConnection, cluster: Entry) throws(ConnectionError) -> ClusterUser {
        if let provider = entry.node["auth-provider"], !provider.isNull {
            let name = provider["name"]?.string ?? ""
            let instead =
                switch name {
                case "gcp": "exec with gke-gcloud-auth-plugin"
                case "azure": "exec with kubelogin"
                default: "an exec plugin"
                }
            throw entry.error(
                "uses the auth-provider \(name), which Kubernetes has removed or deprecated; use \(instead) instead"
            )
        }
        var user = ClusterUser(try authentication(entry, of: connection, cluster: cluster))
        let certificate = try entry.content("client-certificate")
        let key = try entry.content("client-key")
        switch (certificate, key) {
        case (nil, nil): break
        case (let certificate?, let key?): user.certificate = ClientCertificate(certificate: certificate, key: key)
        case (.some, nil): throw entry.error("has a client-certificate without a client-key")
        case (nil, .some): throw entry.error("has a client-key without a client-certificate")
        }
        user.impersonation = try impersonation(entry)
        return user
    }

    private func authentication(
        _ entry: Entry,
        of connection: ClusterConnection,
        cluster: Entry
    ) throws(ConnectionError) -> ClusterUser.Authentication {
        let token = try entry.checkedText("token")
        let tokenFile = try entry.checkedText("tokenFile").map(entry.path)
        let username = try entry.checkedText("username")
        let hasToken = token != nil || tokenFile != nil
        if hasToken, username != nil {
            throw entry.error("has both a token and a username: only one is allowed")
        }
        if let tokenFile { return .tokenFile(path: tokenFile, fallback: token) }
        if let token { return .token(token) }
        if let username { return .basic(username: username, password: try entry.checkedText("password") ?? "") }
        guard let exec = entry.node["exec"], !exec.isNull else { return .none }
        return .exec(
            try ExecPlugin(exec, of: entry, connection: connection, cluster: cluster, environment: environment)
        )
    }

    private func impersonation(_ entry: Entry) throws(ConnectionError) -> Impersonation? {
        let groups = entry.node["as-groups"]?.sequence?.compactMap(\.string) ?? []
        let uid = try entry.checkedText("as-uid")
        var extra: [String: [String]] = [:]
        for item in entry.node["as-user-extra"]?.mapping ?? [] {
            extra[item.key] = item.value.sequence?.compactMap(\.string) ?? []
        }
        guard let user = try entry.checkedText("as") else {
            guard groups.isEmpty, uid == nil, extra.isEmpty else {
                throw entry.error("says as-groups, as-uid or as-user-extra without as")
            }
            return nil
        }
        return Impersonation(user: user, uid: uid, groups: groups, extra: extra)
    }
}
