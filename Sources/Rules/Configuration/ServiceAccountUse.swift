/// `serviceAccount` of a kind: the ServiceAccount as which its provider is asked, in place of Pullpass' own.
///
/// Its token comes from the API server at each fetch (a TokenRequest) and goes to the provider alone.
package struct ServiceAccountUse: Sendable, Hashable {
    /// Its name.
    package let name: String
    /// For whom its token is; nil for the audience that the kind has.
    package let audience: String?
    /// `perNamespace`: whether each namespace's own ServiceAccount of that name is used, so that each namespace has a credential of its own.
    package let isPerNamespace: Bool
    /// Where it is; nil for Pullpass' own namespace, and for one of each namespace as long as none is meant.
    package private(set) var namespace: String?

    /// Names a ServiceAccount.
    package init(name: String, audience: String? = nil, isPerNamespace: Bool = false) {
        self.name = name
        self.audience = audience
        self.isPerNamespace = isPerNamespace
    }

    /// The same of a namespace, where each has its own.
    func of(namespace: String) -> ServiceAccountUse {
        guard isPerNamespace else { return self }
        var use = self
        use.namespace = namespace
        return use
    }
}

/// A kind of credentials whose provider can be asked as another ServiceAccount.
package protocol ServiceAccountSource: CredentialSource {
    /// As which it is asked; nil for Pullpass' own identity.
    var serviceAccount: ServiceAccountUse? { get }

    /// The same, asked as a ServiceAccount where it is asked as one.
    func with(_ serviceAccount: ServiceAccountUse) -> Self
}

extension AnyCredentialSource {
    /// The ServiceAccount as which the provider is asked; nil for Pullpass' own identity.
    package var serviceAccount: ServiceAccountUse? { (base as? any ServiceAccountSource)?.serviceAccount }

    /// The same with the ServiceAccount of a namespace, where each has its own.
    func of(namespace: String) -> AnyCredentialSource {
        guard let source = base as? any ServiceAccountSource, let account = source.serviceAccount else { return self }
        return AnyCredentialSource(source.with(account.of(namespace: namespace)))
    }
}

extension Registry {
    /// Whether each namespace has a credential of its own, made by its own ServiceAccount.
    package var isPerNamespace: Bool { credentials?.serviceAccount?.isPerNamespace ?? false }

    /// The registry for one namespace: with the ServiceAccount of that, where each namespace has its own.
    package func of(namespace: String) -> Registry {
        guard isPerNamespace else { return self }
        var registry = self
        registry.credentials = credentials?.of(namespace: namespace)
        return registry
    }
}
