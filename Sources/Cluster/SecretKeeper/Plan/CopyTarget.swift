internal import Configuration
internal import Controllers

/// What a copy is to hold, and how one tells that it does.
struct CopyTarget: Sendable, Hashable {
    /// Where its content comes from.
    enum Content: Sendable, Hashable {
        /// The master of a registry.
        case master(of: String)
        /// What the namespace's own ServiceAccount gets, of a registry: it is fetched when it is written.
        case own(of: String)
        /// Empty entries.
        case anonymous(AnonymousContent)
        /// The master of a registry, in another form.
        case also(of: String, AlsoSecret)
    }

    var content: Content
    /// What the copy's annotation says.
    var revision: String
}

extension KeeperPlan {
    /// What should stand in a place, if something should: the one answer to which content a copy has, and which revision.
    ///
    /// It does not say whether the namespace may have it. Nil where there is nothing to put there: no credential was fetched yet.
    func target(of name: SecretNameState, in namespace: NamespaceState) -> CopyTarget? {
        switch name.purpose {
        case .credential(let registry):
            guard !name.isOwn else { return CopyTarget(content: .own(of: registry), revision: "") }
            // A mark holds nothing: until there is a master, the copies stay as they are.
            guard let master = credentials[registry]?.master, !master.isMark else { return nil }
            return CopyTarget(content: .master(of: registry), revision: master.revision)
        case .also(let registry, _):
            guard let master = credentials[registry]?.master, !master.isMark, let secret = name.places.secret else {
                return nil
            }
            let revision = CopyTarget.revision(master.revision, of: name.places.fingerprint)
            return CopyTarget(content: .also(of: registry, secret), revision: revision)
        case .anonymousTry:
            guard let content = namespace.anonymous else { return nil }
            return CopyTarget(content: .anonymous(content), revision: content.revision)
        }
    }

    /// The number of what a copy is to hold: what is written is known by it.
    ///
    /// It changes with what we decide and with nothing that others can do in the namespace, so that they cannot have it written without end.
    func number(of name: SecretNameState) -> UInt32 {
        guard !name.isOwn else { return name.ownNumber }
        return switch name.purpose {
        case .credential(let registry): credentials[registry]?.revisionNumber ?? 0
        // Both grow; one of them alone would not tell what has been written.
        case .also(let registry, _):
            (credentials[registry]?.revisionNumber ?? 0) &+ name.places.number &* 0x1_0001
        case .anonymousTry: anonymousTry.number
        }
    }

    /// Whether an absent copy may be placed now.
    ///
    /// No further namespace gets a credential that the configuration does not ask for any more; and of a master that somebody has deleted
    /// only a leader, which makes it anew, still places what it knows.
    func mayPlace(_ name: SecretNameState) -> Bool {
        switch name.purpose {
        case .credential(let registry), .also(let registry, _):
            guard let state = credentials[registry] else { return false }
            return state.isMasterCurrent && (isLeader || !state.isMasterGone)
        case .anonymousTry:
            return isLeader || !anonymousTry.registries.contains { credentials[$0]?.isMasterGone ?? true }
        }
    }

    /// Whether a Secret of ours has to be deleted and made anew, and must not be written over.
    ///
    /// The kubelet takes what stands in a Secret for as good as what stood there before. One that holds, or may have held, a credential and
    /// is left with empty entries lets Pods of other namespaces run, without asking the registry, what was pulled with that credential. So does
    /// one that held a namespace's own credential and gets the one that all have.
    ///
    /// And the type of a Secret cannot be changed.
    func mustBeMadeAnew(_ observed: ObservedCopy, as name: SecretNameState) -> Bool {
        switch name.purpose {
        case .also: observed.secretType != name.places.secret?.type
        case .credential: AnonymousContent.isRevision(observed.revision) || observed.own != nil
        case .anonymousTry: observed.ownership == .edited || !AnonymousContent.isRevision(observed.revision)
        }
    }
}
