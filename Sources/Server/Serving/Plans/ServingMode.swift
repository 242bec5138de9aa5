import Configuration

/// Who gives Pods their Secrets, and what that needs.
enum InjectionMode: Sendable {
    /// The webhook, with its certificate; `matched` is the MutatingWebhookConfiguration whose `matchConditions` are kept, nil for
    /// none.
    case webhook(CertificateMode, matched: String?)
    /// The API server itself, by a policy that the keeper writes.
    case policy(PolicyNames)

    var isPolicy: Bool { if case .policy = self { true } else { false } }
}

extension ServeCommand {
    /// What the configuration and the flags come to.
    ///
    /// - Throws: ``CommandFailure`` where they contradict each other.
    func injectionMode(_ settings: Configuration) throws -> InjectionMode {
        guard settings.injection.engine == .policy else {
            let matched = try matchedRegistration(settings.injection)
            return .webhook(try certificateMode(settings.server.tls, isMatched: matched != nil), matched: matched)
        }
        let given: [(String, Bool)] = [
            ("--listen", listen != nil), ("--tls-cert", tlsCert != nil), ("--tls-key", tlsKey != nil),
            ("--client-ca", clientCA != nil), ("--certificates", certificates != nil),
            ("--webhook-name", webhookName != nil), ("--service-name", serviceName != nil),
        ]
        let flags = given.filter(\.1).map(\.0)
        guard flags.isEmpty else {
            throw CommandFailure.usage(
                "\(flags.joined(separator: ", ")): the configuration has injection.engine: policy, and so no webhook: leave them out, or write engine: webhook"
            )
        }
        return .policy(settings.injection.policy)
    }

    private func matchedRegistration(_ injection: InjectionSettings) throws -> String? {
        guard injection.matchConditions else { return nil }
        guard let webhookName else {
            throw CommandFailure.usage(
                "injection.matchConditions needs --webhook-name: the MutatingWebhookConfiguration that gets them"
            )
        }
        return try checked(webhookName, "--webhook-name")
    }

    /// Where the certificate comes from, checked.
    private func certificateMode(_ files: TLSFiles, isMatched: Bool) throws -> CertificateMode {
        switch certificates ?? .files {
        case .files:
            guard webhookName == nil || isMatched, serviceName == nil else {
                throw CommandFailure.usage(
                    "--webhook-name and --service-name are for --certificates self: add it, or leave them out"
                )
            }
            return .files
        case .own:
            guard !standalone else {
                throw CommandFailure.usage("--certificates self keeps them in a cluster: leave out --standalone")
            }
            guard let webhookName, let serviceName else {
                throw CommandFailure.usage(
                    "--certificates self needs --webhook-name and --service-name: the MutatingWebhookConfiguration that it keeps, and the Service that the certificate is for"
                )
            }
            guard files.certFile == nil, files.keyFile == nil else {
                throw CommandFailure.usage(
                    "--certificates self makes the certificate: leave out --tls-cert and --tls-key (server.tls.certFile and keyFile in the configuration)"
                )
            }
            return .own(
                service: try checked(serviceName, "--service-name"),
                configuration: try checked(webhookName, "--webhook-name")
            )
        }
    }

    /// RFC 1123: lower-case labels with dots between.
    private func checked(_ text: String, _ flag: String) throws -> String {
        let isName =
            (1...253).contains(text.utf8.count)
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            }
        guard isName else {
            throw CommandFailure.usage(
                "\(flag) \"\(text)\" is no name of an object: write lower-case letters, digits, - and ., for example pullpass"
            )
        }
        return text
    }
}
