import Configuration
import Credentials
import Images
import KubeletProtocol
import Processes
import Text

/// `exec`: what a kubelet credential provider plugin says, asked by the kubelet's own protocol, once for each image that the patterns
/// name.
///
/// Credential helpers of Docker are asked by ``HelperFetcher``.
///
/// The plugin gets its arguments, a request without a ServiceAccount token, its `env`, and of Pullpass' own environment what
/// ``ProgramEnvironment`` lets through (a kubelet hands on all of its environment). From its answer the credential is taken that the
/// kubelet would try first for the image.
///
/// | what happens | error |
/// |---|---|
/// | there is no such executable, or it may not be run | `.misconfigured` |
/// | a pattern has a wildcard and `image` is not for it | `.misconfigured` |
/// | it fails, takes too long or prints more than 1 MiB | `.unavailable` |
/// | it prints something else than the protocol has | `.unavailable` |
/// | it has no credential for the image | `.refused` |
///
/// What it prints is not repeated but for the names in it. What it says on standard error is, without what is a credential in its answer, its
/// arguments or its environment: plugins are known to log requests and answers.
///
/// An image for which it fails takes nothing from the others.
///
/// `cacheDuration` becomes the credential's life, cut where a JSON Web Token ends earlier. Without one a token that tells its end lives
/// until then, and any other an hour; with `0s`, which asks not to keep it, ten minutes.
struct ExecFetcher: ProviderFetcher, Confidential {
    static let lifeWithoutCacheDuration = Duration.seconds(3600)
    static let lifeUncached = Duration.seconds(600)

    let parts: FetcherParts
    let source: ExecSource

    private var place: Place { Place(identity: "plugin \(source.command)") }

    var inputs: CredentialInputs {
        let images = (try? images()) ?? []
        return CredentialInputs(source.environment.map(\.value), tokens: images.map { scope(of: $0.image) })
    }

    /// The scope of what the plugin says for one image, whatever registry it was asked for.
    private func scope(of image: ImageReference) -> CredentialScope {
        CredentialScope(registry.credentials, reach: "image \(image.repository)")
    }

    private var configuredImage: ImageReference? { source.image.flatMap { try? ImageReference(parsing: $0) } }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let images = try images()
        var known: Command?
        var parts = TokenParts()
        for image in Set(images.map(\.image)).sorted(by: { $0.repository < $1.repository }) {
            let patterns = images.filter { $0.image.repository == image.repository }.map(\.pattern.text)
            try await parts.add(keys: patterns.map(AuthsKey.key(forPattern:))) { () async throws(CredentialError) in
                try await tokens.token(of: scope(of: image)) { () async throws(CredentialError) in
                    let ready: Command
                    if let known { ready = known } else { ready = try await command() }
                    known = ready
                    return ProviderToken(credential: try await ask(ready, for: image), identity: place.identity)
                }
            }
        }
        return try parts.fetched(place.identity, now: clock.now())
    }

    /// The image to ask for, for each pattern.
    private func images() throws(CredentialError) -> [(pattern: ImagePattern, image: ImageReference)] {
        if let image = source.image, configuredImage == nil {
            throw place.misconfigured("the kubelet cannot read the image \(image)", fix: "correct exec.image")
        }
        var images: [(pattern: ImagePattern, image: ImageReference)] = []
        for pattern in registry.matchImages {
            guard let image = PluginImage.of(pattern, configured: configuredImage) else {
                throw place.misconfigured(
                    "it is asked for one image, and \(pattern.text) could be any",
                    fix: "write an image of that registry as exec.image, or the pattern in a registry entry of its own"
                )
            }
            images.append((pattern, image))
        }
        return images
    }

    /// The command without its input.
    func command() async throws(CredentialError) -> Command {
        var variables = parts.programEnvironment
        for variable in source.environment {
            // Unlike a credential, a variable may be empty.
            if case .value(let text) = variable.value {
                variables[variable.name] = text.reveal()
            } else {
                let text = try await values.text(of: variable.value, part: "variable \(variable.name)")
                variables[variable.name] = text.reveal()
            }
        }
        let path = Command.executable(named: source.command, searchPath: parts.environment["PATH"] ?? "")
        return Command(
            path ?? source.command,
            source.arguments,
            environment: variables,
            timeLimit: source.timeout
        )
    }

    private func ask(_ command: Command, for image: ImageReference) async throws(CredentialError) -> RegistryCredential
    {
        let request = PluginRequest(apiVersion: source.apiVersion, image: image.repository).json
        var command = command
        command.standardInput = request
        let place = Place(identity: "plugin \(source.command) for \(image.repository)")
        let byHand = "run it by hand with this on its standard input: \(String(decoding: request, as: UTF8.self))"
        let result = try await run(command, place)
        let said = said(command, result.standardOutput)
        let itSays = said.clause(result.standardError)
        guard result.status.isSuccess else {
            throw place.unavailable(
                "it \(result.status)\(itSays)",
                fix: itSays.isEmpty ? "see what it does: \(byHand)" : "correct what it complains about"
            )
        }
        let now = clock.now()
        let found: DockerCredential?
        let cached: Duration?
        let hosts: [String]
        do throws(PluginResponse.Flaw) {
            let response = try PluginResponse(result.standardOutput, apiVersion: source.apiVersion)
            found = response.credential(for: image)
            hosts = response.hosts
            cached = try response.cacheLife
        } catch {
            let isSilent = !result.standardOutput.contains { !ASCII.isWhitespace($0) }
            let shape = isSilent ? "" : " (it is \(said.shape(of: result.standardOutput)))"
            throw place.unavailable(
                error.reason + shape + itSays,
                fix: "see what it prints: \(byHand)"
            )
        }
        guard let found else {
            throw CredentialError(
                .refused,
                identity: place.identity,
                reason:
                    "it has no credential for this image, and auth in its answer has the keys \(said.names(hosts))\(itSays)",
                fix: "give it one, or write the keys as the kubelet matches them; to try it: \(byHand)"
            )
        }
        return RegistryCredential(
            username: found.username,
            password: SecretText(found.password),
            expiresAt: Self.end(of: found.password, cached: cached, now: now),
            fetchedAt: now
        )
    }

    private static func end(of password: String, cached: Duration?, now: Timestamp) -> Timestamp {
        let told = TokenEnd.of(password).flatMap { $0 > now ? $0 : nil }
        switch (cached, told) {
        case (nil, let told?): return told
        case (nil, nil): return now + lifeWithoutCacheDuration
        case (let cached?, let told): return min(now + (cached > .zero ? cached : lifeUncached), told ?? .distantFuture)
        }
    }

    /// What the plugin says, without what it was given as a credential.
    func said(_ command: Command, _ output: [UInt8] = []) -> ProgramWords {
        let given = source.environment.filter { variable in
            guard case .value(let text) = variable.value else { return true }
            return !SecretNames.isPublic(variable.name, text.reveal())
        }
        return ProgramWords(
            output: output,
            arguments: command.arguments,
            environment: command.environment,
            secrets: given.compactMap { command.environment[$0.name] }
        )
    }

    /// Runs it to its end, whatever its exit code.
    func run(_ command: Command, _ place: Place) async throws(CredentialError) -> CommandResult {
        do {
            return try await Processes.run(command)
        } catch {
            let itSays = said(command).clause(error.standardError.reveal())
            switch error.code {
            case .notStarted:
                throw place.misconfigured(
                    error.description,
                    fix: "put the plugin there, executable, or correct exec.command"
                )
            case .unusableArgument:
                throw place.misconfigured(error.description, fix: "correct exec.args and exec.env")
            case .timedOut:
                throw place.unavailable(
                    error.description + itSays,
                    fix: "see why it takes so long, or write a longer exec.timeout"
                )
            case .outputTooLarge, .cancelled: throw place.unavailable(error.description + itSays)
            }
        }
    }
}

extension Place {
    func unavailable(_ reason: String, fix: String? = nil) -> CredentialError {
        CredentialError(.unavailable, identity: identity, reason: reason, fix: fix)
    }
}
