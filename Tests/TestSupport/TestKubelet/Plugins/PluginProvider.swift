internal import Images
internal import TLS
internal import Text

/// One provider: whom it is asked for, what it has said, and who is asking just now.
actor PluginProvider {
    private struct Kept {
        let auth: DockerConfig
        let until: Duration
    }

    /// Where and how plugins are run.
    struct Place: Sendable {
        let binDir: String
        let environment: [String: String]
        let workingDirectory: String
        let limit: Duration
        let clock: KubeletClock
    }

    nonisolated let provider: ProviderConfig.Provider
    private let place: Place
    private let patterns: [ImagePattern]
    private var cache: [[String]: Kept] = [:]
    private var asking: [[String]: Task<Result<ProviderResponse, GoError>, Never>] = [:]
    /// For which images it was run, in order.
    private(set) var runs: [String] = []
    /// How often nothing was kept, so that it was run or the answer of a run awaited.
    private(set) var asks = 0

    init(_ provider: ProviderConfig.Provider, _ place: Place) {
        self.provider = provider
        self.place = place
        patterns = provider.matchImages.compactMap { try? ImagePattern(parsing: $0) }
    }

    /// What it has for an image; nil where it is not asked, or says nothing.
    func provide(_ image: ImageReference, _ pod: PullingPod) async throws(GoError) -> DockerConfig? {
        guard patterns.contains(where: { $0.matches(image) }), let identity = try identity(of: pod) else { return nil }
        let repository = image.repository
        let keys = [repository, registry(of: repository), "<global>"].map { [$0] + identity.cacheKey }
        let now = place.clock.now()
        if let kept = keys.lazy.compactMap({ self.cache[$0] }).first(where: { now <= $0.until }) { return kept.auth }

        let response = try await ask(repository, identity).get()
        if !identity.token.isEmpty, provider.tokenAttributes?.cacheType != "Token",
            response.auth.entries.contains(where: { $0.credential.password == identity.token })
        {
            throw GoError(
                "credential provider plugin returned the service account token as the password which is not allowed when "
                    + "service account cache type is not set to 'Token'"
            )
        }
        guard let kind = ProviderResponse.CacheKey(rawValue: response.cacheKeyType) else {
            throw GoError(
                "credential provider plugin did not return a valid cacheKeyType: \(response.cacheKeyType)"
            )
        }
        let life = response.cacheDuration ?? provider.defaultCacheDuration ?? .zero
        if life != .zero {
            let key =
                switch kind {
                case .image: keys[0]
                case .registry: keys[1]
                case .global: keys[2]
                }
            cache[key] = Kept(auth: response.auth, until: place.clock.now() + life)
        }
        return response.auth
    }

    private func registry(of repository: String) -> String { String(repository.prefix { $0 != "/" }) }

    /// Single flight: who asks the same meanwhile gets the same answer.
    private func ask(_ image: String, _ identity: Identity) async -> Result<ProviderResponse, GoError> {
        asks += 1
        let key = [image] + identity.flightKey
        if let asked = asking[key] { return await asked.value }
        let process = process
        let request = ProviderRequest.text(
            image: image,
            apiVersion: provider.apiVersion,
            token: identity.token,
            annotations: identity.annotations
        )
        runs.append(image)
        let (name, version) = (provider.name, provider.apiVersion)
        let task = Task { () -> Result<ProviderResponse, GoError> in
            let run = await process.run(input: request)
            let prefix = "failed to get credential from external registry credential provider: "
            if let failure = run.failure(of: name, image: image, path: process.path) {
                return .failure(GoError(prefix + failure.description))
            }
            do throws(GoError) {
                return .success(try ProviderResponse(run.standardOutput, apiVersion: version))
            } catch {
                return .failure(GoError(prefix + error.description))
            }
        }
        asking[key] = task
        let result = await task.value
        asking[key] = nil
        return result
    }

    private var process: PluginProcess {
        var environment = place.environment
        for variable in provider.environment { environment[variable.name] = variable.value }
        return PluginProcess(
            path: "\(place.binDir)/\(provider.name)",
            arguments: provider.arguments,
            environment: environment,
            workingDirectory: place.workingDirectory,
            limit: place.limit
        )
    }
}

extension PluginProvider {
    /// What a request says of the Pod, and what of it answers are kept by.
    private struct Identity {
        var token = ""
        var annotations: [String: String] = [:]
        var cacheKey: [String] = []
        var flightKey: [String] = []
    }

    /// - Returns: nil where the plugin is not to be run for this Pod, which is no error.
    private func identity(of pod: PullingPod) throws(GoError) -> Identity? {
        guard let attributes = provider.tokenAttributes else { return Identity() }
        guard let account = pod.serviceAccount else {
            return attributes.requireServiceAccount == true ? nil : Identity()
        }
        var identity = Identity()
        for key in attributes.requiredKeys {
            guard let value = account.annotations[key] else { return nil }
            identity.annotations[key] = value
        }
        for key in attributes.optionalKeys {
            if let value = account.annotations[key] { identity.annotations[key] = value }
        }
        switch pod.token(attributes.audience) {
        case .success(let token): identity.token = token
        case .failure(let refusal):
            throw GoError("failed to get service account token: failed to fetch token: \(refusal.words)")
        }
        let digest = Hexadecimal.encode((try? Digest.sha256(Array(identity.token.utf8))) ?? [])
        let annotations = identity.annotations.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        identity.cacheKey = [pod.namespace, account.name, account.uid] + annotations
        if attributes.cacheType == "Token" { identity.cacheKey += ["token", digest] }
        identity.flightKey = [digest] + annotations
        return identity
    }
}
