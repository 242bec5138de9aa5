internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import Names
internal import TLS
internal import Text

extension CertificateKeeper {
    /// The content that a step writes.
    func content(after step: CertificateStep) throws(TLSError) -> CertificateContent? {
        let content = certificates.content
        let now = wallClock.now().withoutFraction
        let names = options.names
        switch step {
        case .makeAnew: return try .make(names: names, adopting: adoptable(now), now: now)
        case .restore(let rotates):
            guard rotates, content?.next == nil else { return content }
            return try content?.withNextAuthority(request: nil, now: now)
        case .retain:
            guard let served else { return nil }
            return content?.retaining(served.authority, until: served.facts.life.until)
        case .renewLeaf: return try content?.withNewLeaf(names: names, now: now)
        case .beginRotation:
            let request = certificates.secret.object?.metadata.annotations[CertificateContent.Annotation.request]
            return try content?.withNextAuthority(request: request, now: now)
        case .switchAuthority: return try content?.withAuthoritySwitched(names: names, now: now)
        case .dropRetired: return content?.withoutRetired(now: now)
        case .wait, .readBack, .publish: return nil
        }
    }

    func write(_ new: CertificateContent) async throws(StepFailure) {
        let data = try making { () throws(TLSError) in try new.data() }
        let options = options
        guard let old = certificates.secret.object else {
            let manifest = SecretManifest(
                namespace: options.namespace,
                name: options.secret,
                type: "Opaque",
                data: data,
                annotations: new.annotations
            )
            let metadata = try await calling { () async throws(KubernetesError) in
                try await client.createSecret(manifest, fieldManager: ClusterNames.fieldManager, priority: .placement)
            }
            return observe(secret: SecretObject(metadata: metadata, type: manifest.type, data: data), by: .event)
        }
        var changes: [String: [UInt8]?] = [:]
        for key in CertificateContent.Key.all { changes[key] = .some(data[key]) }
        var annotations: [String: String?] = [:]
        for key in CertificateContent.Annotation.ours { annotations[key] = .some(new.annotations[key]) }
        let metadata = try await calling { [changes, annotations] () async throws(KubernetesError) in
            try await client.patchSecret(
                old.metadata,
                data: changes,
                annotations: annotations,
                fieldManager: ClusterNames.fieldManager,
                priority: .placement
            )
        }
        let written = SecretObject(metadata: metadata, type: old.type, data: data, immutable: old.immutable)
        observe(secret: written, by: .event)
    }

    func publish() async throws(StepFailure) {
        guard let content = certificates.content, let registration = registration.object else { return }
        let text = try making { () throws(TLSError) in try content.bundle() }
        let written = try await calling { () async throws(KubernetesError) in
            try await client.setCABundle(
                text,
                of: registration,
                fieldManager: ClusterNames.fieldManager,
                priority: .placement
            )
        }
        observe(registration: written, by: .event)
        logger.notice(
            "caBundle is set",
            registrationFields.adding([.authorities: .number(content.trusted.count)])
        )
    }

    /// The CAs that `caBundle` has now: of an earlier life of ours, or of whoever kept it before.
    ///
    /// Some replica may still serve what they signed, until it has been replaced.
    private func adoptable(_ now: Timestamp) -> [Certificate] {
        var found: [Certificate] = []
        for webhook in registration.object?.webhooks ?? [] {
            for certificate in webhook.authorities
            where certificate.notAfter > now && !found.contains(where: { $0.fingerprint == certificate.fingerprint }) {
                found.append(certificate)
            }
        }
        return Array(found.prefix(CertificateTerms.adoptionLimit))
    }
}
