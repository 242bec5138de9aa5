/// `serviceAccount` or `fromPod` of a kind: the ServiceAccount as which its provider is asked, in place of Pullpass' own.
///
/// Its token comes from the API server at each fetch (a TokenRequest), or with the kubelet's request, and goes to the provider alone.
package struct ServiceAccountUse: Sendable, Hashable {
    /// `fromPod`, and whose Pod it is as soon as that is known.
    package struct Pod: Sendable, Hashable {
        /// What the configuration says.
        package let identity: PodIdentity
        /// Whose token there is.
        package fileprivate(set) var account: PodAccount?
    }

    /// Its name.
    package private(set) var name: String
    /// For whom its token is; nil for the audience that the kind has.
    package let audience: String?
    /// `perNamespace`: whether each namespace's own ServiceAccount of that name is used, so that each namespace has a credential of its own.
    package let isPerNamespace: Bool
    /// Where it is; nil for Pullpass' own namespace, and for one of each namespace as long as none is meant.
    package private(set) var namespace: String?
    /// `fromPod`: the ServiceAccount is that of the Pod whose image is pulled; nil for one that is named.
    package private(set) var pod: Pod?

    /// Names a ServiceAccount.
    package init(name: String, audience: String? = nil, isPerNamespace: Bool = false) {
        self.name = name
        self.audience = audience
        self.isPerNamespace = isPerNamespace
    }

    /// Means that of the Pod whose image is pulled.
    package init(fromPod identity: PodIdentity) {
        self.init(name: "", audience: identity.audience)
        pod = Pod(identity: identity)
    }

    /// The same of a namespace, where each has its own.
    func of(namespace: String) -> ServiceAccountUse {
        guard isPerNamespace else { return self }
        var use = self
        use.namespace = namespace
        return use
    }

    /// The annotation that says a part of what is asked for.
    ///
    /// - Parameters:
    ///   - setting: What it says.
    ///   - standard: The one that everybody uses.
    /// - Returns: Its key; nil where that of a Pod is not read.
    package func annotation(_ setting: PodIdentity.Setting, otherwise standard: String) -> String? {
        guard let pod else { return standard }
        return pod.identity.annotation(setting)
    }

    /// The same of a Pod, where it is a Pod's.
    func of(_ account: PodAccount) -> ServiceAccountUse {
        guard pod != nil else { return self }
        var use = self
        use.pod?.account = account
        (use.namespace, use.name) = (account.namespace, account.name)
        return use
    }
}

extension ServiceAccountUse: CustomReflectable {
    /// What it was before there was `fromPod`, which says nothing where it is not used: fingerprints of credentials are made of it.
    package var customMirror: Mirror {
        let settings: [(label: String?, value: Any)] = [
            ("name", name), ("audience", audience as Any), ("isPerNamespace", isPerNamespace),
            ("namespace", namespace as Any),
        ]
        return Mirror(self, children: settings + (pod.map { [("pod", $0)] } ?? []))
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

    /// The same for a Pod's ServiceAccount, where it is the Pod's.
    func of(_ account: PodAccount) -> AnyCredentialSource {
        guard let source = base as? any ServiceAccountSource, let use = source.serviceAccount else { return self }
        return AnyCredentialSource(source.with(use.of(account)))
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
