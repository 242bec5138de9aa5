internal import Configuration
internal import Controllers
internal import EventLoop

/// Secrets with a registry's credential for other readers than the kubelet (`also`): they are copies of its master like any other, in a form
/// of their own and in namespaces that are named.
extension KeeperPlan {
    /// Makes the entries of a configuration current.
    mutating func adoptAlso(_ configuration: Configuration, now: LoopInstant?) {
        let own = identity.ownNamespace
        for registry in configuration.registries {
            for secret in registry.also {
                let purpose = CopyPurpose.also(of: registry.name, name: secret.name)
                let column = copies.column(of: secret.name, purpose)
                let before = copies.secretNames[column]
                copies.secretNames[column].purpose = purpose
                copies.secretNames[column].places.set(secret, ownNamespace: own, now: now)
                if before.purpose != purpose || before.places.number != copies.secretNames[column].places.number {
                    retryUnfit(inColumn: column)
                }
                if secret.namespaces.contains(own) {
                    notices.append(.alsoInOwnNamespace(registry: registry.name, secretName: secret.name))
                }
            }
        }
        let wanted = Set(configuration.registries.flatMap(\.also).map(\.name))
        for column in copies.secretNames.indices {
            let name = copies.secretNames[column]
            guard name.purpose.isAlso, !wanted.contains(name.secretName) else { continue }
            copies.secretNames[column].places.set(nil, ownNamespace: own, now: now)
        }
        for entry in configuration.retired where !entry.namespaces.isEmpty {
            remember(entry.namespaces, of: entry.name, entry.secretName)
        }
        noteListed()
    }

    /// Ends the delay of what could not be made of a credential: either of both is another one now.
    mutating func retryUnfit(inColumn column: Int) {
        for row in copies.namespaces.indices where copies.namespaces[row].copies[column].trouble == .unfit {
            copies[CopyKey(row: row, column: column)].retryAt = nil
        }
    }

    /// Takes in what a master remembers, each as `namespace/name`.
    mutating func rememberAlso(_ places: [String], of registry: String) {
        // Whoever may write Secrets in our namespace can write any number of them: each is watched.
        for place in places.prefix(AlsoSecret.mostPlaces).compactMap(AlsoPlace.init) {
            remember([place.namespace], of: registry, place.name)
        }
        noteListed()
    }

    private mutating func remember(_ namespaces: [String], of registry: String, _ secretName: String) {
        let column = copies.column(of: secretName, .also(of: registry, name: secretName))
        copies.secretNames[column].places.remember(namespaces, ownNamespace: identity.ownNamespace)
    }

    private mutating func noteListed() {
        for column in copies.secretNames.indices where copies.secretNames[column].purpose.isAlso {
            copies.secretNames[column].isSynced = copies.secretNames[column].places.areListed
        }
    }

    /// The Secret of an entry in one namespace, as a list shows it; nil where there is none.
    mutating func alsoListed(_ place: AlsoPlace, _ observed: ObservedCopy?, version: String, now: PlanTime) {
        let key = SecretNameState.key(ofAlso: place.name)
        copyListed(key, namespace: place.namespace, observed, version: version, now: now)
    }

    /// Lets time pass for what is wanted no more.
    mutating func settleAlso(now: LoopInstant) {
        for column in copies.secretNames.indices where !copies.secretNames[column].places.settling.isEmpty {
            copies.secretNames[column].places.settle(now: now)
        }
    }

    /// The places of a name that are to be watched: those where there should be a Secret, and those where one may be left.
    func places(ofColumn column: Int) -> [AlsoPlace] {
        let name = copies.secretNames[column]
        return name.places.known.filter { namespace in
            if name.places.wanted.contains(namespace) || !name.places.listed.contains(namespace)
                || !watches.areNamespacesSynced || !watches.areMastersSynced || name.places.settling[namespace] != nil
            {
                return true
            }
            let copy = copies.rows[namespace].map { copies.namespaces[$0].copies[column] }
            return copy.map { $0.standing.isMade || $0.isBusy } ?? false
        }.sorted().map { AlsoPlace(namespace: $0, name: name.secretName) }
    }

    /// What the master of a registry has to remember of them, each as `namespace/name`.
    func alsoPlaces(of registry: String) -> [String] {
        copies.secretNames.indices.filter { column in
            let name = copies.secretNames[column]
            return name.purpose.isAlso && name.purpose.registry == registry
        }.flatMap { places(ofColumn: $0) }.map(\.text).sorted()
    }

    /// Whether the master remembers a place: before that there is to be no Secret, which nobody would find again.
    func isRemembered(_ name: SecretNameState, in namespace: NamespaceState) -> Bool {
        guard name.purpose.isAlso else { return true }
        let place = AlsoPlace(namespace: namespace.name, name: name.secretName).text
        return name.purpose.registry.flatMap { credentials[$0]?.master }?.alsoPlaces.contains(place) ?? false
    }

    /// The registries whose master has to remember a place before there is a Secret.
    var registriesToRemember: Set<String> {
        var registries: Set<String> = []
        for column in copies.secretNames.indices where copies.secretNames[column].isCurrent {
            let name = copies.secretNames[column]
            guard let registry = name.purpose.registry, mayPlace(name) else { continue }
            let isOpen = name.places.wanted.contains { namespace in
                guard let row = copies.rows[namespace], copies.namespaces[row].isWritable else { return false }
                return !isRemembered(name, in: copies.namespaces[row])
            }
            if isOpen { registries.insert(registry) }
        }
        return registries
    }

    /// What we know a place by in an entry of `also`: what its Secret is to be.
    func alsoSecret(named name: String) -> (secret: AlsoSecret, fingerprint: String)? {
        copies.columns[SecretNameState.key(ofAlso: name)].flatMap { column in
            let places = copies.secretNames[column].places
            return places.secret.map { ($0, places.fingerprint) }
        }
    }
}

extension SecretNameState {
    /// The key of the column of an entry of `also`; no Secret has such a name.
    static func key(ofAlso name: String) -> String { "also/\(name)" }

    /// The key of its column.
    var key: String { purpose.isAlso ? Self.key(ofAlso: secretName) : secretName }
}

extension ObservedCopy {
    /// The revision of the credential in it.
    ///
    /// That of a Secret of `also` has what it was made from beside it: see ``CopyTarget/revision(_:of:)``.
    var credentialRevision: String? {
        revision.map { String($0.prefix { $0 != "." }) }
    }
}

extension CopyTarget {
    /// The revision of a Secret of `also`: it changes with the credential, and with what is made of it.
    static func revision(_ master: String, of fingerprint: String) -> String { "\(master).\(fingerprint)" }
}
