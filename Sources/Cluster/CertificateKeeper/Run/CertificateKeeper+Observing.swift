internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import TLS

extension CertificateKeeper {
    func watchSecret() async {
        let target = WatchTarget.secret(namespace: options.namespace, name: options.secret)
        await Reflector<SecretObject>(client: client, target: target).run { [self] event in
            if certificates.secret.take(event) { secretChanged() }
        } report: { [self] state in
            failures.watch(secretName, is: state)
        }
    }

    func watchRegistration() async {
        let target = WatchTarget.mutatingWebhookConfiguration(named: options.configuration)
        await Reflector<WebhookConfigurationObject>(client: client, target: target).run { [self] event in
            if registration.take(event) { registrationChanged(isRead: false) }
        } report: { [self] state in
            failures.watch("MutatingWebhookConfiguration \(options.configuration)", is: state)
        }
    }

    /// Takes the Secret in as a read or a write showed it, unless a later one was seen; nil where there is none.
    func observe(secret object: SecretObject?, by observation: Observation) {
        if certificates.secret.observe(object, by: observation) { secretChanged() }
    }

    /// Takes the registration in as a read or a write showed it, unless a later one was seen; nil where there is none.
    func observe(registration object: WebhookConfigurationObject?, by observation: Observation) {
        if registration.observe(object, by: observation) { registrationChanged(isRead: true) }
    }

    private func secretChanged() {
        let before = certificates.status
        do throws(ContentProblem) {
            try certificates.readContent(names: options.names)
            switch certificates.status {
            case .absent:
                if before != .absent, before != .unknown { logger.warning("\(secretName) is gone", secretFields) }
            case .holds: failures.clear(secretName)
            case .unknown, .empty, .broken: break
            }
        } catch {
            user.certificateFailed()
            let served = served == nil ? "there is none to serve" : "the last good one is served"
            failures.report(
                secretName,
                "\(secretName) cannot be used, \(served): \(error); the leader writes it anew, nothing needs to be done",
                secretFields
            )
        }
        rounds.wake()
    }

    private func registrationChanged(isRead: Bool) {
        let subject = "the registration"
        let webhooks = registration.object?.webhooks ?? []
        if webhooks.isEmpty {
            failures.report(
                subject,
                "there is no MutatingWebhookConfiguration \(options.configuration) with a webhook, so that no API server calls; create it, or correct --webhook-name",
                registrationFields
            )
        } else {
            failures.clear(subject)
        }
        // What is no certificate is believed by nobody.
        bundle.observe(webhooks.map { $0.authorities.map(\.fingerprint) }, at: rounds.now, isRead: isRead)
        rounds.wake()
    }
}

extension CertificateKeeper {
    /// Which Secret the certificates are in.
    var secretFields: LogFields { [.namespace: "\(options.namespace)", .secret: "\(options.secret)"] }

    /// Which registration has their CAs.
    var registrationFields: LogFields {
        [.kind: "MutatingWebhookConfiguration", .name: "\(options.configuration)"]
    }
}

extension WebhookConfigurationObject.Webhook {
    /// The CAs in its `caBundle`; none where that is no certificate.
    var authorities: [Certificate] { (try? Certificate.parse(pem: caBundle, what: "caBundle")) ?? [] }
}
