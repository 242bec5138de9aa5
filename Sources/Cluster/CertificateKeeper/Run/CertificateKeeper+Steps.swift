internal import Controllers
internal import Kubernetes
internal import Logging
internal import Logs
internal import TLS

extension CertificateKeeper {
    /// Reads Secret and registration from the API server itself.
    func read() async {
        do throws(KubernetesError) {
            let secretReports = certificates.secret.reports
            let secret = try await client.secret(namespace: options.namespace, name: options.secret)
            observe(secret: secret, by: .readAfter(secretReports))
            try await readRegistration()
            term.hasRead()
            succeeded("reading")
        } catch {
            failed("reading", "the certificates cannot be looked after: \(error)")
        }
    }

    private func readRegistration() async throws(KubernetesError) {
        let subject = "reading caBundle"
        do throws(KubernetesError) {
            let reports = registration.reports
            let read = try await client.mutatingWebhookConfiguration(options.configuration)
            observe(registration: read, by: .readAfter(reports))
            failures.recovered(subject)
        } catch {
            // Without the right to it the leaf can be renewed all the same.
            guard error.isAccessDenied else { throw error }
            failures.report(
                subject,
                "caBundle cannot be looked after, only the certificate is renewed: \(error)",
                registrationFields
            )
        }
    }

    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: CertificateStep) async {
        if step != .readBack { gate.beginWrite(at: rounds.now) }
        do throws(StepFailure) {
            try await perform(step)
            succeeded("writing")
        } catch {
            if case .kubernetes(let error) = error {
                // Somebody was faster, or it went meanwhile: what there is now says how to go on.
                if error.isConflict || error.isNotFound {
                    term.needsReading()
                    // A leader does so anyway before its next step.
                    if !term.isLeader { await read() }
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
            let reports = registration.reports
            let read = try await calling { () async throws(KubernetesError) in
                try await client.mutatingWebhookConfiguration(name)
            }
            observe(registration: read, by: .readAfter(reports))
        case .publish: try await publish()
        default:
            guard let new = try making({ () throws(TLSError) in try content(after: step) }) else { return }
            try await write(new)
            logger.notice("\(Self.words(step))", secretFields.adding([.content: "\(new)"]))
        }
    }

    private func succeeded(_ subject: String) {
        gate.succeeded()
        failures.recovered(subject)
    }

    private func failed(_ subject: String, _ message: String) {
        guard !Task.isCancelled else { return }
        failures.report(subject, message)
        gate.failed(at: rounds.now, random: client.random())
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
