package import Configuration
import Credentials
package import HTTPClient
package import Images

/// Asks a registry for the head of one manifest, as a container runtime does before it pulls, with one credential or with none.
///
/// Nothing is pulled and no quota is spent. Its methods are for tasks on the loop of its HTTP client; no credential is in any of its texts.
package struct ManifestProbe: Sendable {
    /// What came of it.
    package struct Finding: Sendable, Hashable {
        /// Which it is.
        package enum Answer: Sendable, Hashable, CaseIterable {
            /// The manifest is there, for this credential.
            case good
            /// The registry, or its token service, does not take the credential.
            case loginRefused
            /// It takes the credential, which may not pull this image.
            case denied
            /// It knows no such image, or hides it from this credential.
            case notFound
            /// Too many requests.
            case throttled
            /// The registry's certificate is not believed here.
            case untrusted
            /// Nobody could say: no answer, 5xx, or a token service that may not see the credential.
            case unknown
        }

        /// Which it is.
        package var answer: Answer
        /// What was said and what to do, as a clause; empty for ``Answer/good``.
        package var words: String

        /// Makes a finding.
        package init(_ answer: Answer, _ words: String = "") { (self.answer, self.words) = (answer, words) }
    }

    private let clients: RegistryClients
    private let timeouts: HTTPClientTimeouts

    init(clients: RegistryClients, timeouts: HTTPClientTimeouts) { (self.clients, self.timeouts) = (clients, timeouts) }

    /// Makes one with one way to all registries.
    package init(
        http: HTTPClient,
        timeouts: HTTPClientTimeouts = HTTPClientTimeouts(connect: .seconds(5), total: .seconds(15), idle: .seconds(15))
    ) {
        self.init(clients: RegistryClients(http), timeouts: timeouts)
    }

    /// Asks.
    ///
    /// - Parameters:
    ///   - image: whose manifest is meant.
    ///   - login: nil to ask as nobody.
    ///   - registry: of the configuration, where it is for the image: it says whom to believe and how to get there. nil for others, whose
    ///     credential goes to token services that are known and to no other.
    ///   - isOwn: Whether the credential is that registry's; somebody else's goes to the image's own host, whatever `endpoint` says.
    /// - Returns: what the registry said.
    package func look(
        for image: ImageReference,
        with login: DockerCredential?,
        of registry: Registry?,
        isOwn: Bool = true
    ) async -> Finding {
        let host = String(image.repository.prefix { $0 != "/" })
        let manifest = ProbeTarget.Manifest(image)
        let attempt = ProbeAttempt(
            target: ProbeTarget(host, login, registry?.credentialKind, manifest: manifest, isOwn: isOwn),
            kind: registry?.credentialKind,
            client: ProviderClient(registry.map { clients.client(of: $0) } ?? clients.shared),
            timeouts: timeouts
        )
        return await attempt.look(for: manifest)
    }
}

extension ProbeAttempt {
    /// The head of a manifest, and where there is none, why.
    fileprivate func look(for manifest: ProbeTarget.Manifest) async -> ManifestProbe.Finding {
        var login: Login?
        do throws(Stop) {
            let challenge: Login
            do throws(Stop) { challenge = try await self.challenge() } catch {
                // Who asks nobody for a credential answers without one.
                guard (200..<300).contains(error.status) else { throw error }
                try await see(manifest, nil)
                return ManifestProbe.Finding(.good)
            }
            login = challenge
            try await see(manifest, try await authorization(challenge, for: manifest))
            return ManifestProbe.Finding(.good)
        } catch {
            var isBearer = false
            if case .bearer = login { isBearer = true }
            let finding = Self.finding(error, isBearer: isBearer)
            // A token service that refuses may mean the image rather than who asks.
            guard finding.answer == .loginRefused, let login, isBearer, target.login != nil, await takesLogin(login)
            else { return finding }
            return ManifestProbe.Finding(.denied, finding.words)
        }
    }

    private func takesLogin(_ login: Login) async -> Bool { (try? await authorization(login, for: nil)) != nil }

    private static func finding(_ stop: Stop, isBearer: Bool) -> ManifestProbe.Finding {
        // Who has a token is known; without one 401 means the password.
        let isDenial = stop.isOfManifest && (isBearer || stop.status != 401)
        let words: String
        switch stop.verdict {
        case .good: return ManifestProbe.Finding(.good)
        case .refused(let reason): return ManifestProbe.Finding(isDenial ? .denied : .loginRefused, reason)
        case .unknown(let reason): words = reason
        }
        switch stop.status {
        case 404 where stop.isOfManifest: return ManifestProbe.Finding(.notFound, words)
        case 429: return ManifestProbe.Finding(.throttled, words)
        case _ where stop.isUntrusted: return ManifestProbe.Finding(.untrusted, words)
        default: return ManifestProbe.Finding(.unknown, words)
        }
    }
}

extension RegistryProbe {
    /// The same ways to the registries, for one manifest.
    package var manifests: ManifestProbe { ManifestProbe(clients: clients, timeouts: timeouts) }
}
