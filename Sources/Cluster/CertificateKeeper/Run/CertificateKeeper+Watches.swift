internal import Text
internal import Kubernetes
internal import Logging
internal import TLS

extension CertificateKeeper {
    func watchSecret() async {
        let target = WatchTarget.secret(namespace: options.namespace, name: options.secret)
        await Reflector<SecretObject>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all): see(secret: all.first, isComplete: true)
            case .applied(let object): see(secret: object)
            case .deleted(let object):
                guard secret == nil || secret?.metadata.uid == object.metadata.uid else { return }
                secretVersion = max(secretVersion, UInt64(object.metadata.resourceVersion) ?? 0)
                see(secret: nil)
            }
        } report: { [self] state in
            watch(place, is: state)
        }
    }

    func watchConfiguration() async {
        let target = WatchTarget.mutatingWebhookConfiguration(named: options.configuration)
        await Reflector<WebhookConfigurationObject>(client: client, target: target).run { [self] event in
            switch event {
            case .synced(let all): see(configuration: all.first, isComplete: true)
            case .applied(let object): see(configuration: object)
            case .deleted(let object):
                guard configuration == nil || configuration?.metadata.uid == object.metadata.uid else { return }
                configurationVersion = max(configurationVersion, UInt64(object.metadata.resourceVersion) ?? 0)
                see(configuration: nil)
            }
        } report: { [self] state in
            watch("MutatingWebhookConfiguration \(options.configuration)", is: state)
        }
    }

    /// Takes the Secret in, unless a later one was seen; nil where there is none.
    ///
    /// With `isComplete` it is taken in any case: it was read, and the versions of an API server that was restored start anew.
    func see(secret object: SecretObject?, isComplete: Bool = false) {
        if let object {
            let version = UInt64(object.metadata.resourceVersion)
            if let version, version < secretVersion, !isComplete { return }
            secretVersion = version ?? secretVersion
        }
        secret = object
        guard let object else {
            if sight != .absent, sight != .unknown { logger.warning("\(place) is gone") }
            sight = .absent
            return wake()
        }
        do throws(ContentProblem) {
            if let read = try CertificateContent.read(object) {
                content = read
                sight = .holds(holding(read, object.metadata))
                reported[place] = nil
            } else {
                sight = .empty
            }
        } catch {
            sight = .broken
            user.certificateFailed()
            let served = served == nil ? "there is none to serve" : "the last good one is served"
            report(
                place,
                "\(place) cannot be used, \(served): \(error); the leader writes it anew, nothing needs to be done"
            )
        }
        wake()
    }

    /// Takes the registration in as the Secret; `isRead` where the API server itself was asked.
    func see(configuration object: WebhookConfigurationObject?, isComplete: Bool = false, isRead: Bool = false) {
        if let object {
            let version = UInt64(object.metadata.resourceVersion)
            if let version, version < configurationVersion, !isComplete, !isRead { return }
            configurationVersion = version ?? configurationVersion
        }
        configuration = object
        let subject = "the registration"
        if object?.webhooks.isEmpty ?? true {
            report(
                subject,
                "there is no MutatingWebhookConfiguration \(options.configuration) with a webhook, so that no API server calls; create it, or correct --webhook-name"
            )
        } else {
            reported[subject] = nil
        }
        let webhooks = (object?.webhooks ?? []).map { webhook in
            // What is no certificate is believed by nobody.
            ((try? Certificate.parse(pem: webhook.caBundle, what: "caBundle")) ?? []).map(\.fingerprint)
        }
        bundle.saw(webhooks, at: steady, isRead: isRead)
        wake()
    }

    /// What the plan needs to know of a content.
    func holding(_ content: CertificateContent, _ metadata: ObjectMetadata) -> CertificateSituation.Holding {
        let request = metadata.annotations[CertificateContent.Mark.request] ?? ""
        let names = options.names.map { "DNS:" + $0 }.joined(separator: ", ")
        return CertificateSituation.Holding(
            authority: content.authority.fingerprint,
            authorityLife: .init(content.authority),
            canSign: content.authorityKey != nil,
            leaf: content.leaf.certificate.fingerprint,
            leafLife: .init(content.leaf.certificate),
            isForOurNames: content.leaf.certificate.alternativeNames == names,
            next: content.next?.certificate.fingerprint,
            retired: content.retired.map(\.fingerprint),
            retiredUntil: content.retiredUntil.map(Double.init),
            isRotationRequested: !request.isEmpty && request != content.metRequest
        )
    }

    private func watch(_ name: String, is state: ReflectorState) {
        let subject = "the watch of \(name)"
        switch state {
        case .watching:
            if reported.removeValue(forKey: subject) != nil { logger.notice("\(subject) works again") }
        case .failing(let error): report(subject, "\(subject) does not work: \(error)")
        }
    }
}

extension CertificateSituation.Life {
    init(_ certificate: Certificate) {
        self.init(from: Double(certificate.notBefore), until: Double(certificate.notAfter))
    }
}
