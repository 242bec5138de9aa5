internal import Configuration

/// Who gives Pods their Secrets, and what that needs.
enum ServingMode: Sendable, Hashable {
    /// The webhook with a certificate from files, and no cluster.
    case standalone
    /// The webhook in a cluster; `matched` is the MutatingWebhookConfiguration whose `matchConditions` are kept, nil for none.
    case webhook(CertificateMode, matched: String?)
    /// No webhook: the API server itself, by a policy that the keeper writes, or nobody where there is none.
    case policy(PolicyNames?)

    /// What the configuration and the flags come to.
    ///
    /// - Throws: ``ServingError`` where they contradict each other.
    init(_ options: ServeOptions, _ settings: Configuration) throws {
        let engine = settings.injection.engine
        guard engine != .webhook else {
            let matched = try options.matchedRegistration(settings.injection)
            let certificate = try options.certificateMode(settings.server.tls, isMatched: matched != nil)
            try options.checkPorts(settings.server)
            self = options.isStandalone ? .standalone : .webhook(certificate, matched: matched)
            return
        }
        let flags = options.webhookFlags
        guard flags.isEmpty else {
            throw ServingError.usage(
                "\(flags.joined(separator: ", ")): the configuration has injection.engine: \(engine.rawValue), and so no webhook: leave them out, or write engine: webhook"
            )
        }
        self = .policy(engine == .policy ? settings.injection.policy : nil)
    }
}

extension ServeOptions {
    fileprivate func matchedRegistration(_ injection: InjectionSettings) throws -> String? {
        guard injection.matchConditions else { return nil }
        guard let webhookName else {
            throw ServingError.usage(
                "injection.matchConditions needs --webhook-name: the MutatingWebhookConfiguration that gets them"
            )
        }
        return try checked(webhookName, "--webhook-name")
    }

    /// Where the certificate comes from, checked.
    fileprivate func certificateMode(_ files: TLSFiles, isMatched: Bool) throws -> CertificateMode {
        switch certificates ?? .files {
        case .files:
            guard webhookName == nil || isMatched, serviceName == nil else {
                throw ServingError.usage(
                    "--webhook-name and --service-name are for --certificates self: add it, or leave them out"
                )
            }
            return .files
        case .own:
            guard !isStandalone else {
                throw ServingError.usage("--certificates self keeps them in a cluster: leave out --standalone")
            }
            guard let webhookName, let serviceName else {
                throw ServingError.usage(
                    "--certificates self needs --webhook-name and --service-name: the MutatingWebhookConfiguration that it keeps, and the Service that the certificate is for"
                )
            }
            guard files.certFile == nil, files.keyFile == nil else {
                throw ServingError.usage(
                    "--certificates self makes the certificate: leave out --tls-cert and --tls-key (server.tls.certFile and keyFile in the configuration)"
                )
            }
            return .own(
                service: try checked(serviceName, "--service-name"),
                configuration: try checked(webhookName, "--webhook-name")
            )
        }
    }

    /// The file's addresses are checked with it; flags may say otherwise.
    fileprivate func checkPorts(_ server: ServerSettings) throws {
        guard server.listen.collides(with: server.metricsListen) else { return }
        throw ServingError.usage(
            "the webhook (\(server.listen)) and health and metrics (\(server.metricsListen)) cannot both listen there: choose another "
                + "port with --listen or --metrics-listen"
        )
    }

    private func checked(_ text: String, _ flag: String) throws -> String {
        guard NameRules.isSubdomain(text) else {
            throw ServingError.usage(
                "\(flag) \"\(text)\" is no name of an object: write lower-case letters, digits, - and ., for example pullpass"
            )
        }
        return text
    }
}
