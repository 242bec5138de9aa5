extension SettingShape {
    /// A ``ServiceAccountUse``.
    package static var serviceAccount: SettingShape {
        .shared(
            "serviceAccount",
            .mapping([
                .required(
                    "name",
                    .reference(.serviceAccount),
                    "The name of the ServiceAccount, in Pullpass' own namespace but with perNamespace."
                ),
                .key("audience", .text, "For whom its token is; without it the audience that the provider's kind has."),
                .key(
                    "perNamespace",
                    .boolean,
                    default: .bool(false),
                    "Whether each namespace's own ServiceAccount of that name is used, so that each namespace has a credential of its own."
                ),
            ])
        )
    }
}

extension Fields {
    /// Reads `serviceAccount`; nil where it is not written, or is wrong, which then has been reported.
    package func serviceAccount() -> ServiceAccountUse? {
        guard let field = present("serviceAccount") else { return nil }
        guard let inner = Fields(field, hints: Self.accountHints) else {
            return nil
        }
        if sink.mode == .node {
            field.error(
                "cannot be used on a node, which cannot ask for tokens of ServiceAccounts: write fromPod: {} in its place, with which the "
                    + "kubelet gives the token of each Pod's own (tokenAttributes)"
            )
        }
        let audience = inner["audience"]?.string()
        if let audience, audience.isEmpty || audience.contains(where: \.isWhitespace) {
            inner["audience"]?.error("is no audience: write what the provider expects as aud, without white space")
        }
        let isPerNamespace = inner["perNamespace"]?.bool() ?? false
        guard let nameField = inner.required("name", "write the name of a ServiceAccount"),
            let name = nameField.string()
        else { return nil }
        guard NameRules.isSubdomain(name) else {
            nameField.error("\"\(name)\" is no name of a ServiceAccount: write \(NameRules.subdomain)")
            return nil
        }
        if name == "default" {
            nameField.warning(
                "default is the ServiceAccount of every Pod that names none: the right to its tokens is the right to act as all of these; make one "
                    + "that is used for pulling alone"
            )
        }
        return ServiceAccountUse(name: name, audience: audience, isPerNamespace: isPerNamespace)
    }

    private static var accountHints: [String: String] {
        [
            "namespace":
                "there is no namespace key: the ServiceAccount is one of Pullpass' own namespace, since a reference into another one would "
                + "hand out somebody else's credential; write perNamespace: true for the one of that name in each namespace",
            "tokenFile": "excludes serviceAccount: its token comes from the API server and stands in no file",
            "roleARN": "belongs beside serviceAccount, not below it",
        ]
    }
}
