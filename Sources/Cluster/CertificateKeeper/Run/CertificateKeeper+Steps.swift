internal import Kubernetes
internal import Logging
internal import TLS

/// Why a step was not done.
private enum StepFailure: Error {
    case kubernetes(KubernetesError)
    case tls(TLSError)

    var description: String {
        switch self {
        case .kubernetes(let error): "\(error)"
        case .tls(let error): "\(error)"
        }
    }
}

extension CertificateKeeper {
    /// Reads Secret and registration from the API server itself.
    func read() async {
        do throws(KubernetesError) {
            let secret = try await client.secret(namespace: options.namespace, name: options.secret)
            let configuration = try await client.mutatingWebhookConfiguration(options.configuration)
            see(secret: secret, isComplete: true)
            see(configuration: configuration, isRead: true)
            mustRead = false
            succeeded("reading")
        } catch {
            failed("reading", "the certificates cannot be looked after: \(error)")
        }
    }

    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: CertificateStep) async {
        if step != .readBack { pausedUntil = pace.record(at: steady) }
        do throws(StepFailure) {
            try await perform(step)
            succeeded("writing")
        } catch {
            if case .kubernetes(let error) = error {
                // Somebody was faster, or it went meanwhile: what there is now says how to go on.
                if error.isConflict || error.isNotFound {
                    mustRead = true
                    // A leader does so anyway before its next step.
                    if !isLeader { await read() }
                }
                if error.isCancelled || error.isConflict { return }
            }
            failed("writing", "\(Self.words(step)) failed: \(error.description)")
        }
    }

    private func perform(_ step: CertificateStep) async throws(StepFailure) {
        switch step {
        case .wait: break
        case .readBack:
            let name = options.configuration
            let read = try await calling { () async throws(KubernetesError) in
                try await client.mutatingWebhookConfiguration(name)
            }
            see(configuration: read, isRead: true)
        case .publish: try await publish()
        default:
            guard let new = try making({ () throws(TLSError) in try content(after: step) }) else { return }
            try await write(new)
            logger.notice("\(Self.words(step))", metadata: ["secret": "\(place)", "content": "\(new)"])
        }
    }

    /// The content that a step writes.
    private func content(after step: CertificateStep) throws(TLSError) -> CertificateContent? {
        let now = Int64(wallClock())
        let names = options.names
        switch step {
        case .makeAnew: return try .make(names: names, adopting: adoptable(now), now: now)
        case .restore(let rotates):
            guard rotates, content?.next == nil else { return content }
            return try content?.withNextAuthority(request: nil, now: now)
        case .retain:
            guard let served else { return nil }
            return content?.retaining(served.authority, until: Int64(served.facts.life.until))
        case .renewLeaf: return try content?.withNewLeaf(names: names, now: now)
        case .beginRotation:
            let request = secret?.metadata.annotations[CertificateContent.Mark.request]
            return try content?.withNextAuthority(request: request, now: now)
        case .switchAuthority: return try content?.withAuthoritySwitched(names: names, now: now)
        case .dropRetired: return content?.withoutRetired()
        case .wait, .readBack, .publish: return nil
        }
    }

    private func write(_ new: CertificateContent) async throws(StepFailure) {
        let data = try making { () throws(TLSError) in try new.data() }
        let options = options
        guard let old = secret else {
            let manifest = SecretManifest(
                namespace: options.namespace,
                name: options.secret,
                type: "Opaque",
                data: data,
                annotations: new.annotations
            )
            let metadata = try await calling { () async throws(KubernetesError) in
                try await client.createSecret(manifest, fieldManager: Self.fieldManager, priority: .placement)
            }
            return see(secret: SecretObject(metadata: metadata, type: manifest.type, data: data))
        }
        var changes: [String: [UInt8]?] = [:]
        for key in CertificateContent.Key.all { changes[key] = .some(data[key]) }
        var marks: [String: String?] = [:]
        for mark in CertificateContent.Mark.ours { marks[mark] = .some(new.annotations[mark]) }
        let metadata = try await calling { [changes, marks] () async throws(KubernetesError) in
            try await client.patchSecret(
                old.metadata,
                data: changes,
                annotations: marks,
                fieldManager: Self.fieldManager,
                priority: .placement
            )
        }
        see(secret: SecretObject(metadata: metadata, type: old.type, data: data, immutable: old.immutable))
    }

    private func publish() async throws(StepFailure) {
        guard let content, let configuration else { return }
        let text = try making { () throws(TLSError) in try content.bundle() }
        let manager = Self.fieldManager
        let written = try await calling { () async throws(KubernetesError) in
            try await client.setCABundle(text, of: configuration, fieldManager: manager, priority: .placement)
        }
        see(configuration: written, isRead: true)
        logger.notice(
            "caBundle is set",
            metadata: ["registration": "\(options.configuration)", "authorities": "\(content.trusted.count)"]
        )
    }

    private func calling<R>(_ body: () async throws(KubernetesError) -> R) async throws(StepFailure) -> R {
        do throws(KubernetesError) { return try await body() } catch { throw .kubernetes(error) }
    }

    private func making<R>(_ body: () throws(TLSError) -> R) throws(StepFailure) -> R {
        do throws(TLSError) { return try body() } catch { throw .tls(error) }
    }

    /// The CAs that `caBundle` has now: of an earlier life of ours, or of whoever kept it before.
    ///
    /// Some replica may still serve what they signed, until it has been replaced.
    private func adoptable(_ now: Int64) -> [Certificate] {
        var found: [Certificate] = []
        for webhook in configuration?.webhooks ?? [] {
            for certificate in (try? Certificate.parse(pem: webhook.caBundle, what: "caBundle")) ?? []
            where certificate.notAfter > now && !found.contains(where: { $0.fingerprint == certificate.fingerprint }) {
                found.append(certificate)
            }
        }
        return Array(found.prefix(CertificateTerms.adoptionLimit))
    }

    private func succeeded(_ subject: String) {
        failures = 0
        if reported.removeValue(forKey: subject) != nil { logger.notice("\(subject) works again") }
    }

    private func failed(_ subject: String, _ message: String) {
        guard !Task.isCancelled else { return }
        report(subject, message)
        let delay = min(60, Double(1 << min(failures, 6))) * (0.5 + 0.5 * Double.random(in: 0...1))
        failures += 1
        pausedUntil = max(pausedUntil, steady + delay)
    }

    private static func words(_ step: CertificateStep) -> String {
        switch step {
        case .wait: "waiting"
        case .makeAnew: "making a CA and a certificate"
        case .restore: "writing the certificates again"
        case .retain: "keeping the CA that is in use"
        case .publish: "setting caBundle"
        case .renewLeaf: "renewing the certificate"
        case .beginRotation: "making the next CA"
        case .readBack: "reading caBundle back"
        case .switchAuthority: "changing to the next CA"
        case .dropRetired: "dropping the old CA"
        }
    }
}
