package import Configuration
internal import Credentials
internal import Images
package import KubeletProtocol
package import Text

/// Answers a kubelet: a request in, an answer out.
///
/// | what there is | answer |
/// |---|---|
/// | no registry of the configuration is for the image, or those that are have nothing for its host | an empty one |
/// | a credential of each registry | all of them; a key of an earlier registry counts before the same one of a later |
/// | a credential, and a registry that failed | what there is, which the kubelet does not keep |
/// | no credential, and a registry that failed, of whatever kind the failure is | none: the exit status is 1 |
///
/// The kubelet keeps no failure, writes the words of one into its log, which it does with nothing else, and pulls with what else it has,
/// or anonymously: so nothing is gained by an empty answer where a token service was only away for a moment, and nobody would be told.
package struct CredentialPlugin: Sendable {
    private let registries: [Registry]
    private let clock: WallClock
    private let patience: Duration
    private let pause: @Sendable (Duration) async -> Void
    private let fetch: Fetch

    /// Makes a plugin.
    ///
    /// - Parameters:
    ///   - configuration: Read for ``Configuration/Mode/node``.
    ///   - clock: What time it is.
    ///   - patience: How long all fetches may take, together.
    ///   - pause: Returns after a time.
    ///   - fetch: Asks for one credential.
    package init(
        _ configuration: Configuration,
        clock: WallClock = .system,
        patience: Duration,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        fetch: @escaping Fetch
    ) {
        registries = configuration.registries
        self.clock = clock
        self.patience = patience
        self.pause = pause
        self.fetch = fetch
    }

    /// The answer to a request.
    package func answer(to request: PluginRequest) async -> PluginOutcome {
        let image: ImageReference
        do {
            image = try ImageReference(parsing: request.image)
        } catch {
            return PluginOutcome(answer: nil, words: [Printable.line("the request cannot be answered: \(error)")])
        }
        let matching = Matching(registries, image: image)
        guard !matching.wanted.isEmpty else { return conclude(matching, image, []) }
        let results = await FetchRace(patience: patience, pause: pause).results(of: matching.wanted) {
            wanted throws(CredentialError) in
            try request.checkToken(for: wanted.registry)
            return try await fetch(wanted)
        }
        return conclude(matching, image, results)
    }

    private func conclude(
        _ matching: Matching,
        _ image: ImageReference,
        _ results: [Result<GivenCredential, CredentialError>]
    ) -> PluginOutcome {
        var auth: [PluginAnswer.Entry] = []
        var known: Set<AuthsKey> = []
        var words: [String] = []
        var life: Duration?
        let now = clock.now()
        let host = AuthsKey(pattern: image.authority)
        for (wanted, result) in zip(matching.wanted, results) {
            switch result {
            case .failure(let error): words.append(Self.words(wanted, error.description))
            case .success(let given):
                words += given.faults.map { Self.words(wanted, $0) }
                let entries = given.fetched.auths.entries.filter { AuthsKey(key: $0.key).serves(host) }
                if !entries.isEmpty {
                    life = min(life ?? .longest, CredentialLife.forKubelet(given, now: now))
                }
                // For the kubelet two spellings of a key are one, and it tries them in no order.
                for entry in entries where known.insert(AuthsKey(key: entry.key)).inserted {
                    auth.append(PluginAnswer.Entry(entry))
                }
            }
        }
        guard !auth.isEmpty || words.isEmpty else { return PluginOutcome(answer: nil, words: words) }
        auth = Self.showingDockerHub(auth)
        if !auth.isEmpty, matching.wanted.contains(where: \.registry.anonymousFallback) {
            auth = Self.addingAnonymous(auth, image)
        }
        let answer = PluginAnswer(
            cacheKeyType: matching.isForWholeHost ? .registry : .image,
            cacheDuration: words.isEmpty ? life ?? .zero : .zero,
            auth: auth
        )
        return PluginOutcome(answer: answer, words: words)
    }

    private static func words(_ wanted: WantedCredential, _ text: String) -> String {
        Printable.line("registry \(wanted.registry.name): \(text)")
    }

    /// The entries with Docker Hub's key as it is for every other host where they have further keys, which would hide the one that
    /// everybody knows: that counts only where no other matches.
    private static func showingDockerHub(
        _ auth: [PluginAnswer.Entry],
        besideOthers: Bool = false
    ) -> [PluginAnswer.Entry] {
        let keys = auth.map { AuthsKey(key: $0.key) }
        guard besideOthers || !keys.allSatisfy(\.isLegacyDockerHub) else { return auth }
        let hasOwn = keys.contains(where: \.isDockerHub)
        return zip(auth, keys).compactMap { entry, key in
            guard key.isLegacyDockerHub else { return entry }
            return hasOwn ? nil : PluginAnswer.Entry(key: "docker.io", login: entry.login)
        }
    }

    /// The entries, and after them a try without a credential.
    private static func addingAnonymous(_ auth: [PluginAnswer.Entry], _ image: ImageReference) -> [PluginAnswer.Entry] {
        let shown = showingDockerHub(auth, besideOthers: true)
        guard let key = AnonymousKey.after(shown.map(\.key), authority: image.authority) else { return auth }
        return shown + [PluginAnswer.Entry(key: key, login: nil)]
    }
}

extension PluginAnswer.Entry {
    fileprivate init(_ entry: DockerAuths.Entry) {
        self.init(
            key: entry.key,
            login: PluginAnswer.Login(username: entry.credential.username, password: entry.credential.password)
        )
    }
}

extension PluginRequest {
    /// Throws where a registry's credential needs the token of the Pod's ServiceAccount and the request brings none.
    fileprivate func checkToken(for registry: Registry) throws(CredentialError) {
        guard registry.podIdentity != nil, serviceAccountToken == nil else { return }
        let isFirst = apiVersion == Self.apiVersions[0]
        throw CredentialError(
            .misconfigured,
            identity: "the Pod's ServiceAccount",
            reason: "the kubelet's request brings no token: "
                + (isFirst
                    ? "the Pod has no ServiceAccount (a static Pod), or tokenAttributes are missing in the kubelet's CredentialProviderConfig"
                    : "\(apiVersion) has none"),
            fix: "write there what `pullpass render credential-provider-config` prints, and restart the kubelet"
        )
    }
}
