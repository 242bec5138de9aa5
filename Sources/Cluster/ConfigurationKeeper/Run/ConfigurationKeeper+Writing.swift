internal import Controllers
internal import Kubernetes
internal import Logging
internal import Names

extension ConfigurationKeeper {
    /// Reads the Secret from the API server itself; a failure is reported and leads to a pause.
    func read() async {
        do throws(KubernetesError) {
            let reports = secret.reports
            let read = try await client.secret(namespace: options.namespace, name: options.secret)
            observe(read, by: .readAfter(reports))
            term.hasRead()
            succeeded("reading")
        } catch {
            failed("reading", "the last good configuration cannot be looked after: \(error)")
        }
    }

    /// Does a step; a failure is reported and leads to a pause.
    func take(_ step: ConfigurationStep) async {
        gate.beginWrite(at: rounds.now)
        do throws(KubernetesError) {
            try await write(over: step == .replace ? secret.object?.metadata : nil)
            succeeded("writing")
        } catch {
            // Somebody was faster, or it went meanwhile: what there is now says how to go on.
            if error.isConflict || error.isNotFound || error.isUIDMismatch { term.needsReading() }
            if error.isCancelled || error.isConflict { return }
            failed("writing", "the configuration in force cannot be kept in \(secretName): \(error)")
        }
    }

    private func write(over judged: ObjectMetadata?) async throws(KubernetesError) {
        var manifest = report.kept.manifest(
            namespace: options.namespace,
            name: options.secret,
            ownership: options.ownership
        )
        let metadata: ObjectMetadata
        if let judged {
            manifest.uid = judged.uid
            manifest.resourceVersion = judged.resourceVersion
            metadata = try await client.applySecret(
                manifest,
                fieldManager: ClusterNames.fieldManager,
                force: true,
                priority: .repair
            )
        } else {
            metadata = try await client.createSecret(
                manifest,
                fieldManager: ClusterNames.fieldManager,
                priority: .repair
            )
        }
        observe(SecretObject(metadata: metadata, type: manifest.type, data: manifest.data), by: .event)
        logger.info("the configuration in force is kept in \(secretName)")
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
}
